"""Who plays what, read from the graph as a sparse matrix."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array

from ..core.config import FactorsConfig
from ..core.errors import InputError
from ..core.sparse import Sparse
from .store import GraphStore

PLAYLIST = "playlist:"
"""Begins the row name of a playlist that nobody owns: it listens to what it contains."""

_CHUNK = 1 << 18  # entries that are Python objects at once
_Record = tuple[str, list[str], list[float]]  # a row's name, its columns' names, its values


def read_plays(store: GraphStore, config: FactorsConfig) -> Sparse:
    """Return what every listener plays, weighted: `read_listens` and `add_visits` together.

    Parameters
    ----------
    store : GraphStore
    config : FactorsConfig
        For the weight of each signal.

    Returns
    -------
    Sparse [shape=(listeners, tracks)]
        Rows and columns sorted by name, each with at least one entry; the entries of a row sorted
        by column, all above 0.
    """
    return add_visits(store, read_listens(store, config), read_artists(store), config)


def read_listens(store: GraphStore, config: FactorsConfig) -> Sparse:
    """Return what every listener played, saved and put into playlists, as weighted plays.

    A user's entry for a track is ``LISTENED.plays``, plus `config.save_plays` when they saved it,
    plus `config.playlist_plays` for each of their own playlists that holds it. A playlist that
    nobody owns is a listener too, named ``playlist:<id>``. What was only ever skipped, podcasts
    and weekly playlists do not count.

    The database is asked for one record a user with lists: one an edge takes ten times as long
    (``benchmarks/matrix.py``).

    Parameters
    ----------
    store : GraphStore
    config : FactorsConfig

    Returns
    -------
    Sparse [shape=(listeners, tracks)]
        As `read_plays` returns it.

    Raises
    ------
    InputError
        If a user has the name of a playlist's row.
    """
    tracks = sorted(chain.from_iterable(row[0] for row in store.stream("read/music_tracks")))
    records = chain(_users(store, config), _playlists(store, config))
    names, entries = _entries(records, tracks)
    if len(set(names)) != len(names):
        twice = next(name for name in names if names.count(name) > 1)
        raise InputError(f"a user is called {twice!r}, like a playlist's row; rename that user")
    return _assemble(names, tracks, entries)


def add_visits(
    store: GraphStore,
    listens: Sparse,
    artists: Mapping[str, Sequence[str]],
    config: FactorsConfig,
) -> Sparse:
    """Return `listens` with visits to artists' pages spread evenly over the artists' music.

    A visit counts as `config.visit_plays` plays in all. It is interest, not hearing: co-listens
    are made from `listens` alone.

    Parameters
    ----------
    store : GraphStore
    listens : Sparse [shape=(listeners, tracks)]
    artists : mapping of str to sequence of str
        The music of each artist, as `read_artists` returns it.
    config : FactorsConfig

    Returns
    -------
    Sparse [shape=(listeners, tracks)]
        As `read_plays` returns it.
    """
    visits = list(_visits(store, artists, config.visit_plays)) if config.visit_plays else []
    if not visits:
        return listens
    tracks = sorted(set(listens.column_ids).union(*(record[1] for record in visits)))
    visitors, spread = _entries(visits, tracks)
    listeners = [*listens.row_ids, *sorted(set(visitors) - set(listens.row_ids))]
    rows = _numbers(listeners, visitors)
    columns = _numbers(tracks, listens.column_ids)
    own = np.repeat(np.arange(len(listens.row_ids), dtype=np.int32), np.diff(listens.indptr))
    return _assemble(
        listeners,
        tracks,
        _Entries(
            np.concatenate([own, rows[spread.rows]]),
            np.concatenate([columns[listens.indices], spread.columns]),
            np.concatenate([listens.values, spread.values]),
        ),
    )


def read_artists(store: GraphStore) -> dict[str, list[str]]:
    """Return the music of which each artist is the main artist, both sorted."""
    rows = store.stream("read/music_of_artists")
    return dict(sorted((artist, sorted(tracks)) for artist, tracks in rows))


def _users(store: GraphStore, config: FactorsConfig) -> Iterator[_Record]:
    for user, heard, plays, saved, listed in store.stream("read/plays_of_users"):
        weights = [config.save_plays] * len(saved) + [config.playlist_plays] * len(listed)
        yield user, heard + saved + listed, plays + weights


def _playlists(store: GraphStore, config: FactorsConfig) -> Iterator[_Record]:
    for playlist, tracks in store.stream("read/ownerless_playlists"):
        yield PLAYLIST + playlist, tracks, [config.playlist_plays] * len(tracks)


def _visits(
    store: GraphStore, artists: Mapping[str, Sequence[str]], visit_plays: float
) -> Iterator[_Record]:
    for user, visited, visits in store.stream("read/visits_of_users"):
        tracks: list[str] = []
        values: list[float] = []
        for artist, times in zip(visited, visits, strict=True):
            if music := artists.get(artist):
                tracks += music
                values += [visit_plays * times / len(music)] * len(music)
        yield user, tracks, values


@dataclass(frozen=True)
class _Entries:
    """Entries in any order, a place perhaps more than once."""

    rows: NDArray[np.int32]
    columns: NDArray[np.int32]
    values: NDArray[np.float32]


def _entries(records: Iterable[_Record], columns: Sequence[str]) -> tuple[list[str], _Entries]:
    """Return row names and the entries of known columns, arrays a chunk at a time."""
    number = _Numbers(zip(columns, range(len(columns)), strict=True)).__getitem__
    names: list[str] = []
    sizes: list[int] = []
    parts = [(np.empty(0, np.int32), np.empty(0, np.float32))]
    keys: list[str] = []
    values: list[float] = []

    def flush() -> None:
        count = len(keys)
        found = np.fromiter(map(number, keys), np.int32, count)
        parts.append((found, np.fromiter(values, np.float32, count)))
        keys.clear()
        values.clear()

    for name, tracks, weights in records:
        names.append(name)
        sizes.append(len(tracks))
        keys += tracks
        values += weights
        if len(keys) >= _CHUNK:
            flush()
    flush()
    rows = np.repeat(np.arange(len(names), dtype=np.int32), sizes)
    found, weights_ = (np.concatenate(arrays) for arrays in zip(*parts, strict=True))
    kept = (found >= 0) & (weights_ > 0)
    return names, _Entries(rows[kept], found[kept], weights_[kept])


class _Numbers(dict[str, int]):
    """Numbers by name; -1 for a name that has none."""

    def __missing__(self, name: str) -> int:
        return -1


def _numbers(names: Sequence[str], wanted: Sequence[str]) -> NDArray[np.int32]:
    numbers = {name: number for number, name in enumerate(names)}
    return np.fromiter((numbers[name] for name in wanted), np.int32, len(wanted))


def _assemble(listeners: Sequence[str], tracks: Sequence[str], entries: _Entries) -> Sparse:
    """Return the sums of all entries, sorted by name, without empty rows and columns.

    `tracks` are sorted already.
    """
    by_name = sorted(_used(entries.rows, len(listeners)), key=lambda row: listeners[row])
    used = _used(entries.columns, len(tracks))
    rows = _places(by_name, len(listeners))[entries.rows]
    columns = _places(used, len(tracks))[entries.columns]
    shape = (len(by_name), len(used))
    matrix = coo_array((entries.values, (rows, columns)), shape=shape).tocsr()
    matrix.sum_duplicates()
    return Sparse(
        [listeners[row] for row in by_name],
        [tracks[column] for column in used],
        matrix.indptr.astype(np.int64),
        matrix.indices.astype(np.int32),
        matrix.data.astype(np.float32),
    )


def _used(numbers: NDArray[np.int32], size: int) -> list[int]:
    seen = np.zeros(size, np.bool_)
    seen[numbers] = True
    return np.flatnonzero(seen).tolist()


def _places(order: Sequence[int], size: int) -> NDArray[np.int32]:
    """Return the place in `order` of each number below `size` that is there."""
    places = np.full(size, -1, np.int32)
    places[order] = np.arange(len(order), dtype=np.int32)
    return places
