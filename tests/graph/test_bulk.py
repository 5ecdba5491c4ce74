from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from discograph.graph.bulk import BulkFiles, _cell
from discograph.graph.ingest import TrackRow


def read(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


@given(st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\r")), min_size=1))
def test_any_text_comes_back_from_a_line(texts: list[str]) -> None:
    line = ",".join(map(_cell, texts)) + "\n"
    assert list(csv.reader(io.StringIO(line, newline=""), strict=True)) == [texts]


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        (None, ""), ("", '""'), ('a "b", c', '"a ""b"", c"'), (7, "7"), (2.5, "2.5"),
        (True, "true"), ([1, 22], "1;22"), ("true", '"true"'),
    ],
)  # fmt: skip
def test_a_value_is_written_as_the_import_tool_reads_it(value: object, cell: str) -> None:
    assert _cell(value) == cell


def test_a_node_that_many_tracks_share_is_written_once(tmp_path: Path) -> None:
    tracks = [
        TrackRow(
            f"t{n}", "Song", None, 3.5, "music",
            aliases=(f"name:a|{n}", f"shop:{n}"), works=("w",), artists=(("a", "main"),),
        )
        for n in range(2)
    ]  # fmt: skip
    with BulkFiles(tmp_path) as files:
        files.tracks(tracks[:1], {"shop:0": ["name:a|0"]})
        files.tracks(tracks[1:], {"shop:0": ["name:a|1"], "shop:9": ["name:a|1"]})
    assert read(files.nodes["Work"]) == [["id:ID(Work)"], ["w"]]
    aliases = [row[0] for row in read(files.nodes["Alias"])[1:]]
    assert sorted(aliases) == ["name:a|0", "name:a|1", "shop:0", "shop:1", "shop:9"]
    assert read(files.relationships["VERSION_OF"])[1:] == [["t0", "w"], ["t1", "w"]]
    assert read(files.relationships["BY"])[1:] == [["t0", "a", "main"], ["t1", "a", "main"]]
    assert len(read(files.relationships["STANDS_WITH"])) == 4


def test_every_row_has_as_many_cells_as_its_header(tmp_path: Path) -> None:
    with BulkFiles(tmp_path) as files:
        files.run("r", "2026-01-01", "{}")
        files.users(["me"], local=True)
        files.artists([["a", "Ann", None]])
        files.tracks([TrackRow("t", "Song", None, None, "music")], {})
        files.listened("me", "t", [1, 0, 5, 5, [5], None, None, 0, None, None, None])
    for path in [*files.nodes.values(), *files.relationships.values()]:
        header, *rows = read(path)
        assert {len(row) for row in rows} <= {len(header)}, path.name
    assert len(read(files.relationships["LISTENED"])) == 2
