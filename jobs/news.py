"""What there is to tell the graph: of whom something else is said than it was told before."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..core.config import TermsConfig
from ..graph.terms import Described
from .portraits import DAY_S, Portraits
from .term_history import SAME, History, Said
from .term_pages import Pages, behind, both_ways, companions

MANY = 200
"""A term that is said of more artists and tracks knows those that it describes best."""
BEST = 100
"""How many these are."""
CLEARLY = 0.1
"""A change of weight that is worth telling, as a share of the greatest."""
WEEK_S = 7 * DAY_S
_Edges = list[list[Any]]


@dataclass(frozen=True)
class Told:
    """What the graph was told before.

    Parameters
    ----------
    said : mapping of str to Said
        Of those that it has words of, as far as is known.
    week_ago : mapping of str to Said, or None
        What was said a week ago, or first when that is less; None when nothing was.
    artists, tracks : collection of str
        Of whom it has words.
    """

    said: Mapping[str, Said]
    week_ago: Mapping[str, Said] | None
    artists: frozenset[str]
    tracks: frozenset[str]

    @classmethod
    def by(
        cls,
        history: History,
        as_of: int,
        artists: frozenset[str],
        tracks: frozenset[str],
        *,
        known: bool,
    ) -> Told:
        """Return what was told up to now; of a graph that is not `known`, nothing is."""
        first = history.first()
        week_ago = None
        if first is not None and first < as_of:
            week_ago = history.said(max(first, as_of - WEEK_S))
        return cls(history.said() if known else {}, week_ago, artists, tracks)


class News:
    """Of all that is said, what differs from what the graph was told.

    Parameters
    ----------
    portraits : Portraits
    told : Told
    config : TermsConfig
    """

    def __init__(self, portraits: Portraits, told: Told, config: TermsConfig) -> None:
        self._of = portraits
        self._facts = portraits.facts
        self._told = told
        self._full = config.top_terms
        self._together = _Together.of(portraits)
        self.artist_vectors, self.track_vectors = portraits.vectors(config)
        spoken = np.flatnonzero(np.diff(portraits.indptr) + np.diff(self._together.indptr))
        self._spoken: list[int] = spoken.tolist()
        self._changed = [node for node in self._spoken if self._is_news(node)]
        names = {self._facts.nodes[node] for node in self._spoken}
        self._silent = {
            "artist": sorted(told.artists - names),
            "track": sorted(told.tracks - names),
        }

    def said(self) -> Iterator[tuple[str, Said]]:
        """Yield what is said of those of whom something else is said now."""
        for node in self._changed:
            yield self._facts.nodes[node], self._said(node)
        for names in self._silent.values():
            yield from ((name, Said({}, "")) for name in names)

    def described(self) -> Described:
        """Return what the graph is to be told."""
        facts, counts = self._facts, self._counts()
        named = {
            kind: [facts.nodes[node] for node in self._changed if facts.kinds[node] == kind]
            for kind in ("artist", "track")
        }
        kinds = dict(zip(facts.terms, facts.term_kinds, strict=True))
        return Described(
            terms={term: (kinds[term], counts[term]) for term in self._terms(counts)},
            artists=named["artist"],
            tracks=named["track"],
            silent_artists=self._silent["artist"],
            silent_tracks=self._silent["track"],
            described_by=((facts.nodes[node], self._edges(node)) for node in self._changed),
            mentioned_with=(
                (facts.nodes[node], self._together.edges(facts.nodes, self._urls, node))
                for node in self._changed
            ),
            describes=self._describes(),
            artist_vectors=self.artist_vectors,
            track_vectors=self.track_vectors,
        )

    def metrics(self) -> dict[str, Any]:
        """Return how much there is in all."""
        facts, sizes = self._facts, np.diff(self._of.indptr)
        sites = {site for site, url in zip(facts.sites, facts.urls, strict=True) if url}
        return {
            "pages": sum(map(bool, facts.urls)),
            "sites": len(sites),
            "artists": int((sizes[self._of.artists] > 0).sum()),
            "tracks": int((sizes[self._of.tracks] > 0).sum()),
            "terms": len(np.unique(self._of.term)),
            "described_by": len(self._of.term),
            "mentioned_with": len(self._together.other),
            "artist_vectors": len(self.artist_vectors),
            "track_vectors": len(self.track_vectors),
            "changed": len(self._changed) + sum(map(len, self._silent.values())),
        }

    # -- a node -------------------------------------------------------------------------------

    def _is_news(self, node: int) -> bool:
        name = self._facts.nodes[node]
        before = self._told.said.get(name)
        if before is None or name not in self._told.artists | self._told.tracks:
            return True
        now = self._said(node)
        return now.rest != before.rest or _differ(now.weights, before.weights, self._full)

    def _said(self, node: int) -> Said:
        edges = self._edges(node)
        rest = [
            *((e[0], e[2] is not None and e[2] > 0, *e[3:]) for e in edges),
            *self._together.edges(self._facts.nodes, self._urls, node),
        ]
        rest.sort(key=repr)  # the order of what weighs the same is no news
        digest = hashlib.blake2b(repr(rest).encode(), digest_size=12).hexdigest()
        return Said({edge[0]: edge[1] for edge in edges}, digest)

    def _edges(self, node: int) -> _Edges:
        """Return term, weight, change, URLs, own, from: of each term of a node."""
        of, facts = self._of, self._facts
        first, last = int(of.indptr[node]), int(of.indptr[node + 1])
        name, clearly = facts.nodes[node], CLEARLY * float(of.weight[first]) if last > first else 0
        edges: _Edges = []
        for row in range(first, last):
            term, weight = facts.terms[of.term[row]], round(float(of.weight[row]), 4)
            change = self._change(name, term, weight)
            edges.append([
                term, weight, change if change and abs(change) >= clearly else None,
                of.pages.urls(facts, row),
                bool(of.own[row]), _source(of.pages, row),
            ])  # fmt: skip
        return edges

    def _change(self, name: str, term: str, weight: float) -> float:
        """Return how much more is said than a week ago; 0 where nothing was said by anybody."""
        if self._told.week_ago is None:
            return 0.0
        before = self._told.week_ago.get(name)
        return round(weight - (before.weights.get(term, 0.0) if before else 0.0), 4)

    def _urls(self, pages: Pages, row: int) -> list[str]:
        return pages.urls(self._facts, row)

    # -- terms --------------------------------------------------------------------------------

    def _counts(self) -> Counter[str]:
        """Return how many artists each term describes; 0 of those that only tracks have."""
        owners = np.repeat(np.arange(len(self._facts.nodes)), np.diff(self._of.indptr))
        is_artist = np.isin(owners, self._of.artists)
        found = np.bincount(self._of.term[is_artist], minlength=len(self._facts.terms)).tolist()
        return Counter({self._facts.terms[term]: found[term] for term in np.unique(self._of.term)})

    def _terms(self, counts: Counter[str]) -> list[str]:
        """Return the terms that are new, or may describe more or fewer than they did."""
        if not self._told.said:
            return sorted(counts)
        names = [self._facts.nodes[node] for node in self._changed]
        names += [name for silent in self._silent.values() for name in silent]
        found = {self._facts.terms[term] for node in self._changed for term in self._terms_of(node)}
        for name in names:
            if (before := self._told.said.get(name)) is not None:
                found |= before.weights.keys()
        return sorted(found & counts.keys())

    def _terms_of(self, node: int) -> list[int]:
        found: list[int] = self._of.term[self._of.indptr[node] : self._of.indptr[node + 1]].tolist()
        return found

    def _describes(self) -> Iterator[tuple[str, _Edges]]:
        """Yield whom terms that are said of many describe best."""
        of, facts = self._of, self._facts
        owners = np.repeat(np.arange(len(facts.nodes)), np.diff(of.indptr))
        sizes = np.bincount(of.term, minlength=len(facts.terms))
        rows = np.flatnonzero(sizes[of.term] > MANY)
        order = rows[np.lexsort((owners[rows], -of.weight[rows], of.term[rows]))]
        for part in np.split(order, np.flatnonzero(np.diff(of.term[order])) + 1):
            if len(part):
                edges = [
                    [facts.nodes[owners[row]], round(float(of.weight[row]), 4)]
                    for row in part[:BEST].tolist()
                ]
                yield facts.terms[of.term[part[0]]], edges


@dataclass(frozen=True)
class _Together:
    """Who is spoken of together, a row an artist and another one."""

    indptr: NDArray[np.int64]
    other: NDArray[np.int64]
    weight: NDArray[np.float64]
    pages: Pages

    @classmethod
    def of(cls, portraits: Portraits) -> _Together:
        facts = portraits.facts
        one, other, weight = companions(facts)
        indptr = np.zeros(len(facts.nodes) + 1, np.int64)
        np.cumsum(np.bincount(one, minlength=len(facts.nodes)), out=indptr[1:])
        return cls(indptr, other, weight, behind(facts, both_ways(facts.together), one, other))

    def edges(self, nodes: Sequence[str], urls: Any, node: int) -> _Edges:
        """Return other artist, weight and URLs, of each that is spoken of with an artist."""
        return [
            [nodes[self.other[row]], round(float(self.weight[row]), 2), urls(self.pages, row)]
            for row in range(int(self.indptr[node]), int(self.indptr[node + 1]))
        ]


def _source(pages: Pages, row: int) -> str:
    if pages.by_page[row] and pages.by_tag[row]:
        return "both"
    return "tags" if pages.by_tag[row] else "pages"


def _differ(now: Mapping[str, float], before: Mapping[str, float], full: int) -> bool:
    """Tell whether weights say something else; what a full list leaves out may be next to it."""

    def least(weights: Mapping[str, float]) -> float:
        return min(weights.values()) if len(weights) >= full else 0.0

    floor, former = least(now), least(before)
    much = SAME * max([*now.values(), *before.values()], default=0.0)
    return any(
        abs(now.get(term, floor) - before.get(term, former)) > much
        for term in now.keys() | before.keys()
    )
