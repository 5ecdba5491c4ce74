"""How often tempo, key and metre are right, beside librosa's, on rendered MIDI of known truth.

usage: python benchmarks/descriptors.py DATA [--n 60]

DATA holds midi-pop909-a, midi-groove-a and midi-nottingham-a. Needs Debian's fluidsynth and
timgm6mb-soundfont. The middle minute of `n` files of each set is heard, drawn with a fixed seed;
what was fitted was fitted on others. Tempo counts within 4%: as it is (Acc1), or its double,
triple, half or third too (Acc2). Key is weighed as MIREX does (mir_eval's reading of it). Metre is
asked of files in three, half of all there are, and of as many in four from the same sets.
"""

from __future__ import annotations

import argparse
import csv
import shutil
import subprocess
import tarfile
import tempfile
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import librosa
import numpy as np
import soundfile  # type: ignore[import-untyped]
from numpy.typing import NDArray

from discograph.audio.descriptors import DescriptorStream
from discograph.audio.frames import Spectra
from discograph.core.sound import KEYS, RATE_HZ, Descriptors

SOUNDFONT = Path("/usr/share/sounds/sf2/TimGM6mb.sf2")
EXCERPT_S = 60
TOLERANCE = 0.04
SHORTEST_S = 20.0
LETTERS = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}
# Krumhansl & Kessler (1982), with which key is commonly read from librosa's chroma
MAJOR = (6.35, 2.23, 3.48, 2.33, 4.38, 4.09, 2.52, 5.19, 2.39, 3.66, 2.29, 2.88)
MINOR = (6.33, 2.68, 3.52, 5.38, 2.60, 3.53, 2.54, 4.75, 3.98, 2.69, 3.34, 3.17)
Key = tuple[int, str]


@dataclass(frozen=True, order=True)
class Piece:
    """A MIDI file and what is known of it."""

    name: str
    collection: str
    path: str
    bpm: float | None = None
    key: Key | None = None
    beats: int | None = None


@dataclass(frozen=True)
class Heard:
    """What was made of a piece here, and by librosa."""

    ours: Descriptors
    bpm: float
    key: Key


def main() -> None:
    """Render, hear and compare."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("--n", type=int, default=60, help="files of each set")
    args = parser.parse_args()
    if shutil.which("fluidsynth") is None or not SOUNDFONT.exists():
        print("skipped: install fluidsynth and timgm6mb-soundfont to render the MIDI files")
        return
    collections = {
        "POP909": pop909(args.data / "midi-pop909-a"),
        "Groove": groove(args.data / "midi-groove-a"),
        "Nottingham": nottingham(args.data / "midi-nottingham-a"),
    }
    drawn = {name: held_out(pieces, args.n) for name, pieces in collections.items()}
    bars = in_three_and_four(collections, drawn)
    with tempfile.TemporaryDirectory() as folder:
        for archive in args.data.glob("midi-*-a/*.tar.xz"):
            with tarfile.open(archive) as tar:
                tar.extractall(Path(folder) / archive.parent.name, filter="data")
        heard, seconds = hear_all({*(p for part in drawn.values() for p in part), *bars}, folder)
    report(drawn, bars, heard)
    print(
        f"\n{len(heard)} excerpts: {1000 * seconds[0] / len(heard):.0f} ms each with the spectra; "
        f"librosa's tempo and chroma {1000 * seconds[1] / len(heard):.0f} ms"
    )


def pop909(folder: Path) -> list[Piece]:
    """Return songs, of which those of beats in three parts have no metre that is asked for."""
    return [
        Piece(
            row["song"], folder.name, f"{row['song']}/{row['song']}.mid",
            float(row["bpm_median_beat_midi"]), tonality(row["main_key"].replace(":min", "m")),
            {"2": 4, "3": 3}[row["num_beats_per_measure"]]
            if row["num_quavers_per_beat"] == "2" else None,
        )
        for row in rows(folder / "index.tsv")
    ]  # fmt: skip


def groove(folder: Path) -> list[Piece]:
    """Return drum performances that are no fills."""
    metres = {"3-4": 3, "4-4": 4}
    return [
        Piece(row["id"], folder.name, row["midi_filename"], float(row["bpm"]),
              None, metres.get(row["time_signature"]))
        for row in csv.DictReader((folder / "info.csv").open(encoding="utf-8"))
        if row["beat_type"] == "beat" and float(row["duration"]) >= SHORTEST_S
    ]  # fmt: skip


def nottingham(folder: Path) -> list[Piece]:
    """Return tunes, whose tempo is not theirs."""
    metres = {"3/4": 3, "4/4": 4}
    return [
        Piece(row["name"], folder.name, f"{row['name']}.mid", None,
              tonality(row["first_key"]) if row["n_keys"] == "1" else None,
              metres.get(row["meter"]))
        for row in rows(folder / "index.tsv")
    ]  # fmt: skip


def rows(path: Path) -> Iterable[dict[str, str]]:
    """Return the rows of a table with a header."""
    return csv.DictReader(path.open(encoding="utf-8"), delimiter="\t", quoting=csv.QUOTE_NONE)


def tonality(name: str) -> Key:
    """Return the pitch class and mode of names like ``Gb:maj``, ``C#m`` and ``D``."""
    name = name.removesuffix(":maj")
    tonic = LETTERS[name[0]] + name.count("#") - name[1:].count("b")
    return tonic % 12, "minor" if name.endswith("m") else "major"


def held_out(pieces: Sequence[Piece], n: int) -> list[Piece]:
    """Return `n` of `pieces`, always the same, and the same and more for a greater `n`."""
    order = np.random.default_rng(0).permutation(len(pieces))[:n]
    by_name = sorted(pieces)
    return [by_name[place] for place in order]


def in_three_and_four(
    collections: dict[str, list[Piece]], drawn: dict[str, list[Piece]]
) -> list[Piece]:
    """Return half of the pieces in three of each set, and as many of the drawn ones in four."""
    chosen: list[Piece] = []
    for name, pieces in collections.items():
        three = [piece for piece in pieces if piece.beats == 3]
        four = [piece for piece in drawn[name] if piece.beats == 4]
        chosen += held_out(three, len(three) // 2) + four[: len(three) // 2]
    return chosen


def hear_all(
    pieces: Iterable[Piece], folder: str
) -> tuple[dict[Piece, Heard], tuple[float, float]]:
    """Return what is heard of each piece, and the processor's seconds for it here and there."""
    heard: dict[Piece, Heard] = {}
    here = there = 0.0
    for piece in sorted(pieces, key=lambda piece: (piece.collection, piece.name)):
        wave = rendered(Path(folder) / piece.collection / piece.path)
        if not heard:
            describe(wave), librosas(wave)  # compiles
        start = time.process_time()
        ours = describe(wave)
        middle = time.process_time()
        bpm, key = librosas(wave)
        here, there = here + middle - start, there + time.process_time() - middle
        heard[piece] = Heard(ours, bpm, key)
    return heard, (here, there)


def rendered(path: Path) -> NDArray[np.float32]:
    """Return the middle minute of a MIDI file, as it sounds."""
    wav = path.with_suffix(".wav")
    to = ["-F", str(wav), "-r", str(RATE_HZ)]
    command = ["fluidsynth", "-ni", "-q", *to, str(SOUNDFONT), str(path)]
    subprocess.run(command, check=True, capture_output=True)
    samples, _ = soundfile.read(wav, dtype="float32")
    wav.unlink()
    start = max(0, len(samples) - EXCERPT_S * RATE_HZ) // 2
    wave: NDArray[np.float32] = samples[start : start + EXCERPT_S * RATE_HZ].mean(axis=1)
    return wave


def describe(wave: NDArray[np.float32]) -> Descriptors:
    """Return what is said of it here."""
    stream, spectra = DescriptorStream(), Spectra()
    for batches in (spectra.feed(wave), spectra.finish()):
        for power, mel_db in batches:
            stream.feed(power, mel_db)
    return stream.finish()


def librosas(wave: NDArray[np.float32]) -> tuple[float, Key]:
    """Return librosa's tempo, and the key by Krumhansl and Kessler's profiles on its chroma."""
    bpm, _ = librosa.beat.beat_track(y=wave, sr=RATE_HZ)
    chroma = librosa.feature.chroma_cqt(y=wave, sr=RATE_HZ).mean(axis=1)
    matches = {
        (tonic, mode): np.corrcoef(np.roll(profile, tonic), chroma)[0, 1]
        for mode, profile in (("major", MAJOR), ("minor", MINOR))
        for tonic in range(12)
    }
    return float(np.atleast_1d(bpm)[0]), max(matches, key=lambda key: float(matches[key]))


def report(drawn: dict[str, list[Piece]], bars: Sequence[Piece], heard: dict[Piece, Heard]) -> None:
    """Print a table of what is right, and how it goes with the confidence."""
    print("| | set | files | discograph | librosa |\n|---|---|---:|---:|---:|")
    sure: dict[str, list[tuple[float, float]]] = {"tempo": [], "key": [], "metre": []}
    for name, pieces in drawn.items():
        timed = [(piece.bpm, heard[piece]) for piece in pieces if piece.bpm is not None]
        for label, levels in (("Acc1", (1.0,)), ("Acc2", (1.0, 2.0, 3.0, 1 / 2, 1 / 3))):
            line(f"tempo {label}", name, [near(h.ours.tempo_bpm, bpm, levels) for bpm, h in timed],
                 [near(h.bpm, bpm, levels) for bpm, h in timed])  # fmt: skip
        sure["tempo"] += [
            (h.ours.tempo_confidence, near(h.ours.tempo_bpm, bpm, (1.0,))) for bpm, h in timed
        ]
        keyed = [(piece.key, heard[piece]) for piece in pieces if piece.key is not None]
        ours = [mirex(our_key(h.ours), key) for key, h in keyed]
        line("key, MIREX", name, ours, [mirex(h.key, key) for key, h in keyed])
        right = [float(points == 1) for points in ours]
        sure["key"] += list(zip((h.ours.key_confidence for _, h in keyed), right, strict=True))
    for beats in (3, 4):
        asked = [heard[piece].ours for piece in bars if piece.beats == beats]
        line(f"metre, {beats}", "all", [float(found.time_signature == beats) for found in asked])
    every = {piece: heard[piece].ours for piece in heard if piece.beats is not None}
    sure["metre"] = [
        (found.time_signature_confidence, float(found.time_signature == piece.beats))
        for piece, found in every.items()
    ]
    line("metre", "3 and 4", [float(heard[p].ours.time_signature == p.beats) for p in bars])
    line("metre", "every file", [right for _, right in sure["metre"]])
    print("\n| right | confidence above .5 | files | up to .5 | files |\n|---|---:|---:|---:|---:|")
    for what, pairs in sure.items():
        above = [right for confidence, right in pairs if confidence > 0.5]
        below = [right for confidence, right in pairs if confidence <= 0.5]
        print(f"| {what} | {mean(above)} | {len(above)} | {mean(below)} | {len(below)} |")


def line(what: str, name: str, ours: list[float], theirs: Sequence[float] = ()) -> None:
    """Print a line of the table, if there is anything to say."""
    if ours:
        print(f"| {what} | {name} | {len(ours)} | {mean(ours)} | {mean(theirs)} |")


def mean(values: Sequence[float]) -> str:
    """Return the mean to three places."""
    return f"{np.mean(values):.3f}" if values else "-"


def near(bpm: float | None, true: float, levels: Sequence[float]) -> float:
    """Return 1 if a tempo is a true one's level, else 0."""
    return float(bpm is not None and any(abs(bpm / true / x - 1) <= TOLERANCE for x in levels))


def our_key(found: Descriptors) -> Key | None:
    """Return the key as numbers."""
    if found.key is None or found.mode is None:
        return None
    return KEYS.index(found.key), found.mode


def mirex(found: Key | None, true: Key) -> float:
    """Return 1 for the key, .5 for a fifth above, .3 for the relative and .2 for the parallel."""
    if found is None:
        return 0.0
    up = (found[0] - true[0]) % 12
    if found[1] == true[1]:
        return {0: 1.0, 7: 0.5}.get(up, 0.0)
    return {0: 0.2, 9 if true[1] == "major" else 3: 0.3}.get(up, 0.0)


if __name__ == "__main__":
    main()
