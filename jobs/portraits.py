"""In which words artists and tracks are described: of everything that is said, what tells most."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, vstack

from ..core.config import TermsConfig
from ..core.vectors import Vectors
from ..nlp.phrases import prior
from ..nlp.vectors import cultural_vectors
from ..nlp.weights import Spots, weigh
from .term_facts import Facts
from .term_pages import Pages, behind, rank

BACKED_OFF = 0.5
"""What an artist's term weighs for a track of theirs that nobody calls so."""
BORROWED = 20
"""Terms that a track has of its artist at most."""
FEWEST = 12
"""Artists that words are compared among, at least: silent ones stand in for those missing."""
DAY_S = 86_400
_TAG = "tag"
_LONGEST = 40
_ALWAYS = 1 << 40
Floats = NDArray[np.float32]
Ints = NDArray[np.int64]


@dataclass(frozen=True)
class Portraits:
    """What is said of whom, a row an artist or track and term, strongest first.

    Parameters
    ----------
    facts : Facts
    indptr : ndarray [shape=(nodes + 1,), int64]
        The rows of node i are ``indptr[i]`` to ``indptr[i + 1]``.
    term : ndarray [int64]
    weight : ndarray [float32, 0..1]
    own : ndarray [bool]
        Whether it is said of this very node, not of its artist.
    pages : Pages
        Behind each row.
    artists, tracks : ndarray [int64]
        Nodes of each kind.
    artist_weights, track_weights : csr_array
        All weights, a row a node of these, a column a term.
    """

    facts: Facts
    indptr: Ints
    term: Ints
    weight: Floats
    own: NDArray[np.bool_]
    pages: Pages
    artists: Ints
    tracks: Ints
    artist_weights: csr_array
    track_weights: csr_array

    def vectors(self, config: TermsConfig) -> tuple[Vectors, Vectors]:
        """Return the cultural vectors of artists and of tracks, in one space."""
        both = csr_array(vstack([self.artist_weights, self.track_weights]))
        matrix = cultural_vectors(both, embedding_size=config.embedding_size, seed=config.seed)
        split = len(self.artists)
        return self._named(self.artists, matrix[:split]), self._named(self.tracks, matrix[split:])

    def _named(self, nodes: Ints, matrix: Floats) -> Vectors:
        kept = matrix.any(axis=1)
        names = [self.facts.nodes[node] for node in nodes[kept].tolist()]
        return Vectors(names, np.ascontiguousarray(matrix[kept], np.float32))


def with_tags(
    facts: Facts, tags: Iterable[tuple[str, Sequence[tuple[str, Sequence[str]]]]]
) -> Facts:
    """Return `facts` and what people call artists: each of them counts as a site.

    What one of them alone says, and no page, stays theirs: everybody here reads the terms.

    Parameters
    ----------
    facts : Facts
    tags : iterable of (user, pairs of artist and tags)
    """
    nodes = {name: number for number, name in enumerate(facts.nodes)}
    terms = {text: number for number, text in enumerate(facts.terms)}
    sites, spots = list(facts.sites), []
    said = [
        (user, [(artist, {_as_term(tag) for tag in given} - {""}) for artist, given in pairs])
        for user, pairs in tags
    ]
    voices = Counter(text for _, pairs in said for text in set().union(*(t for _, t in pairs)))
    public = terms.keys() | {text for text, people in voices.items() if people > 1}
    for user, pairs in said:
        for artist, texts in pairs:
            node = nodes.setdefault(artist, len(nodes))
            for text in sorted(texts & public):
                spots.append((node, terms.setdefault(text, len(terms)), 1, len(sites)))
        sites.append(f"{_TAG}:{user}")
    extra = len(sites) - len(facts.sites)
    return replace(
        facts,
        nodes=list(nodes),
        kinds=facts.kinds + ["artist"] * (len(nodes) - len(facts.nodes)),
        terms=list(terms),
        term_kinds=facts.term_kinds + [_TAG] * (len(terms) - len(facts.terms)),
        urls=facts.urls + [""] * extra,
        sites=sites,
        published=np.concatenate([facts.published, np.full(extra, _ALWAYS)]),
        spots=np.concatenate([facts.spots, np.array(spots, np.int32).reshape(-1, 4)]),
    )


def portray(
    facts: Facts, artist_of: Mapping[str, str | None], config: TermsConfig, *, as_of: int
) -> Portraits:
    """Weigh what is said, and keep of every artist and track what tells most.

    A track that pages speak of has the terms of its artist too, at half their weight, where it is
    not called so itself.

    Parameters
    ----------
    facts : Facts
    artist_of : mapping of str to str
        The artist of each track.
    config : TermsConfig
    as_of : int [s since 1970]
    """
    kinds = np.array(facts.kinds)
    artists, tracks = (np.flatnonzero(kinds == kind) for kind in ("artist", "track"))
    by_artist, by_track = (_weights(facts, nodes, config, as_of) for nodes in (artists, tracks))
    owner = _owners(facts, artists, tracks, artist_of)
    lent = _lent(by_artist, owner)
    said, own = (
        _top(nodes, weights, config.top_terms)
        for nodes, weights in ((artists, by_artist), (tracks, by_track))
    )
    borrowed = _top(tracks, _without(lent, by_track), BORROWED)
    places = np.searchsorted(tracks, borrowed.node)
    rows = _joined(said, own, borrowed)
    sources = [said.node, own.node, artists[owner[places]] if len(places) else places]
    mine = np.arange(len(rows.node)) < len(said.node) + len(own.node)
    order, indptr = _ordered(rows, len(facts.nodes), config.top_terms)
    source, term = np.concatenate(sources)[order], rows.term[order]
    return Portraits(
        facts, indptr, term, rows.weight[order], mine[order],
        behind(facts, facts.spots, source, term),
        artists, tracks, by_artist, csr_array(by_track.maximum(lent)),
    )  # fmt: skip


class _Rows(NamedTuple):
    node: Ints
    term: Ints
    weight: Floats


def _joined(*parts: _Rows) -> _Rows:
    return _Rows(
        np.concatenate([part.node for part in parts]),
        np.concatenate([part.term for part in parts]),
        np.concatenate([part.weight for part in parts]),
    )


def _weights(facts: Facts, nodes: Ints, config: TermsConfig, as_of: int) -> csr_array:
    """Return the weight of each term for each of some nodes of one kind."""
    place = np.full(len(facts.nodes), -1, np.int32)
    place[nodes] = np.arange(len(nodes))
    spots = facts.spots[place[facts.spots[:, 0]] >= 0]
    sites = {site: number for number, site in enumerate(dict.fromkeys(facts.sites))}
    ages = np.maximum(as_of - facts.published, 0) / DAY_S
    weights = weigh(
        Spots(
            entity=place[spots[:, 0]],
            term=spots[:, 1],
            page=spots[:, 3],
            count=spots[:, 2].astype(np.float32),
            page_site=np.array([sites[site] for site in facts.sites], np.int32),
            page_age_days=ages.astype(np.float32),
            n_entities=max(len(nodes), FEWEST),
            n_terms=len(facts.terms),
            prior=np.array(list(map(prior, facts.terms, facts.term_kinds)), np.float32),
        ),
        config,
    )
    return csr_array(weights[: len(nodes)])


def _owners(facts: Facts, artists: Ints, tracks: Ints, artist_of: Mapping[str, str | None]) -> Ints:
    """Return the place of each track's artist among the artists, -1 where there is none."""
    place = {facts.nodes[node]: number for number, node in enumerate(artists.tolist())}
    found = [place.get(artist_of.get(facts.nodes[t]) or "", -1) for t in tracks.tolist()]
    return np.array(found, np.int64)


def _lent(by_artist: csr_array, owner: Ints) -> csr_array:
    """Return for each track the terms of its artist, as much as they are worth there."""
    has = np.flatnonzero(owner >= 0)
    pick = csr_array(
        (np.full(len(has), BACKED_OFF, np.float32), (has, owner[has])),
        shape=(len(owner), by_artist.shape[0]),
    )
    return csr_array(pick @ by_artist)


def _without(weights: csr_array, others: csr_array) -> csr_array:
    """Return the entries of `weights` that `others` has none at."""
    mask = others.copy()
    mask.data = np.ones_like(mask.data)
    left = csr_array(weights - weights.multiply(mask))
    left.eliminate_zeros()
    return left


def _top(nodes: Ints, weights: csr_array, n: int) -> _Rows:
    """Return the `n` heaviest terms of each row, as rows of their nodes."""
    coo = weights.tocoo()
    row, term, weight = coo.row.astype(np.int64), coo.col.astype(np.int64), coo.data
    order = np.lexsort((term, -weight, row))
    kept = order[rank(row[order]) < n]
    return _Rows(nodes[row[kept]], term[kept], weight[kept].astype(np.float32))


def _ordered(rows: _Rows, nodes: int, n: int) -> tuple[Ints, Ints]:
    """Return the order of rows by node, heaviest first, `n` of each at most, and its pointers."""
    order = np.lexsort((rows.term, -rows.weight, rows.node))
    order = order[rank(rows.node[order]) < n]
    indptr = np.zeros(nodes + 1, np.int64)
    np.cumsum(np.bincount(rows.node[order], minlength=nodes), out=indptr[1:])
    return order, indptr


def _as_term(tag: str) -> str:
    """Return a tag in the spelling of terms; nothing when it says nothing."""
    text = " ".join(tag.casefold().split())
    return text if 1 < len(text) <= _LONGEST and any(map(str.isalpha, text)) else ""
