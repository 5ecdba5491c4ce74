"""Forgetting a page or a site: it is gone, with all that came from it, and stays gone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import neo4j
import pytest

from discograph.core.config import Config, IngestConfig
from discograph.core.errors import Busy, InputError
from discograph.core.home import Home
from discograph.core.pages import RawPage
from discograph.formats.warc import Archive
from discograph.graph.store import DATABASE, GraphStore
from discograph.jobs import forget, terms
from discograph.jobs.crawl import add_seeds, seeds
from discograph.jobs.forget import UNSAID, forget_page
from discograph.jobs.pages import PageKeeper, import_pages
from discograph.jobs.terms import describe

pytestmark = pytest.mark.neo4j
Grow = Callable[..., None]
CYPHER = Path(__file__).parents[1] / "data" / "cypher"
CONFIG = Config.build({"terms": {"embedding_size": 3, "min_weight": 0.0}}, {})
SECRET = "https://tapehiss.example/secret"
SPELLED = "https://TapeHiss.example:443/secret?utm_source=letter#top"
"""The same page, as another program may have archived it."""
PAGE = """<html><head><title>{band}</title></head><body><article><h1>{band}</h1>
<p>{band} plays {word} shoegaze with hushed vocals and walls of shimmering guitar over slow drums,
and everybody in the room stood still for an hour while the {word} feedback rang on and on.</p>
</article></body></html>"""
PAGES = {
    "https://lanternpost.example/1": ("Mira Vale", "dreamy"),
    "https://lanternpost.example/2": ("Iron Kestrel", "crushing"),
    SECRET: ("Mira Vale", "unspeakable"),
    SPELLED: ("Mira Vale", "unutterable"),
    "https://tapehiss.example/other": ("Iron Kestrel", "relentless"),
}
SAID = ("unspeakable", "unutterable", "secret")
WEEK = "weekly:me:2026-W47"


def pages() -> list[RawPage]:
    return [
        RawPage(url, 1_760_000_000, PAGE.format(band=band, word=word).encode(), "text/html")
        for url, (band, word) in PAGES.items()
    ]


@pytest.fixture
def home(tmp_path: Path, grow: Grow, store: GraphStore) -> Home:
    """An instance that has read five pages, three of which are the reasons of tracks."""
    entry = {"position": 1, "path": ["me", "x"], "sources": ["cultural"], "shares": [1.0]}
    grow(
        [
            ("Artist", "a1", {"name": "Mira Vale"}),
            ("Artist", "a3", {"name": "Iron Kestrel"}),
            ("User", "me", {"local": True}),
            ("Playlist", WEEK, {"kind": "weekly", "week": "2026-W47"}),
            *(("Track", f"t{n}", {"kind": "music"}) for n in range(3)),
        ],
        [
            ("User", "me", "OWNS", {}, "Playlist", WEEK),
            *(
                ("Playlist", WEEK, "CONTAINS", {**entry, "reason": f"So ({url})."}, "Track", track)
                for track, url in (
                    ("t0", SECRET),
                    ("t1", "https://lanternpost.example/1"),
                    ("t2", SPELLED),
                )
            ),
        ],
    )
    home = Home(tmp_path / "home").make()
    with Archive(home.pages) as archive:
        for page in pages():
            archive.append(page)
    describe(store, home, CONFIG)
    return home


@pytest.fixture
def everything(bare_driver: neo4j.Driver) -> Callable[[], str]:
    """A function that returns all that is in the graph, as one text."""

    def everything_() -> str:
        text = (CYPHER / "dump.cypher").read_text(encoding="utf-8")
        with bare_driver.session(database=DATABASE) as session:
            return repr(session.run(neo4j.Query(text)).single(strict=True)[0])

    return everything_


def left_on_disk(home: Home) -> str:
    files = [p for p in home.root.rglob("*") if p.is_file() and "crawl" not in p.parts]
    archived = "".join(page.url + page.body.decode() for _, page in Archive(home.pages).read())
    return archived + "".join(p.read_bytes().decode("latin-1") for p in files)


@pytest.mark.parametrize("asked", [SECRET, SPELLED])
def test_a_page_is_gone_in_every_spelling_with_all_that_came_from_it(
    store: GraphStore, home: Home, everything: Callable[[], str], asked: str
) -> None:
    assert all(word in everything() and word in left_on_disk(home) for word in SAID)

    report = forget_page(store, home, CONFIG, asked)

    assert (report.pages, report.mentioning, report.reasons) == (2, 2, 2)
    left = everything()
    assert not any(word in left or word in left_on_disk(home) for word in SAID)
    assert {"dreamy", "relentless"} <= {
        row["term"] for id in ("a1", "a3") for row in store.read("read/terms_of", id=id)
    }
    assert UNSAID in left
    assert "So (https://lanternpost.example/1)." in left
    again = forget_page(store, home, CONFIG, asked)
    assert (again.pages, again.reasons, again.terms.fresh) == (0, 0, False)


def test_a_site_is_gone_and_never_comes_back(
    store: GraphStore, home: Home, everything: Callable[[], str], tmp_path: Path
) -> None:
    home.weeks.mkdir()
    (home.weeks / "me-2026-W48.html").write_text("as tapehiss.example has it")
    assert forget_page(store, home, CONFIG, "www.Tapehiss.example").pages == 3
    assert not home.weeks.exists()
    assert "tapehiss" not in everything().lower()
    with PageKeeper(home) as keeper:
        keeper.take("again", pages())
    assert (keeper.report.blocked, keeper.report.known, keeper.report.pages) == (3, 2, 0)
    saved = tmp_path / "saved.html"
    link = f'<link rel="canonical" href="{SECRET}">'
    saved.write_text(PAGE.format(band="Mira Vale", word="x").replace("<head>", f"<head>{link}"))
    assert import_pages([saved], home, IngestConfig()).blocked == 1


def test_nobody_crawls_from_what_was_forgotten(store: GraphStore, home: Home) -> None:
    front, feed = "https://lanternpost.example/", "https://www.tapehiss.example/feed.xml"
    add_seeds(store, [front, feed, SECRET])

    assert forget_page(store, home, CONFIG, SPELLED).seeds == 1
    assert [row["url"] for row in seeds(store)] == [front, feed]
    assert forget_page(store, home, CONFIG, "tapehiss.example").seeds == 1
    assert [row["url"] for row in seeds(store)] == [front]


def test_one_who_dies_while_forgetting_is_finished_by_whoever_describes_next(
    store: GraphStore, home: Home, everything: Callable[[], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    for step in ("TermStore", "drop_pages", "describe"):
        with monkeypatch.context() as patch:
            patch.setattr(forget, step, die)
            with pytest.raises(KeyboardInterrupt):
                forget_page(store, home, CONFIG, SECRET)
    terms.describe(store, home, CONFIG)
    assert not any(word in everything() or word in left_on_disk(home) for word in SAID)


def test_what_is_neither_page_nor_site_is_refused(store: GraphStore, home: Home) -> None:
    for text in ("", "a b", "lanternpost.example/1"):
        with pytest.raises(InputError, match="neither"):
            forget_page(store, home, CONFIG, text)
    with Archive(home.pages) as archive:
        archive.lock()
        with pytest.raises(Busy):
            forget_page(store, home, CONFIG, SECRET)
    assert len(store.read("read/page_urls")) == 5
