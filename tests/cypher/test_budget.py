"""What a source touches in the database stays within a budget, however large the graph is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import neo4j
import numpy as np
import pytest

from discograph.cypher.loader import load
from discograph.graph.store import DATABASE

from ..conftest import run_bare

pytestmark = pytest.mark.neo4j
Plant = Callable[..., None]

COMMON = {"user": "u0", "week": "2026-W47", "seeds": 20, "limit": 20}
SOURCES: dict[str, dict[str, int]] = {
    "co_listens": {},
    "shared_taste": {"fan": 10, "peers": 5, "supernode": 100},
    "playlists": {"lists": 5, "longest": 100},
    "related_artists": {"artists": 5, "fan": 5},
}
BUDGET = 3_000


def world(people: int) -> dict[str, Any]:
    """A community in which the first user lives the same life, whatever its size."""
    rng = np.random.default_rng(0)
    tracks = [f"t{number}" for number in range(people * 2)]
    plays = {
        f"u{person}": {tracks[at]: 1 + int(at) % 5 for at in sorted(_near(rng, person, people))}
        for person in range(people)
    }
    artists = {track: f"a{number // 4}" for number, track in enumerate(tracks)}
    around = range(1, 8)
    return {
        "plays": plays,
        "artists": artists,
        "works": {track: [f"w{track}"] for track in tracks},
        "playlists": {
            f"p{number}": tracks[number * 20 : number * 20 + 20] for number in range(people // 10)
        },
        "co_listens": {
            (track, tracks[(at + step) % len(tracks)]): 1 / step
            for at, track in enumerate(tracks)
            for step in around
        },
        "related": {
            (f"a{at}", f"a{at + step}"): 1 / step
            for at in range(len(tracks) // 4 - 8)
            for step in around
        },
    }


def _near(rng: np.random.Generator, person: int, people: int) -> set[int]:
    return {int(at) for at in (person * 2 + rng.integers(0, 30, 15)) % (people * 2)}


def hits(driver: neo4j.Driver, name: str, given: dict[str, Any]) -> int:
    """Return what a query touches that gives something, by a plan made for the graph of now."""
    query = load(name)
    params = {param: given[param] for param in query.params}
    run_bare(driver, "forget_plans")
    with driver.session(database=DATABASE) as session:
        result = session.run(neo4j.Query(f"PROFILE {query.text}"), params)
        assert len(result.fetch(100)) > 0, name
        return _sum(result.consume().profile)


def _sum(plan: Any) -> int:
    below = sum(_sum(child) for child in plan.get("children", []))
    return int(plan.get("dbHits", 0)) + below


def test_a_graph_of_twice_the_size_costs_no_more(bare_driver: neo4j.Driver, plant: Plant) -> None:
    found = []
    for people in (60, 120):
        plant(**world(people))
        cost = {
            source: hits(bare_driver, f"recommend/{source}", COMMON | of)
            for source, of in SOURCES.items()
        }
        found.append(cost)
    small, large = found
    assert max(large.values()) < BUDGET, large
    assert all(large[source] < 1.3 * small[source] for source in SOURCES), (small, large)
