from __future__ import annotations

import io

import pytest

from discograph.core.errors import RefusedFile
from discograph.formats import visits
from discograph.formats.rows import Bad, Row, Visit


def read(text: str) -> list[Row]:
    return list(visits.read(io.BytesIO(text.encode()), "visits.csv"))


@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_a_row_is_a_visit(delimiter: str) -> None:
    text = "user,artist,at\nmira,Band,2024-05-06T07:08:09Z\ntom,Björk,1714979289\n"
    text = text.replace(",", delimiter)
    assert read(text) == [
        Visit("Band", 1_714_979_289, "mira"),
        Visit("Björk", 1_714_979_289, "tom"),
    ]
    assert visits.sniff(text.encode(), "any name")


def test_the_user_may_be_missing_and_columns_stand_in_any_order() -> None:
    assert read("at,page,artist\n1714979289,/x,Band\n") == [Visit("Band", 1_714_979_289)]


def test_rows_without_artist_user_or_time_are_bad() -> None:
    rows = read("user,artist,at\nmira,,1714979289\n,Band,1714979289\nmira,Band,soon\n")
    assert [row.line for row in rows if isinstance(row, Bad)] == [2, 3, 4]


@pytest.mark.parametrize(
    "header",
    ["user,artist,title,at", "user,artist,plays,at", "user,artist", "artist,last_at", "words"],
)
def test_tables_about_tracks_are_no_visits(header: str) -> None:
    text = f"{header}\na,b,c,d\n"
    assert not visits.sniff(text.encode(), "visits.csv")
    with pytest.raises(RefusedFile, match="no header"):
        read(text)
