"""The week, from a trained graph to published lists."""

from __future__ import annotations

import json
import math
import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import neo4j
import pytest

from discograph.core.config import Config
from discograph.core.errors import Busy, InputError, UnknownNode
from discograph.core.home import Home
from discograph.formats.week import write
from discograph.graph.lease import lease
from discograph.graph.runs import runs
from discograph.graph.store import DATABASE, GraphStore
from discograph.graph.weeks import read_week, weeks_of
from discograph.jobs import weekly
from discograph.jobs.weekly import WeeklyReport, all_weeks, publish_weeks, user_week

pytestmark = pytest.mark.neo4j
Plant = Callable[..., None]

TABLES = {
    "factors": {"embedding_size": 8, "alpha": 2.0, "reg": 1.0},
    "weekly": {"tracks": 6, "seeds": 20, "candidates": 40},
}
SMALL = Config.build(TABLES, {})
SCENE = 24
WORLD: dict[str, Any] = {
    # Two scenes of tracks; each person plays half of one, in strides of their own.
    "plays": {
        f"{scene}{person}": {
            f"{scene}-{(person * 5 + step) % SCENE:02}": 1 + step % 3 for step in range(SCENE // 2)
        }
        for scene in ("folk", "dub")
        for person in range(6)
    },
    "skips": {"folk0": {"folk-13": 2}},
    "saves": {"folk0": ["folk-14"]},
    "playlists": {"mixed": ["folk-01", "folk-15", "folk-16"]},
    "artists": {
        f"{scene}-{track:02}": f"{scene} band {track // 3}"
        for scene in ("folk", "dub")
        for track in range(SCENE)
    },
    "works": {"folk-01": ["w"], "folk-01 live": ["w"], "folk-17": ["v"], "folk-17 live": ["v"]},
    "tracks": {"folk-18": {"kind": "podcast"}},
    "local": ["folk0", "dub0"],
    "current": None,
}


# A run that kills itself when it is about to publish the second person's week.
KILLED = """
import json, os, signal
from pathlib import Path
from discograph.core.config import Config
from discograph.core.home import Home
from discograph.graph.store import Address, GraphStore
from discograph.jobs.weekly import publish_weeks

class Deadly(GraphStore):
    def write(self, name, **params):
        if name == "weekly/publish_week" and params["user"] == "folk0":
            os.kill(os.getpid(), signal.SIGKILL)
        return super().write(name, **params)

uri, username, password = json.loads(os.environ["SERVER"])
store = Deadly(Address(uri=uri, username=username, password=password))
config = Config.build(json.loads(os.environ["SETTINGS"]), {})
publish_weeks(store, Home(Path(os.environ["HOME_OF_IT"])), config, week="2026-W47")
"""


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home").make()


def publish(store: GraphStore, home: Home, **options: Any) -> WeeklyReport:
    return publish_weeks(store, home, SMALL, **options)


def tracks(store: GraphStore, user: str, week: str | None = None) -> list[str]:
    return [track["id"] for track in read_week(store, user, week)["tracks"]]


def test_a_week_holds_unknown_tracks_of_ones_scene_and_reasons_that_are_true(
    store: GraphStore, plant: Plant, home: Home, bare_driver: neo4j.Driver
) -> None:
    plant(**WORLD)
    report = publish(store, home, week="2026-W47")
    assert [(p.user, p.week, p.fresh) for p in report.playlists] == [
        ("dub0", "2026-W47", True),
        ("folk0", "2026-W47", True),
    ]
    (run,) = runs(store, "weekly")
    assert (run.metrics["lists"], run.config["weekly"]["tracks"]) == (2, 6)
    for user in ("folk0", "dub0"):
        check_week(read_week(store, user), user)
    assert _bare(bare_driver, "unlinked_steps") == []


def check_week(week: dict[str, Any], user: str) -> None:
    played = WORLD["plays"][user]
    assert [track["position"] for track in week["tracks"]] == [1, 2, 3, 4, 5, 6]
    barred = {*played, "folk-01 live", "folk-13", "folk-14", "folk-18"}
    assert not barred & {track["id"] for track in week["tracks"]}
    assert {track["id"].partition("-")[0] for track in week["tracks"]} == {user[:-1]}
    assert max(Counter(track["artist"] for track in week["tracks"]).values()) <= 2
    for track in week["tracks"]:
        assert math.isclose(sum(track["shares"].values()), 1)
        assert track["loved"]
        assert set(track["loved"]) <= played.keys()
        assert track["listeners"] == shared_listeners(user, track)
        assert (track["path"][0], track["path"][-1]) == (user, track["id"])
        assert track["path"][1] in track["loved"]
        assert all(f"Song {loved}" in track["reason"] for loved in track["loved"])


def shared_listeners(user: str, track: dict[str, Any]) -> int:
    return sum(
        track["id"] in heard and any(loved in heard for loved in track["loved"])
        for other, heard in WORLD["plays"].items()
        if other != user
    )


def test_the_same_week_again_changes_nothing(store: GraphStore, plant: Plant, home: Home) -> None:
    plant(**WORLD)
    first = publish(store, home, week="2026-W47")
    before = read_week(store, "folk0")
    again = publish(store, home, week="2026-W47")
    assert [p.fresh for p in again.playlists] == [False, False]
    assert (again.week, again.run) == (first.week, first.run)
    replaced = publish(store, home, week="2026-W47", replace=True)
    assert [p.fresh for p in replaced.playlists] == [False, False]  # it would be the same list
    assert read_week(store, "folk0") == before
    assert user_week(store, "folk0", "2026-W47").tracks[0].id == before["tracks"][0]["id"]


def test_weeks_never_repeat_a_track_and_say_when_there_are_no_more(
    store: GraphStore, plant: Plant, home: Home
) -> None:
    plant(**WORLD)
    weeks = [f"2026-W{number}" for number in range(47, 54)]
    lists = [publish(store, home, week=week, users=["folk0"]).playlists[0] for week in weeks]
    served = [track for week in weeks for track in tracks(store, "folk0", week)]
    assert len(served) == len(set(served)) == sum(made.tracks for made in lists)
    assert not {*WORLD["plays"]["folk0"], "folk-01 live", "folk-13", "folk-14"} & set(served)
    assert [made.tracks + made.short_by for made in lists] == [6] * len(weeks)
    assert lists[-1].tracks == 0
    for made in lists:
        assert (made.note is None) == (made.short_by == 0)
    assert [row["week"] for row in weeks_of(store, "folk0")] == weeks[::-1]
    assert [week.week for week in all_weeks(store)] == ["2026-W53"]


def test_a_killed_run_leaves_whole_weeks_and_the_next_one_makes_the_rest(
    store: GraphStore, plant: Plant, home: Home
) -> None:
    plant(**WORLD)
    settings = {
        "SETTINGS": json.dumps(TABLES),
        "HOME_OF_IT": str(home.root),
        "SERVER": json.dumps([store.address.uri, store.address.username, store.address.password]),
    }
    done = subprocess.run(
        [sys.executable, "-c", KILLED], env={**os.environ, **settings}, check=False
    )
    assert done.returncode == -signal.SIGKILL
    before = read_week(store, "dub0")
    assert weeks_of(store, "folk0") == []
    report = publish(store, home, week="2026-W47")
    assert [(p.user, p.fresh, p.tracks) for p in report.playlists] == [
        ("dub0", False, 6),
        ("folk0", True, 6),
    ]
    assert read_week(store, "dub0") == before


def test_a_second_run_at_the_same_time_is_told_so_and_does_nothing(
    store: GraphStore, plant: Plant, home: Home
) -> None:
    plant(users={"ann": {}})
    with lease(store, "weekly"), pytest.raises(Busy, match="process"):
        publish(store, home)
    assert weeks_of(store, "ann") == []


def test_without_listens_the_week_is_empty_and_says_why(
    store: GraphStore, plant: Plant, home: Home
) -> None:
    plant(users={"ann": {}}, current=None)
    report = publish(store, home, week="2026-W47")
    assert (report.run, report.playlists[0].tracks, report.playlists[0].short_by) == ("none", 0, 6)
    assert "import a history" in (report.playlists[0].note or "")
    assert user_week(store, "ann").tracks == ()


def test_somebody_alone_gets_an_empty_week_that_says_so(
    store: GraphStore, plant: Plant, home: Home
) -> None:
    plant(plays={"ann": {"a": 3, "b": 1}}, current=None)
    (mine,) = publish(store, home).playlists
    assert (mine.tracks, mine.short_by) == (0, 6)
    assert "discograph seed" in (mine.note or "")


def test_nobody_at_all_is_no_error(store: GraphStore, plant: Plant, home: Home) -> None:
    plant(current=None)
    assert publish(store, home).playlists == ()


def test_a_week_is_that_of_the_users_own_timezone(
    store: GraphStore, plant: Plant, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    moment = datetime(2021, 1, 3, 23, 30, tzinfo=UTC)
    monkeypatch.setattr(weekly, "now", lambda: moment)
    plant(users={"ann": {"timezone": "Europe/Berlin"}, "ben": {}}, current=None)
    report = publish(store, home)
    assert [(p.user, p.week) for p in report.playlists] == [
        ("ann", "2021-W01"),
        ("ben", "2020-W53"),
    ]
    assert report.week == "2020-W53"
    assert publish(store, home, users=["ann"]).week == "2021-W01"
    assert user_week(store, "ann").created_at == moment


def test_a_week_for_players_names_the_files_that_are_there(
    store: GraphStore, plant: Plant, home: Home
) -> None:
    here = {f"folk-{track:02}": {"path": f"/music/{track}.ogg"} for track in range(SCENE)}
    plant(**WORLD | {"tracks": here})
    publish(store, home, week="2026-W47")
    lines = write(user_week(store, "folk0"), "m3u8").splitlines()
    assert [line for line in lines if not line.startswith("#")] == [
        here[id]["path"] for id in tracks(store, "folk0")
    ]


def test_only_local_users_get_weeks(store: GraphStore, plant: Plant, home: Home) -> None:
    plant(users={"ann": {}, "far": {}}, local=["ann"], current=None)
    assert [p.user for p in publish(store, home).playlists] == ["ann"]
    with pytest.raises(InputError, match="community listener"):
        publish(store, home, users=["far"])
    with pytest.raises(UnknownNode, match="ann"):
        publish(store, home, users=["nobody"])
    with pytest.raises(InputError, match="2026-W60"):
        publish(store, home, week="2026-W60")


def _bare(driver: neo4j.Driver, name: str) -> Any:
    text = (Path(__file__).parents[1] / "data" / "cypher" / f"{name}.cypher").read_text()
    with driver.session(database=DATABASE) as session:
        return session.run(neo4j.Query(text)).single(strict=True)[0]
