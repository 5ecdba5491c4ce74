from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from discograph.core.errors import RefusedFile
from discograph.formats.rows import Bad, Row, Save, TrackRef
from discograph.formats.tables import MAX_LINE, Cells, Table, head_lines, table_of, table_rows

CELL = st.text(st.characters(codec="utf-8", exclude_characters="\0\r\n\t"), max_size=12)


def fits(columns: Mapping[str, int]) -> bool:
    return {"artist", "title"} <= columns.keys()


def save(table: Table) -> Callable[[Cells], Row]:
    artist, title = table.place("artist"), table.place("title")
    return lambda cells: Save(TrackRef(cells[title], (cells[artist],)))


def read(data: bytes) -> list[Row]:
    return list(table_rows(io.BytesIO(data), "x.csv", fits, save))


def pairs(rows: list[Row]) -> list[tuple[str, str]]:
    return [(row.track.artists[0], row.track.title or "") for row in rows if isinstance(row, Save)]


def bad_lines(rows: list[Row]) -> list[int]:
    return [row.line for row in rows if isinstance(row, Bad)]


@given(
    st.lists(st.tuples(CELL.filter(bool), CELL), max_size=30),
    st.sampled_from([",", ";"]),
    st.sampled_from(["\n", "\r\n", "\r"]),
)
def test_what_a_csv_writer_writes_is_read_back(
    rows: list[tuple[str, str]], delimiter: str, newline: str
) -> None:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter, lineterminator=newline, quoting=csv.QUOTE_ALL)
    writer.writerows([("artist", "title"), *rows])
    assert pairs(read(text.getvalue().encode())) == rows


@given(st.lists(st.tuples(CELL.filter(str.strip), CELL), max_size=30))
def test_between_tabs_a_quote_is_a_letter(rows: list[tuple[str, str]]) -> None:
    lines = ["artist\ttitle", *("\t".join(row) for row in rows)]
    assert pairs(read("\n".join(lines).encode())) == rows


def test_a_quoted_cell_may_hold_line_ends() -> None:
    rows = read(b'artist,title\n"A\nB","C\n\nD"\nE,F\n')
    assert pairs(rows) == [("A\nB", "C\n\nD"), ("E", "F")]


@pytest.mark.parametrize("open_row", ['"A,B', 'A,"B', '"A","B', 'A,"B,'])
@pytest.mark.parametrize("place", [0, 1, 700, 999])
def test_a_quote_that_never_closes_takes_only_its_own_line(open_row: str, place: int) -> None:
    rows = [f"artist {n},title {n}" for n in range(1_000)]
    rows[place] = open_row
    read_rows = read("\n".join(["artist,title", *rows]).encode())
    assert bad_lines(read_rows) == [place + 2]
    assert len(pairs(read_rows)) == 999


def test_an_unclosed_quote_does_not_pair_up_with_the_next_ones() -> None:
    rows = read(b'artist,title\n"A,B\n"C","D"\n"E","F"\n')
    assert bad_lines(rows) == [2]
    assert pairs(rows) == [("C", "D"), ("E", "F")]


def test_rows_of_another_width_are_bad_with_their_line() -> None:
    rows = read(b"artist,title,x\nA,B,1\nC,D,1,2\n\nE,F\n,,\nG,H,1,\n")
    assert bad_lines(rows) == [3]
    assert pairs(rows) == [("A", "B"), ("E", "F"), ("G", "H")]


def test_a_line_of_any_length_is_bad_and_costs_bounded_memory() -> None:
    for delimiter in (b",", b"\t"):
        long = b"x" * (5 * MAX_LINE) + delimiter + b"y"
        rows = read(
            b"\n".join([delimiter.join([b"artist", b"title"]), long, b"A" + delimiter + b"B"])
        )
        assert bad_lines(rows) == [2]
        assert pairs(rows) == [("A", "B")]


def test_comments_before_the_header_are_no_rows_and_still_count_as_lines() -> None:
    data = b"# exported 2025\n+ACM- host,,\n\nArtist,Track,Time\nA,B,1\nC,D,1,2\n"
    rows = read(data)
    assert pairs(rows) == [("A", "B")]
    assert bad_lines(rows) == [6]


@pytest.mark.parametrize(
    ("header", "columns"),
    [
        ("//userID\tartistID\tweight", {"user": 0, "artist_id": 1, "plays": 2}),
        ("Artist;Album;AlbumId;Track;Date#me", {"artist": 0, "album": 1, "title": 3, "at": 4}),
        (
            "user,Track Name,Play Count,Last-Played",
            {"user": 0, "title": 1, "plays": 2, "last_at": 3},
        ),
        ("utc_time,uts,title,track", {"at": 1, "title": 2}),
        ("\ufeffartist,artist", {"artist": 0}),
    ],
)
def test_columns_are_known_by_many_names(header: str, columns: dict[str, int]) -> None:
    table = table_of([header], lambda found: found == columns)
    assert table is not None
    assert table.columns == columns


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_a_table_is_read_in_any_unicode_encoding(encoding: str) -> None:
    assert pairs(read("artist,title\nÅ,日本\n".encode(encoding))) == [("Å", "日本")]


def test_a_table_without_the_wanted_columns_is_refused() -> None:
    for data in (b"", b"artist,time\nA,B\n", b"\n" * 100):
        with pytest.raises(RefusedFile):
            read(data)


@given(st.binary(max_size=300) | st.text('",\n\tab\\#\r', max_size=300).map(str.encode))
def test_any_bytes_give_rows_and_each_line_once_at_most(data: bytes) -> None:
    rows = read(b"artist,title\n" + data)
    assert all(isinstance(row, (Save, Bad)) for row in rows)
    numbers = bad_lines(rows)
    assert numbers == sorted(set(numbers))
    assert numbers == [] or (numbers[0] > 1 and numbers[-1] <= len(head_lines(b"x\n" + data)) + 300)
