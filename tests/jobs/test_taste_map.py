"""The map of somebody's taste, from what the graph holds."""

from __future__ import annotations

import json
from base64 import b64decode
from collections.abc import Callable
from pathlib import Path
from typing import Any

import neo4j
import numpy as np
import pytest
from lxml import html  # type: ignore[import-untyped]

from discograph.core.errors import NotEnoughData, UnknownNode
from discograph.core.folder import MANIFEST
from discograph.core.home import Home
from discograph.cypher.loader import load
from discograph.graph.store import DATABASE, GraphStore
from discograph.jobs.taste_map import taste_map

pytestmark = pytest.mark.neo4j
Grow = Callable[..., None]
WEEK = "weekly:ann:2026-W47"
RUNS = (("f1", "factors"), ("t1", "terms"), ("a1", "audio"))


def world(people: int = 2, *, spaces: bool = True, words: bool = True) -> dict[str, Any]:
    """Two scenes of ten tracks each: known by taste, words and sound, one track by sound alone."""
    rng = np.random.default_rng(0)

    def near(scene: int, size: int) -> list[float]:
        middle = np.zeros(size)
        middle[scene] = 1.0
        return [float(value) for value in middle + 0.05 * rng.normal(size=size)]

    nodes: list[Any] = [["User", "ann", {"name": "ann", "local": True}]]
    edges: list[Any] = []
    for row in range(20):
        scene = row // 10
        known = {"audio": near(scene, 5)} if spaces else {}
        if spaces and row != 19:
            known["als"] = near(scene, 4)
        told = {"title": f"Song {row}", "kind": "music", "listeners": row, **known}
        nodes.append(["Track", f"t{row:02}", told])
        edges.append(["Track", f"t{row:02}", "BY", {"role": "main"}, "Artist", f"band{scene}"])
    nodes.append(["Track", "unplaced", {"title": "Nowhere", "kind": "music"}])
    nodes.append(["Track", "talk", {"title": "Talk", "kind": "podcast", "als": [1.0] * 4}])
    for scene, terms in enumerate((("folk", "harbour folk", "soft"), ("techno", "soft"))):
        artist: dict[str, Any] = {"name": f"Band {scene}"}
        if words:
            artist |= {"terms_run": "t1", "cultural": near(scene, 3)}
            for place, term in enumerate(terms):
                nodes.append(["Term", term, {}])
                weight = {"weight": 0.5 if term == "soft" else 0.9 - place / 10, "run": "t1"}
                edges.append(["Artist", f"band{scene}", "DESCRIBED_BY", weight, "Term", term])
        nodes.append(["Artist", f"band{scene}", artist])
    nodes = list({(label, id): [label, id, told] for label, id, told in nodes}.values())
    for number in range(people):
        nodes.append(["User", f"secret{number}", {"name": "Secret", "local": False}])
        edges.append(["User", f"secret{number}", "LISTENED", {"plays": 3}, "Track", "t15"])
    edges += [
        ["User", "ann", "LISTENED", {"plays": 12, "skips": 0}, "Track", "t00"],
        ["User", "ann", "LISTENED", {"plays": 0, "skips": 4}, "Track", "t01"],
        ["User", "ann", "SAVED", {}, "Track", "t02"],
        ["User", "ann", "LISTENED", {"plays": 2, "skips": 0}, "Track", "talk"],
    ]
    moment = {"started_at": "2026-11-01T00:00:00", "current": True}
    nodes += [["Run", id, {"kind": kind, **moment}] for id, kind in RUNS]
    return {"nodes": nodes, "edges": edges}


def with_week(given: dict[str, Any]) -> dict[str, Any]:
    told = {"kind": "weekly", "week": "2026-W47", "created_at": 1, "title": "ann's", "run": "f1"}
    entry = {
        "position": 1, "score": 1.0, "sources": ["als"], "shares": [1.0], "loved": ["t00"],
        "listeners": 0, "playlists": 0, "path": ["ann", "t00", "t05"], "reason": "Because of it.",
    }  # fmt: skip
    return {
        "nodes": [*given["nodes"], ["Playlist", WEEK, told]],
        "edges": [
            *given["edges"],
            ["User", "ann", "OWNS", {}, "Playlist", WEEK],
            ["Playlist", WEEK, "CONTAINS", entry, "Track", "t05"],
        ],
    }


def data(text: str) -> dict[str, Any]:
    (element,) = html.fromstring(text).xpath("//script[@id='data']")
    found: dict[str, Any] = json.loads(element.text)
    return found


def unpacked(told: dict[str, Any], name: str, kind: str = "<u4") -> list[int]:
    values: list[int] = np.frombuffer(b64decode(told[name]), kind).tolist()
    return values


def test_a_map_holds_all_music_that_has_a_place_and_lights_what_is_played(
    grow: Grow, store: GraphStore, tmp_path: Path
) -> None:
    grow(**with_week(world()))
    text = taste_map(store, Home(tmp_path / "home"), "ann")
    told = data(text)
    assert told["titles"] == [f"Song {row}" for row in range(20)]
    assert dict(zip(unpacked(told, "own"), unpacked(told, "plays"), strict=True)) == {0: 12, 2: 0}
    assert told["marks"] == [{"row": 5, "position": 1, "reason": "Because of it."}]
    assert "1 more track has no place yet" in text
    assert "ecret" not in text  # of others, there are numbers alone


def test_scenes_are_told_apart_and_called_by_what_is_their_own(
    grow: Grow, store: GraphStore, tmp_path: Path
) -> None:
    grow(**world())
    told = data(taste_map(store, Home(tmp_path / "home"), "ann"))
    names = [told["scenes"][scene]["name"] for scene in unpacked(told, "scene", "<u2")]
    assert names == ["harbour folk"] * 10 + ["techno"] * 10


def test_without_words_scenes_are_called_by_their_artists(
    grow: Grow, store: GraphStore, tmp_path: Path
) -> None:
    grow(**world(words=False))
    told = data(taste_map(store, Home(tmp_path / "home"), "ann"))
    assert {scene["name"] for scene in told["scenes"]} == {"Band 0", "Band 1"}
    assert told["marks"] == []


def test_the_layout_is_kept_until_something_is_learned_and_made_again_when_damaged(
    grow: Grow, store: GraphStore, tmp_path: Path
) -> None:
    home, given = Home(tmp_path / "home"), world()
    grow(**given)
    first = taste_map(store, home, "ann")
    kept = (home.map / MANIFEST).read_text("utf-8")
    assert "ann" not in kept
    (file,) = home.map.glob("*.npz")
    written = file.stat().st_mtime_ns
    assert taste_map(store, home, "ann") == first
    assert file.stat().st_mtime_ns == written
    file.write_bytes(b"damaged")
    assert taste_map(store, home, "ann") == first
    for node in given["nodes"]:
        if node[0] == "Run":
            node[2]["started_at"] = "2026-11-02T00:00:00"
    grow(**given)
    taste_map(store, home, "ann")
    assert (home.map / MANIFEST).read_text("utf-8") != kept


def test_what_is_not_there_is_said(grow: Grow, store: GraphStore, tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    with pytest.raises(UnknownNode, match="no user 'ann'"):
        taste_map(store, home, "ann")
    grow(**world(spaces=False, words=False))
    with pytest.raises(NotEnoughData, match="discograph train"):
        taste_map(store, home, "ann")
    assert not home.map.exists()


def test_what_it_reads_of_a_person_does_not_grow_with_the_others(
    grow: Grow, bare_driver: neo4j.Driver
) -> None:
    hits = []
    for people in (2, 40):
        grow(**world(people))
        with bare_driver.session(database=DATABASE) as session:
            text = "PROFILE " + load("read/map_of_user").text
            result = session.run(neo4j.Query(text), {"user": "ann"})
            assert len(result.fetch(10)) == 2
            hits.append(_sum(result.consume().profile))
    assert hits[0] == hits[1] < 120


def _sum(plan: Any) -> int:
    return int(plan.get("dbHits", 0)) + sum(map(_sum, plan.get("children", [])))
