"""Which pages are behind what is said, and who is spoken of together."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .term_facts import Facts, Numbers

PAGES = 5
"""Pages remembered of what is said, of as many sites as may be."""
COMPANIONS = 50
"""Others remembered of an artist."""
ONE_SITE = 3
"""Pages of a site that count for two artists."""
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Pages:
    """Pages behind rows of something.

    Parameters
    ----------
    indptr : ndarray [shape=(n + 1,), int64]
        Row i has the pages ``page[indptr[i]:indptr[i + 1]]``, the most telling first.
    page : ndarray [int64]
    by_page, by_tag : ndarray [shape=(n,), bool]
        Whether pages say so, and whether people's tags do.
    """

    indptr: Ints
    page: Ints
    by_page: NDArray[np.bool_]
    by_tag: NDArray[np.bool_]

    def urls(self, facts: Facts, row: int) -> list[str]:
        """Return the URLs behind a row."""
        span = self.page[self.indptr[row] : self.indptr[row + 1]]
        return [facts.urls[page] for page in span.tolist()]


def behind(facts: Facts, spots: Numbers, one: Ints, other: Ints) -> Pages:
    """Return the pages behind pairs: those that say so most, one of each site first.

    Parameters
    ----------
    facts : Facts
    spots : ndarray [shape=(s, 4)]
        Of `facts`: one, other, count, page.
    one, other : ndarray [shape=(n,), int64]
        The pairs asked about.
    """
    size = int(max(other.max(initial=0), spots[:, 1].max(initial=0))) + 1
    keys, back = np.unique(one * size + other, return_inverse=True)
    of = spots[:, 0].astype(np.int64) * size + spots[:, 1]
    place = np.searchsorted(keys, of)
    hit = np.flatnonzero(keys[np.minimum(place, len(keys) - 1)] == of) if len(keys) else place[:0]
    total = max(len(facts.urls), 1)
    both, row = np.unique(place[hit] * total + spots[hit, 3], return_inverse=True)
    count = np.bincount(row, spots[hit, 2], len(both)).astype(np.float64)
    pair, page = np.divmod(both, total)
    real = np.array([bool(url) for url in facts.urls], np.bool_)[page]
    by_tag = np.bincount(pair[~real], minlength=len(keys)) > 0
    by_page = np.bincount(pair[real], minlength=len(keys)) > 0
    pair, page, count = pair[real], page[real], count[real]
    indptr, kept = _best(facts, pair, page, count, len(keys))
    return _spread(Pages(indptr, page[kept], by_page, by_tag), back)


def companions(facts: Facts) -> tuple[Ints, Ints, NDArray[np.float64]]:
    """Return who is spoken of together: artist, other artist, weight 0..1, strongest first.

    Pages count by site, a few of each at most; two artists of whom nobody ever speaks but
    together have weight 1. `COMPANIONS` of each artist are kept.
    """
    found = both_ways(facts.together)
    sites = _numbers(facts.sites)
    nodes, pages, width = len(facts.nodes), max(len(facts.urls), 1), len(sites) + 1
    pairs, page = np.divmod(np.unique(_keys(found, nodes) * pages + found[:, 3]), pages)
    shared, of = _said(pairs, sites[page], width)
    alone = np.unique(pairs // nodes * pages + page)
    counts, artists = _said(alone // pages, sites[alone % pages], width)
    total = np.zeros(nodes)
    total[artists] = counts
    one, other = np.divmod(of, nodes)
    weight = shared / np.sqrt(total[one] * total[other])
    order = np.lexsort((other, -weight, one))
    kept = order[rank(one[order]) < COMPANIONS]
    return one[kept], other[kept], weight[kept]


def both_ways(together: Numbers) -> Numbers:
    """Return who stands together on pages, from the side of each."""
    there = together[together[:, 0] != together[:, 1]]
    return np.concatenate([there, there[:, [1, 0, 2, 3]]])


def _keys(spots: Numbers, size: int) -> Ints:
    keys: Ints = spots[:, 0].astype(np.int64) * size + spots[:, 1]
    return keys


def _said(what: Ints, site: Ints, width: int) -> tuple[NDArray[np.float64], Ints]:
    """Return how much sites say each thing, and the things: pages, few of each site."""
    voices, pages = np.unique(what * width + site, return_counts=True)
    things, row = np.unique(voices // width, return_inverse=True)
    said = np.bincount(row, np.minimum(pages, ONE_SITE), len(things))
    return said.astype(np.float64), things


def _best(
    facts: Facts, pair: Ints, page: Ints, count: NDArray[np.float64], pairs: int
) -> tuple[Ints, Ints]:
    site, since = _numbers(facts.sites)[page], facts.published[page]
    order = np.lexsort((page, -since, -count, site, pair))
    again = np.empty(len(order), np.int64)
    again[order] = rank(pair[order] * (len(facts.sites) + 1) + site[order])
    order = np.lexsort((page, -since, -count, again, pair))
    kept = order[rank(pair[order]) < PAGES]
    indptr = np.zeros(pairs + 1, np.int64)
    np.cumsum(np.bincount(pair[kept], minlength=pairs), out=indptr[1:])
    return indptr, kept


def _spread(pages: Pages, back: Ints) -> Pages:
    """Return the rows `back` of some pages."""
    sizes = np.diff(pages.indptr)[back]
    indptr = np.zeros(len(back) + 1, np.int64)
    np.cumsum(sizes, out=indptr[1:])
    starts = np.repeat(pages.indptr[back] - indptr[:-1], sizes)
    page = pages.page[starts + np.arange(indptr[-1])]
    return Pages(indptr, page, pages.by_page[back], pages.by_tag[back])


def rank(sorted_keys: Ints) -> Ints:
    """Return how many of the same key stand before each."""
    at = np.arange(len(sorted_keys))
    new = np.ones(len(at), np.bool_)
    new[1:] = sorted_keys[1:] != sorted_keys[:-1]
    rank: Ints = at - np.maximum.accumulate(np.where(new, at, 0))
    return rank


def _numbers(names: list[str]) -> Ints:
    known: dict[str, int] = {}
    return np.array([known.setdefault(name, len(known)) for name in names], np.int64)
