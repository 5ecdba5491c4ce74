"""What lists of the moment ask the graph: against plain Python, and within a budget."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import neo4j
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from discograph.cypher.loader import load
from discograph.graph.store import DATABASE, GraphStore

pytestmark = pytest.mark.neo4j
Plant = Callable[..., None]
TRACKS = [f"t{number}" for number in range(8)]
_some = st.lists(st.sampled_from(TRACKS), max_size=4, unique=True)
_pairs = st.tuples(st.sampled_from(TRACKS), st.sampled_from(TRACKS)).filter(lambda p: p[0] != p[1])
WORLDS = st.fixed_dictionaries(
    {
        "tracks": st.just({track: {} for track in TRACKS}),
        "works": st.dictionaries(
            st.sampled_from(TRACKS), st.lists(st.sampled_from("uvw"), max_size=2, unique=True)
        ),
        "podcasts": _some,
        "co_listens": st.dictionaries(_pairs, st.floats(0.01, 1), max_size=20),
    }
)
FEW = settings(
    max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)


@FEW
@given(world=WORLDS, listed=_some, seeds=st.integers(0, 4))
def test_what_comes_after_a_list_is_what_plain_python_finds(
    store: GraphStore, plant: Plant, world: dict[str, Any], listed: list[str], seeds: int
) -> None:
    plant(**world)
    begun = listed[:seeds]
    works = {work for track in listed for work in world["works"].get(track, [])}
    expected: dict[str, float] = {}
    for (one, other), weight in world["co_listens"].items():
        stands = other in listed or works & set(world["works"].get(other, []))
        if one in begun and not stands and other not in world["podcasts"]:
            expected[other] = expected.get(other, 0.0) + weight
    rows = store.read("recommend/after_list", ids=listed, seeds=begun, limit=50)
    assert {row["track"]: row["score"] for row in rows} == pytest.approx(expected)
    for row in rows:
        weights = [world["co_listens"][seed, row["track"]] for seed in row["loved"]]
        assert set(row["loved"]) <= set(begun)
        assert weights == sorted(weights, reverse=True)


def test_only_what_was_heard_of_music_about_the_tempo_is_for_a_run(
    store: GraphStore, plant: Plant
) -> None:
    def sound(tempo: float | None, **other: Any) -> dict[str, Any]:
        return {"sound": "00", "tempo_bpm": tempo, **other}

    plant(
        tracks={
            "fast": sound(170.0),
            "half": sound(85.0),
            "slow": sound(120.0),
            "unknown": sound(None),
            "unheard": {"tempo_bpm": 170.0},
            "spoken": sound(170.0),
            "skipped": sound(170.0),
            "loved": sound(171.0, duration_s=200.0, time_signature=4),
            "saved": sound(86.0),
        },
        podcasts=["spoken"],
        plays={"ann": {"loved": 5, "skipped": 1}, "ben": {"half": 3, "skipped": 9}},
        skips={"ann": {"skipped": 2}, "ben": {"fast": 7}},
        saves={"ann": ["saved"]},
        works={"loved": ["w1"]},
        artists={"loved": "a1"},
    )
    assert store.value("read/is_any_tempo_known") is True
    ranges = [(165.0, 175.0), (82.5, 87.5)]
    rows = store.read("read/running_tracks", user="ann", ranges=ranges, limit=10)
    assert [(row["id"], row["plays"], row["saved"]) for row in rows] == [
        ("loved", 5, False), ("saved", 0, True), ("half", 0, False), ("fast", 0, False),
    ]  # fmt: skip
    assert rows[0]["works"] == ["w1"]
    assert rows[0]["artists"] == ["a1"]
    assert (rows[0]["duration_s"], rows[0]["time_signature"]) == (200.0, 4)
    assert store.read("read/running_tracks", user="ann", ranges=ranges, limit=1) == rows[:1]
    plant(plays={"ann": {"loved": 5}})
    assert store.value("read/is_any_tempo_known") is False


def test_a_larger_community_costs_lists_no_more(
    store: GraphStore, bare_driver: neo4j.Driver, plant: Plant
) -> None:
    def world(people: int) -> dict[str, Any]:
        tracks = [f"t{number}" for number in range(2 * people)]
        return {
            "plays": {
                f"u{person}": {tracks[(2 * person + step) % len(tracks)]: 1 for step in range(15)}
                for person in range(people)
            },
            "tracks": {
                track: {"sound": "00", "tempo_bpm": 170.0} if at < 40 else {}
                for at, track in enumerate(tracks)
            },
            "works": {track: [f"w{track}"] for track in tracks},
            "co_listens": {
                (track, tracks[(at + step) % len(tracks)]): 1 / step
                for at, track in enumerate(tracks)
                for step in range(1, 8)
            },
        }

    asked: dict[str, dict[str, Any]] = {
        "recommend/after_list": {"ids": TRACKS, "seeds": TRACKS, "limit": 20},
        "read/running_tracks": {"user": "u0", "ranges": [[165.0, 175.0]], "limit": 20},
        "read/listed_tracks": {"ids": TRACKS},
    }
    hits: list[dict[str, int]] = []
    for people in (60, 120):
        plant(**world(people))
        hits.append({name: _hits(bare_driver, name, given) for name, given in asked.items()})
    small, large = hits
    assert max(large.values()) < 4_000, large
    assert all(large[name] < 1.3 * small[name] for name in asked), hits


def _hits(driver: neo4j.Driver, name: str, given: dict[str, Any]) -> int:
    text = neo4j.Query("PROFILE " + load(name).text)
    with driver.session(database=DATABASE) as session:
        result = session.run(text, given)
        assert result.fetch(100)
        return _sum(result.consume().profile)


def _sum(plan: Any) -> int:
    below = sum(_sum(child) for child in plan.get("children", []))
    return int(plan.get("dbHits", 0)) + below
