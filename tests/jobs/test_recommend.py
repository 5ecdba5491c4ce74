"""Live answers, on one trained graph."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from discograph.core.config import Config
from discograph.core.errors import NotEnoughData, UnknownNode
from discograph.core.home import Home
from discograph.graph.store import GraphStore
from discograph.jobs.factors import train
from discograph.jobs.recommend import (
    recommend,
    similar_artists,
    similar_tracks,
    similar_users,
    why,
)
from discograph.jobs.weekly import publish_weeks

pytestmark = pytest.mark.neo4j
Plant = Callable[..., None]
CONFIG = Config.build(
    {"factors": {"embedding_size": 8, "alpha": 2.0, "reg": 1.0}, "weekly": {"tracks": 3}}, {}
)
SCENE = 20
WORLD: dict[str, Any] = {
    "plays": {
        f"{scene}{person}": {
            f"{scene}-{(person * 5 + step) % SCENE:02}": 1 + step for step in range(SCENE // 2)
        }
        for scene in ("folk", "dub")
        for person in range(6)
    },
    "artists": {
        f"{scene}-{track:02}": f"{scene} {track // 5}"
        for scene in ("folk", "dub")
        for track in range(SCENE)
    }
    | {"folk-new": "folk 0"},
    "skips": {"folk0": {"dub-00": 1}},
    "local": ["folk0"],
    "current": None,
}


@pytest.fixture
def home(store: GraphStore, plant: Plant, tmp_path: Path) -> Home:
    plant(**WORLD)
    return Home(tmp_path / "home").make()


def test_answers_come_from_the_graph_and_the_current_run(store: GraphStore, home: Home) -> None:
    with pytest.raises(NotEnoughData, match="discograph train"):
        similar_tracks(store, home, "folk-00", 3)
    train(store, home, CONFIG)
    check_recommend(store, home)
    check_similar(store, home)
    publish_weeks(store, home, CONFIG, week="2026-W47")
    check_why(store)


def check_recommend(store: GraphStore, home: Home) -> None:
    rows = recommend(store, home, CONFIG, "folk0", 5)
    assert [row["position"] for row in rows] == [1, 2, 3, 4, 5]
    assert rows == recommend(store, home, CONFIG, "folk0", 5)
    for row in rows:
        assert row["id"].startswith("folk-")
        assert row["id"] not in WORLD["plays"]["folk0"]
        assert set(row["loved"]) <= WORLD["plays"]["folk0"].keys()
        assert row["title"] == f"Song {row['id']}"
        assert sum(row["sources"].values()) == pytest.approx(1)
    with pytest.raises(UnknownNode, match="folk0"):
        recommend(store, home, CONFIG, "nobody", 5)


def check_similar(store: GraphStore, home: Home) -> None:
    near = similar_tracks(store, home, "folk-00", 4)
    assert {row["id"].partition("-")[0] for row in near} == {"folk"}
    assert [row["score"] for row in near] == sorted((row["score"] for row in near), reverse=True)
    artists = similar_artists(store, home, "dub 0", 2)
    assert {row["name"].split()[1] for row in artists} == {"dub"}
    people = similar_users(store, "folk0", 3)
    assert {row["user"][:-1] for row in people} == {"folk"}
    assert people[0]["shared"] > 0
    with pytest.raises(UnknownNode):
        similar_tracks(store, home, "nothing", 4)
    with pytest.raises(UnknownNode):
        similar_users(store, "nobody", 3)


def check_why(store: GraphStore) -> None:
    row = store.read("browse/my_week", user="folk0", week="")[0]
    served = store.read("weekly/weeks", users=["folk0"], week="")[0]["tracks"][0]
    told = why(store, CONFIG, "folk0", served["id"])
    assert told["reason"] == served["reason"] == row["reason"]
    assert told["weeks"] == [{"week": "2026-W47", "position": 1}]
    assert [loved["id"] for loved in told["loved"]] == served["loved"]
    heard = why(store, CONFIG, "folk0", "folk-03")
    assert (heard["plays"], heard["skips"], heard["saved"], heard["weeks"]) == (4, 0, False, [])
    assert heard["loved"]
    new = why(store, CONFIG, "folk0", "folk-new")
    assert new["reason"].startswith("By the same artist as")
    assert new["path"] == ["folk0", new["loved"][0]["id"], "folk 0", "folk-new"]
    apart = why(store, CONFIG, "folk0", "dub-00")
    assert (apart["loved"], apart["path"], apart["skips"]) == ([], [], 1)
    assert apart["reason"].startswith("Nothing that you play")
    with pytest.raises(UnknownNode):
        why(store, CONFIG, "folk0", "no such track")
