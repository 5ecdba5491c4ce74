"""What is said of whom: laws of weights, pages and companions, without a graph."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from discograph.core.config import TermsConfig
from discograph.jobs.portraits import BACKED_OFF, portray, with_tags
from discograph.jobs.term_facts import Facts
from discograph.jobs.term_pages import COMPANIONS, PAGES, behind, both_ways, companions

NOW = 1_760_000_000
CONFIG = TermsConfig(min_weight=0.0, top_terms=3, embedding_size=2)
rows = st.lists(
    st.tuples(st.integers(0, 4), st.integers(0, 5), st.integers(1, 9), st.integers(0, 11)),
    max_size=40,
)


def facts(spots: list[tuple[int, int, int, int]], together: list[tuple[int, ...]] = ()) -> Facts:  # type: ignore[assignment]
    """Five nodes (the last a track), six terms, twelve pages of four sites."""
    return Facts(
        nodes=["a0", "a1", "a2", "a3", "t0"],
        kinds=["artist"] * 4 + ["track"],
        terms=[f"term{n}" for n in range(6)],
        term_kinds=["noun"] * 6,
        urls=[f"https://site{page % 4}.example/{page}" for page in range(12)],
        sites=[f"site{page % 4}.example" for page in range(12)],
        published=np.array([NOW - 1000 * page for page in range(12)], np.int64),
        spots=np.array(spots, np.int32).reshape(-1, 4),
        together=np.array(together, np.int32).reshape(-1, 4),
    )


@settings(max_examples=60)
@given(rows)
def test_rows_are_ordered_bounded_and_have_their_own_pages(
    spots: list[tuple[int, int, int, int]],
) -> None:
    found = portray(facts(spots), {"t0": "a0"}, CONFIG, as_of=NOW)
    where = {(node, term): set[int]() for node, term, _, _ in spots}
    for node, term, _, page in spots:
        where[node, term].add(page)
    for node in range(5):
        span = slice(found.indptr[node], found.indptr[node + 1])
        weights = found.weight[span].tolist()
        assert len(weights) <= CONFIG.top_terms
        assert weights == sorted(weights, reverse=True)
        assert all(0 < weight <= 1 for weight in weights)
        assert len(set(found.term[span].tolist())) == len(weights)
        for row in range(span.start, span.stop):
            source = node if found.own[row] else 0
            pages = found.pages.page[found.pages.indptr[row] : found.pages.indptr[row + 1]].tolist()
            assert set(pages) <= where[source, int(found.term[row])]
            assert (
                len(pages)
                == len(set(pages))
                == min(PAGES, len(where[source, int(found.term[row])]))
            )


@settings(max_examples=60)
@given(rows)
def test_pages_of_as_many_sites_as_may_be_come_first(
    spots: list[tuple[int, int, int, int]],
) -> None:
    these = facts(spots)
    pairs = sorted({(node, term) for node, term, _, _ in spots})
    one, other = (np.array([p[at] for p in pairs], np.int64) for at in (0, 1))
    found = behind(these, these.spots, one, other)
    for row, pair in enumerate(pairs):
        sites = [these.sites[these.urls.index(url)] for url in found.urls(these, row)]
        every = {these.sites[page] for node, term, _, page in spots if (node, term) == pair}
        assert set(sites[: len(every)]) == every or len(every) > PAGES


def test_a_track_has_what_is_said_of_its_artist_at_half_the_weight() -> None:
    spots = [(0, term, 3, page) for term in (0, 1) for page in range(4)]
    spots += [(1, 2, 3, page) for page in range(4)] + [(4, 1, 2, 5), (4, 3, 1, 6)]
    found = portray(facts(spots), {"t0": "a0"}, CONFIG, as_of=NOW)

    def said(node: int) -> dict[int, tuple[float, bool]]:
        span = range(found.indptr[node], found.indptr[node + 1])
        return {int(found.term[r]): (float(found.weight[r]), bool(found.own[r])) for r in span}

    assert {term: own for term, (_, own) in said(4).items()} == {0: False, 1: True, 3: True}
    assert said(4)[0][0] == pytest.approx(said(0)[0][0] * BACKED_OFF)
    alone = portray(facts(spots), {"t0": None}, CONFIG, as_of=NOW)
    assert set(alone.term[alone.indptr[4] : alone.indptr[5]].tolist()) == {1, 3}
    artists, tracks = found.vectors(CONFIG)
    assert (set(artists.ids), set(tracks.ids)) <= ({"a0", "a1"}, {"t0"})


@settings(max_examples=60)
@given(
    st.lists(
        st.tuples(st.integers(0, 3), st.integers(0, 3), st.integers(1, 3), st.integers(0, 11)),
        max_size=30,
    )
)
def test_companions_have_one_weight_from_either_side(together: list[tuple[int, ...]]) -> None:
    one, other, weight = companions(facts([], together))
    found = dict(zip(zip(one.tolist(), other.tolist(), strict=True), weight.tolist(), strict=True))
    assert found.keys() == {pair for a, b, *_ in together if a != b for pair in ((a, b), (b, a))}
    for (a, b), value in found.items():
        assert 0 < value <= 1 + 1e-9
        assert value == pytest.approx(found[b, a])
    assert len(both_ways(facts([], together).together)) == 2 * sum(a != b for a, b, *_ in together)
    assert np.bincount(one, minlength=1).max(initial=0) <= COMPANIONS


def test_everybody_who_tags_is_a_site_without_a_page() -> None:
    these = facts([(0, 0, 1, 0)])
    tags = [("ann", [("a0", ["Term0", " New  Wave "]), ("a9", ["?", "x", "y" * 99])])]
    tags.append(("ben", [("a9", ["new wave"])]))
    found = with_tags(these, tags)
    assert found.nodes[5:] == ["a9"]
    assert (found.terms[6:], found.term_kinds[6:]) == (["new wave"], ["tag"])
    assert (found.sites[12:], found.urls[12:]) == (["tag:ann", "tag:ben"], ["", ""])
    assert found.spots[1:].tolist() == [[0, 6, 1, 12], [0, 0, 1, 12], [5, 6, 1, 13]]
    pages = behind(found, found.spots, np.array([0, 0]), np.array([0, 6]))
    assert (pages.by_page.tolist(), pages.by_tag.tolist()) == ([True, False], [True, True])
    assert (pages.urls(found, 0), pages.urls(found, 1)) == ([these.urls[0]], [])
    assert replace(found, spots=found.spots[:1]).spots.tolist() == these.spots.tolist()


def test_what_one_person_alone_calls_somebody_stays_theirs() -> None:
    these = facts([(0, 0, 1, 0)])
    mine = [("a0", ["songs for my divorce", "term0"]), ("a1", ["songs for my divorce"])]
    found = with_tags(these, [("ann", mine), ("ben", [("a1", ["loud"])])])
    assert found.terms == these.terms
    assert found.spots[1:].tolist() == [[0, 0, 1, 12]]
