"""The seed: real public playlists of real tracks, packed, for somebody who starts alone."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from ..core.errors import InputError
from ..formats.rows import Entry, PlaylistRow, TrackRef

FILE = Path(__file__).parent / "seed.npz"
EPOCH = datetime(2019, 1, 1, tzinfo=UTC)
ALPHABET = b"0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True)
class SeedTrack:
    """A track of the seed.

    Parameters
    ----------
    id : str
        Spotify's, 22 characters.
    title : str
    artists : tuple of str
    album : str
    duration_s : int
    """

    id: str
    title: str
    artists: tuple[str, ...]
    album: str
    duration_s: int


@dataclass(frozen=True)
class SeedList:
    """A playlist of the seed.

    Parameters
    ----------
    id, name : str
    tracks : tuple of int
        Numbers of tracks.
    added, removed : tuple of int
        Days since `EPOCH`; removed is -1 for a track that is still in.
    """

    id: str
    name: str
    tracks: tuple[int, ...]
    added: tuple[int, ...]
    removed: tuple[int, ...]


@dataclass(frozen=True)
class Seed:
    """Tracks, and the playlists that they are or were in."""

    tracks: tuple[SeedTrack, ...]
    lists: tuple[SeedList, ...]


def seed_rows() -> Iterator[PlaylistRow]:
    """Yield the playlists of the seed: public, of nobody.

    A track that was taken out again is among them: that both stood in one list, at whatever time,
    is what somebody knew of them. It counts once a list, from the day it first came in.

    >>> row = next(seed_rows())
    >>> row.public, row.user, row.entries[0].track.aliases[0][:14]
    (True, None, 'spotify:track:')
    """
    seed = read_seed()
    refs = [
        TrackRef(t.title, t.artists, (f"spotify:track:{t.id}",), t.album, float(t.duration_s))
        for t in seed.tracks
    ]
    for item in seed.lists:
        first: dict[int, int] = {}
        for track, day in zip(item.tracks, item.added, strict=True):
            first[track] = min(day, first.get(track, day))
        entries = tuple(Entry(refs[track], _second(day)) for track, day in first.items())
        created_at = min((entry.added_at or 0 for entry in entries), default=None)
        yield PlaylistRow(f"spotify:playlist:{item.id}", item.name, entries, created_at, True)


@cache
def read_seed(file: Path = FILE) -> Seed:
    """Return the seed packed in `file`.

    Raises
    ------
    InputError
        If it is not there or not whole.
    """
    try:
        with file.open("rb") as packed, np.load(packed, allow_pickle=False) as columns:
            return unpack(dict(columns))
    except (OSError, EOFError, ValueError, KeyError, BadZipFile, zlib.error) as err:
        raise InputError(f"{file}: no seed can be read from it ({err}); install again") from err


def unpack(columns: dict[str, NDArray[Any]]) -> Seed:
    """Return the seed of `columns`, made by `pack_seed.pack`."""
    names = _lines(columns["artist_names"])
    ends = np.cumsum(columns["artist_counts"], dtype=np.int64)
    credited = [names[number] for number in columns["artists"].tolist()]
    titles, albums = _lines(columns["titles"]), _lines(columns["albums"])
    tracks = tuple(
        SeedTrack(id_, title, tuple(credited[start:end]), album or title, duration_s)
        for id_, title, start, end, album, duration_s in zip(
            ids_of(columns["ids"]),
            titles,
            (ends - columns["artist_counts"]).tolist(),
            ends.tolist(),
            albums,
            columns["durations_s"].tolist(),
            strict=True,
        )
    )
    return Seed(tracks, tuple(_lists(columns)))


def ids_of(raw: NDArray[np.uint8]) -> list[str]:
    """Return 128-bit numbers, big-endian, as base62 of 22 digits.

    Parameters
    ----------
    raw : ndarray [shape=(n, 16), uint8]
    """
    data = raw.tobytes()
    values = [int.from_bytes(data[at : at + 16], "big") for at in range(0, len(data), 16)]
    digits = []
    for below, width in ((20, 2), (10, 10), (0, 10)):  # parts that fit 64 bits
        part = np.array([value // 62**below % 62**width for value in values], dtype=np.uint64)
        powers = np.array([62**place for place in reversed(range(width))], dtype=np.uint64)
        digits.append(part[:, None] // powers % np.uint64(62))
    letters = np.frombuffer(ALPHABET, dtype=np.uint8)[np.hstack(digits).astype(np.intp)]
    text = letters.tobytes().decode()
    return [text[at : at + 22] for at in range(0, len(text), 22)]


def _lists(columns: dict[str, NDArray[Any]]) -> Iterator[SeedList]:
    ids, names = _lines(columns["list_ids"]), _lines(columns["list_names"])
    start = 0
    for id_, name, size in zip(ids, names, columns["list_sizes"].tolist(), strict=True):
        span = slice(start, start + size)
        start += size
        tracks = np.cumsum(columns["track_steps"][span], dtype=np.int64)
        yield SeedList(
            id_,
            name,
            tuple(tracks.tolist()),
            tuple(columns["added"][span].tolist()),
            tuple(columns["removed"][span].tolist()),
        )


def _lines(text: NDArray[np.uint8]) -> list[str]:
    return text.tobytes().decode().split("\n")


def _second(day: int) -> int:
    return int(EPOCH.timestamp()) + day * 86_400
