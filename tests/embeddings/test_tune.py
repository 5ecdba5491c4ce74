import numpy as np
import pytest

from discograph.core.config import CoListensConfig, FactorsConfig
from discograph.core.errors import NotEnoughData
from discograph.core.sparse import Sparse
from discograph.embeddings import als, co_listens, tune
from discograph.embeddings.holdout import hide

from .worlds import dense, matrix

FACTORS = FactorsConfig(embedding_size=4, max_iterations=4)
WALK = CoListensConfig(edges=10)


@pytest.fixture(scope="module")
def tastes() -> Sparse:
    """Four circles of tracks, sixty users of one circle each, and some strays."""
    rng = np.random.default_rng(1)
    chance = np.where(np.arange(60)[:, None] % 4 == np.arange(100) % 4, 0.6, 0.05)
    return matrix((rng.random((60, 100)) < chance) * rng.integers(1, 5, (60, 100)))


def test_what_is_chosen_is_never_worse_than_what_was_given(tastes: Sparse) -> None:
    given = FactorsConfig(embedding_size=4, max_iterations=4, alpha=0.01, reg=300)
    chosen = tune.tune(tastes, given, WALK, seeds=100)
    split = hide(tastes, 0)
    assert chosen.factors_recall > tune._als_recall(split, given)
    assert chosen.factors_recall == tune._als_recall(split, chosen.factors)
    assert chosen.co_listens_recall == tune._walk_recall(split, 100, chosen.co_listens)
    assert chosen.co_listens_recall >= tune._walk_recall(split, 100, WALK)


def test_what_is_not_tuned_stays_as_given(tastes: Sparse) -> None:
    chosen = tune.tune(tastes, FACTORS, WALK, seeds=100)
    assert (chosen.factors.embedding_size, chosen.factors.max_iterations) == (4, 4)
    assert chosen.co_listens.edges == 10


def test_the_same_plays_choose_the_same(tastes: Sparse) -> None:
    assert tune.tune(tastes, FACTORS, WALK, seeds=9) == tune.tune(tastes, FACTORS, WALK, seeds=9)


def test_a_large_matrix_is_sampled_by_users(
    tastes: Sparse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tune, "MOST_PLAYS", 500)
    some = tune._sample(tastes, 0)
    assert 400 < some.nnz <= 500
    rows = [tastes.rows[name] for name in some.row_ids]
    np.testing.assert_array_equal(dense(some), dense(tastes)[rows])


def test_people_of_few_tracks_give_nothing_to_tune_by() -> None:
    with pytest.raises(NotEnoughData, match="ten tracks"):
        tune.tune(matrix(np.eye(20)), FACTORS, WALK, seeds=100)


def test_nothing_beyond_the_plays_given_is_seen(
    tastes: Sparse, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[Sparse] = []
    for module in (als, co_listens):
        fit = module.fit

        def watched(plays: Sparse, *args: object, fit: object = fit, **more: object) -> object:
            seen.append(plays)
            return fit(plays, *args, **more)  # type: ignore[operator]

        monkeypatch.setattr(module, "fit", watched)
    tune.tune(tastes, FACTORS, WALK, seeds=100)
    inner = dense(hide(tastes, 0).train)
    assert len(seen) > 20
    for plays in seen:
        np.testing.assert_array_equal(dense(plays), inner)
