"""Visits of artist pages: a table of who looked at whom, and when."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import BinaryIO

from .rows import Row, Visit
from .tables import Cells, Table, head_lines, table_of, table_rows
from .values import latest, moment, name

_OF_PLAYS = {"title", "track_id", "plays", "mbid", "isrc", "spotify", "album", "heard_ms"}


def sniff(head: bytes, file: str) -> bool:
    """Tell a table with an artist and a time, and nothing about tracks."""
    return table_of(head_lines(head), _fits) is not None


def read(stream: BinaryIO, file: str) -> Iterator[Row]:
    """Yield the visits of a CSV or TSV with the columns user (it may be missing), artist, at."""
    return table_rows(stream, file, _fits, _visits)


def _fits(columns: Mapping[str, int]) -> bool:
    return {"artist", "at"} <= columns.keys() and _OF_PLAYS.isdisjoint(columns)


def _visits(table: Table) -> Callable[[Cells], Row]:
    until = latest()
    artist, at, user = (table.columns.get(column, -1) for column in ("artist", "at", "user"))

    def visit(cells: Cells) -> Row:
        when, _ = moment(cells[at], until)
        by = name(cells[user], "user") if user >= 0 else None
        return Visit(name(cells[artist], "artist"), when, by)

    return visit
