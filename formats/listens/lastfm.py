"""Tables of scrobbles: Last.fm and Libre.fm exports in the variants that are about."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import BinaryIO

from ..rows import Listen, Row
from ..tables import Cells, Table, head_lines, table_of, table_rows
from ..values import heard_ms, latest, moment
from .columns import track_of, user_of

_DAY_LAST = re.compile(r'(.*,)"?\d{1,2} [A-Z][a-z]{2} \d{4},? \d\d:\d\d"?', re.DOTALL)
_ISO = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ?")

_THOUSAND_USERS = Table(
    "\t",
    {"user": 0, "at": 1, "artist_mbid": 2, "artist": 3, "mbid": 4, "title": 5},
    6,
    0,
)
_ARTIST_ALBUM_TRACK_DATE = Table(",", {"artist": 0, "album": 1, "title": 2, "at": 3}, 4, 0)
_TIME_TRACK_ARTIST_ALBUM = Table(
    "\t",
    {"at": 0, "title": 1, "artist": 2, "album": 3, "mbid": 4, "artist_mbid": 5},
    7,
    0,
)


def sniff(head: bytes, file: str) -> bool:
    """Tell a table with a time and a title, by its header, or by its first row when it has none.

    Known without header: ``artist,album,track,05 Feb 2007 17:10``; the Last.fm-1K dump (user, ISO
    time, artist MBID, artist, track MBID, track, by tabs); ``lastexport`` (epoch, track, artist,
    album, three MBIDs, by tabs).
    """
    return table_of(head_lines(head), _fits, _layout) is not None


def read(stream: BinaryIO, file: str) -> Iterator[Row]:
    """Yield the scrobbles of a table."""
    return table_rows(stream, file, _fits, _scrobbles, _layout)


def _fits(columns: Mapping[str, int]) -> bool:
    named = "title" in columns and "artist" in columns
    return "at" in columns and "plays" not in columns and (named or "spotify" in columns)


def _layout(line: str) -> Table | None:
    cells = line.split("\t")
    if len(cells) == 6 and _ISO.fullmatch(cells[1]) and cells[0]:
        return _THOUSAND_USERS
    if len(cells) == 7 and cells[0].isdecimal() and len(cells[0]) >= 9:
        return _TIME_TRACK_ARTIST_ALBUM
    if _DAY_LAST.fullmatch(line) and line.count(",") >= 3:
        return _ARTIST_ALBUM_TRACK_DATE
    return None


def _scrobbles(table: Table) -> Callable[[Cells], Row]:
    until = latest()
    track, user = track_of(table), user_of(table)
    at, heard = table.place("at"), table.place("heard_ms")

    def scrobble(cells: Cells) -> Row:
        began, coarse = moment(cells[at], until)
        played = heard_ms(cells[heard]) / 1_000 if cells[heard] else None
        return Listen(track(cells), began, played, False, coarse, user(cells))

    return scrobble
