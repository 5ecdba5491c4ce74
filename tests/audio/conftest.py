"""Small sound files of each kind, made when they are asked for."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import av
import numpy as np
import pytest
import soundfile  # type: ignore[import-untyped]
from numpy.typing import NDArray

RATE_HZ = 22_050
SUBTYPES = {"ogg": "VORBIS", "opus": "OPUS"}
FORMATS = {"opus": "OGG"}
ENDINGS = ("wav", "flac", "ogg", "opus", "mp3", "m4a")


def chord(seconds: float, *, rate_hz: int = RATE_HZ, channels: int = 2) -> NDArray[np.float32]:
    """Return a chord that fades in and out, the same in all channels, with some noise."""
    t = np.arange(round(seconds * rate_hz)) / rate_hz
    wave = sum(np.sin(2 * np.pi * hz * t) for hz in (220.0, 277.2, 329.6)) / 6
    noise = np.random.default_rng(0).normal(0, 0.01, (len(t), channels))
    swell = np.sin(np.pi * np.arange(len(t)) / len(t))
    return (np.outer(wave * swell, np.ones(channels)) + noise).astype(np.float32)


def write(path: Path, samples: NDArray[np.float32], *, rate_hz: int = RATE_HZ) -> Path:
    """Write `samples` [shape=(n, channels)] in the format of the name."""
    ending = path.suffix[1:]
    if ending == "m4a":
        return _aac(path, samples, rate_hz)
    soundfile.write(path, samples, rate_hz, SUBTYPES.get(ending), format=FORMATS.get(ending))
    return path


def _aac(path: Path, samples: NDArray[np.float32], rate_hz: int) -> Path:
    layout = {1: "mono", 2: "stereo"}[samples.shape[1]]
    with av.open(str(path), "w", format="mp4") as container:
        stream = container.add_stream("aac", rate=rate_hz, layout=layout)
        planar = np.ascontiguousarray(samples.T)
        frame = av.AudioFrame.from_ndarray(planar, format="fltp", layout=layout)
        frame.sample_rate = rate_hz
        for packet in [*stream.encode(frame), *stream.encode(None)]:
            container.mux(packet)
    return path


@pytest.fixture(scope="session")
def songs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A file of three seconds of each kind, by its ending."""
    folder = tmp_path_factory.mktemp("songs")
    return {
        ending: write(folder / f"song.{ending}", chord(3.0, rate_hz=48_000), rate_hz=48_000)
        for ending in ENDINGS
    }


@pytest.fixture
def song(tmp_path: Path) -> Callable[..., Path]:
    """A function that makes a file of so many seconds, called so."""

    def song_(
        name: str, seconds: float = 3.0, *, rate_hz: int = RATE_HZ, channels: int = 2
    ) -> Path:
        return write(
            tmp_path / name, chord(seconds, rate_hz=rate_hz, channels=channels), rate_hz=rate_hz
        )

    return song_
