"""Tables as people export them: comma, semicolon or tab, with a header or of a known layout."""

from __future__ import annotations

import csv
import itertools
import re
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import BinaryIO, TextIO

from ..core.errors import RefusedFile
from .files import shown, text_of
from .rows import Bad, Row
from .values import BadValue

MAX_LINE = 1 << 16
"""Characters; a longer line is bad."""

_MAX_SPAN = 10
_PREAMBLE = 32
_DELIMITERS = ("\t", ",", ";")

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "user": ("user", "user_id", "userid", "user_name", "username", "listener"),
    "track_id": ("track_id", "trackid", "song_id", "songid", "item_id", "itemid"),
    "mbid": ("recording_mbid", "track_mbid", "trackmbid", "mbid", "musicbrainz_trackid"),
    "isrc": ("isrc",),
    "spotify": ("spotify_track_uri", "spotify_uri", "spotify_id", "track_uri"),
    "artist": ("artist", "artist_name", "artistname", "artists", "performer"),
    "artist_id": ("artist_id", "artistid"),
    "artist_mbid": ("artist_mbid", "artistmbid"),
    "title": ("title", "track", "track_name", "trackname", "song", "song_name", "name"),
    "album": ("album", "album_name", "albumname", "release", "release_name"),
    "tag": ("tag", "tag_name", "tagname", "tag_value", "tagvalue"),
    "plays": ("plays", "play_count", "playcount", "count", "listens", "listen_count", "weight"),
    "at": (
        "uts", "timestamp", "timems", "listened_at", "played_at", "utc_time", "time", "date",
        "datetime", "date_time", "at",
    ),
    "last_at": ("last_at", "last_played", "last_played_at", "last_listened_at"),
    "duration": ("duration", "duration_s", "length"),
    "duration_ms": ("duration_ms", "durationms"),
    "heard_ms": ("ms_played", "msplayed"),
}  # fmt: skip
"""What a column means, and the names it goes by, the best first."""


@dataclass(frozen=True)
class Table:
    """How a table is laid out.

    Parameters
    ----------
    delimiter : str
    columns : mapping of str to int
        Meaning (a key of `COLUMNS`) to place.
    width : int
        Cells a row.
    skip : int
        Lines before the first row: comments and the header.
    """

    delimiter: str
    columns: Mapping[str, int]
    width: int
    skip: int

    def place(self, meaning: str) -> int:
        """Return where a row has that column; where it has none, the place of an empty cell."""
        return self.columns.get(meaning, self.width)


Fits = Callable[[Mapping[str, int]], bool]
Layout = Callable[[str], Table | None]
Cells = Sequence[str]
"""A row's cells, as many as the table is wide, and an empty one."""


def table_of(lines: Sequence[str], fits: Fits, layout: Layout | None = None) -> Table | None:
    """Return the layout of a table that begins with `lines`; None when it is none.

    Parameters
    ----------
    lines : sequence of str
        Its first lines.
    fits : callable (columns) -> bool
        Whether a header of these columns is the wanted one.
    layout : callable (line) -> Table or None
        What the first line that is no comment tells, when there is no header.
    """
    for number, line in enumerate(lines[:_PREAMBLE], start=1):
        for delimiter in _DELIMITERS:
            cells = _cells(line, delimiter)
            columns = _columns(cells)
            if len(cells) > 1 and fits(columns):
                return Table(delimiter, columns, len(cells), number)
    if layout is None:
        return None
    for number, line in enumerate(lines[:_PREAMBLE]):
        if line.strip() and not line.startswith("#"):
            found = layout(line)
            return found and Table(found.delimiter, found.columns, found.width, number)
    return None


def head_lines(head: bytes) -> list[str]:
    """Return the first lines of a text, the last one left out when it may be cut off."""
    text = head.decode(errors="replace").replace("\r\n", "\n").replace("\r", "\n")
    lines = text.split("\n", _PREAMBLE + 1)
    return lines[:_PREAMBLE]


def table_rows(
    stream: BinaryIO,
    name: str,
    fits: Fits,
    make: Callable[[Table], Callable[[Cells], Row]],
    layout: Layout | None = None,
) -> Iterator[Row]:
    """Yield what `make` makes of each row; numbers are lines.

    Raises
    ------
    RefusedFile
        If no header or layout is found.
    """
    text = text_of(stream)
    first = list(itertools.islice(lines_of(text), _PREAMBLE))
    table = table_of([line.rstrip("\n") for line in first], fits, layout)
    if table is None:
        raise RefusedFile(name, "no header with the columns that are needed was found")
    lines = itertools.chain(first[table.skip :], lines_of(text))
    row_of = make(table)
    width = table.width
    for number, cells in _records(lines, table):
        if isinstance(cells, Bad):
            yield cells
            continue
        if not any(cells):
            continue
        if len(cells) != width:
            if len(cells) > width and any(cells[width:]):
                reason = f"it has {len(cells)} cells where there are {width} columns"
                yield Bad(number, reason, shown(table.delimiter.join(cells)))
                continue
            cells = [*cells[:width], *[""] * (width - len(cells))]
        cells.append("")
        try:
            yield row_of(cells)
        except BadValue as err:
            yield Bad(number, str(err), shown(table.delimiter.join(cells[:width])))


def lines_of(text: TextIO) -> Iterator[str]:
    """Yield lines with their ends; of a longer one only its first 65,536 characters."""
    readline = text.readline
    while line := readline(MAX_LINE):
        if len(line) == MAX_LINE and line[-1] != "\n":
            while (rest := readline(MAX_LINE)) and rest[-1] != "\n":
                pass
        yield line


def _records(lines: Iterator[str], table: Table) -> Iterator[tuple[int, list[str] | Bad]]:
    if table.delimiter == "\t":
        return _unquoted(lines, table)
    return _quoted(lines, table)


def _unquoted(lines: Iterator[str], table: Table) -> Iterator[tuple[int, list[str] | Bad]]:
    """Yield rows of a table separated by tabs, where a quote is a letter like any other."""
    for number, line in enumerate(lines, start=table.skip + 1):
        if len(line) >= MAX_LINE:
            yield number, too_long(number, line)
        elif not line.isspace():
            yield number, line.rstrip("\n").split("\t")


def _quoted(lines: Iterator[str], table: Table) -> Iterator[tuple[int, list[str] | Bad]]:
    """Yield rows of a table where a cell may be quoted, and a quoted one may hold line ends.

    A quote that never closes would swallow the rest of the file: a row may take 10 lines at most,
    and one of several lines has to have exactly its columns; otherwise its first line alone is bad
    and reading goes on with the second.
    """
    feed = _Feed(lines)
    number = table.skip + 1
    while True:
        reader = csv.reader(feed, delimiter=table.delimiter)
        try:
            for cells in reader:
                taken = feed.taken
                if len(taken) > 1 or feed.ended or len(taken[0]) >= MAX_LINE:
                    fault = _fault(taken, table, number)
                    if fault is not None:
                        yield number, fault
                        feed.put_back()
                        number += 1
                        continue
                yield number, cells
                number += len(taken)
                taken.clear()
        except csv.Error:
            yield number, _unclosed(number, feed.taken[0])
            feed.put_back()
            number += 1
        else:
            if not feed.taken:
                return


class _Feed:
    """Lines for a csv reader, kept until its row is known to be good."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines = lines
        self._again: deque[str] = deque()
        self.taken: list[str] = []
        self.ended = False

    def __iter__(self) -> _Feed:
        return self

    def __next__(self) -> str:
        if len(self.taken) >= _MAX_SPAN:
            raise StopIteration
        try:
            line = self._again.popleft() if self._again else next(self._lines)
        except StopIteration:
            self.ended = True
            raise
        self.taken.append(line)
        return line

    def put_back(self) -> None:
        """Have all lines but the first again."""
        self._again.extendleft(reversed(self.taken[1:]))
        self.taken.clear()


def _fault(taken: list[str], table: Table, number: int) -> Bad | None:
    """Return what is wrong with a row of several lines, or with the last one of the file."""
    if len(taken[0]) >= MAX_LINE:
        return too_long(number, taken[0])
    ended = [*taken[:-1], taken[-1].rstrip("\n") + "\n"]  # so that an open cell ends with it
    try:
        rows = list(csv.reader(ended, delimiter=table.delimiter, strict=len(taken) > 1))
    except csv.Error:
        return _unclosed(number, taken[0])
    if len(rows) != 1 or (len(taken) > 1 and len(rows[0]) != table.width):
        return _unclosed(number, taken[0])
    if rows[0] and rows[0][-1].endswith("\n"):
        return _unclosed(number, taken[0])
    return None


def too_long(number: int, line: str) -> Bad:
    """Return what a line is that reached `MAX_LINE`."""
    return Bad(number, f"the line has more than {MAX_LINE} characters", shown(line))


def _unclosed(number: int, line: str) -> Bad:
    return Bad(number, "a quote in it is not closed", shown(line.rstrip("\n")))


def _cells(line: str, delimiter: str) -> list[str]:
    try:
        rows = list(csv.reader([line], delimiter=delimiter))
    except csv.Error:
        return []
    return rows[0] if rows else []


def _columns(cells: Sequence[str]) -> dict[str, int]:
    """Return the place of each known column in a header, the best name winning."""
    places: dict[str, int] = {}
    for place, cell in enumerate(cells):
        places.setdefault(_plain(cell), place)
    return {
        meaning: places[known]
        for meaning, synonyms in COLUMNS.items()
        if (known := next((name for name in synonyms if name in places), None)) is not None
    }


def _plain(cell: str) -> str:
    """Return a header's cell as `COLUMNS` writes it: ``//userID``, ``Date#me``, ``Play Count``."""
    return re.sub(r"[\s-]+", "_", cell.strip(" \t\n/#\ufeff").partition("#")[0].strip().lower())
