"""The demo world's web, crawled and read for real: what was planted is found again."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from discograph.core.config import CrawlConfig
from discograph.core.home import Home
from discograph.core.identity import artist_id, normalise_artist
from discograph.core.pages import RawPage
from discograph.demo.web import SEEDS, Web, serve
from discograph.demo.world import id_of, world
from discograph.formats.warc import Archive
from discograph.jobs.crawl import visit
from discograph.nlp.fingerprints import NearDuplicates
from discograph.nlp.mentions import Finder, Name
from discograph.nlp.text import PageText, extract


@pytest.fixture(scope="module")
def web() -> Web:
    return Web(world(3, people=30, tracks=300, artists=60, scenes=6, playlists=6))


@pytest.fixture(scope="module")
def pages(web: Web, tmp_path_factory: pytest.TempPathFactory) -> dict[str, RawPage]:
    home = Home(tmp_path_factory.mktemp("home")).make()
    _crawl(web, home.root)
    return {page.url: page for _, page in Archive(home.pages).read()}


@pytest.fixture(scope="module")
def texts(web: Web, pages: dict[str, RawPage]) -> dict[str, PageText]:
    found = {url: extract(pages[url]) for url in web.truth.artists if url in pages}
    return {url: text for url, text in found.items() if isinstance(text, PageText)}


def test_a_crawl_gets_all_that_is_open_and_nothing_else(
    web: Web, pages: dict[str, RawPage]
) -> None:
    assert web.truth.artists.keys() - pages.keys() == web.truth.closed
    assert not [url for url in pages if "?" in url or "/w/" in url or "shop." in url]
    assert sum("/calendar/" in url for url in pages) < 20


def test_what_feed_and_sitemap_say_of_dates_is_kept(pages: dict[str, RawPage]) -> None:
    dated = {url for url, page in pages.items() if page.published_at is not None}
    assert len(dated) > 20


def test_texts_are_without_furniture(web: Web, texts: dict[str, PageText]) -> None:
    assert texts.keys() == web.truth.artists.keys() - web.truth.closed
    for text in texts.values():
        assert not any(word in text.text for word in ("newsletter", "Subscribe", "Disclaimers"))


def test_the_same_text_on_two_sites_is_seen(web: Web, texts: dict[str, PageText]) -> None:
    seen, copies = NearDuplicates(), web.truth.copies
    for url in sorted(texts, key=lambda url: url in copies):
        text = texts[url]
        assert seen.add(text.simhash, text.sha256) == (url not in copies)


def test_who_is_named_is_found(web: Web, texts: dict[str, PageText]) -> None:
    finder = Finder(_names(web))
    found = right = wanted = whole = 0
    for url, text in texts.items():
        page = finder.find(text.title, text.text)
        ids = {mention.id for mention in page.mentions}
        named = web.truth.artists[url] | web.truth.tracks[url]
        found, wanted, right = found + len(ids), wanted + len(named), right + len(ids & named)
        whole += page.about == web.truth.about.get(url)
    assert right > 0.97 * found
    assert right > 0.95 * wanted
    assert whole > 0.9 * len(texts)


def _crawl(web: Web, root: Path) -> None:
    with serve(web) as hosts:
        config = CrawlConfig(contact="test@example.org", connect_to=hosts, delay_s=0)
        report = visit(SEEDS, Home(root), config)
    assert report.finished
    assert dict(report.troubles) == {"http://shop.example/": "closed by robots.txt"}


def _names(web: Web) -> Iterator[Name]:
    catalogue = web.world.catalogue
    ids = [artist_id(normalise_artist(name)) for name in catalogue.artists]
    for own, name in zip(ids, catalogue.artists, strict=True):
        yield Name(own, "artist", name)
    for ref, by in zip(catalogue.tracks, catalogue.artist_of.tolist(), strict=True):
        yield Name(id_of(ref), "track", ref.title or "", ids[by])
