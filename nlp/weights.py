"""How much a term says of an artist: counted by sites, set against what is said of others."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from ..core.config import TermsConfig
from ..core.errors import InputError

OLD = 0.1
"""What is left of a page's say when it is very old."""
BACKGROUND = 0.1
"""Added to the strength of a term, here and with the average artist: none is endlessly special."""
PAIRS = 20.0
"""Artists and sites by which a term is believed half; fewer, where there are few at all."""
FEW = 50.0
"""Artists and sites that are few."""

LOUD = 5.0
"""What a site says so many times as often as its usual term is said half as loud as can be."""

Ints = NDArray[np.int32]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Spots:
    """Terms as they stood by artists and tracks on pages.

    Parameters
    ----------
    entity, term, page : ndarray [shape=(n,), int32]
        Numbers from 0.
    count : ndarray [shape=(n,), float32, > 0]
    page_site : ndarray [shape=(pages,), int32]
    page_age_days : ndarray [shape=(pages,), float32, >= 0]
    n_entities, n_terms : int
    prior : ndarray [shape=(n_terms,), float32, > 0], optional
        What a term says by itself, see `phrases.prior`; 1 where there is none.

    Raises
    ------
    InputError
        If the arrays do not fit together.
    """

    entity: Ints
    term: Ints
    page: Ints
    count: NDArray[np.float32]
    page_site: Ints
    page_age_days: NDArray[np.float32]
    n_entities: int
    n_terms: int
    prior: NDArray[np.float32] | None = None

    def __post_init__(self) -> None:
        sizes = {len(self.entity), len(self.term), len(self.page), len(self.count)}
        if len(sizes) != 1 or len(self.page_site) != len(self.page_age_days):
            raise InputError(f"columns of different lengths: {sorted(sizes)}; make them equal")
        for name, column, bound in (
            ("entity", self.entity, self.n_entities),
            ("term", self.term, self.n_terms),
            ("page", self.page, len(self.page_site)),
        ):
            if len(column) and not (column.min() >= 0 and column.max() < bound):
                raise InputError(f"a spot's {name} is not between 0 and {bound - 1}")


def weigh(spots: Spots, config: TermsConfig) -> csr_array:
    """Return the weight of each term for each artist and track.

    A site's say of a term is how often its pages on the artist use it, compared with their
    other terms, saturating as in BM25 [1]_: neither long pages nor many make a site louder. The
    sites' says add up, none beyond its share, and saturate too. What comes out is compared with
    the average artist's: a term that is said of everybody weighs nothing.

    Parameters
    ----------
    spots : Spots
    config : TermsConfig

    Returns
    -------
    csr_array [shape=(n_entities, n_terms), float32, 0..1]
        Sorted columns; weights below ``config.min_weight`` are left out.

    References
    ----------
    .. [1] Robertson & Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond", 2009,
       section 3.4.
    .. [2] Whitman & Lawrence, ICMC 2002, section 3.2.
    """
    said = _by_site(_without_doubles(spots), config)
    entity, term, strength = _over_sites(said, spots.n_terms, config)
    background = np.bincount(term, strength, spots.n_terms) / max(spots.n_entities, 1)
    contrast = 1 + np.log((strength + BACKGROUND) / (background[term] + BACKGROUND))
    contrast /= 1 + np.log((1 + BACKGROUND) / BACKGROUND)
    pairs = np.bincount(said.term, minlength=spots.n_terms)[term] - 0.9
    voices = np.unique(said.voice).size
    weight = strength * np.maximum(contrast, 0) * pairs / (pairs + PAIRS * voices / (voices + FEW))
    if spots.prior is not None:
        weight *= spots.prior[term]
    kept = (weight >= config.min_weight) & (weight > 0)
    matrix = csr_array(
        (weight[kept].astype(np.float32), (entity[kept], term[kept])),
        shape=(spots.n_entities, spots.n_terms),
    )
    matrix.sort_indices()
    return matrix


def evidence(spots: Spots, entity: int, term: int, n: int = 5) -> list[int]:
    """Return the pages that say this most of the artist: one of each site first."""
    rows = np.flatnonzero((spots.entity == entity) & (spots.term == term))
    pages = spots.page[rows]
    order = np.lexsort((pages, spots.page_age_days[pages], -spots.count[rows]))
    first: list[int] = []
    rest: list[int] = []
    seen: set[int] = set()
    for page in dict.fromkeys(pages[order].tolist()):
        site = int(spots.page_site[page])
        (rest if site in seen else first).append(page)
        seen.add(site)
    return (first + rest)[:n]


@dataclass(frozen=True)
class _Said:
    """What each site says of each artist: a row an artist, site and term."""

    entity: NDArray[np.int64]
    term: NDArray[np.int64]
    voice: NDArray[np.int64]
    """Number of the artist and site."""
    says: Floats


def _without_doubles(spots: Spots) -> Spots:
    """Return the spots less those of pages that repeat a page of their site word for word."""
    mixed = spots.entity.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    mixed ^= spots.term.astype(np.uint64) * np.uint64(0xC2B2AE3D27D4EB4F)
    mixed ^= np.round(spots.count * 16).astype(np.uint64) * np.uint64(0x165667B19E3779F9)
    mixed ^= mixed >> np.uint64(29)
    mixed *= np.uint64(0xBF58476D1CE4E5B9)
    mixed ^= mixed >> np.uint64(32)
    digest = np.zeros(len(spots.page_site), np.uint64)
    np.add.at(digest, spots.page, mixed)
    youngest = np.lexsort((spots.page_age_days, digest, spots.page_site))
    again = np.zeros(len(digest), np.bool_)
    site, said = spots.page_site[youngest], digest[youngest]
    again[youngest[1:]] = (site[1:] == site[:-1]) & (said[1:] == said[:-1])
    keep = ~again[spots.page]
    return replace(
        spots,
        entity=spots.entity[keep],
        term=spots.term[keep],
        page=spots.page[keep],
        count=spots.count[keep],
    )


def _by_site(spots: Spots, config: TermsConfig) -> _Said:
    """Return how strongly each site says each term of each artist, 0..1."""
    aged = OLD + (1 - OLD) * np.exp2(-spots.page_age_days / config.half_life_days)
    fresh = aged[spots.page].astype(np.float64)
    sites = int(spots.page_site.max(initial=0)) + 1
    place = spots.entity.astype(np.int64) * sites + spots.page_site[spots.page]
    voices, voice = np.unique(place, return_inverse=True)
    said, row = np.unique(voice * spots.n_terms + spots.term, return_inverse=True)
    count = np.bincount(row, np.sqrt(spots.count) * fresh, len(said))
    of, term = np.divmod(said, spots.n_terms)
    usual = np.bincount(of, count, len(voices)) / np.bincount(of, minlength=len(voices))
    newest = np.zeros(len(voices))
    np.maximum.at(newest, voice, fresh)
    return _Said(voices[of] // sites, term, of, newest[of] * count / (count + LOUD * usual[of]))


def _over_sites(
    said: _Said, n_terms: int, config: TermsConfig
) -> tuple[NDArray[np.int64], NDArray[np.int64], Floats]:
    """Return artists, terms and how strongly all sites say so, 0..1."""
    mass = np.bincount(said.voice, said.says)
    of = np.zeros(len(mass), np.int64)
    of[said.voice] = said.entity
    total = np.bincount(of, mass)
    share = np.minimum(1, config.site_share_cap * total[of] / mass)
    pairs, row = np.unique(said.entity * n_terms + said.term, return_inverse=True)
    sum_ = np.bincount(row, said.says * share[said.voice], len(pairs))
    entity, term = np.divmod(pairs, n_terms)
    return entity, term, sum_ / (sum_ + config.saturation)
