from __future__ import annotations

import io

import pytest

from discograph.core.errors import RefusedFile
from discograph.formats import tags
from discograph.formats.registry import FORMATS
from discograph.formats.rows import Bad, Row, Tag


def read(text: str) -> list[Row]:
    return list(tags.read(io.BytesIO(text.encode()), "tags.csv"))


@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_a_row_is_a_word_that_somebody_gave_to_an_artist(delimiter: str) -> None:
    text = "user,artist,tag\nmira,Band,dream pop\ntom,Björk,Icelandic\n".replace(",", delimiter)
    assert read(text) == [Tag("Band", "dream pop", "mira"), Tag("Björk", "Icelandic", "tom")]
    assert tags.sniff(text.encode(), "any name")


def test_a_table_of_sums_has_counts_and_no_users() -> None:
    assert read("artist,tag,count\nBand,lush,12\nBand,slow,\n") == [
        Tag("Band", "lush", None, 12),
        Tag("Band", "slow", None, 1),
    ]


def test_rows_without_artist_user_or_tag_are_bad() -> None:
    rows = read(f"user,artist,tag\nmira,,slow\n,Band,slow\nmira,Band,\nmira,Band,{'x' * 101}\n")
    assert [row.line for row in rows if isinstance(row, Bad)] == [2, 3, 4, 5]


@pytest.mark.parametrize("header", ["user,artist,title,tag", "user,tag", "artist,genre", "words"])
def test_other_tables_are_no_tags(header: str) -> None:
    text = f"{header}\na,b,c,d\n"
    assert not tags.sniff(text.encode(), "tags.csv")
    with pytest.raises(RefusedFile, match="no header"):
        read(text)


def test_tags_with_a_time_are_tags_and_not_visits() -> None:
    head = b"user,artist,tag,timestamp\nmira,Band,slow,1714979289\n"
    assert next(n for n, info in FORMATS.items() if info.sniff(head, "t.csv")) == "tags"
