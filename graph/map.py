"""What a map of all music is drawn from: names and vectors of tracks, words of artists."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..core.vectors import Vectors
from .runs import current
from .store import GraphStore

RUNS = ("factors", "terms", "audio")
"""Kinds of runs that vectors come from."""


@dataclass(frozen=True, slots=True)
class MapTrack:
    """A piece of music; `artist` is an id and `name` its name, both None if unknown."""

    id: str
    title: str
    artist: str | None
    name: str | None
    listeners: int


def map_tracks(store: GraphStore) -> list[MapTrack]:
    """Return every piece of music, by id."""
    return [
        MapTrack(id, title or id, artist, name, listeners)
        for id, title, artist, name, listeners in store.stream("read/map_tracks")
    ]


def map_vectors(store: GraphStore) -> list[Vectors]:
    """Return the vectors of music by taste, words and sound, as far as there are any."""
    spaces: list[dict[str, list[float]]] = [{}, {}, {}]
    for id, *vectors in store.stream("read/map_vectors"):
        for space, vector in zip(spaces, vectors, strict=True):
            if vector:
                space[id] = vector
    return [
        Vectors(list(space), np.array(list(space.values()), np.float32))
        for space in spaces
        if space
    ]


def map_words(store: GraphStore) -> dict[str, dict[str, float]]:
    """Return the words that each artist is described with, and their weights."""
    return {
        id: dict(zip(terms, weights, strict=True))
        for id, terms, weights in store.stream("read/map_words")
    }


def map_plays(store: GraphStore, user: str) -> dict[str, int]:
    """Return how often a user played each track; 0 for those that they only saved."""
    return {row["id"]: row["plays"] for row in store.read("read/map_of_user", user=user)}


def drawn_from(store: GraphStore) -> dict[str, str]:
    """Return the runs that the vectors of now come from, each with the moment that it began."""
    found = ((kind, current(store, kind)) for kind in RUNS)
    return {kind: f"{run.id} {run.started_at}" for kind, run in found if run is not None}
