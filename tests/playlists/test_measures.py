"""Measures of lists: known answers, laws, and the slow way as oracle."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray

from discograph.core.errors import InputError
from discograph.playlists.measures import Crowd, diversity, measure, novelty, popularity

COUNTS = st.lists(st.integers(0, 50), min_size=1, max_size=20)
MATRICES = arrays(
    np.float32,
    st.tuples(st.integers(2, 8), st.integers(1, 5)),
    elements=st.floats(-4, 4, width=16),
)


def crowd(counts: list[int], users: int = 50) -> Crowd:
    listeners, tracks = np.unique([n for n in counts if n], return_counts=True)
    return Crowd(users=users, listeners=listeners.astype(np.int64), tracks=tracks)


def test_half_the_listeners_are_one_bit_more() -> None:
    assert novelty([64], 64) == 0.0
    assert novelty([32], 64) == 1.0
    assert novelty([16, 4], 64) == 3.0


def test_what_nobody_played_is_as_new_as_what_one_did() -> None:
    assert novelty([0], 64) == novelty([1], 64) == 6.0


@given(COUNTS, st.integers(1, 100))
def test_novelty_is_within_what_a_community_can_tell(counts: list[int], users: int) -> None:
    found = novelty(counts, users)
    assert found is not None
    assert 0 <= found <= math.log2(users) + 1e-9


@given(COUNTS, COUNTS)
def test_popularity_is_the_rank_found_by_comparing_with_every_track(
    everything: list[int], wanted: list[int]
) -> None:
    played = [n for n in everything if n]
    found = popularity(wanted, crowd(everything))
    if not played:
        assert found is None
        return
    ranks = [
        sum((other < n) + 0.5 * (other == n) for other in played) / len(played) for n in wanted
    ]
    assert found == pytest.approx(sum(ranks) / len(ranks))


@given(COUNTS.filter(any))
def test_all_tracks_together_rank_in_the_middle(counts: list[int]) -> None:
    assert popularity([n for n in counts if n], crowd(counts)) == pytest.approx(0.5)


def test_tracks_that_point_one_way_are_not_diverse_and_strangers_are() -> None:
    same = np.array([[1, 2], [2, 4], [3, 6]], np.float32)
    assert diversity(same) == pytest.approx(0, abs=1e-9)
    assert diversity(np.eye(4, dtype=np.float32)) == pytest.approx(1)
    assert diversity(np.array([[1, 0], [-1, 0]], np.float32)) == pytest.approx(2)


@given(MATRICES)
def test_diversity_is_the_mean_over_all_pairs(vectors: NDArray[np.float32]) -> None:
    rows = [row.astype(np.float64) for row in vectors if row.any()]
    pairs = [
        1 - float(one @ other) / (math.hypot(*one) * math.hypot(*other))
        for at, one in enumerate(rows)
        for other in rows[at + 1 :]
    ]
    found = diversity(vectors)
    assert found == (pytest.approx(sum(pairs) / len(pairs), abs=1e-6) if pairs else None)


def test_nothing_is_said_of_nothing() -> None:
    found = measure([], np.empty((0, 0), np.float32), crowd([]))
    assert (found.novelty, found.popularity, found.diversity) == (None, None, None)
    assert diversity(np.ones((1, 3), np.float32)) is None
    assert diversity(np.zeros((3, 3), np.float32)) is None
    assert novelty([3], 0) is None


def test_a_crowd_that_does_not_rise_is_refused() -> None:
    for listeners in ([2, 1], [1, 1], [0, 1]):
        with pytest.raises(InputError, match="rise"):
            Crowd(users=2, listeners=np.array(listeners), tracks=np.array([1, 1]))
    with pytest.raises(InputError, match="of tracks"):
        Crowd(users=2, listeners=np.array([1]), tracks=np.array([1, 1]))
