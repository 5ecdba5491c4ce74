import numpy as np
import pytest
from numpy.typing import NDArray

from discograph.core.sparse import Sparse
from discograph.evaluation import baselines

from ..embeddings.worlds import dense, matrix


def some(users: int, tracks: int) -> Sparse:
    table = np.random.default_rng(3).poisson(0.4, (users, tracks))
    table[0] = 0
    return matrix(table)


def binary(train: Sparse) -> NDArray[np.float64]:
    return (dense(train) > 0).astype(np.float64)


SHAPES = [(20, 35), (35, 20)]


@pytest.mark.parametrize("shape", SHAPES)
def test_ease_is_the_constrained_least_squares_of_the_paper(shape: tuple[int, int]) -> None:
    train = some(*shape)
    heard = binary(train)
    inverse = np.linalg.inv(heard.T @ heard + 5 * np.eye(shape[1]))
    weights = -inverse / np.diag(inverse)
    np.fill_diagonal(weights, 0)
    scores = baselines.ease(train, reg=5.0)(np.array([1, 3, 19]))
    np.testing.assert_allclose(scores, (heard @ weights)[[1, 3, 19]], atol=1e-4)


@pytest.mark.parametrize("shape", SHAPES)
def test_item_cosine_sums_cosines_with_what_a_user_heard(shape: tuple[int, int]) -> None:
    train = some(*shape)
    heard = binary(train)
    length = np.maximum(np.linalg.norm(heard, axis=0), 1)
    cosines = heard.T @ heard / np.outer(length, length)
    scores = baselines.item_cosine(train)(np.array([2, 0]))
    np.testing.assert_allclose(scores, (heard @ cosines)[[2, 0]], atol=1e-4)


def test_popularity_counts_listeners_not_plays() -> None:
    scores = baselines.popularity(matrix([[9, 1], [0, 1], [0, 1]]))(np.array([0, 2]))
    assert scores.tolist() == [[1, 3], [1, 3]]


def test_chance_is_the_same_for_the_same_user() -> None:
    chance = baselines.random(some(20, 35))
    both, one = chance(np.array([4, 9])), chance(np.array([9]))
    assert (both[1] == one[0]).all()
    assert (both[0] != both[1]).any()


def test_lists_leave_out_what_was_heard_and_end_where_nothing_is_left() -> None:
    train = matrix([[1, 0, 1, 0], [1, 1, 1, 1]])
    found = baselines.lists(baselines.popularity(train), train, np.array([0, 1]), 3)
    assert found.tolist() == [[1, 3, -1], [-1, -1, -1]]
