"""Pages of files go into the archive, each state once."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from discograph.core.config import IngestConfig
from discograph.core.errors import Busy, InputError
from discograph.core.home import Home
from discograph.core.pages import RawPage
from discograph.formats.rows import Bad
from discograph.formats.warc import Archive
from discograph.graph.store import GraphStore
from discograph.jobs.ingest import ingest_files
from discograph.jobs.pages import PageKeeper, import_pages

HTML = "<!doctype html><html><body><p>Words about music, and more of them.</p></body></html>"


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home").make()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two saved pages, a page as text, and a table of listens."""
    path = tmp_path / "saved"
    path.mkdir()
    (path / "one.html").write_text(
        HTML.replace("<body>", '<link rel="canonical" href="https://x.example/1"><body>')
    )
    (path / "two.html").write_text(HTML)
    (path / "note.txt").write_text("A note about a band.\nIt says little.\n")
    (path / "listens.csv").write_text("uts,artist,track\n1500000000,Ada,Blue\n1500000300,Ada,Red\n")
    return path


def archived(home: Home) -> list[str]:
    return [page.url.rpartition("/")[2] for _, page in Archive(home.pages).read()]


def test_pages_of_a_folder_are_kept_once(home: Home, folder: Path) -> None:
    tried = import_pages([folder], home, IngestConfig(), dry_run=True)
    assert (tried.pages, archived(home)) == (3, [])

    report = import_pages([folder], home, IngestConfig())

    assert (report.files, report.pages, report.known) == (3, 3, 0)
    assert sorted(archived(home)) == ["1", "note.txt", "two.html"]
    assert [row["reason"] for row in report.refused] == ["it holds listens, which need an owner"]
    again = import_pages([folder], home, IngestConfig())
    assert (again.pages, again.known) == (0, 3)
    os.utime(folder / "two.html")  # a copy of a later date says nothing new
    assert import_pages([folder], home, IngestConfig()).known == 3
    (folder / "two.html").write_text(HTML.replace("Words", "Other words"))
    assert import_pages([folder], home, IngestConfig()).pages == 1
    assert len(archived(home)) == 4


def test_a_file_of_something_else_is_refused_by_name(home: Home, folder: Path) -> None:
    with pytest.raises(InputError, match="--user NAME"):
        import_pages([folder / "listens.csv"], home, IngestConfig())


def test_bad_pages_are_put_aside_and_the_others_kept(home: Home) -> None:
    page = RawPage("https://x.example/1", 1_500_000_000, HTML.encode())
    with PageKeeper(home) as keeper:
        keeper.take("a.warc", [page, Bad(2, "it has no address", "?"), page])
    assert (keeper.report.pages, keeper.report.known, keeper.report.quarantined) == (1, 1, 1)
    assert "no address" in Path(keeper.report.quarantine[0]).read_text()


def test_while_a_crawl_adds_pages_an_import_does_not(home: Home, folder: Path) -> None:
    with Archive(home.pages) as archive:
        archive.lock()
        with pytest.raises(Busy):
            import_pages([folder], home, IngestConfig())


@pytest.mark.neo4j
def test_pages_among_listens_go_their_own_way(
    store: GraphStore, home: Home, folder: Path, dump: Callable[[], tuple[list[str], list[str]]]
) -> None:
    report = ingest_files([folder], store, user="me", local=True, home=home, config=IngestConfig())
    assert report.listens_new == 2
    assert report.pages is not None
    assert (report.pages.pages, report.refused) == (2, [])
    assert sorted(archived(home)) == ["1", "two.html"]
    (left,) = report.unread  # notes that come with an export are no page about music
    assert left["file"].endswith("note.txt")
    assert "without an owner" in left["reason"]
