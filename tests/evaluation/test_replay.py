from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from discograph.core.config import Config, FactorsConfig, SourcesConfig, WeeklyConfig
from discograph.core.errors import NotEnoughData
from discograph.core.sparse import Sparse
from discograph.embeddings import als, co_listens, tune
from discograph.embeddings.holdout import hide
from discograph.evaluation import baselines
from discograph.evaluation.replay import Report, evaluate, evaluate_table

from ..embeddings.worlds import dense, matrix

SMALL = Config(factors=FactorsConfig(embedding_size=8), weekly=WeeklyConfig(candidates=40))


@pytest.fixture(scope="module")
def tastes() -> Sparse:
    """Five circles of tracks and sixty users who keep mostly to one."""
    rng = np.random.default_rng(1)
    chance = np.where(np.arange(60)[:, None] % 5 == np.arange(120) % 5, 0.5, 0.03)
    return matrix((rng.random((60, 120)) < chance) * rng.integers(1, 5, (60, 120)))


@pytest.fixture(autouse=True)
def few_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("ALPHAS", "REGS", "WALK_ALPHAS", "WALK_BETAS"):
        monkeypatch.setattr(tune, name, (0.5,))


@pytest.fixture(scope="module")
def report(tastes: Sparse) -> Report:
    return evaluate(tastes, SMALL, k=10)


def test_all_recommenders_stand_side_by_side(report: Report, tastes: Sparse) -> None:
    assert [line.name for line in report.lines] == [
        "random", "popularity", "item cosine", "EASE", "ALS", "co-listens", "blend",
    ]  # fmt: skip
    assert report.users == len(hide(tastes, 0).users)
    assert report.seeds == (0, 1)


def test_who_knows_the_circles_finds_what_is_hidden(report: Report) -> None:
    recall = {line.name: line.recall.mean for line in report.lines}
    ndcg = {line.name: line.ndcg.mean for line in report.lines}
    for found in (recall, ndcg):
        for name in ("item cosine", "EASE", "ALS", "co-listens", "blend"):
            assert found[name] > 2 * max(found["random"], found["popularity"])


def test_the_same_plays_give_the_same_report(report: Report, tastes: Sparse) -> None:
    def figures(report: Report) -> list[tuple[object, ...]]:
        return [(line.name, line.recall, line.ndcg) for line in report.lines]

    assert figures(evaluate(tastes, SMALL, k=10)) == figures(report)


def test_a_blend_of_one_source_is_that_source(tastes: Sparse) -> None:
    alone = replace(SMALL, sources=SourcesConfig(als=1, co_listens=0))
    lines = {line.name: line for line in evaluate(tastes, alone, k=10, seeds=[0]).lines}
    assert lines["blend"].recall == lines["ALS"].recall
    assert lines["blend"].ndcg == lines["ALS"].ndcg


def test_nothing_hidden_is_ever_learned_from(
    tastes: Sparse, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[Sparse] = []
    for module, name in (
        (als, "fit"), (co_listens, "fit"), (baselines, "popularity"), (baselines, "ease"),
        (baselines, "item_cosine"),
    ):  # fmt: skip
        whole = getattr(module, name)

        def watched(plays: Sparse, *args: object, whole: object = whole, **more: object) -> object:
            seen.append(plays)
            return whole(plays, *args, **more)  # type: ignore[operator]

        monkeypatch.setattr(module, name, watched)
    evaluate(tastes, SMALL, k=10, seeds=[3], tune=True)
    split = hide(tastes, 3)
    assert len(seen) > 10
    for plays in seen:
        learned = dense(plays)
        for user, hidden in zip(split.users, split.hidden, strict=True):
            assert not learned[user, hidden].any()


def test_tuned_settings_are_told_seed_by_seed(
    tastes: Sparse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tune, "SURE", -100.0)
    report = evaluate(tastes, SMALL, k=10, seeds=[0, 1], tune=True)
    assert [found["factors"]["embedding_size"] for found in report.settings] == [8, 8]
    assert any(found["co_listens"]["beta"] == 0.5 for found in report.settings)


def test_ease_is_left_out_where_its_inverse_would_not_fit(
    tastes: Sparse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(baselines, "EASE_LIMIT", 50)
    assert "EASE" not in {line.name for line in evaluate(tastes, SMALL, seeds=[0]).lines}


def test_of_very_many_users_some_are_measured(
    tastes: Sparse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("discograph.evaluation.replay.MOST_USERS", 20)
    assert evaluate(tastes, SMALL, k=10).users == 20


def test_people_of_few_tracks_have_nothing_to_hide() -> None:
    with pytest.raises(NotEnoughData, match="nothing to hide"):
        evaluate(matrix(np.eye(5)), SMALL)


def test_a_report_is_told_in_plain_values(tmp_path: Path, tastes: Sparse) -> None:
    table = tmp_path / "plays.csv"
    rows = np.repeat(np.arange(60), np.diff(tastes.indptr))
    table.write_text(
        "user,track_id,plays\n"
        + "".join(
            f"{tastes.row_ids[row]},{tastes.column_ids[column]},{plays:g}\n"
            for row, column, plays in zip(
                rows.tolist(), tastes.indices.tolist(), tastes.values, strict=True
            )
        )
    )
    told = evaluate_table(table, SMALL, k=10, seeds=[0]).as_dict()
    assert (told["k"], told["tracks"], told["seeds"]) == (10, 120, [0])
    (blend,) = (row for row in told["models"] if row["model"] == "blend")
    assert blend["recall_from"] <= blend["recall@10"] <= blend["recall_to"]
