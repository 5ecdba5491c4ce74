"""Packs the playlist archive's tables into ``seed.npz``: ``python -m discograph.demo.pack_seed``.

The tables are tab-separated, gzipped, without quoting: ``playlists`` with the columns playlist_id
and name, ``tracks`` with playlist_id, track_id, title, artist_names (parted by " ; "), album,
duration_s, added and removed (days as 2021-05-09; empty while the track is in).
"""

from __future__ import annotations

import argparse
import csv
import gzip
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..core.errors import InputError
from .seed import ALPHABET, EPOCH, FILE, Seed, SeedList, SeedTrack, read_seed

_VALUE = {chr(letter): value for value, letter in enumerate(ALPHABET)}


def collect(playlists: Path, tracks: Path) -> Seed:
    """Return the seed of the two tables; where spellings of a track differ, the latest counts."""
    rows = sorted(_table(tracks), key=lambda row: (row["removed"] or "9", row["added"]))
    latest = {row["track_id"]: _track(row) for row in rows}
    ordered = sorted(latest.values(), key=lambda t: (t.artists, t.album, t.title, t.id))
    number = {track.id: place for place, track in enumerate(ordered)}
    members: dict[str, list[tuple[int, int, int]]] = {}
    for row in rows:
        member = number[row["track_id"]], _day(row["added"]), _day(row["removed"])
        members.setdefault(row["playlist_id"], []).append(member)
    return Seed(
        tuple(ordered),
        tuple(
            SeedList(row["playlist_id"], row["name"], *_columns(members[row["playlist_id"]]))
            for row in _table(playlists)
            if row["playlist_id"] in members
        ),
    )


def pack(seed: Seed) -> dict[str, NDArray[Any]]:
    """Return `seed` as arrays that compress well."""
    names = sorted({name for track in seed.tracks for name in track.artists})
    place = {name: number for number, name in enumerate(names)}
    return {
        "ids": np.frombuffer(b"".join(_bytes(t.id) for t in seed.tracks), np.uint8).reshape(-1, 16),
        "titles": _lines([t.title for t in seed.tracks]),
        "artist_names": _lines(names),
        "artist_counts": np.array([len(t.artists) for t in seed.tracks], np.uint8),
        "artists": np.array([place[name] for t in seed.tracks for name in t.artists], np.uint16),
        "albums": _lines(["" if t.album == t.title else t.album for t in seed.tracks]),
        "durations_s": np.array([t.duration_s for t in seed.tracks], np.uint16),
        "list_ids": _lines([item.id for item in seed.lists]),
        "list_names": _lines([item.name for item in seed.lists]),
        "list_sizes": np.array([len(item.tracks) for item in seed.lists], np.uint16),
        "track_steps": np.concatenate(
            [np.diff(item.tracks, prepend=0).astype(np.uint16) for item in seed.lists]
        ),
        "added": np.concatenate([np.array(item.added, np.int16) for item in seed.lists]),
        "removed": np.concatenate([np.array(item.removed, np.int16) for item in seed.lists]),
    }


def main(argv: list[str] | None = None) -> None:
    """Pack the tables and check that the same comes out again."""
    parser = argparse.ArgumentParser(description="Pack the playlist archive into the seed.")
    parser.add_argument("playlists", type=Path)
    parser.add_argument("tracks", type=Path)
    parser.add_argument("--out", type=Path, default=FILE)
    args = parser.parse_args(argv)
    seed = collect(args.playlists, args.tracks)
    columns: Any = pack(seed)
    np.savez_compressed(args.out, **columns)
    if read_seed(args.out) != seed:
        raise InputError(f"{args.out}: what was packed is not what comes out; do not ship it")


def _table(file: Path) -> Iterator[dict[str, str]]:
    with gzip.open(file, "rt", encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)


def _track(row: dict[str, str]) -> SeedTrack:
    artists = tuple(row["artist_names"].split(" ; "))
    return SeedTrack(row["track_id"], row["title"], artists, row["album"], int(row["duration_s"]))


def _day(date: str) -> int:
    return (datetime.fromisoformat(date).replace(tzinfo=UTC) - EPOCH).days if date else -1


def _columns(
    members: list[tuple[int, int, int]],
) -> tuple[tuple[int, ...], tuple[int, ...], tuple[int, ...]]:
    tracks, added, removed = zip(*sorted(members), strict=True)
    return tracks, added, removed


def _bytes(id_: str) -> bytes:
    value = 0
    for letter in id_:
        value = value * 62 + _VALUE[letter]
    return value.to_bytes(16, "big")


def _lines(texts: list[str]) -> NDArray[np.uint8]:
    return np.frombuffer("\n".join(texts).encode(), np.uint8)


if __name__ == "__main__":
    main()
