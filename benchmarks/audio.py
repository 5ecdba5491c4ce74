"""A 240 s stereo mp3 heard on one core, beside the same from librosa and pyloudnorm.

usage: python benchmarks/audio.py [--quick]

Milliseconds are of the processor, the least of each part. "x realtime" is the length of the file
over them, of an excerpt too; what is heard of it is an eighth.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import TypeVar

import librosa
import numpy as np
import pyloudnorm  # type: ignore[import-untyped]
import soundfile  # type: ignore[import-untyped]
import soxr  # type: ignore[import-untyped]
import torch
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from discograph.audio.cnn import Network, Shape
from discograph.audio.decode import open_sound
from discograph.audio.embed import embed
from discograph.audio.frames import log_mel
from discograph.audio.hear import hear, span
from discograph.audio.loudness import Loudness
from discograph.audio.train import train
from discograph.core.config import AudioConfig
from discograph.core.sound import FRAMES, HOP_SAMPLES, N_MELS, RATE_HZ, WINDOW_SAMPLES
from discograph.core.vectors import Vectors

RATE, LENGTH_S, ROUNDS = 44_100, 240, 5
SPANS = {"the whole file": AudioConfig(), "30 s of its middle": AudioConfig(excerpt_s=30.0)}
Result = TypeVar("Result")


class Clock:
    """The least processor time of each part [s]."""

    def __init__(self) -> None:
        self.spent: dict[str, float] = {}

    def time(self, part: str, work: Callable[[], Result]) -> Result:
        """Return what `work` gives, and note what it took."""
        start = time.process_time()
        result = work()
        spent = time.process_time() - start
        self.spent[part] = min(spent, self.spent.get(part, spent))
        return result


def main() -> None:
    """Measure all in turn, and print tables in Markdown."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="one round")
    rounds = 1 if parser.parse_args().quick else ROUNDS
    torch.set_num_threads(1)
    with tempfile.TemporaryDirectory() as folder, threadpool_limits(1):
        path = Path(folder) / "made-up.mp3"
        soundfile.write(path, made_up(), RATE)
        first, second = (in_a_new_process(path, folder) for _ in range(2))
        print(f"first file of a process: {first:.1f} s; {second:.1f} s when code was compiled\n")
        for name, config in SPANS.items():
            compare(path, name, config, rounds)
    print(f"training: {windows_per_s():,.0f} windows/s, factors of 64")


def in_a_new_process(path: Path, cache: str) -> float:
    """Return the seconds of a process' first file, where numba keeps its code in `cache`."""
    os.environ["NUMBA_CACHE_DIR"] = cache
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        seconds = pool.submit(first_seconds, path).result()
    del os.environ["NUMBA_CACHE_DIR"]
    return seconds


def first_seconds(path: Path) -> float:
    """Return the seconds that `path` takes."""
    start = time.perf_counter()
    hear(path, AudioConfig())
    return time.perf_counter() - start


def compare(path: Path, name: str, config: AudioConfig, rounds: int) -> None:
    """Print what each part takes here and there."""
    ours, theirs = Clock(), Clock()
    for measure in (parts, peers):  # compiles
        measure(path, config, Clock())
    for _ in range(rounds):
        parts(path, config, ours)
        peers(path, config, theirs)
    everything = ours.spent.pop("everything")
    ours.spent["all else"] = everything - sum(ours.spent.values())
    together = sum(theirs.spent.values())
    print(f"| {name} | ms | x realtime |\n|---|---:|---:|")
    for part, seconds in {**ours.spent, "discograph": everything}.items():
        print(row(part, seconds))
    for part, seconds in {**theirs.spent, "librosa and pyloudnorm": together}.items():
        print(row(part, seconds))
    print(f"\n{together / everything:.1f} times as fast\n")


def row(part: str, seconds: float) -> str:
    """Return a line of the table."""
    return f"| {part} | {1000 * seconds:.0f} | {LENGTH_S / seconds:,.0f} |"


def parts(path: Path, config: AudioConfig, clock: Clock) -> None:
    """Time everything, and then the parts of it, each by itself."""
    shape = Shape(
        conv_channels=config.conv_channels, embedding_size=config.embedding_size, factors=64
    )
    network = Network.made(shape, seed=0)

    def listen_and_embed() -> NDArray[np.uint8]:
        pieces = hear(path, config).sound.pieces
        embed(network, {"": pieces}, [""])
        return pieces

    pieces = clock.time("everything", listen_and_embed)
    decoder = open_sound(path)
    heard = span(decoder.duration_s, config)
    blocks = clock.time("decode", lambda: list(decoder.blocks(*heard)))
    clock.time("loudness", lambda: loudness(blocks))
    mono = [block[:, 0].copy() for block in blocks]
    stream = soxr.ResampleStream(RATE, RATE_HZ, 1)
    wave = clock.time("resample", lambda: [stream.resample_chunk(block) for block in mono])
    clock.time("log-mel", lambda: log_mel(np.concatenate(wave)))
    clock.time("CNN", lambda: embed(network, {"": pieces}, [""]))


def loudness(blocks: list[NDArray[np.float32]]) -> float | None:
    """Return that of `blocks`."""
    meter = Loudness(RATE, 2)
    for block in blocks:
        meter.feed(block)
    return meter.finish()


def peers(path: Path, config: AudioConfig, clock: Clock) -> None:
    """Time what their manuals say for the same."""

    def decode() -> NDArray[np.float32]:
        with soundfile.SoundFile(path) as sound:
            start_s, length_s = span(sound.frames / RATE, config)
            sound.seek(int(start_s * RATE))
            return np.asarray(sound.read(int(length_s * RATE), dtype="float32"))

    stereo = clock.time("soundfile.read", decode)
    wave = clock.time(
        "librosa.resample",
        lambda: librosa.resample(librosa.to_mono(stereo.T), orig_sr=RATE, target_sr=RATE_HZ),
    )
    clock.time("librosa melspectrogram, power_to_db", lambda: librosas(wave))
    clock.time("librosa beat_track", lambda: librosa.beat.beat_track(y=wave, sr=RATE_HZ))
    clock.time("librosa chroma_cqt", lambda: librosa.feature.chroma_cqt(y=wave, sr=RATE_HZ))
    clock.time("pyloudnorm.Meter", lambda: pyloudnorm.Meter(RATE).integrated_loudness(stereo))


def librosas(wave: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the log-mel that `log_mel` equals."""
    power = librosa.feature.melspectrogram(
        y=wave, sr=RATE_HZ, n_fft=WINDOW_SAMPLES, hop_length=HOP_SAMPLES, n_mels=N_MELS
    )
    return np.asarray(librosa.power_to_db(power, top_db=None))


def windows_per_s() -> float:
    """Return how many pieces the CNN learns from."""
    rng = np.random.default_rng(0)
    names = [f"t{track}" for track in range(320)]
    pieces = {name: rng.integers(0, 256, (1, FRAMES, N_MELS), np.uint8) for name in names}
    factors = Vectors(names, rng.normal(size=(len(names), 64)).astype(np.float32))
    config = AudioConfig(epochs=1)
    found = train(pieces, factors, artist_of={}, config=config)
    return found.windows_per_s


def made_up() -> NDArray[np.float32]:
    """Return chords, drums and noise in stereo."""
    rng = np.random.default_rng(0)
    beat = RATE // 2
    t = np.arange(4 * beat) / RATE
    overtones = np.arange(1, 5)[:, None, None]
    third_and_fifth = np.array([1, 5 / 4, 3 / 2, 2])[:, None]
    wave = np.zeros((LENGTH_S * RATE, 2))
    for bar, start in enumerate(range(0, len(wave), len(t))):
        root_hz = (220.0, 174.6, 261.6, 196.0)[bar % 4]
        tones = np.sin(2 * np.pi * root_hz * third_and_fifth * overtones * t) / overtones
        wave[start : start + len(t)] = 0.05 * tones.sum(axis=0).T @ rng.uniform(0.5, 1, (4, 2))
    hit = 0.3 * np.exp(-30 * np.arange(beat) / RATE)[:, None] * rng.normal(size=(beat, 2))
    wave += np.tile(hit, (len(wave) // beat, 1)) + 0.01 * rng.normal(size=wave.shape)
    return np.clip(wave, -1, 1).astype(np.float32)


if __name__ == "__main__":
    main()
