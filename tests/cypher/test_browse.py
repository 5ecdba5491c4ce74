"""Queries that people run by hand: given graph, expected rows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from discograph.cypher.loader import load, names
from discograph.graph.store import GraphStore

pytestmark = pytest.mark.neo4j
Plant = Callable[..., None]

WORLD: dict[str, Any] = {
    "plays": {
        "me": {"a": 9, "b": 4, "c": 2, "pod": 99},
        "ben": {"a": 1, "d": 5},
        "cid": {"b": 2, "d": 3},
    },
    "skips": {"me": {"e": 2}},
    "artists": {"a": "x", "b": "y", "c": "x", "d": "z", "e": "y", "f": "x"},
    "podcasts": ["pod"],
    "related": {("x", "y"): 0.9, ("y", "z"): 0.4, ("x", "z"): 0.2},
    "similar": {("me", "ben"): 0.8, ("me", "cid"): 0.6},
    "co_listens": {("a", "d"): 0.5},
    "playlists": {"p": ["b", "d"]},
    "weeks": {("me", "2026-W46"): ["c", "e"], ("me", "2026-W47"): ["d"]},
    "als": {"a": [1.0, 0.0], "b": [0.8, 0.6], "c": [0.0, 1.0]},
}

# Each query with its parameters and the columns that a table shows, the picture left out.
EXPECTED: dict[str, tuple[dict[str, Any], list[list[Any]]]] = {
    "my_top_artists": (
        {"user": "me", "limit": 5},
        [["Band x", 11, 2, ["Song a", "Song c"]], ["Band y", 4, 1, ["Song b"]]],
    ),
    "my_top_tracks": (
        {"user": "me", "limit": 2},
        [["Song a", "Band x", 9, 0], ["Song b", "Band y", 4, 0]],
    ),
    "my_rarest_tracks": (
        {"user": "me", "limit": 2},
        [["Song c", "Band x", 2, 1], ["Song a", "Band x", 9, 2]],
    ),
    "my_scenes": (
        {"user": "me", "limit": 5},
        [["Band x", 11, ["Band y"]], ["Band y", 4, []]],
    ),
    "people_like_me": (
        {"user": "me", "limit": 5, "shared": 1},
        [["ben", 0.8, ["Song a"]], ["cid", 0.6, ["Song b"]]],
    ),
    "two_people": ({"one": "me", "other": "cid", "limit": 5}, [["Song b", 2, 4, 2]]),
    "my_week": (
        {"user": "me", "week": "2026-W46"},
        [[1, "Song c", "Band x", None], [2, "Song e", "Band y", None]],
    ),
    "why_my_week": (
        {"user": "me", "week": "2026-W46", "limit": 1},
        [[1, "Song c", "Band x", None]],
    ),
    "a_track_nobody_knew": ({"user": "me", "week": "", "limit": 5}, []),
    "what_became_of_my_weeks": (
        {"user": "me"},
        [["2026-W47", 1, 0, 0, []], ["2026-W46", 2, 1, 1, ["Song c"]]],
    ),
    "how_two_artists_connect": (
        {"one": "band X", "other": "Band z"},
        [["Band x", "Band z", [], 1]],
    ),
    "artists_like_this": (
        {"artist": "Band x", "limit": 1},
        [["Band y", 0.9, 0]],
    ),
    "new_of_my_artists": (
        {"user": "me", "limit": 5},
        [["Song f", "Band x", 0, 11]],
    ),
    "where_a_track_stands": (
        {"track": "d", "limit": 5},
        [["playlist", "List p", 0], ["listener", "ben", 5], ["listener", "cid", 3]],
    ),
}


# The same of those that are about words; each page is that of an artist.
OF_WORDS: dict[str, tuple[dict[str, Any], Callable[[Callable[[int], str]], list[list[Any]]]]] = {
    "artist_terms": (
        {"artist": "band 0", "limit": 5},
        lambda page: [
            ["fuzz", "noun", 0.5, 0.2, [page(0)], "pages"],
            ["haze", "noun", 0.4, None, [page(0)], "pages"],
        ],
    ),
    "what_two_artists_share": (
        {"one": "Band 0", "other": "Band 1", "limit": 5},
        lambda page: [
            ["haze", pytest.approx(0.36), 0.4, 0.9, [page(0), page(1)]],
            ["fuzz", pytest.approx(0.1), 0.5, 0.2, [page(0), page(1)]],
        ],
    ),
    "terms_rising_this_week": (
        {"limit": 5},
        lambda page: [["fuzz", pytest.approx(0.3), ["Band 0", "Band 1"], [page(0), page(1)]]],
    ),
}


def table(store: GraphStore, name: str, **params: Any) -> list[list[Any]]:
    shown = [column for column in load(f"browse/{name}").returns if column != "picture"]
    rows = store.read(f"browse/{name}", **params)
    for row in rows:
        assert row.get("picture", True) is not None
    return [[row[column] for column in shown] for row in rows]


def test_every_query_for_people_tells_what_is_there(store: GraphStore, plant: Plant) -> None:
    plant(**WORLD)
    store.read("read/await_indexes")
    for name, (params, expected) in EXPECTED.items():
        assert table(store, name, **params) == expected, name
    near = table(store, "tracks_like_this", track="a", limit=2)
    assert near == [
        ["Song b", "Band y", pytest.approx(0.8)],
        ["Song c", "Band x", pytest.approx(0)],
    ]
    counts = dict(table(store, "what_is_here"))
    assert (counts["people"], counts["artists"], counts["playlists"]) == (3, 3, 3)
    told = {"tracks_like_this", "what_is_here", "why_this_track", *OF_WORDS, "search_words"}
    assert {f"browse/{name}" for name in EXPECTED.keys() | told} == {
        name for name in names() if name.startswith("browse/")
    }


def test_queries_about_words_tell_what_people_write(
    store: GraphStore, grow: Callable[..., None]
) -> None:
    now = int(datetime.now(UTC).timestamp())

    def said(artist: str, term: str, weight: float, **more: Any) -> list[Any]:
        values = {"weight": weight, "run": "t1", "pages": [f"http://x.example/{artist}"]}
        given = {**values, "from": "pages", "as_of": now, **more}
        return ["Artist", artist, "DESCRIBED_BY", given, "Term", term]

    grow(
        [
            *(["Artist", f"a{n}", {"name": f"Band {n}", "terms_run": "t1"}] for n in range(3)),
            *(["Term", term, {"kind": "noun"}] for term in ("fuzz", "haze", "hum")),
        ],
        [
            said("a0", "fuzz", 0.5, change=0.2),
            said("a0", "haze", 0.4),
            said("a0", "hum", 0.9, run="t0"),
            said("a1", "fuzz", 0.2, change=0.1),
            said("a1", "haze", 0.9, change=-0.3),
            said("a2", "hum", 0.9, change=0.4, as_of=now - 9 * 86_400),
        ],
    )
    store.read("read/await_indexes")
    page = "http://x.example/a{}".format
    for name, (params, expected) in OF_WORDS.items():
        assert table(store, name, **params) == expected(page), name


def test_why_this_track_draws_every_step(store: GraphStore, plant: Plant) -> None:
    reason = {"reason": "so", "loved": ["a", "b"], "path": ["me", "b", "p", "d"]}
    plant(**WORLD, entries={("me", "2026-W47", "d"): reason})
    (row,) = store.read("browse/why_this_track", user="me", track="d")
    assert (row["week"], row["title"], row["reason"]) == ("2026-W47", "Song d", "so")
    drawn = {tuple(_name(part) for part in path) for path in row["picture"]}
    assert drawn == {
        ("me", "OWNS", "weekly:me:2026-W47", "CONTAINS", "d"),
        ("me", "LISTENED", "a"),
        ("me", "LISTENED", "b"),
        ("a", "CO_LISTENED", "d"),
        ("b", "CONTAINS", "p"),
        ("p", "CONTAINS", "d"),
    }
    assert store.read("browse/why_this_track", user="me", track="a") == []


def test_what_leads_to_a_week_is_drawn_one_way(store: GraphStore, plant: Plant) -> None:
    served = {"reason": "so", "loved": ["a"], "path": ["me", "a", "d"]}
    both = {("a", "d"): 0.5, ("d", "a"): 0.5}
    plant(**WORLD | {"co_listens": both}, entries={("me", "2026-W47", "d"): served})
    (row,) = store.read("browse/why_my_week", user="me", week="", limit=5)
    assert [[_name(part) for part in path] for path in row["picture"]] == [
        ["me", "OWNS", "weekly:me:2026-W47", "CONTAINS", "d"],
        ["me", "LISTENED", "a"],
        ["a", "CO_LISTENED", "d"],
    ]


def test_a_track_found_by_sound_tells_what_it_sounds_like(store: GraphStore, plant: Plant) -> None:
    heard = {"a": [1.0, 0.0], "b": [3.0, 4.0], "c": [1.0, 0.0], "d": [1.0, 0.0]}
    tracks: dict[str, dict[str, Any]] = {
        id: {"audio": vector, "audio_run": "s2"} for id, vector in heard.items()
    }
    tracks["c"]["audio_run"] = "s1"
    entries = {
        ("me", "2026-W47", "d"): {"sources": ["als", "audio"], "loved": ["b", "a", "c", "f"]},
        ("me", "2026-W47", "e"): {"sources": ["als"], "loved": ["a"]},
    }
    world = WORLD | {"weeks": {("me", "2026-W47"): ["e", "d"]}, "tracks": tracks}
    plant(**world, entries=entries)
    params = {"user": "me", "week": "", "limit": 5}
    assert table(store, "a_track_nobody_knew", **params) == [
        ["Song d", "Band z", 2, None, None, None, ["Song a", "Song b"], pytest.approx(1.0)]
    ]
    (row,) = store.read("browse/a_track_nobody_knew", **params)
    assert [[_name(part) for part in path][-2:] for path in row["picture"]] == [
        ["CONTAINS", "d"],
        ["BY", "z"],
        ["LISTENED", "a"],
        ["LISTENED", "b"],
    ]


@pytest.mark.parametrize("name", ["how_two_artists_connect", "artists_like_this"])
@pytest.mark.parametrize("typed", ['"', "\\", 'a" OR "b', "AC/DC", "*:*", "", "(", "x\\"])
def test_whatever_is_typed_as_an_artist_is_only_a_name(
    store: GraphStore, plant: Plant, name: str, typed: str
) -> None:
    params: dict[str, dict[str, Any]] = {
        "artist": {"artist": typed, "limit": 5},
        "two": {"one": typed, "other": typed},
    }
    key = "artist" if name == "artists_like_this" else "two"
    assert store.read(f"browse/{name}", **params[key]) == []


def test_a_track_of_two_artists_is_one_row_and_names_the_same_one_everywhere(
    store: GraphStore, grow: Plant
) -> None:
    week = {"kind": "weekly", "week": "2026-W47", "created_at": 1}
    tracks = {f"t{n}": {"title": f"Song {n}", "kind": "music", "listeners": 1} for n in range(3)}
    artists = {"y": "Second", "z": "First"}
    by = [("Track", "t0", "BY", {"role": "main"}, "Artist", artist) for artist in artists]
    grow(
        [
            ("User", "me", {}),
            ("Playlist", "w", week),
            *(
                ("Track", id, {**told, "als": [1.0, 0.1 * n]})
                for n, (id, told) in enumerate(tracks.items())
            ),
            *(("Artist", id, {"name": name, "listeners": 1}) for id, name in artists.items()),
        ],
        [
            *by,
            *(
                ("User", "me", "LISTENED", {"plays": 9 - n, "skips": 0}, "Track", f"t{n}")
                for n in range(3)
            ),
            ("User", "me", "OWNS", {}, "Playlist", "w"),
            ("Playlist", "w", "CONTAINS", {"position": 1, "path": []}, "Track", "t0"),
        ],
    )
    of_me: dict[str, Any] = {"user": "me"}
    assert table(store, "my_top_tracks", **of_me, limit=3) == [
        ["Song 0", "First", 9, 0],
        ["Song 1", None, 8, 0],
        ["Song 2", None, 7, 0],
    ]
    assert table(store, "my_rarest_tracks", **of_me, limit=1)[0][:2] == ["Song 0", "First"]
    for query, params in {"my_week": {}, "why_my_week": {"limit": 1}}.items():
        assert table(store, query, **of_me, week="", **params)[0][:3] == [1, "Song 0", "First"]
    near = table(store, "tracks_like_this", track="t1", limit=2)
    assert ["Song 0", "First"] in [row[:2] for row in near]


def test_what_an_older_training_left_connects_nobody(store: GraphStore, grow: Plant) -> None:
    run = {"kind": "factors", "current": True, "started_at": "2026-01-01"}
    edges = [("a", "b", "f1"), ("b", "c", "f1"), ("a", "c", "f0")]
    grow(
        [("Run", "f1", run), *(("Artist", id, {"name": f"Band {id}"}) for id in "abc")],
        [("Artist", s, "RELATED", {"weight": 1.0, "run": of}, "Artist", t) for s, t, of in edges],
    )
    found = table(store, "how_two_artists_connect", one="Band a", other="Band c")
    assert found == [["Band a", "Band c", ["Band b"], 0]]


@pytest.mark.parametrize("name", ["!!!", "+/-", "†††", "AC/DC"])
def test_artists_of_no_word_are_found(store: GraphStore, grow: Plant, name: str) -> None:
    run = {"kind": "factors", "current": True, "started_at": "2026-01-01"}
    told = {"weight": 1.0, "run": "f1", "pages": [], "from": "pages"}
    grow(
        [
            ("Run", "f1", run),
            ("Term", "loud", {"kind": "adjective"}),
            ("Artist", "a", {"name": name, "terms_run": "f1"}),
            ("Artist", "b", {"name": "Band b", "terms_run": "f1"}),
        ],
        [
            ("Artist", "a", "RELATED", {"weight": 1.0, "run": "f1"}, "Artist", "b"),
            *(("Artist", id, "DESCRIBED_BY", told, "Term", "loud") for id in "ab"),
        ],
    )
    two = {"one": "band b", "other": name}
    assert table(store, "artists_like_this", artist=name, limit=1)[0][0] == "Band b"
    assert table(store, "artist_terms", artist=name, limit=1)[0][0] == "loud"
    assert table(store, "how_two_artists_connect", **two)[0][:2] == ["Band b", name]
    assert table(store, "what_two_artists_share", **two, limit=1)[0][0] == "loud"


def _name(part: Any) -> str:
    return part if isinstance(part, str) else part["id"]
