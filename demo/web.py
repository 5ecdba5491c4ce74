"""The demo world's web: a magazine, a blog, a wiki and a shop that write about its artists."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

from ..core.identity import artist_id, normalise_artist
from . import layout
from .host import Answer, host
from .layout import Leaf
from .press import BLOG, MAGAZINE, SHOP, WIKI, written
from .prose import Library
from .words import WORDS
from .world import World, id_of

SEEDS = (
    (f"http://{MAGAZINE}/feed.xml", "feed"),
    (f"http://{MAGAZINE}/sitemap.xml", "sitemap"),
    (f"http://{BLOG}/atom.xml", "feed"),
    (f"http://{BLOG}/", "page"),
    (f"http://{WIKI}/wiki/Main_Page", "page"),
    (f"http://{SHOP}/", "page"),
)
"""Where a crawl of this web begins: URL and kind."""
_LISTED = 25  # links on a page of a list
_IN_FEED = 20
_BESIDE = 4
_NOWHERE = "/calendar/2026/06/"
_ROBOTS = {
    MAGAZINE: f"User-agent: *\nDisallow: /search\nSitemap: http://{MAGAZINE}/sitemap.xml\n",
    WIKI: "User-agent: *\nDisallow: /w/\n",
    SHOP: "User-agent: *\nDisallow: /\n",
}
"""The blog has none."""


@dataclass(frozen=True)
class WebTruth:
    """What the web was made of.

    Parameters
    ----------
    words : mapping of str to tuple of str
        By the artist's id, the words that they are mostly described by.
    scenes : mapping of str to tuple of str
        By the scene's name, the words of all its artists.
    artists, tracks : mapping of str to frozenset of str
        By URL, the ids of all that a page names in its text.
    about : mapping of str to str
        By URL, the id of the one artist whose page it is; not every page has one.
    copies : mapping of str to str
        URLs of pages that carry the text of another, and where that is.
    closed : frozenset of str
        URLs that robots.txt closes.
    """

    words: dict[str, tuple[str, ...]]
    scenes: dict[str, tuple[str, ...]]
    artists: dict[str, frozenset[str]]
    tracks: dict[str, frozenset[str]]
    about: dict[str, str]
    copies: dict[str, str]
    closed: frozenset[str]


@dataclass(frozen=True)
class Web:
    """Four sites of some hundred pages.

    Parameters
    ----------
    world : World
        The same world has the same web, to the byte.
    """

    world: World

    @cached_property
    def pages(self) -> dict[str, Answer]:
        """Every page, feed, sitemap and robots.txt by URL, but for the endless calendar."""
        sites = {MAGAZINE: self._magazine, BLOG: self._blog, WIKI: self._wiki, SHOP: self._shop}
        made = {f"http://{site}{path}": answer for site in sites for path, answer in sites[site]()}
        robots = {f"http://{site}/robots.txt": _text(rules) for site, rules in _ROBOTS.items()}
        return made | robots

    def answer(self, url: str) -> Answer | None:
        """Return what a GET of `url` gets, None for no such page; queries change nothing."""
        bare = url.partition("?")[0]
        root, _, month = bare.partition("/calendar/")
        if root == f"http://{BLOG}" and month:
            return _calendar(month)
        return self.pages.get(bare)

    @cached_property
    def truth(self) -> WebTruth:
        """What is to be found."""
        ids = [artist_id(normalise_artist(name)) for name in self.world.catalogue.artists]
        tracks = self.world.catalogue.tracks
        every = [leaf for leaves in self._leaves.values() for leaf in leaves]
        first = {leaf.piece: leaf.url for leaf in self._leaves[MAGAZINE]}
        return WebTruth(
            words=dict(zip(ids, (own.all for own in self._library.palettes), strict=True)),
            scenes={words.genre: words.all for words in WORDS},
            artists={leaf.url: frozenset(ids[n] for n in leaf.piece.artists) for leaf in every},
            tracks={
                leaf.url: frozenset(id_of(tracks[n]) for n in leaf.piece.tracks) for leaf in every
            },
            about={
                leaf.url: ids[leaf.piece.about] for leaf in every if leaf.piece.about is not None
            },
            copies={
                leaf.url: first[leaf.piece] for leaf in self._leaves[BLOG] if leaf.piece in first
            },
            closed=frozenset(leaf.url for leaf in self._leaves[SHOP]),
        )

    @cached_property
    def _library(self) -> Library:
        return Library(self.world.seed, self.world.catalogue)

    @cached_property
    def _leaves(self) -> dict[str, tuple[Leaf, ...]]:
        return written(self._library)

    def _magazine(self) -> Iterator[tuple[str, Answer]]:
        leaves = self._leaves[MAGAZINE]
        yield "/feed.xml", Answer("application/rss+xml", layout.rss(leaves[:_IN_FEED]).encode())
        yield "/sitemap.xml", Answer("application/xml", layout.sitemap(leaves).encode())
        yield from _lists("magazine", leaves)
        for place, leaf in enumerate(leaves):
            yield leaf.path, _html(layout.article(leaf, _beside(leaves, place)))

    def _blog(self) -> Iterator[tuple[str, Answer]]:
        leaves = self._leaves[BLOG]
        yield "/atom.xml", Answer("application/atom+xml", layout.atom(leaves[:_IN_FEED]).encode())
        yield from _lists("blog", leaves)
        for place, leaf in enumerate(leaves):
            yield leaf.path, _html(layout.post(leaf, _beside(leaves, place), _NOWHERE))

    def _shop(self) -> Iterator[tuple[str, Answer]]:
        leaves = self._leaves[SHOP]
        yield from _lists("shop", leaves)
        for place, leaf in enumerate(leaves):
            yield leaf.path, _html(layout.ware(leaf, _beside(leaves, place)))

    def _wiki(self) -> Iterator[tuple[str, Answer]]:
        genres = {
            leaf: self._library.palettes[leaf.piece.about].genres
            for leaf in self._leaves[WIKI]
            if leaf.piece.about is not None
        }
        lists: dict[str, list[Leaf]] = {}
        for leaf, (home, *_) in genres.items():
            lists.setdefault(f"/wiki/List_of_{home.replace(' ', '_')}_acts", []).append(leaf)
        yield "/wiki/Main_Page", _html(layout.listing("wiki", "Main Page", (), sorted(lists)))
        for path, leaves in sorted(lists.items()):
            title = path.removeprefix("/wiki/").replace("_", " ")
            yield path, _html(layout.listing("wiki", title, leaves))
            for place, leaf in enumerate(leaves):
                box = (("Genres", ", ".join(genres[leaf])), ("Years active", "to this day"))
                yield leaf.path, _html(layout.entry(leaf, box, _beside(leaves, place), path))


@contextmanager
def serve(web: Web) -> Iterator[dict[str, str]]:
    """Serve `web` on loopback until the end of the block; give each host's ``ip:port``."""
    with host(web.answer) as address:
        yield dict.fromkeys((MAGAZINE, BLOG, WIKI, SHOP), address)


def _lists(frame: str, leaves: Sequence[Leaf]) -> Iterator[tuple[str, Answer]]:
    """Yield the pages that lead to all of a site's, each to the next."""
    for start in range(0, len(leaves), _LISTED):
        number = start // _LISTED + 1
        more = [f"/page/{number + 1}/"] if start + _LISTED < len(leaves) else []
        if frame == "blog":
            more.append(_NOWHERE)
        page = layout.listing(frame, f"Page {number}", leaves[start : start + _LISTED], more)
        yield (f"/page/{number}/" if start else "/"), _html(page)


def _calendar(month: str) -> Answer | None:
    """Return a page of a calendar that has every month there will ever be, and nothing in it."""
    year, _, rest = month.partition("/")
    number = rest.strip("/")
    if not (year.isdecimal() and number.isdecimal()):
        return None
    at = int(year) * 12 + int(number) - 1
    more = [f"/calendar/{m // 12}/{m % 12 + 1:02}/" for m in (at - 1, at + 1)]
    return _html(layout.listing("blog", f"Calendar {year}-{number}", (), more))


def _beside(leaves: Sequence[Leaf], place: int) -> list[Leaf]:
    """Return the pages after this one, the first again after the last."""
    others = (*leaves[place + 1 :], *leaves[:place])
    return list(islice(others, _BESIDE))


def _html(text: str) -> Answer:
    return Answer("text/html; charset=utf-8", text.encode())


def _text(text: str) -> Answer:
    return Answer("text/plain; charset=utf-8", text.encode())
