"""Sources of candidates: given graph, expected rows; and small graphs against plain Python."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from discograph.core.config import CoListensConfig
from discograph.core.sparse import Sparse
from discograph.embeddings import co_listens as twin
from discograph.graph.store import GraphStore

pytestmark = pytest.mark.neo4j

World = dict[str, Any]
Found = dict[str, float]
Plant = Callable[..., None]

COMMON = {"user": "ann", "week": "2026-W47", "seeds": 50, "limit": 50}
MORE: dict[str, dict[str, int]] = {
    "co_listens": {},
    "shared_taste": {"fan": 50, "peers": 50, "supernode": 100},
    "playlists": {"lists": 50, "longest": 50},
    "related_artists": {"artists": 50, "fan": 50},
}
TRACKS = [f"t{number}" for number in range(8)]
PEOPLE = ["ann", "ben", "cid", "dot"]
_plays = st.dictionaries(st.sampled_from(TRACKS), st.integers(1, 20), max_size=5)
_some = st.lists(st.sampled_from(TRACKS), max_size=4, unique=True)
_pairs = st.tuples(st.sampled_from(TRACKS), st.sampled_from(TRACKS)).filter(lambda p: p[0] != p[1])
_bands = st.tuples(st.sampled_from("xyz"), st.sampled_from("xyz")).filter(lambda p: p[0] != p[1])
_weight = st.floats(0.01, 1)
WORLDS = st.fixed_dictionaries(
    {
        "plays": st.fixed_dictionaries({person: _plays for person in PEOPLE}),
        "skips": st.fixed_dictionaries({"ann": _plays}),
        "saves": st.fixed_dictionaries({"ann": _some}),
        "works": st.dictionaries(
            st.sampled_from(TRACKS), st.lists(st.sampled_from("uvw"), max_size=2, unique=True)
        ),
        "podcasts": _some,
        "playlists": st.fixed_dictionaries({"p1": _some, "p2": _some, "p3": _some}),
        "owners": st.just({"p3": "ann"}),
        "weeks": st.fixed_dictionaries({("ann", "2026-W46"): _some, ("ann", "2026-W47"): _some}),
        "artists": st.dictionaries(st.sampled_from(TRACKS), st.sampled_from("xyz")),
        "co_listens": st.dictionaries(_pairs, _weight, max_size=15),
        "related": st.dictionaries(_bands, _weight, max_size=4),
    }
)


def ask(store: GraphStore, source: str, **other: Any) -> list[dict[str, Any]]:
    return store.read(f"recommend/{source}", **{**COMMON, **MORE[source], **other})


def known(world: World) -> set[str]:
    own = world["playlists"]["p3"] + world["weeks"]["ann", "2026-W46"] + world["saves"]["ann"]
    heard = {*world["plays"]["ann"], *world["skips"]["ann"], *own}
    works = {work for track in heard for work in world["works"].get(track, ())}
    return heard | {t for t, of in world["works"].items() if works & set(of)}


def loved(world: World) -> dict[str, int]:
    skips = world["skips"]["ann"]
    return {
        track: plays
        for track, plays in world["plays"]["ann"].items()
        if plays >= skips.get(track, 0) and track not in world["podcasts"]
    }


def listeners(world: World, track: str) -> int:
    return sum(track in heard for heard in world["plays"].values())


def co_listens(world: World) -> Found:
    scores: Found = defaultdict(float)
    seeds = loved(world)
    for (seed, track), weight in world["co_listens"].items():
        if seed in seeds:
            scores[track] += weight
    return scores


def shared_taste(world: World) -> Found:
    scores: Found = defaultdict(float)
    for peer in PEOPLE[1:]:
        theirs = world["plays"][peer]
        rarities = [1 / math.log(1 + listeners(world, t)) for t in loved(world) if t in theirs]
        for track, plays in theirs.items():
            if rarities:
                scores[track] += sum(rarities) / math.sqrt(len(theirs)) * plays**0.25
    return scores


def playlists(world: World) -> Found:
    scores: Found = defaultdict(float)
    for tracks in world["playlists"].values():
        for track in tracks:
            if shared := set(tracks) & loved(world).keys():
                scores[track] += len(shared) / math.sqrt(len(tracks))
    return scores


def related_artists(world: World) -> Found:
    plays: Found = defaultdict(float)
    for track, count in loved(world).items():
        if track in world["artists"]:
            plays[world["artists"][track]] += count
    scores: Found = defaultdict(float)
    for track, artist in world["artists"].items():
        for (one, other), weight in world["related"].items():
            if other == artist and one in plays:
                heard = math.log(2 + listeners(world, track))
                scores[track] += math.sqrt(plays[one]) * weight * heard
    return scores


ORACLES: dict[str, Callable[[World], Found]] = {
    "co_listens": co_listens,
    "shared_taste": shared_taste,
    "playlists": playlists,
    "related_artists": related_artists,
}


@settings(
    max_examples=8,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(world=WORLDS)
def test_every_source_agrees_with_plain_python_on_small_graphs(
    store: GraphStore, plant: Plant, world: World
) -> None:
    plant(**world)
    for source, oracle in ORACLES.items():
        rows = ask(store, source)
        barred = known(world) | set(world["podcasts"])
        expected = {t: score for t, score in oracle(world).items() if t not in barred}
        assert {row["track"]: row["score"] for row in rows} == pytest.approx(expected), source
        assert rows == sorted(rows, key=lambda row: (-row["score"], row["track"])), source
        for row in rows:
            assert row["loved"], source
            assert set(row["loved"]) <= loved(world).keys(), source
            for track in row["loved"]:
                assert_path(world, source, [track, *row["via"], row["track"]])


def assert_path(world: World, source: str, path: list[str]) -> None:
    """Every step of the way from a loved track is in the graph."""
    if source == "co_listens":
        assert (path[0], path[1]) in world["co_listens"]
    elif source == "shared_taste":
        assert {path[0], path[2]} <= world["plays"][path[1]].keys()
    elif source == "playlists":
        assert {path[0], path[2]} <= set(world["playlists"][path[1]])
    else:
        assert (world["artists"][path[0]], world["artists"][path[3]]) == (path[1], path[2])
        assert (path[1], path[2]) in world["related"]


def test_a_new_version_of_a_heard_saved_or_served_work_is_no_candidate(
    store: GraphStore, plant: Plant
) -> None:
    tracks = {"heard": "w1", "skipped": "w2", "saved": "w3", "served": "w4", "mine": "w5"}
    versions = {f"{track} live": [work] for track, work in tracks.items()}
    plant(
        plays={"ann": {"heard": 3}},
        skips={"ann": {"skipped": 1}},
        saves={"ann": ["saved"]},
        weeks={("ann", "2026-W01"): ["served"]},
        playlists={"p": ["mine"]},
        owners={"p": "ann"},
        works={**{track: [work] for track, work in tracks.items()}, **versions},
        co_listens={("heard", track): 0.5 for track in [*versions, *tracks, "new"]},
    )
    assert [row["track"] for row in ask(store, "co_listens")] == ["new"]


def test_the_list_of_the_week_that_is_being_made_does_not_count_as_served(
    store: GraphStore, plant: Plant
) -> None:
    plant(
        plays={"ann": {"a": 1}},
        weeks={("ann", "2026-W46"): ["old"], ("ann", "2026-W47"): ["now"]},
        co_listens={("a", "old"): 0.5, ("a", "now"): 0.5},
    )
    assert [r["track"] for r in ask(store, "co_listens")] == ["now"]
    assert [r["track"] for r in ask(store, "co_listens", week="2026-W48")] == []


def test_seeds_are_the_most_played_and_the_last_played(store: GraphStore, plant: Plant) -> None:
    plant(
        plays={"ann": {"most": 9, "last": 1, "neither": 2}},
        last={"ann": {"most": 1, "last": 9, "neither": 5}},
        co_listens={("most", "x"): 0.1, ("last", "y"): 0.1, ("neither", "z"): 0.1},
    )
    assert [row["track"] for row in ask(store, "co_listens", seeds=1)] == ["x", "y"]


def test_edges_of_another_run_are_not_followed(store: GraphStore, plant: Plant) -> None:
    world = {
        "plays": {"ann": {"a": 1}},
        "artists": {"a": "x", "b": "y"},
        "related": {("x", "y"): 0.5},
        "co_listens": {("a", "b"): 0.5},
    }
    for current, found in (("r1", ["b"]), ("r2", [])):
        plant(**world, current=current)
        assert [r["track"] for r in ask(store, "co_listens")] == found
        assert [r["track"] for r in ask(store, "related_artists")] == found


def test_supernodes_and_fans_bound_the_raw_traversal(store: GraphStore, plant: Plant) -> None:
    plant(
        plays={
            "ann": {"hit": 5, "rare": 1},
            "ben": {"hit": 5, "u": 1},
            "cid": {"rare": 5, "hit": 1, "v": 3, "w": 2},
        }
    )
    assert {r["track"] for r in ask(store, "shared_taste")} == {"u", "v", "w"}
    assert [r["track"] for r in ask(store, "shared_taste", supernode=2)] == []  # cid plays 4 tracks
    assert [r["track"] for r in ask(store, "shared_taste", peers=1)] == ["v", "w"]
    assert [r["track"] for r in ask(store, "shared_taste", peers=1, fan=2)] == ["v"]


def test_long_playlists_say_nothing(store: GraphStore, plant: Plant) -> None:
    plant(plays={"ann": {"a": 1}}, playlists={"p": ["a", "b"], "q": ["a", "c", "d"]})
    assert [row["track"] for row in ask(store, "playlists", longest=2)] == ["b"]


def test_ones_own_playlists_take_no_place_among_the_nearest(
    store: GraphStore, plant: Plant
) -> None:
    plant(
        plays={"ann": {"a": 1, "b": 1}},
        playlists={"mine": ["a", "b"], "other": ["a", "c", "d"]},
        owners={"mine": "ann"},
    )
    assert [row["track"] for row in ask(store, "playlists", lists=1)] == ["c", "d"]


@pytest.mark.parametrize("source", sorted(MORE))
def test_nobody_and_somebody_without_listens_have_no_candidates(
    store: GraphStore, plant: Plant, source: str
) -> None:
    plant(users={"ann": {}}, plays={"ben": {"a": 1}}, playlists={"p": ["a"]})
    assert ask(store, source) == []
    assert ask(store, source, user="nobody' OR true //") == []


def test_people_of_similar_taste_stand_with_what_both_play(store: GraphStore, plant: Plant) -> None:
    plant(
        plays={"ann": {"a": 1, "b": 2}, "ben": {"a": 3, "c": 1}, "cid": {"c": 1}},
        similar={("ann", "ben"): 0.9, ("ann", "cid"): 0.5},
    )
    assert store.read("recommend/similar_users", user="ann", limit=5) == [
        {"user": "ben", "name": "ben", "score": 0.9, "shared": 1},
        {"user": "cid", "name": "cid", "score": 0.5, "shared": 0},
    ]


def test_the_traversal_follows_the_law_of_its_twin_on_arrays(
    store: GraphStore, plant: Plant
) -> None:
    rng = np.random.default_rng(0)
    names = [f"t{number:02}" for number in range(30)]
    heard = [np.sort(rng.choice(30, 9, replace=False)) for _ in range(12)]
    plays = Sparse(
        [f"u{person}" for person in range(12)],
        names,
        np.arange(0, 12 * 9 + 1, 9, dtype=np.int64),
        np.concatenate(heard).astype(np.int32),
        rng.integers(1, 4, 12 * 9).astype(np.float32),
    )
    walked = twin.fit(plays, CoListensConfig(edges=6))
    edges = [walked.weights.row(track) for track in range(30)]
    plant(
        plays={
            user: {names[at]: int(n) for at, n in zip(*plays.row(row), strict=True)}
            for row, user in enumerate(plays.row_ids)
        },
        co_listens={
            (names[track], names[to]): float(weight)
            for track, row in enumerate(edges)
            for to, weight in zip(*row, strict=True)
        },
    )
    best, scores = twin.top(walked, plays, np.arange(12), 10, seeds=5)
    for user, tracks, expected in zip(plays.row_ids, best, scores, strict=True):
        rows = ask(store, "co_listens", user=user, seeds=5, limit=10)
        assert [row["track"] for row in rows] == [names[at] for at in tracks if at >= 0]
        assert [row["score"] for row in rows] == pytest.approx(expected[tracks >= 0], rel=1e-5)


def test_evidence_counts_other_people_and_playlists_and_finds_what_lies_between(
    store: GraphStore, plant: Plant
) -> None:
    plant(
        plays={
            "ann": {"a": 1, "b": 1, "x": 1},
            "ben": {"a": 1, "x": 2},
            "cid": {"b": 3, "x": 1},
            "dot": {"a": 1, "b": 1},
        },
        skips={"eve": {"a": 1, "x": 1}},
        playlists={"p": ["b", "x"], "q": ["a", "x", "y"], "r": ["a", "b"]},
        public=["q"],
        weeks={("dot", "2026-W47"): ["a", "x"]},
        co_listens={("a", "z"): 0.5},
    )
    rows = store.read(
        "weekly/evidence",
        user="ann",
        supernode=100,
        rows=[["x", ["a", "b"]], ["x", ["b"]], ["y", ["a"]], ["z", ["a"]]],
    )
    columns = ("track", "listeners", "playlists", "title", "peer", "list", "linked")
    assert [tuple(row[column] for column in columns) for row in rows] == [
        ("x", 2, 2, "List q", "ben", "q", False),
        ("x", 1, 1, None, "cid", "p", False),
        ("y", 0, 1, "List q", None, "q", False),
        ("z", 0, 0, None, None, None, True),
    ]
    (row,) = store.read("weekly/evidence", user="ann", supernode=2, rows=[["x", ["a"]]])
    assert row["listeners"] == 0
