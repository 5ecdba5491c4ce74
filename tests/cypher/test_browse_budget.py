"""What a query for people touches stays within a budget, and does not grow with the graph."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import neo4j
import pytest

from discograph.cypher.loader import names
from discograph.graph.store import GraphStore

from .test_budget import hits, world

pytestmark = pytest.mark.neo4j
Plant = Callable[..., None]

BUDGET = 6_000
COMMON = {"user": "u0", "week": "", "track": "t40", "limit": 12, "shared": 2}
TWO_ARTISTS = {"artist": "Band a3", "one": "Band a0", "other": "Band a9"}
OF_LISTENING: dict[str, dict[str, Any]] = {
    **{
        name: COMMON
        for name in (
            *("my_top_artists", "my_top_tracks", "my_rarest_tracks", "my_scenes"),
            *("my_week", "why_my_week", "why_this_track", "what_became_of_my_weeks"),
            *("new_of_my_artists", "a_track_nobody_knew", "people_like_me", "what_is_here"),
            *("tracks_like_this", "where_a_track_stands"),
        )
    },
    "two_people": COMMON | {"one": "u0", "other": "u1"},
    "how_two_artists_connect": TWO_ARTISTS,
    "artists_like_this": COMMON | TWO_ARTISTS,
}
OF_WORDS: dict[str, dict[str, Any]] = {
    "artist_terms": COMMON | TWO_ARTISTS,
    "what_two_artists_share": COMMON | TWO_ARTISTS,
    "terms_rising_this_week": COMMON,
    "search_words": COMMON
    | {"words": [["dreamy", "", 1.0, False]], "called": "dreamy", "pool": 20},
}
GROWING = {"terms_rising_this_week"}
"""What asks the whole graph, and so costs more where there is more."""


def life(people: int) -> dict[str, Any]:
    """The first person's week, neighbours and sounds, in a community of that size."""
    week = [f"t{number}" for number in range(40, 60)]
    entry = {
        "reason": "so",
        "sources": ["audio", "als"],
        "loved": ["t1", "t2", "t3"],
        "listeners": 3,
    }
    entries = {
        ("u0", "2026-W47", track): {**entry, "path": ["u0", "t1", f"t{40 + at % 7}", track]}
        for at, track in enumerate(week)
    }
    heard = {"audio": [1.0, 0.5], "audio_run": "a1", "als": [0.5, 1.0]}
    return {
        **world(people),
        "weeks": {("u0", "2026-W47"): week},
        "entries": entries,
        "similar": {("u0", f"u{number}"): 1 / number for number in range(1, 20)},
        "tracks": {f"t{number}": heard for number in range(people * 2)},
    }


def press(artists: int) -> tuple[list[list[Any]], list[list[Any]]]:
    """As many artists, each with twenty words of which ten are said of all, and their pages."""
    now = int(datetime.now(UTC).timestamp())
    alike = ["dreamy", *(f"all {number}" for number in range(9))]
    words = {
        artist: [*alike, *(f"only {artist} {number}" for number in range(10))]
        for artist in range(artists)
    }
    terms = sorted({term for said in words.values() for term in said})
    nodes = [
        *(["Artist", f"a{n}", {"name": f"Band a{n}", "terms_run": "t1"}] for n in words),
        *(["Page", f"p{n}", {"url": f"https://x.example/{n}"}] for n in words),
        *(["Term", term, {"kind": "noun"}] for term in terms),
        ["Run", "t1", {"kind": "terms", "current": True, "started_at": "2026-01-01T00:00:00"}],
    ]  # fmt: skip
    said = {"run": "t1", "change": 0.1, "as_of": now, "from": "pages"}
    edges = [
        *(["Page", f"p{n}", "MENTIONS", {"count": 2}, "Artist", f"a{n}"] for n in words),
        *(
            ["Artist", f"a{n}", "DESCRIBED_BY",
             {**said, "weight": 1 / (at + 1), "pages": [f"https://x.example/{n}"]}, "Term", term]
            for n, own in words.items()
            for at, term in enumerate(own)
        ),
        *(
            ["Term", term, "DESCRIBES", {"run": "t1", "weight": 1.0}, "Artist", f"a{n}"]
            for term in alike
            for n in range(10)
        ),
    ]  # fmt: skip
    return nodes, edges


def compare(small: dict[str, int], large: dict[str, int]) -> None:
    """Twice the graph costs the same, and what must look at all of it twice as much."""
    for name, found in large.items():
        most = 2.2 if name in GROWING else 1.3
        assert found < most * small[name], (name, small[name], found)
        assert name in GROWING or found < BUDGET, (name, found)


def test_every_query_for_people_has_a_budget() -> None:
    budgeted = {f"browse/{name}" for name in OF_LISTENING | OF_WORDS}
    assert budgeted == {name for name in names() if name.startswith("browse/")}


def test_questions_of_listening_cost_no_more_in_twice_the_graph(
    store: GraphStore, bare_driver: neo4j.Driver, plant: Plant
) -> None:
    found = []
    for people in (30, 60):
        plant(**life(people))
        store.read("read/await_indexes")
        found.append(
            {name: hits(bare_driver, f"browse/{name}", of) for name, of in OF_LISTENING.items()}
        )
    compare(*found)


def test_questions_of_words_cost_no_more_in_twice_the_graph(
    store: GraphStore, bare_driver: neo4j.Driver, grow: Plant
) -> None:
    found = []
    for artists in (10, 20):
        grow(*press(artists))
        store.read("read/await_indexes")
        found.append(
            {name: hits(bare_driver, f"browse/{name}", of) for name, of in OF_WORDS.items()}
        )
    compare(*found)
