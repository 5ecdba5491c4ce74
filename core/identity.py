"""Names of tracks as people mean them: normalised titles, aliases and the ids made from them."""

from __future__ import annotations

import hashlib

from .ids import ArtistId, TrackId, WorkId


def name_alias(artist: str, title: str) -> str:
    """Return ``name:<normalised artist>|<normalised title>``, the alias that every name has."""
    raise NotImplementedError


def work_key(artist: str, title: str) -> str:
    """Return what all versions (live, remix, cover apart) of a track share."""
    raise NotImplementedError


def compatible(one: str, other: str) -> bool:
    """Tell whether two name aliases under one strong alias may be spellings of one track."""
    raise NotImplementedError


def track_id(alias: str) -> TrackId:
    """Return the id of the track whose canonical alias is `alias`."""
    return TrackId(_digest("t", alias))


def work_id(key: str) -> WorkId:
    """Return the id of the work called `key`."""
    return WorkId(_digest("w", key))


def artist_id(normalised: str) -> ArtistId:
    """Return the id of the artist of that normalised name."""
    return ArtistId(_digest("a", normalised))


def _digest(prefix: str, text: str) -> str:
    return prefix + hashlib.blake2b(text.encode(), digest_size=8).hexdigest()
