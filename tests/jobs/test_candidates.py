"""Candidates from vectors and their blend into a list."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pytest

from discograph.core.config import Config
from discograph.core.vectors import Vectors
from discograph.graph.store import GraphStore
from discograph.graph.taste import Taste
from discograph.jobs.candidates import Models, from_factors, from_neighbours
from discograph.jobs.lists import ListMaker

Plant = Callable[..., None]


def models(users: dict[str, list[float]], tracks: dict[str, list[float]]) -> Models:
    vectors = [
        Vectors(list(part), np.array(list(part.values()), np.float32).reshape(len(part), 2))
        for part in (users, tracks)
    ]

    def similar(track: str, n: int) -> Sequence[tuple[str, float]]:
        one = np.array(tracks[track]) / np.linalg.norm(tracks[track])
        cosines = {t: float(one @ np.array(v) / np.linalg.norm(v)) for t, v in tracks.items()}
        near = sorted((t for t in tracks if t != track), key=lambda t: (-cosines[t], t))
        return [(t, cosines[t]) for t in near[:n]]

    return Models("f1", vectors[0], vectors[1], similar)


def taste(user: str, loved: dict[str, int], known: Sequence[str] = ()) -> Taste:
    return Taste(user, len(loved), tuple(loved.items()), frozenset([*loved, *known]))


TRACKS = {
    "east": [1.0, 0.0],
    "north": [0.0, 1.0],
    "eastish": [0.9, 0.1],
    "northish": [0.1, 0.9],
    "between": [0.7, 0.7],
    "west": [-1.0, 0.0],
}


def test_factors_propose_the_best_products_of_what_is_unknown_each_near_a_loved_track() -> None:
    found = from_factors(
        models({"ann": [1.0, 0.5], "far": [-1.0, 0.0], "ghost": [1.0, 1.0]}, TRACKS),
        [
            taste("ann", {"east": 3, "north": 1}, ["eastish"]),
            taste("far", {"east": 1}),
            taste("new", {"east": 1}),
            taste("ghost", {}),
        ],
        2,
    )
    scores = {c.track: c.score for c in found["ann"].values()}
    assert list(scores) == ["between", "northish"]
    assert scores == pytest.approx({"between": 1.05, "northish": 0.55})
    assert found["ann"]["northish"].evidence.loved == ("north", "east")
    assert found["far"] == {}  # west has a product above 0, but nothing loved is near to it
    assert found["ghost"] == {}
    assert "new" not in found


def test_neighbours_add_up_over_loved_tracks_and_remember_the_nearest_ones() -> None:
    found = from_neighbours(
        models({}, TRACKS), taste("ann", {"east": 1, "north": 9, "unseen": 1}, ["eastish"]), 9
    )
    half = float(np.sqrt(0.5))
    assert list(found) == ["between", "northish"]
    assert found["between"].score == pytest.approx(2 * half)
    assert found["northish"].evidence.loved == ("north", "east")


@pytest.mark.neo4j
def test_a_list_is_the_same_each_time_and_keeps_to_its_limits(
    store: GraphStore, plant: Plant
) -> None:
    tracks = [f"x{number:02}" for number in range(12)]
    world: dict[str, Any] = {
        "plays": {"ann": {"a": 2, "b": 1}},
        "artists": {track: f"band {number // 4}" for number, track in enumerate(tracks)},
        "works": {"x00": ["w"], "x01": ["w"]},
        "tracks": {"x04": {"album": "One"}, "x05": {"album": "One"}, "x09": {"kind": "podcast"}},
        "co_listens": {("a", track): 0.5 for track in tracks},
    }
    plant(**world)
    config = Config.build({"weekly": {"per_album": 1}}, {})
    (made,) = ListMaker(store, config, None).make([("ann", "2026-W47")], 30)
    (again,) = ListMaker(store, config, None).make([("ann", "2026-W47")], 30)
    assert made == again
    kept = [entry.track for entry in made.entries]
    assert kept == ["x00", "x02", "x04", "x06", "x08", "x10"]
    assert {tuple(entry.shares.items()) for entry in made.entries} == {(("co_listens", 1.0),)}
    assert made.entries[0].path == ("ann", "a", "x00")
    assert (made.short_by, made.note) == (
        24,
        "6 tracks instead of 30: no more candidates of works that ann does not know",
    )
    assert not list(ListMaker(store, config, None).make([("nobody", "2026-W47")], 30))


@pytest.mark.neo4j
def test_the_damp_lets_less_heard_tracks_rise(store: GraphStore, plant: Plant) -> None:
    plant(
        plays={"ann": {"a": 1}, **{f"p{n}": {"hit": 1} for n in range(9)}, "ben": {"gem": 1}},
        co_listens={("a", "hit"): 0.9, ("a", "gem"): 0.8},
    )

    def first(damp: float) -> str:
        config = Config.build({"weekly": {"popularity_damp": damp}}, {})
        (made,) = ListMaker(store, config, None).make([("ann", "2026-W47")], 2)
        return made.entries[0].track

    assert (first(0.0), first(0.5)) == ("hit", "gem")
