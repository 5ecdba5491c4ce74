"""The site: built strictly, whole, and asking nothing of any host."""

from __future__ import annotations

import csv
import io
import re
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
import typer

from discograph.cli.app import app
from discograph.cypher import loader
from discograph.formats.listens import counts
from discograph.formats.rows import PlayCount

from .blocks import ROOT, blocks, drawn

DOCS = ROOT / "docs"
_LOADED = re.compile(
    r"<(?:script|link|img|iframe|source)\b[^>]*?(?:src|href)=\"(?:https?:)?//[^\"]*\"[^>]*>"
    r"|url\([\"']?(?:https?:)?//[^)]*\)|@import[^;]*//[^;]*;",
    re.IGNORECASE,
)


_LABELS = re.compile(r"\(\w*:([A-Z]\w*(?:\|[A-Z]\w*)*)")
_TYPES = re.compile(r"\[\w*:([A-Z_]+(?:\|[A-Z_]+)*)")


def _table(text: str) -> dict[str, list[str]]:
    """Return the rows of all tables in a text, by their first cell."""
    lines = re.findall(r"^\| *(.*?) *\|$", text, re.MULTILINE)
    return {
        label: cells for label, *cells in (re.split(r" *\| *", line) for line in lines) if cells
    }


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    built = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "-d", str(folder)],
        cwd=ROOT, capture_output=True, text=True,
    )  # fmt: skip
    assert built.returncode == 0, built.stderr
    return folder


@pytest.mark.slow
def test_no_page_loads_anything_from_elsewhere(site: Path) -> None:
    files = [*site.rglob("*.html"), *site.rglob("*.css")]
    assert len(files) > 15
    for file in files:
        assert not _LOADED.findall(file.read_text(encoding="utf-8")), file.name


@pytest.mark.slow
def test_every_verb_has_its_help_on_the_site(site: Path) -> None:
    page = (site / "commands.html").read_text(encoding="utf-8")
    command = typer.main.get_command(app)
    assert isinstance(command, typer.core.TyperGroup)
    for verb in command.commands:
        assert f'id="discograph-{verb}"' in page


@pytest.mark.slow
def test_the_client_is_documented_from_its_docstrings(site: Path) -> None:
    page = (site / "client.html").read_text(encoding="utf-8")
    for name in ("weekly", "import_listens", "forget_page", "graph"):
        assert f'id="discograph.client.Discograph.{name}"' in page


def test_the_cookbook_has_each_query_once() -> None:
    page = (DOCS / "cookbook.md").read_text(encoding="utf-8")
    shown = re.findall(r'--8<-- "cypher/(browse/\w+)\.cypher"', page)
    assert sorted(shown) == [name for name in loader.names() if name.startswith("browse/")]


def test_the_readme_shows_a_query_as_it_is_shipped() -> None:
    (shown,) = (block.text for block in blocks("README.md") if block.language == "cypher")
    shipped = (ROOT / "cypher" / "browse" / "my_rarest_tracks.cypher").read_text(encoding="utf-8")
    assert shown.strip() == shipped.strip()


def test_the_readme_shows_no_other_figures_than_the_page_of_them() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    rows = _table(readme.partition("\n## Measured\n")[2].partition("\n## ")[0])
    page = _table((DOCS / "performance.md").read_text(encoding="utf-8"))
    assert "EASE" in rows
    for label, cells in rows.items():
        for figure in re.findall(r"\.\d+", " ".join(cells)):
            assert figure in " ".join(page[label]), label


def test_counts_out_of_navidrome_can_be_read(tmp_path: Path) -> None:
    """Its tables as of version 0.53: who, what, and how often."""
    (query,) = (b.text for b in blocks("docs/howto/navidrome.md") if b.language == "sql")
    with sqlite3.connect(tmp_path / "navidrome.db") as db:
        db.executescript(
            "CREATE TABLE user (id, user_name);"
            "CREATE TABLE media_file (id, artist, title, album);"
            "CREATE TABLE annotation (user_id, item_id, item_type, play_count, play_date);"
            "INSERT INTO user VALUES ('u', 'ann');"
            "INSERT INTO media_file VALUES ('m', 'Band', 'Song', 'Album'), ('n', 'Band', 'No', '');"
            "INSERT INTO annotation VALUES ('u', 'm', 'media_file', 7, '2025-06-01 10:00:00'),"
            "  ('u', 'n', 'media_file', 0, NULL), ('u', 'a', 'album', 7, '2025-06-01 10:00:00');"
        )
        found = db.execute(query)
        table = io.StringIO()
        rows = csv.writer(table)
        rows.writerow(column[0] for column in found.description)
        rows.writerows(found)
    db.close()
    data = table.getvalue().encode()
    assert counts.sniff(data, "plays.csv")
    (row,) = counts.read(io.BytesIO(data), "plays.csv")
    assert isinstance(row, PlayCount)
    assert (row.user, row.plays, row.track.title, row.track.artists) == (
        "ann",
        7,
        "Song",
        ("Band",),
    )


def test_the_picture_of_the_model_is_the_one_that_its_script_draws() -> None:
    assert (DOCS / "images" / "graph-model.svg").read_text(encoding="utf-8") == drawn().picture()


def test_the_picture_of_the_model_shows_every_label_and_type_of_the_queries() -> None:
    texts = [loader.load(name).text for name in loader.names()]
    labels = {n for t in texts for part in _LABELS.findall(t) for n in part.split("|")}
    types = {n for t in texts for part in _TYPES.findall(t) for n in part.split("|")}
    page = (DOCS / "graph-model.md").read_text(encoding="utf-8")
    assert types == {edge.type for edge in drawn().EDGES}
    assert labels >= drawn().NODES.keys()
    for label in labels - drawn().NODES.keys():
        assert f"`{label}`" in page  # what stands alone is told of, not drawn
