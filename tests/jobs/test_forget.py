"""Forgetting a page or a site: no trace of it is left, and it does not come back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from discograph.core.config import Config
from discograph.core.errors import Busy, InputError
from discograph.core.home import Home
from discograph.formats.warc import Archive
from discograph.graph.store import GraphStore
from discograph.jobs.crawl import add_seeds, seeds
from discograph.jobs.forget import forget_page
from discograph.jobs.terms import describe
from discograph.nlp.crawl.frontier import Frontier

from .saying import raw, remember
from .test_terms import CONFIG, grow_bands, press

pytestmark = pytest.mark.neo4j
Grow = Callable[..., None]


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home").make()


@pytest.fixture
def told(store: GraphStore, grow: Grow, home: Home) -> Home:
    """A home whose archive, frontier and graph know what four sites say."""
    grow_bands(grow)
    pages = press()
    with Archive(home.pages) as archive:
        for page in pages:
            archive.append(raw(page.url, page.fetched_at, b"<p>something</p>"))
    remember(store, home, pages)
    add_seeds(store, ["https://site1.example/feed.xml", "https://site2.example/"])
    describe(store, home, CONFIG)
    return home


def kept_in(home: Home) -> set[str]:
    return {page.url for _, page in Archive(home.pages).read()}


def shown(store: GraphStore) -> list[str]:
    return [row["url"] for row in store.read("read/page_urls")]


def pages_behind(store: GraphStore) -> set[str]:
    rows = [row for id in ("a1", "a2", "a3", "t1") for row in store.read("read/terms_of", id=id)]
    return {url for row in rows for url in row["pages"]}


def test_a_forgotten_site_leaves_no_trace(store: GraphStore, told: Home) -> None:
    assert any("site1" in url for url in pages_behind(store))
    report = forget_page(store, told, CONFIG, "www.Site1.example")
    assert (report.page, report.copies, report.pages) == ("site1.example", 2, 2)
    assert report.seeds == ("https://site1.example/feed.xml",)
    everywhere = [*kept_in(told), *shown(store), *pages_behind(store)]
    assert everywhere
    assert not [url for url in everywhere if "site1" in url]
    assert [row["url"] for row in seeds(store)] == ["https://site2.example/"]
    assert b"site1" not in b"".join(f.read_bytes() for f in told.terms.iterdir() if f.is_file())


def test_a_forgotten_page_takes_its_words_with_it_and_no_others(
    store: GraphStore, told: Home
) -> None:
    left = kept_in(told) - {"https://site0.example/0"}
    forget_page(store, told, CONFIG, "https://site0.example/0")
    assert kept_in(told) == set(shown(store)) == left
    assert "https://site0.example/0" not in pages_behind(store)
    assert "https://site0.example/1" in pages_behind(store)


def test_when_all_is_forgotten_nobody_is_described(store: GraphStore, told: Home) -> None:
    for number in range(4):
        forget_page(store, told, CONFIG, f"site{number}.example")
    assert not pages_behind(store)
    assert not shown(store)


def test_what_was_forgotten_is_not_fetched_again(store: GraphStore, told: Home) -> None:
    forget_page(store, told, Config(), "site3.example")
    with Frontier(told.crawl) as frontier:
        assert not frontier.seed("https://site3.example/", "page")
        assert frontier.seed("https://site2.example/", "page")


def test_forgetting_again_changes_nothing(store: GraphStore, told: Home) -> None:
    forget_page(store, told, CONFIG, "site0.example")
    again = forget_page(store, told, CONFIG, "site0.example")
    assert (again.copies, again.pages, again.terms.fresh) == (0, 0, False)


def test_nothing_is_forgotten_while_pages_are_added(store: GraphStore, told: Home) -> None:
    with Archive(told.pages) as writer:
        writer.lock()
        with pytest.raises(Busy):
            forget_page(store, told, CONFIG, "site0.example")
    assert len(kept_in(told)) == 8


@pytest.mark.parametrize("name", ["", "  ", "site0.example/0", "/etc/passwd"])
def test_what_is_no_page_and_no_site_is_refused(store: GraphStore, home: Home, name: str) -> None:
    with pytest.raises(InputError, match="no page and no site"):
        forget_page(store, home, CONFIG, name)
