"""Where tracks lie as files, and the numbers that describe their sound, in and out of the graph."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import astuple, dataclass
from typing import Any

from ..core.sound import Descriptors
from .ingest import NODES, lookup, parts
from .store import GraphStore


@dataclass(frozen=True, slots=True, kw_only=True)
class SoundRow:
    """What the graph knows of a track's sound.

    Parameters
    ----------
    sha256 : str
        Of the file that was heard.
    path : str
        Where that file lies.
    descriptors : Descriptors
    """

    sha256: str
    path: str
    descriptors: Descriptors

    def as_row(self) -> list[Any]:
        """Return what ``enrich/set_sounds`` takes, but for the track."""
        return [self.sha256, self.path, *astuple(self.descriptors)]


def alias_of(sha256: str) -> str:
    """Return the alias of the track that a file of these bytes is."""
    return f"sound:{sha256[:32]}"


def tracks_of_sounds(store: GraphStore, sounds: Iterable[str]) -> dict[str, str]:
    """Return the id of the track that each sound is; those that the graph lacks have none."""
    named = {alias_of(sha256): sha256 for sha256 in sounds}
    rows = lookup(store, "read/tracks_of_aliases", "aliases", named)
    return {named[row["alias"]]: row["track"] for row in rows}


def sounding_tracks(store: GraphStore) -> dict[str, str]:
    """Return the sound of every track that has one, by the track's id."""
    return {track: sha256 for track, sha256, *_ in store.stream("read/sounding_tracks")}


def show_sounds(store: GraphStore, sounds: Mapping[str, SoundRow]) -> int:
    """Make the graph know the sounds of just these tracks; return how many tracks changed.

    Parameters
    ----------
    store : GraphStore
    sounds : mapping of str to SoundRow
        By id of the track. Of other tracks path and descriptors are taken away.
    """
    rows = {track: sound.as_row() for track, sound in sounds.items()}
    shown = {track: list(row) for track, *row in store.stream("read/sounding_tracks")}
    changed = [[track, *row] for track, row in sorted(rows.items()) if shown.get(track) != row]
    gone = sorted(shown.keys() - rows.keys())
    for part in parts(changed, NODES):
        store.write("enrich/set_sounds", rows=part)
    for part in parts(gone, NODES):
        store.write("enrich/drop_sounds", ids=part)
    return len(changed) + len(gone)
