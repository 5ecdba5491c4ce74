"""A user's neighbourhood out of a real graph."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from discograph.core.errors import UnknownNode
from discograph.graph import subgraph
from discograph.graph.store import GraphStore
from discograph.graph.subgraph import neighbourhood

pytestmark = pytest.mark.neo4j

Grow = Callable[..., None]
RUN = {"kind": "factors", "current": True, "started_at": "2026-01-01T00:00:00"}
NODES: list[tuple[str, str, dict[str, Any]]] = [
    ("Run", "f2", RUN),
    ("User", "ann", {"name": "Ann"}),
    ("User", "ben", {"name": "Ben"}),
    ("User", "cid", {}),
    *(("Track", f"t{n}", {"title": f"Song {n}"}) for n in range(6)),
    ("Artist", "a1", {"name": "Band"}),
    ("Artist", "a2", {"name": "Far away"}),
    ("Playlist", "p1", {"title": "Morning", "kind": "user"}),
]
EDGES: list[tuple[str, str, str, dict[str, Any], str, str]] = [
    ("User", "ann", "LISTENED", {"plays": 3, "skips": 1}, "Track", "t1"),
    ("User", "ann", "LISTENED", {"plays": 0, "skips": 1}, "Track", "t5"),
    ("User", "ann", "SAVED", {"at": 7}, "Track", "t2"),
    ("User", "ann", "OWNS", {}, "Playlist", "p1"),
    ("Playlist", "p1", "CONTAINS", {"position": 1}, "Track", "t3"),
    ("Playlist", "p1", "CONTAINS", {"position": 2}, "Track", "t3"),
    ("User", "ann", "SIMILAR", {"weight": 0.5, "run": "f2"}, "User", "ben"),
    ("User", "ann", "SIMILAR", {"weight": 0.9, "run": "f1"}, "User", "cid"),
    ("User", "ben", "LISTENED", {"plays": 1, "skips": 0}, "Track", "t1"),
    ("User", "ben", "LISTENED", {"plays": 9, "skips": 0}, "Track", "t4"),
    ("Track", "t1", "BY", {"role": "main"}, "Artist", "a1"),
    ("Track", "t4", "BY", {"role": "main"}, "Artist", "a2"),
    ("Track", "t1", "CO_LISTENED", {"weight": 0.1, "listeners": 2, "run": "f2"}, "Track", "t2"),
    ("Track", "t1", "CO_LISTENED", {"weight": 0.2, "listeners": 2, "run": "f1"}, "Track", "t2"),
]


def test_it_holds_what_is_near_and_every_edge_among_it(store: GraphStore, grow: Grow) -> None:
    grow(NODES, EDGES)

    around = neighbourhood(store, "ann")

    assert {name: around.nodes[name] for name in around} == {
        "ann": {"label": "User", "title": "Ann"},
        "ben": {"label": "User", "title": "Ben"},
        "t1": {"label": "Track", "title": "Song 1"},
        "t2": {"label": "Track", "title": "Song 2"},
        "t3": {"label": "Track", "title": "Song 3"},
        "a1": {"label": "Artist", "title": "Band"},
        "p1": {"label": "Playlist", "title": "Morning"},
    }
    wanted = [
        (source, target, {"type": kind, **properties})
        for _, source, kind, properties, _, target in EDGES
        if {source, target} <= set(around) and properties.get("run") != "f1"
    ]
    found = list(around.edges(data=True))
    assert len(found) == len(wanted)
    assert all(edge in found for edge in wanted)


def test_it_stays_small_however_much_was_played(
    store: GraphStore, grow: Grow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(subgraph, "TRACKS", 2)
    grow(
        NODES,
        [
            ("User", "ann", "LISTENED", {"plays": n, "skips": 0}, "Track", f"t{n}")
            for n in range(1, 6)
        ],
    )

    assert set(neighbourhood(store, "ann")) == {"ann", "t5", "t4"}


def test_nobody_has_no_neighbourhood(store: GraphStore) -> None:
    with pytest.raises(UnknownNode, match="nobody"):
        neighbourhood(store, "nobody")
