import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from implicit.nearest_neighbours import ItemItemRecommender  # type: ignore[import-untyped]
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from discograph.core.config import CoListensConfig
from discograph.core.errors import NotEnoughData
from discograph.core.sparse import Sparse
from discograph.embeddings import co_listens
from discograph.embeddings.co_listens import choose_seeds, fit, score, top

from .worlds import dense, matrix

plays = arrays(np.int8, st.tuples(st.integers(1, 9), st.integers(1, 9)), elements=st.integers(0, 3))


def direct(dense: NDArray[np.float32], alpha: float, beta: float) -> NDArray[np.float64]:
    """RP3beta from the whole product, as the paper has it."""
    heard = (dense > 0).astype(np.float64)
    by_user = np.maximum(heard.sum(axis=1), 1)
    by_track = np.maximum(heard.sum(axis=0), 1)
    # a path there is stays one at alpha 0, where 0 ** 0 would make one of no path
    forth = heard.T * by_track[:, None] ** -alpha
    back = heard * by_user[:, None] ** -alpha
    weights: NDArray[np.float64] = forth @ back / by_track**beta
    np.fill_diagonal(weights, 0)
    return weights


@settings(max_examples=60, deadline=None)
@given(plays, st.floats(0, 1.5), st.floats(0, 1))
def test_weights_are_those_of_the_whole_product(
    table: NDArray[np.int8], alpha: float, beta: float
) -> None:
    if not table.any():
        table[0, 0] = 1
    walked = fit(matrix(table), CoListensConfig(alpha=alpha, beta=beta, edges=9))
    np.testing.assert_allclose(
        dense(walked.weights), direct(table.astype(np.float32), alpha, beta), rtol=1e-5
    )


@settings(max_examples=60, deadline=None)
@given(plays)
def test_listeners_are_counted_edge_by_edge(table: NDArray[np.int8]) -> None:
    table[0, 0] = 1
    heard = (table > 0).astype(np.int64)
    walked = fit(matrix(table), CoListensConfig(edges=4))
    rows = np.repeat(np.arange(table.shape[1]), np.diff(walked.weights.indptr))
    both = (heard.T @ heard)[rows, walked.weights.indices]
    np.testing.assert_array_equal(walked.listeners, both)
    assert (walked.listeners > 0).all()


def test_the_strongest_neighbours_are_kept_strongest_first(scattered: Sparse) -> None:
    weights = direct(dense(scattered), 0.6, 0.3)
    walked = fit(scattered, CoListensConfig(alpha=0.6, beta=0.3, edges=5))
    for track in range(120):
        _, kept = walked.weights.row(track)
        best = np.sort(weights[track])[::-1][:5]
        np.testing.assert_allclose(kept, best[best > 0], rtol=1e-5)


def test_no_track_leads_to_itself(scattered: Sparse) -> None:
    walked = fit(scattered, CoListensConfig())
    rows = np.repeat(np.arange(120), np.diff(walked.weights.indptr))
    assert (rows != walked.weights.indices).all()


def test_order_and_weights_are_those_of_a_scaled_item_item_product(scattered: Sparse) -> None:
    # fit(D_u^(-a/2) B D_i^-b) in implicit, rows times d_i^(b - a): the same by another road
    config = CoListensConfig(alpha=0.6, beta=0.3, edges=119)
    heard = (dense(scattered) > 0).astype(np.float64)
    by_user, by_track = (np.maximum(heard.sum(axis=axis), 1) for axis in (1, 0))
    model = ItemItemRecommender(120, num_threads=1)
    scaled = by_user[:, None] ** -0.3 * heard * by_track**-0.3
    model.fit(csr_matrix(scaled), show_progress=False)
    weights = (by_track ** (0.3 - 0.6))[:, None] * model.similarity.toarray()
    np.fill_diagonal(weights, 0)
    np.testing.assert_allclose(dense(fit(scattered, config).weights), weights, rtol=1e-5)


def test_how_often_something_was_played_does_not_matter(scattered: Sparse) -> None:
    once = matrix(dense(scattered) > 0)
    assert fit(once, CoListensConfig()).weights.values.tobytes() == (
        fit(scattered, CoListensConfig()).weights.values.tobytes()
    )


def test_the_number_of_cores_does_not_change_a_bit(
    scattered: Sparse, monkeypatch: pytest.MonkeyPatch
) -> None:
    many = fit(scattered, CoListensConfig(edges=7))
    monkeypatch.setattr(co_listens, "cores", lambda: 1)
    one = fit(scattered, CoListensConfig(edges=7))
    assert one.weights.values.tobytes() == many.weights.values.tobytes()
    assert one.weights.indices.tobytes() == many.weights.indices.tobytes()


def test_nothing_played_is_not_enough() -> None:
    with pytest.raises(NotEnoughData):
        fit(matrix(np.zeros((3, 3))), CoListensConfig())


def test_seeds_are_the_most_played(scattered: Sparse) -> None:
    chosen = dense(choose_seeds(matrix([[1, 16, 2, 16], [0, 0, 0, 0], [3, 0, 0, 0]]), 2))
    assert chosen.tolist() == [[0, 1, 0, 1], [0, 0, 0, 0], [1, 0, 0, 0]]


def test_a_score_is_the_sum_over_seeds_of_their_weight_times_the_edges(
    scattered: Sparse,
) -> None:
    walked = fit(scattered, CoListensConfig(edges=6))
    loved = choose_seeds(scattered, 3)
    np.testing.assert_allclose(
        dense(score(walked, loved)), dense(loved) @ dense(walked.weights), rtol=1e-5
    )


def test_top_lists_hold_the_best_unheard_tracks(scattered: Sparse) -> None:
    walked = fit(scattered, CoListensConfig(edges=6))
    users = np.array([3, 7, 40])
    indices, found = top(walked, scattered, users, 10, seeds=4)
    scores = dense(score(walked, choose_seeds(scattered, 4)))
    scores[dense(scattered) > 0] = 0
    for row, user in enumerate(users):
        order = np.argsort(-scores[user], kind="stable")[:10]
        order = order[scores[user, order] > 0]
        assert indices[row].tolist() == [*order, *[-1] * (10 - len(order))]
        np.testing.assert_allclose(found[row, : len(order)], scores[user, order], rtol=1e-6)
