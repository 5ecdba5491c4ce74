from __future__ import annotations

import io
import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from discograph.core.errors import RefusedFile
from discograph.formats.json_rows import MAX_ROW, array_rows, keys_of, line_keys, line_rows
from discograph.formats.rows import Bad, Row, Visit
from discograph.formats.values import BadValue


def visit(row: dict[str, Any], number: int) -> Row:
    if "bad" in row:
        raise BadValue("it says so")
    return Visit(json.dumps(row), number)


def array(data: bytes, *under: str) -> list[Row]:
    return list(array_rows(io.BytesIO(data), "x.json", visit, under=under))


def lines(data: bytes) -> list[Row]:
    return list(line_rows(io.BytesIO(data), visit))


def numbers(rows: list[Row]) -> list[int]:
    """Return each row's number, negative where it is bad."""
    return [
        row.at if isinstance(row, Visit) else -row.line
        for row in rows
        if isinstance(row, (Visit, Bad))
    ]


def objects(rows: list[Row]) -> list[Any]:
    return [json.loads(row.artist) for row in rows if isinstance(row, Visit)]


LEAF = st.none() | st.integers() | st.text(max_size=9)
FIELDS = st.dictionaries(
    st.sampled_from("acd}"),
    LEAF | st.lists(LEAF, max_size=2) | st.dictionaries(LEAF.map(str), LEAF),
)


@settings(max_examples=40)
@given(st.lists(FIELDS, max_size=9), st.sampled_from([None, 1, "\t"]), st.integers(0, 3_000))
def test_an_array_is_read_as_json_reads_it(
    rows: list[dict[str, Any]], indent: Any, padding: int
) -> None:
    # padding moves the rows over the borders of what is read at once
    given_ = [{"pad": "}" * (padding * 10)}, *rows, {"pad": "é" * padding}]
    data = json.dumps(given_, indent=indent, ensure_ascii=padding % 2 == 0).encode()
    assert objects(array(data)) == given_
    wrapped = b'{"about": {"n": 1}, "rows": ' + data + b', "more": [{"a": 1}]}'
    assert objects(array(wrapped, "items", "rows")) == given_


def test_rows_are_numbered_from_one_whatever_became_of_them() -> None:
    rows = array(b'[{"a": 1}, {"bad": 1}, 3, {"a": 2}, [], {"a": 3}]')
    assert numbers(rows) == [1, -2, -3, 4, -5, 6]


def test_a_broken_row_takes_only_itself() -> None:
    rows = array(b'[{"a": 1}, {"b": 2,, "c": {"d": 1}}, {"e": 3}, {"f": "\n"}, {"g": 4}]')
    assert objects(rows) == [{"a": 1}, {"e": 3}, {"g": 4}]
    assert [row.line for row in rows if isinstance(row, Bad)] == [2, 4]


@pytest.mark.parametrize("rows", [0, 1, 3, 40_000])
def test_a_file_that_was_cut_off_says_so_at_its_end(rows: int) -> None:
    whole = json.dumps([{"a": n} for n in range(rows + 1)]).encode()
    read = array(whole[:-4])
    assert len(objects(read)) == rows
    assert isinstance(read[-1], Bad)
    assert read[-1].line == rows + 1
    assert "ends in the middle" in read[-1].reason


def test_a_row_of_any_size_costs_bounded_memory_and_takes_only_itself() -> None:
    huge = b'{"a": "' + b"x" * (3 * MAX_ROW) + b'"}'
    rows = array(b'[{"a": 1}, ' + huge + b', {"a": 2}, {"a": 3}]')
    assert objects(rows) == [{"a": 1}, {"a": 2}, {"a": 3}]
    assert [row.reason for row in rows if isinstance(row, Bad)] == [
        f"it has more than {MAX_ROW} characters"
    ]
    rows = lines(b'{"a": 1}\n' + huge + b'\n{"a": 2}\n')
    assert objects(rows) == [{"a": 1}, {"a": 2}]
    assert [row.line for row in rows if isinstance(row, Bad)] == [2]


@pytest.mark.parametrize("hostile", [b"[" * 100_000, b'{"a":' * 100_000, b'{"a": ' + b"9" * 5_000])
def test_deep_nesting_and_endless_numbers_are_bad_rows(hostile: bytes) -> None:
    assert [type(row) for row in array(b"[" + hostile + b"}]")] == [Bad]
    assert [type(row) for row in lines(hostile + b"}")] == [Bad]


def test_lines_are_numbered_as_an_editor_does_with_any_newline() -> None:
    rows = lines(b'\xef\xbb\xbf{"a": 1}\r\n\r\n{"a": 2}\n nonsense \r{"a": 3}')
    assert [row.at for row in rows if isinstance(row, Visit)] == [1, 3, 5]
    assert [row.line for row in rows if isinstance(row, Bad)] == [4]


def test_a_file_without_the_wanted_list_is_refused() -> None:
    for data in (b"", b"{}", b'{"rows": 3}', b"nonsense", b" " * (2 * MAX_ROW)):
        with pytest.raises(RefusedFile):
            array(data, "rows")


@given(st.binary(max_size=300) | st.text('[{}],:" \n\\anul01.e-', max_size=300).map(str.encode))
def test_any_bytes_give_rows_or_a_refusal(data: bytes) -> None:
    assert all(isinstance(row, (Visit, Bad)) for row in lines(data))
    rows: list[Row] = []
    with suppress(RefusedFile):
        rows = array(b"[" + data)
    assert [abs(number) for number in numbers(rows)] == list(range(1, len(rows) + 1))


def test_keys_are_told_from_the_same_words_in_values() -> None:
    head = b'[{"endTime" : "2020", "artist": "\\"msPlayed\\": 3", "in": {"ner": 1}, "tru'
    assert keys_of(head) == {"endTime", "artist", "in", "ner"}
    assert keys_of(b'artist,"title": 3') == frozenset()
    assert line_keys(b'nonsense\n{"a": 1, "b": {"c": 2}}\n') == {"a", "b"}
    assert line_keys(b'[{"a": 1}]') == frozenset()
