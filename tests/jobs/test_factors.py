"""Training on a real graph: what it leaves, when it does nothing, and what a death changes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import neo4j
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from discograph.core.config import CoListensConfig, Config
from discograph.core.errors import NotEnoughData
from discograph.core.home import Home
from discograph.core.sparse import Sparse
from discograph.embeddings import co_listens
from discograph.embeddings.index import NeighbourIndex
from discograph.embeddings.store import load_factors
from discograph.graph.runs import current, runs
from discograph.graph.store import DATABASE, GraphStore
from discograph.jobs.factors import TrainReport, train, worth_storing

from .dying import Faulty, kill

Grow = Callable[..., None]
CYPHER = Path(__file__).parents[1] / "data" / "cypher"
SETTINGS = {
    "factors": {"embedding_size": 4, "max_iterations": 4},
    "co_listens": {"edges": 5},
}
CONFIG = Config.build(SETTINGS, {})
SCENES = 2
PEOPLE = [f"u{n:02d}" for n in range(12)]
TRACKS = [f"t{n:02d}" for n in range(30)]
IMPORT = ("Run", "import-1", {"kind": "ingest", "started_at": "1", "finished_at": "2"})
STAGES = [
    "reading plays",
    "learning factors",
    "walking co-listens",
    "finding neighbours",
    "building indexes",
    "writing edges",
    "writing factors",
    "removing edges of former runs",
]


def scene(number: int) -> int:
    return number % SCENES


def grow_town(grow: Grow, *more: Any) -> None:
    """Two scenes: people play the tracks of theirs, and three artists and a playlist have both."""
    rng = np.random.default_rng(0)
    listens = [
        ("User", user, "LISTENED", {"plays": int(rng.integers(1, 9)), "skips": 0}, "Track", track)
        for u, user in enumerate(PEOPLE)
        for t, track in enumerate(TRACKS)
        if scene(u) == scene(t) and rng.random() < 0.8
    ]
    grow(
        [
            IMPORT,
            *more,
            *(("User", user, {}) for user in PEOPLE),
            *(("Track", track, {"kind": "music"}) for track in TRACKS),
            ("Track", "unplayed", {"kind": "music", "als": [1.0], "als_run": "f0"}),
            *(("Artist", f"a{n}", {}) for n in range(3)),
            ("Playlist", "p", {"kind": "seed"}),
        ],
        [
            *listens,
            *(
                ("Track", track, "BY", {"role": "main"}, "Artist", f"a{n % 3}")
                for n, track in enumerate(TRACKS)
            ),
            *(("Playlist", "p", "CONTAINS", {"position": n}, "Track", t)
              for n, t in enumerate(TRACKS[::2])),
        ],
    )  # fmt: skip


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


@pytest.fixture
def left(bare_driver: neo4j.Driver, store: GraphStore, home: Home) -> Callable[[], Any]:
    """A function that returns all that training has left, but for the time it took."""

    def left_() -> Any:
        edges = {
            kind: sorted(
                (a, b, sorted(e.items())) for a, b, e in value(bare_driver, "edges", kind=kind)
            )
            for kind in ("CO_LISTENED", "SIMILAR", "RELATED")
        }
        vectors = sorted(value(bare_driver, "vectors"))
        known = [
            (run.id, run.config, run.current, run.input, run.metrics.get("losses"))
            for run in runs(store, "factors")
        ]
        folders = sorted(path.name for path in home.models.iterdir())
        found = current(store, "factors")
        if found is None:
            return edges, vectors, known, folders
        folder = home.models / found.id
        factors = load_factors(folder / "factors")
        indexes = [path.read_bytes() for path in sorted(folder.glob("index-*/*.ann"))]
        arrays = (factors.users.matrix.tobytes(), factors.tracks.matrix.tobytes())
        return edges, vectors, known, folders, arrays, indexes

    return left_


def value(driver: neo4j.Driver, name: str, **params: Any) -> Any:
    text = (CYPHER / f"{name}.cypher").read_text(encoding="utf-8")
    with driver.session(database=DATABASE) as session:
        return session.run(neo4j.Query(text), params).single(strict=True)[0]


@pytest.mark.neo4j
def test_training_leaves_a_run_that_readers_find_whole(
    store: GraphStore, home: Home, grow: Grow, bare_driver: neo4j.Driver
) -> None:
    grow_town(grow)

    report = train(store, home, CONFIG)

    run = current(store, "factors")
    assert run is not None
    assert (report.run, report.fresh, report.tuned) == (run.id, True, False) == ("f1", True, False)
    assert run.input == "import-1"
    assert (report.listeners, report.tracks, report.artists) == (13, 30, 3)
    factors = load_factors(home.models / run.id / "factors")
    assert factors.users.ids == [*sorted(["playlist:p", *PEOPLE])]
    vectors = {id: (als, by) for id, als, by in value(bare_driver, "vectors")}
    assert vectors.keys() == {*PEOPLE, *TRACKS, "a0", "a1", "a2"}
    assert {by for _, by in vectors.values()} == {"f1"}
    for known in (factors.users, factors.tracks):
        for id in set(known.ids) & vectors.keys():
            assert vectors[id][0] == known[id].tolist()
    assert set(NeighbourIndex.open(home.models / run.id / "index-tracks").ids) == set(TRACKS)
    assert set(NeighbourIndex.open(home.models / run.id / "index-artists").ids) == {
        "a0",
        "a1",
        "a2",
    }


@pytest.mark.neo4j
def test_neighbours_come_from_the_same_scene(
    store: GraphStore, home: Home, grow: Grow, bare_driver: neo4j.Driver
) -> None:
    grow_town(grow)
    report = train(store, home, CONFIG)

    walked = value(bare_driver, "edges", kind="CO_LISTENED")
    similar = value(bare_driver, "edges", kind="SIMILAR")

    assert len(walked) == report.co_listened
    assert len(walked) > 100
    assert {scene(int(a[1:])) == scene(int(b[1:])) for a, b, _ in walked} == {True}
    assert {scene(int(a[1:])) == scene(int(b[1:])) for a, b, _ in similar} == {True}
    assert {a for a, _, _ in similar} == set(PEOPLE)


@pytest.mark.neo4j
def test_nothing_is_trained_twice_unless_something_changed(
    store: GraphStore, home: Home, grow: Grow, bare_driver: neo4j.Driver
) -> None:
    grow_town(grow)
    first = train(store, home, CONFIG)
    again = train(store, home, CONFIG)
    assert (again.run, again.fresh) == (first.run, False)
    assert again.as_dict() == {**first.as_dict(), "fresh": False}

    with bare_driver.session(database=DATABASE) as session:
        text = (CYPHER / "plant_nodes.cypher").read_text(encoding="utf-8")
        # its clock stood before that of the first import
        late = ["Run", "import-0", {"kind": "ingest", "started_at": "0", "finished_at": "1"}]
        session.run(neo4j.Query(text), rows=[late]).consume()
    assert train(store, home, CONFIG).run == "f2"
    assert train(store, home, CONFIG.with_factors(reg=11.0)).run == "f3"
    assert train(store, home, CONFIG.with_factors(reg=11.0)).fresh is False
    assert train(store, home, CONFIG.with_factors(reg=11.0), force=True).run == "f4"
    assert sorted(path.name for path in home.models.iterdir()) == ["f4"]
    assert {e["run"] for _, _, e in value(bare_driver, "edges", kind="CO_LISTENED")} == {"f4"}


@pytest.mark.neo4j
def test_damaged_model_files_are_made_again(store: GraphStore, home: Home, grow: Grow) -> None:
    grow_town(grow)
    report = train(store, home, CONFIG)
    for file in ("factors/*.npz", "index-tracks/*.ann", "index-artists/manifest.json"):
        (path,) = (home.models / report.run).glob(file)
        path.write_bytes(path.read_bytes()[:-1])

        again = train(store, home, CONFIG)

        assert (again.run, again.fresh) == (f"f{int(report.run[1:]) + 1}", True)
        report = again
    assert train(store, home, CONFIG).fresh is False


@pytest.mark.neo4j
def test_there_is_nothing_to_learn_from_an_empty_graph(store: GraphStore, home: Home) -> None:
    with pytest.raises(NotEnoughData, match="import PATH"):
        train(store, home, CONFIG)

    assert runs(store, "factors") == []


@pytest.mark.neo4j
def test_playlists_alone_are_enough_to_learn_from(
    store: GraphStore, home: Home, grow: Grow
) -> None:
    lists = {"p": TRACKS[:6], "q": TRACKS[3:9]}
    grow(
        [
            *(("Track", track, {"kind": "music"}) for track in TRACKS),
            *(("Playlist", name, {"kind": "seed"}) for name in lists),
        ],
        [
            ("Playlist", name, "CONTAINS", {"position": 1}, "Track", track)
            for name, tracks in lists.items()
            for track in tracks
        ],
    )

    report = train(store, home, CONFIG)

    assert (report.listeners, report.tracks, report.artists, report.similar) == (2, 9, 0, 0)
    assert train(store, home, CONFIG).fresh is False


@pytest.mark.neo4j
def test_a_run_that_dies_in_any_stage_is_done_again_with_the_same_result(
    store: GraphStore, home: Home, grow: Grow, left: Callable[[], Any]
) -> None:
    grow_town(grow)
    train(store, home, CONFIG)
    before = left()
    other = CONFIG.with_factors(reg=11.0)
    train(store, home, other)
    undisturbed = left()

    grow_town(grow)
    train(store, home, CONFIG)
    for stage in STAGES:
        faulty = Faulty(STAGES, stage, at_step=stage in STAGES[4:])
        with pytest.raises(KeyboardInterrupt):
            train(store, home, other, progress=faulty)

        run = current(store, "factors")
        assert run is not None
        if stage == STAGES[-1]:  # the new run is complete, only the former is still about
            assert run.id == "f2"
            continue
        assert run.id == "f1"
        found = left()
        followed = [edge for edge in found[0]["CO_LISTENED"] if ("run", "f1") in edge[2]]
        assert (followed, found[1], *found[4:]) == (
            before[0]["CO_LISTENED"], before[1], *before[4:]
        )  # fmt: skip
    assert not train(store, home, other).fresh
    assert left() == undisturbed


@pytest.mark.neo4j
def test_a_process_that_is_killed_leaves_nothing_in_the_way_of_the_next(
    store: GraphStore, home: Home, grow: Grow, left: Callable[[], Any]
) -> None:
    grow_town(grow)
    train(store, home, CONFIG)
    undisturbed = left()
    grow_town(grow)

    kill(store, home, SETTINGS, train.__module__, "train", "writing factors")
    assert current(store, "factors") is None

    assert train(store, home, CONFIG).run == "f1"
    assert left() == undisturbed


@pytest.mark.neo4j
def test_tuned_settings_are_kept_until_somebody_changes_one(
    store: GraphStore, home: Home, grow: Grow, monkeypatch: pytest.MonkeyPatch
) -> None:
    grow_town(grow)

    def used() -> tuple[TrainReport, dict[str, Any]]:
        run = current(store, "factors")
        assert run is not None
        return train(store, home, CONFIG), dict(run.config)

    assert train(store, home, CONFIG, tune=True).tuned
    report, config = used()
    assert (report.run, report.fresh, report.tuned) == ("f1", False, True)
    assert config["given"]["factors"]["alpha"] == CONFIG.factors.alpha
    assert 0 <= config["tuned"]["recall"] <= 1
    assert train(store, home, CONFIG, tune=True).fresh is False

    assert train(store, home, CONFIG, force=True).tuned
    _, later = used()
    assert later == config

    changed = CONFIG.with_factors(reg=12.0)
    assert not train(store, home, changed).tuned
    run = current(store, "factors")
    assert run is not None
    assert run.config["factors"]["reg"] == 12.0
    assert run.config["tuned"] is None


@settings(deadline=None, max_examples=50)
@given(
    st.lists(st.sets(st.integers(0, 7), min_size=1), min_size=1, max_size=6),
    st.integers(1, 4),
)
def test_edges_that_are_not_stored_would_lead_nobody_to_a_new_track(
    heard: list[set[int]], edges: int
) -> None:
    names = [f"t{n}" for n in range(8)]
    indptr = np.cumsum([0, *map(len, heard)]).astype(np.int64)
    indices = np.array([track for tracks in heard for track in sorted(tracks)], np.int32)
    ones = np.ones(len(indices), np.float32)
    listens = Sparse([f"u{n}" for n in range(len(heard))], names, indptr, indices, ones)
    every = co_listens.fit(listens, CoListensConfig(edges=edges))

    weights, listeners = worth_storing(every, listens)

    stored = co_listens.CoListens(weights, listeners)
    for user, tracks in enumerate(heard):
        found = [
            {
                column: value
                for column, value in zip(*co_listens.score(some, listens).row(user), strict=True)
                if column not in tracks
            }
            for some in (every, stored)
        ]
        assert found[0] == pytest.approx(found[1])
