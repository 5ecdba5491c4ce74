"""What the pages that people begin with tell is done, block by block, at one instance."""

from __future__ import annotations

import re

import nbformat
import pytest
from nbclient import NotebookClient

from .blocks import ROOT, Block, blocks, drawn
from .reader import Reader

SERVICES = ("spotify", "listenbrainz", "lastfm", "navidrome", "jellyfin")
PAGES = ("README.md", *(f"docs/howto/{name}.md" for name in SERVICES))
DONE = {"sh", "python", "cypher", "toml"}
SHOWN = {"", "text", "mermaid", "sql"}
"""What a program prints, pictures, and what has a test of its own."""
FIRST = [block for page in PAGES for block in blocks(page)]
LAST = list(blocks("docs/tutorial.md"))  # which ends with the end of the server
BOOK = (ROOT / "notebooks" / "tutorial.ipynb").read_text(encoding="utf-8")
NOTEBOOK = nbformat.reads(BOOK, as_version=4)  # type: ignore[no-untyped-call]

lived = [pytest.mark.neo4j, pytest.mark.slow]


def _each(found: list[Block]) -> list[object]:
    return [pytest.param(b, marks=lived, id=b.where) for b in found if b.language in DONE]


def test_no_block_is_passed_over() -> None:
    for block in (*FIRST, *LAST):
        assert block.language in DONE | SHOWN, block.where
        commands = re.findall(r"^(?:discograph|make) .*", block.text, re.MULTILINE)
        assert block.language in DONE or not commands, f"{block.where}: make it a block of sh"


@pytest.mark.parametrize("block", _each(FIRST))
def test_what_the_readme_and_the_guides_tell_can_be_done(reader: Reader, block: Block) -> None:
    reader.do(block)


def test_the_notebook_is_kept_without_output() -> None:
    for cell in NOTEBOOK.cells:
        assert not cell.get("outputs")
        assert cell.get("execution_count") is None


@pytest.mark.neo4j
@pytest.mark.slow
def test_every_cell_of_the_notebook_runs(reader: Reader) -> None:
    told = NotebookClient(
        NOTEBOOK.copy(), timeout=300, resources={"metadata": {"path": str(reader.folder)}}
    ).execute()
    printed = [output for cell in told.cells for output in cell.get("outputs", ())]
    assert sum("image/png" in output.get("data", {}) for output in printed) == 4


@pytest.mark.neo4j
@pytest.mark.slow
def test_the_picture_shows_how_everything_hangs_together(reader: Reader) -> None:
    triples = {tuple(triple) for triple in reader.value("triples")}
    assert len(triples) > 12
    assert triples <= {(edge.source, edge.type, edge.target) for edge in drawn().EDGES}


@pytest.mark.parametrize("block", _each(LAST))
def test_what_the_tutorial_tells_can_be_done(reader: Reader, block: Block) -> None:
    reader.do(block)
