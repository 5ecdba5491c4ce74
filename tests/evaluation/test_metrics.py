import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from numpy.typing import NDArray

from discograph.evaluation.metrics import auc, average_precision, estimate, ndcg


def test_gain_is_discounted_by_the_logarithm_of_the_rank() -> None:
    lists = np.array([[3, 1, 9, 4]], np.int32)
    found = ndcg(lists, [np.array([1, 4])], 4)
    assert found == pytest.approx((1 / np.log2(3) + 1 / np.log2(5)) / (1 + 1 / np.log2(3)))


@given(st.permutations(range(8)), st.sets(st.integers(0, 7), min_size=1), st.integers(1, 8))
def test_gain_is_one_when_hidden_tracks_lead_and_none_without_them(
    order: list[int], hidden: set[int], k: int
) -> None:
    own = np.array(sorted(hidden))
    ahead = sorted(order, key=lambda track: track not in hidden)
    behind = [track + 8 for track in order]
    lists = np.array([order, ahead, behind], np.int32)
    some, best, none = ndcg(lists, [own, own, own], k)
    assert best == pytest.approx(1)
    assert none == 0
    assert 0 <= some <= best + 1e-12


def test_short_lists_gain_what_they_hold() -> None:
    lists = np.array([[5, -1]], np.int32)
    assert ndcg(lists, [np.array([5])], 30).tolist() == [1]


def test_an_interval_holds_the_mean_and_narrows_with_more_users() -> None:
    rng = np.random.default_rng(0)
    few, many = (estimate(rng.random(n)) for n in (50, 5000))
    for found in (few, many):
        assert found.low < found.mean < found.high
    assert many.high - many.low < (few.high - few.low) / 5


def test_intervals_cover_the_truth_as_often_as_they_say() -> None:
    rng = np.random.default_rng(0)
    estimates = [estimate(rng.random(200) ** 2) for _ in range(100)]
    assert 88 <= sum(found.low <= 1 / 3 <= found.high for found in estimates) <= 100


def test_equal_users_leave_no_doubt() -> None:
    found = estimate(np.full(30, 0.25))
    assert (found.mean, found.low, found.high) == (0.25, 0.25, 0.25)


SCORES = arrays(np.int64, (3, 7), elements=st.integers(0, 4))
PLAYED = arrays(np.bool_, (3, 7))


@given(SCORES, PLAYED)
def test_auc_is_the_share_of_pairs_in_the_right_order(
    scores: NDArray[np.int64], played: NDArray[np.bool_]
) -> None:
    for row, own, found in zip(scores, played, auc(scores.astype(float), played), strict=True):
        above = row[own][:, None] - row[~own]
        if above.size:
            assert found == pytest.approx(((above > 0) + (above == 0) / 2).mean())
        else:
            assert np.isnan(found)


@given(SCORES, PLAYED)
def test_average_precision_is_the_mean_of_precision_at_each_hit(
    scores: NDArray[np.int64], played: NDArray[np.bool_]
) -> None:
    found = average_precision(scores.astype(float), played)
    for row, own, value in zip(scores, played, found, strict=True):
        ranked = [own[track] for track in sorted(range(7), key=lambda t: (-row[t], t))]
        at_hits = [sum(ranked[: k + 1]) / (k + 1) for k in range(7) if ranked[k]]
        if at_hits:
            assert value == pytest.approx(np.mean(at_hits))
        else:
            assert np.isnan(value)


def test_what_is_played_on_top_is_perfect_and_below_it_is_none() -> None:
    scores = np.array([[3.0, 2, 1], [1, 2, 3]])
    played = np.array([[True, False, False], [True, False, False]])
    assert auc(scores, played).tolist() == [1, 0]
    assert average_precision(scores, played) == pytest.approx([1, 1 / 3])
