"""The page of a week, from what the graph holds."""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import combinations
from pathlib import Path
from typing import Any

import neo4j
import pytest
from lxml import html  # type: ignore[import-untyped]

from discograph.core.config import Config
from discograph.core.errors import UnknownNode
from discograph.core.home import Home
from discograph.cypher.loader import load
from discograph.graph.store import DATABASE, GraphStore
from discograph.graph.weeks import read_week
from discograph.jobs.week_page import WORDS, week_page
from discograph.jobs.weekly import publish_weeks

pytestmark = pytest.mark.neo4j
Plant = Callable[..., None]
MBID = "385f4381-0f6d-47a0-bc56-07570374f650"
WEEK = "weekly:ann:2026-W47"
WEB, FILE = "https://press.example/1", "file:/home/me/saved.html"


def entry(position: int, path: list[str], **given: Any) -> dict[str, Any]:
    return {
        "position": position, "score": 1.0, "sources": ["als"], "shares": [1.0],
        "loved": [path[1]], "listeners": 0, "playlists": 0, "path": path,
        "reason": f"Because of {path[1]}.", **given,
    }  # fmt: skip


def world(people: int = 8) -> tuple[list[list[Any]], list[list[Any]]]:
    """One person's week of five tracks, each reached in another way, among many people."""
    tracks: dict[str, dict[str, Any]] = {
        "loved": {"title": "Tune", "listeners": 4, "als": [1.0, 0.0]},
        "other": {"title": "Air", "listeners": 2, "als": [1.0, 1.0]},
        "heard": {"title": "Heard", "listeners": 0, "als": [0.0, 1.0], "tempo_bpm": 119.7,
                  "tempo_confidence": 0.9, "key": "G", "mode": "minor", "key_confidence": 0.9},
        "unsure": {"title": "Unsure", "listeners": 1, "als": [1.0, 0.0], "tempo_bpm": 77.0,
                   "tempo_confidence": 0.1, "key": "A", "mode": "major", "key_confidence": 0.1},
        "worded": {"title": "Worded", "listeners": 1},
        "near": {"title": "Near", "listeners": 2},
        "listed": {"title": "Listed", "listeners": 8},
    }  # fmt: skip
    path = {
        "heard": entry(1, ["ann", "loved", "heard"], sources=["audio"]),
        "unsure": entry(2, ["ann", "loved", "peer", "unsure"], listeners=3),
        "worded": entry(3, ["ann", "loved", "duo", "dreamy", "band", "worded"]),
        "near": entry(4, ["ann", "other", "duo", "band", "near"]),
        "listed": entry(5, ["ann", "other", "party", "listed"], playlists=2),
    }
    crowd = [f"u{n}" for n in range(people)]
    terms = [f"word {n}" for n in range(WORDS + 3)]
    nodes: list[list[Any]] = [
        ["User", "ann", {"local": True, "tracks": 2}],
        ["User", "peer", {"tracks": 1}],
        *(["User", name, {"tracks": 1}] for name in crowd),
        *(["Track", id, {"kind": "music", **of}] for id, of in tracks.items()),
        *(["Track", f"x{n}", {"kind": "music", "listeners": 1}] for n in range(people)),
        ["Artist", "duo", {"name": "Duo"}],
        ["Artist", "band", {"name": "Band", "terms_run": "terms-2"}],
        ["Playlist", "party", {"kind": "seed", "title": "Secret party", "public": False}],
        ["Playlist", WEEK, {"kind": "weekly", "week": "2026-W47", "run": "f1",
         "title": "ann's discoveries", "created_at": 1, "short_by": 0}],
        *(["Term", term, {"kind": "noun"}] for term in ["dreamy", *terms]),
        ["Alias", f"mbid:{MBID}", {}],
    ]  # fmt: skip
    by = {"loved": "duo", "other": "duo", "worded": "band", "near": "band"}
    edges: list[list[Any]] = [
        ["User", "ann", "LISTENED", {"plays": 9, "skips": 0}, "Track", "loved"],
        ["User", "ann", "LISTENED", {"plays": 2, "skips": 0}, "Track", "other"],
        *(["User", u, "LISTENED", {"plays": 1}, "Track", f"x{n}"] for n, u in enumerate(crowd)),
        ["User", "ann", "OWNS", {}, "Playlist", WEEK],
        *(["Playlist", WEEK, "CONTAINS", of, "Track", track] for track, of in path.items()),
        *(["Track", track, "BY", {"role": "main"}, "Artist", a] for track, a in by.items()),
        *(["Artist", "band", "DESCRIBED_BY", {"run": "terms-2", "weight": 1 / (n + 1),
           "pages": [FILE, WEB] if n else [FILE]}, "Term", term] for n, term in enumerate(terms)),
        ["Artist", "band", "DESCRIBED_BY", {"run": "terms-1", "weight": 9.0, "pages": []},
         "Term", "dreamy"],
        ["Alias", f"mbid:{MBID}", "NAMES", {}, "Track", "near"],
    ]  # fmt: skip
    return nodes, edges


def read(text: str) -> tuple[Any, list[str]]:
    """The page, and what is said of each track, blanks squeezed."""
    document = html.fromstring(text)
    return document, [" ".join(li.text_content().split()) for li in document.xpath("//ol/li")]


def test_a_page_tells_what_the_graph_knows(store: GraphStore, grow: Plant) -> None:
    grow(*world())
    document, (heard, unsure, worded, near, listed) = read(week_page(store, "ann"))
    assert "120 BPM G minor" in heard
    assert "sound 120 BPM, G minor" in heard
    assert "BPM" not in unsure
    assert "major" not in unsure
    assert "3 other people play" in unsure
    assert "peer" not in document.text_content()  # who else plays what is nobody's business
    assert "word dreamy" in worded
    assert "artist Duo" in near
    assert "playlist a playlist" in listed
    assert "2 playlists hold" in listed
    assert "Secret party" not in document.text_content()
    assert "/home/me" not in html.tostring(document, encoding="unicode")
    words = document.xpath("//ol/li[3]//ul[@class='words']/li")
    assert [li.text_content() for li in words] == [f"word {n}" for n in range(WORDS)]
    assert [li.xpath("./a/@href") for li in words] == [[], *[[WEB]] * (WORDS - 1)]
    assert document.xpath("//ol/li[4]//p[@class='play']/a/@href")[1].endswith(MBID)
    drawn = [node.get("class").split()[1] for node in document.xpath("//svg//a[@tabindex]")
             if node.get("class").startswith("thing")]  # fmt: skip
    assert sorted(drawn) == ["artist", "loved", "loved", "playlist", "sound", "word"]
    assert len(document.xpath("//svg//a[starts-with(@class, 'people')]/circle")) == 3


def test_the_measures_are_those_of_plain_python(store: GraphStore, grow: Plant) -> None:
    grow(*world())
    document, _ = read(week_page(store, "ann"))
    said = [dd.text for dd in document.xpath("//dl//dd")]
    users, played = 10, [4, 2, 1, 1, 2, 8, *[1] * 8]

    def bits(listeners: list[int]) -> str:
        found = [math.log2(users / max(n, 1)) for n in listeners]
        return f"{sum(found) / len(found):.1f} bits"

    def rank(listeners: list[int]) -> str:
        found = [
            sum((other < n) + (other == n) / 2 for other in played) / len(played)
            for n in listeners
        ]  # fmt: skip
        return f"{sum(found) / len(found):.0%}"

    def apart(vectors: list[tuple[float, ...]]) -> str:
        found = [
            1 - sum(a * b for a, b in zip(one, other, strict=True))
            / (math.hypot(*one) * math.hypot(*other))
            for one, other in combinations(vectors, 2)
        ]  # fmt: skip
        return f"{sum(found) / len(found):.2f}"

    week, most = [0, 1, 1, 2, 8], [4, 2]
    assert said == [
        bits(week), bits(most), rank(week), rank(most),
        apart([(0, 1), (1, 0)]), apart([(1, 0), (1, 1)]),
    ]  # fmt: skip


def test_a_published_week_is_the_same_page_each_time(
    store: GraphStore, plant: Plant, tmp_path: Path
) -> None:
    scene = [f"t{n:02}" for n in range(24)]
    plant(
        plays={f"u{n}": {scene[(5 * n + step) % 24]: 1 + step for step in range(12)}
               for n in range(6)},
        artists={track: f"a{int(track[1:]) // 3}" for track in scene},
        local=["u0"], current=None,
    )  # fmt: skip
    config = Config.build({"factors": {"embedding_size": 8}, "weekly": {"tracks": 6}}, {})
    publish_weeks(store, Home(tmp_path / "home").make(), config, week="2026-W47")
    text = week_page(store, "u0")
    assert text == week_page(store, "u0", "2026-W47")
    document, items = read(text)
    week = read_week(store, "u0")
    assert len(items) == 6
    for item, track in zip(items, week["tracks"], strict=True):
        assert track["title"] in item
        assert " ".join(track["reason"].split()) in item
    assert len(document.xpath("//div[@class='card']")) == 3


def test_without_listens_or_a_week_it_says_so(
    store: GraphStore, plant: Plant, tmp_path: Path
) -> None:
    plant(users={"ann": {}, "ben": {}}, local=["ann"], current=None)
    publish_weeks(store, Home(tmp_path / "home").make(), Config(), week="2026-W47")
    document, items = read(week_page(store, "ann"))
    assert items == document.xpath("//svg") == []
    assert "import a history" in document.text_content()
    with pytest.raises(UnknownNode, match="weekly"):
        week_page(store, "ben")
    with pytest.raises(UnknownNode, match="ann"):
        week_page(store, "nobody")


def test_a_larger_community_costs_a_page_no_more(
    store: GraphStore, grow: Plant, bare_driver: neo4j.Driver
) -> None:
    asked: dict[str, dict[str, Any]] = {
        "weekly/told": {"ids": ["heard", "worded", "near"], "sure": 0.5, "words": 5},
        "weekly/between": {"ids": ["duo", "dreamy", "party", "peer"]},
        "weekly/most_played": {"user": "ann", "limit": 30},
    }
    hits: list[dict[str, int]] = []
    for people in (100, 200):
        grow(*world(people))
        hits.append({name: _hits(bare_driver, name, given) for name, given in asked.items()})
    assert hits[0] == hits[1]
    assert max(hits[0].values()) < 300


def _hits(driver: neo4j.Driver, name: str, given: dict[str, Any]) -> int:
    with driver.session(database=DATABASE) as session:
        result = session.run(neo4j.Query("PROFILE " + load(name).text), given)
        assert result.fetch(100)
        return _sum(result.consume().profile)


def _sum(plan: Any) -> int:
    return int(plan.get("dbHits", 0)) + sum(map(_sum, plan.get("children", [])))
