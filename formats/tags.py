"""Tags that people gave to artists, as Last.fm and other folksonomies have them: a table."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import BinaryIO

from .rows import Row, Tag
from .tables import Cells, Table, head_lines, table_of, table_rows
from .values import BadValue, name, plays

MAX_TAG = 100
"""Characters; a longer one is a sentence."""

_OF_TRACKS = {"title", "track_id", "mbid", "isrc", "spotify", "album", "heard_ms"}


def sniff(head: bytes, file: str) -> bool:
    """Tell a table with an artist and a tag, and nothing about tracks."""
    return table_of(head_lines(head), _fits) is not None


def read(stream: BinaryIO, file: str) -> Iterator[Row]:
    """Yield the tags of a CSV or TSV: artist, tag, and where it has them user and count."""
    return table_rows(stream, file, _fits, _tags)


def _fits(columns: Mapping[str, int]) -> bool:
    return {"artist", "tag"} <= columns.keys() and _OF_TRACKS.isdisjoint(columns)


def _tags(table: Table) -> Callable[[Cells], Row]:
    artist, tag, user, count = map(table.place, ("artist", "tag", "user", "plays"))

    def row(cells: Cells) -> Row:
        word = name(cells[tag], "tag")
        if len(word) > MAX_TAG:
            raise BadValue(f"tag has {len(word)} characters, more than {MAX_TAG}")
        by = name(cells[user], "user") if "user" in table.columns else None
        times = plays(cells[count]) if cells[count] else 1
        return Tag(name(cells[artist], "artist"), word, by, times)

    return row
