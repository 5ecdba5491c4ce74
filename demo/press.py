"""Who writes about what on the demo world's web, where it stands and when it came out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import count
from typing import TypeVar

import numpy as np

from . import pieces
from .layout import Leaf
from .prose import Library, Piece, Writer
from .world import SPAN

MAGAZINE = "lanternpost.example"
BLOG = "tapehiss.example"
WIKI = "wiki.example"
SHOP = "shop.example"
# How many pieces of each kind there are to an artist.
_SHARES = {"entry": 0.4, "review": 0.2, "post": 0.09, "roundup": 0.04, "news": 0.06, "ware": 0.08}
_SEVERAL = 5  # artists of a feature, and of a roundup
_COPIES = 5
_DIARIES = 4
T = TypeVar("T")


def written(library: Library) -> dict[str, tuple[Leaf, ...]]:
    """Return the written pages of each site, newest first."""
    desk = _Desk(library)
    magazine, reviews = _magazine(desk, library)
    sites = {
        MAGAZINE: magazine,
        BLOG: desk.file(BLOG, "posts", [*_blog(desk), *reviews[:_COPIES]]),
        WIKI: [_entry(piece) for piece in desk.pieces("entry", pieces.entry)],
        SHOP: desk.file(SHOP, "items", desk.pieces("ware", pieces.ware)),
    }
    return {site: tuple(sorted(leaves, key=_order)) for site, leaves in sites.items()}


def _magazine(desk: _Desk, library: Library) -> tuple[list[Leaf], list[Piece]]:
    reviews = desk.pieces("review", pieces.review)
    features = [
        desk.write(pieces.feature, (*library.called_by_a_word(artists), *desk.several(artists)))
        for artists in library.scenes.values()
    ]
    leaves = [
        *desk.file(MAGAZINE, "reviews", reviews),
        *desk.file(MAGAZINE, "features", features),
        *desk.file(MAGAZINE, "news", desk.pieces("news", pieces.news)),
    ]
    return leaves, reviews


def _blog(desk: _Desk) -> Iterator[Piece]:
    """Yield what a blog says: of artists whom few know, of several at once, of nobody."""
    everybody = range(desk.artists)
    yield from desk.pieces("post", pieces.post, everybody[desk.artists // 2 :])
    for _ in desk.some("roundup"):
        yield desk.write(pieces.roundup, desk.several(everybody))
    for _ in range(_DIARIES):
        yield desk.write(pieces.diary, 0)


class _Desk:
    """Gives each piece its subject, its writer, its address and its day."""

    def __init__(self, library: Library) -> None:
        self.artists = len(library.catalogue.artists)
        self._library = library
        self._numbers = count()
        self._rng = np.random.default_rng([library.seed, 5])

    def some(self, kind: str, among: Sequence[int] | None = None) -> list[int]:
        """Return different artists for a kind of piece, as many as its share says."""
        pool = range(self.artists) if among is None else among
        return self._drawn(pool, max(2, round(_SHARES[kind] * self.artists)))

    def several(self, among: Sequence[int]) -> tuple[int, ...]:
        """Return artists for one piece."""
        return tuple(self._drawn(among, _SEVERAL))

    def pieces(
        self, kind: str, make: Callable[[Writer, int], Piece], among: Sequence[int] | None = None
    ) -> list[Piece]:
        """Return all pieces of a kind that are about one artist each."""
        return [self.write(make, artist) for artist in self.some(kind, among)]

    def write(self, make: Callable[[Writer, T], Piece], about: T) -> Piece:
        """Return a piece by a writer with a chance of its own."""
        rng = np.random.default_rng([self._library.seed, 6, next(self._numbers)])
        return make(Writer(self._library, rng), about)

    def file(self, site: str, folder: str, made: Sequence[Piece]) -> list[Leaf]:
        """Return pieces at their addresses; seven in ten are of the last year."""
        ages = SPAN.days * 86_400 * self._rng.random(len(made)) ** 2
        return [
            Leaf(site, f"/{folder}/{_slug(piece.title)}-{n}/", piece, SPAN.end_s - int(age))
            for n, (piece, age) in enumerate(zip(made, ages, strict=True))
        ]

    def _drawn(self, pool: Sequence[int], n: int) -> list[int]:
        return [pool[place] for place in self._rng.permutation(len(pool))[:n].tolist()]


def _entry(piece: Piece) -> Leaf:
    return Leaf(WIKI, f"/wiki/{piece.title.replace(' ', '_')}", piece, SPAN.end_s)


def _slug(title: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")


def _order(leaf: Leaf) -> tuple[int, str]:
    return -leaf.published_at, leaf.path
