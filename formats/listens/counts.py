"""Tables of play counts: who played what how often."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import BinaryIO

from ..rows import PlayCount, Row
from ..tables import Cells, Table, head_lines, table_of, table_rows
from ..values import latest, moment, plays
from .columns import IDS, track_of, user_of


def sniff(head: bytes, file: str) -> bool:
    """Tell a table whose header has a number of plays and what was played, or users and ids."""
    return table_of(head_lines(head), _fits) is not None


def read(stream: BinaryIO, file: str) -> Iterator[Row]:
    """Yield the counts of a table; without a column of plays, each row is one play."""
    return table_rows(stream, file, _fits, _counts)


def _fits(columns: Mapping[str, int]) -> bool:
    by_id = not columns.keys().isdisjoint(IDS)
    if "plays" in columns:
        return by_id or "title" in columns or "artist_id" in columns
    return "user" in columns and "at" not in columns and by_id


def _counts(table: Table) -> Callable[[Cells], Row]:
    until = latest()
    track, user = track_of(table), user_of(table)
    number = table.place("plays")
    last = table.place("last_at" if "last_at" in table.columns else "at")

    def count(cells: Cells) -> Row:
        times = plays(cells[number]) if "plays" in table.columns else 1
        last_at = moment(cells[last], until, day=True)[0] if cells[last] else None
        return PlayCount(track(cells), times, last_at, user(cells))

    return count
