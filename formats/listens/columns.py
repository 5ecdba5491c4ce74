"""A table's cells as a track, for every format that is a table."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from operator import itemgetter

from ..rows import TrackRef
from ..tables import Cells, Table
from ..values import check_lengths, duration_s, isrc, mbid, name, name_or_none, spotify_uri

IDS = ("track_id", "mbid", "isrc", "spotify")
"""Columns that say by themselves which track it is."""

_MEANINGS = (
    "title", "artist", "album", "mbid", "isrc", "spotify", "track_id", "artist_id", "artist_mbid",
    "duration", "duration_ms",
)  # fmt: skip


def track_of(table: Table) -> Callable[[Cells], TrackRef]:
    """Return what makes a track of a row of `table`.

    A ``track_id`` is an MBID, a Spotify URI or, as ``id:...``, the table's own. Where a table has
    a column of tracks but neither artists nor ids, these are its own ids; where it has artists'
    ids alone, these are its items, ``artist:...``.
    """
    pick = itemgetter(*map(table.place, _MEANINGS))
    if table.columns.keys().isdisjoint({"artist", "artist_id", *IDS}):
        place = table.place("title")
        return lambda cells: TrackRef(None, (), (f"id:{name(cells[place], 'track')}",))
    return lambda cells: _named(*pick(cells))


@lru_cache(maxsize=1 << 14)
def _named(
    title: str, artist: str, album: str, recording: str, code: str, link: str, id_: str,
    artist_id: str, artist_mbid: str, seconds: str, milliseconds: str,
) -> TrackRef:  # fmt: skip
    check_lengths(title, artist, album, recording, code, link, id_, artist_id, artist_mbid)
    aliases = _aliases(recording, code, link, id_)
    if not aliases and not title and artist_id:
        aliases = (f"artist:{name(artist_id, 'artist_id')}",)
    by = mbid(artist_mbid) if artist else None
    return TrackRef(
        name(title, "title") if title or not aliases else None,
        (name(artist, "artist"),) if artist or not aliases else (),
        aliases,
        name_or_none(album),
        duration_s(seconds) or duration_s(milliseconds, per_second=1_000),
        "music",
        () if by is None else (by,),
    )


def _aliases(recording: str, code: str, link: str, id_: str) -> tuple[str, ...]:
    """Return the outside names that the cells hold, strongest first."""
    recordings = [f"mbid:{found}" for cell in (recording, id_) if (found := mbid(cell))]
    codes = [f"isrc:{found}"] if (found := isrc(code)) else []
    uris = [found for cell in (link, id_) if (found := spotify_uri(cell))]
    own = [f"id:{name(id_, 'track_id')}"] if id_ and not (mbid(id_) or spotify_uri(id_)) else []
    return tuple(dict.fromkeys([*recordings, *codes, *uris, *own]))


def user_of(table: Table) -> Callable[[Cells], str | None]:
    """Return what finds whose row of `table` it is; None when it does not say."""
    if "user" not in table.columns:
        return lambda cells: None
    place = table.place("user")
    return lambda cells: name(cells[place], "user")
