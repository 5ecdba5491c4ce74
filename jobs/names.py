"""The names that pages are read for: those of the graph."""

from __future__ import annotations

import hashlib

from ..core.identity import normalise_title
from ..graph.store import GraphStore
from ..nlp.mentions import Name


def read_names(store: GraphStore) -> list[Name]:
    """Return how artists and pieces of music are called, by id.

    A track is called by its title, and by those titles that other sources give it.
    """
    names = [Name(id, "artist", name) for id, name in store.stream("read/names_of_artists")]
    for id, title, artist, aliases in store.stream("read/names_of_tracks"):
        titles = {alias.partition("|")[2] for alias in aliases} - {normalise_title(title), ""}
        names += [Name(id, "track", text, artist) for text in (title, *sorted(titles))]
    return names


def digest(names: list[Name]) -> str:
    """Return what tells these names from others."""
    digest = hashlib.blake2b(digest_size=16)
    for name in names:
        digest.update(repr((name.id, name.kind, name.text, name.artist)).encode())
    return digest.hexdigest()
