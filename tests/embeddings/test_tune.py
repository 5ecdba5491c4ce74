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


@pytest.fixture(autouse=True)
def few_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tune, "ALPHAS", (10.0, 40.0))
    monkeypatch.setattr(tune, "REGS", (1.0,))
    monkeypatch.setattr(tune, "WALK_ALPHAS", (0.4, 0.8))
    monkeypatch.setattr(tune, "WALK_BETAS", (0.2,))


def turns(one: tune.Lists, other: tune.Lists, n: int) -> tune.Lists:
    """Blend by taking from each list in turn."""
    blend = np.full((len(one), n), -1, np.int32)
    for user, pair in enumerate(zip(one.tolist(), other.tolist(), strict=True)):
        tracks = [track for rank in zip(*pair, strict=True) for track in rank if track >= 0]
        first = list(dict.fromkeys(tracks))[:n]
        blend[user, : len(first)] = first
    return blend


def tuned(plays: Sparse, factors: FactorsConfig, walk: CoListensConfig = WALK) -> tune.Tuned:
    return tune.tune(plays, factors, walk, seeds=100, blend=turns)


def test_hopeless_settings_are_replaced(tastes: Sparse) -> None:
    hopeless = FactorsConfig(embedding_size=4, max_iterations=4, alpha=0, reg=1e6)
    chosen = tuned(tastes, hopeless)
    assert chosen.factors != hopeless
    assert chosen.recall > chosen.given_recall


def test_recall_is_that_of_the_blend_as_chosen(tastes: Sparse) -> None:
    chosen = tuned(tastes, FACTORS)
    again = tuned(tastes, chosen.factors, chosen.co_listens)
    assert again.given_recall == pytest.approx(chosen.recall)
    assert chosen.recall >= chosen.given_recall


def test_what_is_as_good_within_chance_stays_as_given(
    tastes: Sparse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tune, "SURE", 100.0)
    chosen = tuned(tastes, FACTORS)
    assert (chosen.factors, chosen.co_listens) == (FACTORS, WALK)
    assert chosen.recall == chosen.given_recall


def test_what_is_not_tuned_stays_as_given(tastes: Sparse, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tune, "SURE", -100.0)
    chosen = tuned(tastes, FACTORS)
    assert chosen.factors != FACTORS
    assert (chosen.factors.embedding_size, chosen.factors.max_iterations) == (4, 4)
    assert chosen.co_listens.edges == 10


def test_the_same_plays_choose_the_same(tastes: Sparse) -> None:
    assert tuned(tastes, FACTORS) == tuned(tastes, FACTORS)


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
        tuned(matrix(np.eye(20)), FACTORS)


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
    tuned(tastes, FACTORS)
    inner = [dense(hide(tastes, seed).train).tobytes() for seed in range(tune.SPLITS)]
    assert len(seen) > 10
    assert {dense(plays).tobytes() for plays in seen} == set(inner)
