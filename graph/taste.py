"""What users love and what they know, and what a list needs to know of its tracks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .store import GraphStore, Row


@dataclass(frozen=True)
class Taste:
    """One user's side of a list.

    Parameters
    ----------
    user : str
    listens : int
        How many tracks they have played.
    loved : tuple of (str, int)
        Their most played and last played tracks with plays, most played first.
    known : frozenset of str
        Every track of a work that they heard (skipping counts), saved, have in a playlist of
        their own, or were served in another week.
    """

    user: str
    listens: int
    loved: tuple[tuple[str, int], ...]
    known: frozenset[str]


@dataclass(frozen=True, slots=True)
class TrackFacts:
    """What a list needs to know of a track; `artist` is the name to show, None if unknown."""

    id: str
    title: str
    artist: str | None
    album: str | None
    kind: str
    listeners: int
    artists: tuple[str, ...]
    works: tuple[str, ...]


def read_tastes(
    store: GraphStore, users: Iterable[tuple[str, str]], *, seeds: int
) -> dict[str, Taste]:
    """Return the taste of each user.

    Parameters
    ----------
    store : GraphStore
    users : iterable of (str, str)
        Users, each with the week that is being made: a list of that very week does not count
        as served.
    seeds : int
        How many most played, and how many last played tracks to call loved.
    """
    rows = [list(pair) for pair in users]
    return {
        row["user"]: Taste(
            row["user"],
            row["listens"],
            tuple((track, plays) for track, plays in row["loved"]),
            frozenset(row["known"]),
        )
        for row in store.read("weekly/tastes", rows=rows, seeds=seeds)
    }


class Catalogue:
    """Facts of tracks, each read from the graph once.

    Parameters
    ----------
    store : GraphStore
    """

    def __init__(self, store: GraphStore) -> None:
        self._store = store
        self._facts: dict[str, TrackFacts] = {}

    def facts(self, ids: Sequence[str]) -> dict[str, TrackFacts]:
        """Return the facts of those tracks that the graph has."""
        if missing := sorted(set(ids) - self._facts.keys()):
            rows = self._store.read("weekly/tracks", ids=missing)
            self._facts.update((row["id"], _facts(row)) for row in rows)
        return {id: self._facts[id] for id in ids if id in self._facts}


def _facts(row: Row) -> TrackFacts:
    return TrackFacts(
        row["id"],
        row["title"] or row["id"],
        row["artist"],
        row["album"],
        row["kind"] or "music",
        row["listeners"],
        tuple(row["artists"]),
        tuple(row["works"]),
    )
