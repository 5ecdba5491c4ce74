from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from discograph.core.errors import GraphError
from discograph.graph.ingest import (
    PlaylistNode,
    TrackRow,
    lookup,
    parts,
    recount,
    unname_tracks,
    write_listened,
    write_pairs,
    write_playlists,
    write_tracks,
)
from discograph.graph.store import GraphStore

pytestmark = pytest.mark.neo4j

ONE = TrackRow(
    "t1", "One", "Album", 100.0, "music",
    aliases=("name:a|one", "mbid:1"), works=("w1",), artists=(("a1", "main"),),
)  # fmt: skip
TWO = TrackRow(
    "t2", "Two", None, None, "music",
    aliases=("name:a|two",), works=("w1", "w2"), artists=(("a1", "featured"), ("a2", "main")),
)  # fmt: skip
ARTISTS: list[list[Any]] = [["a1", "Ann", None], ["a2", "Bo", "m2"]]


def added(known: list[list[Any]]) -> list[Any]:
    """Stands for the law of times: the union of the listens."""
    at = sorted({time for record in known for time in record[0]})
    return values(*at)


def values(*at: int) -> list[Any]:
    return [len(at), 0, at[0], at[-1], list(at), None, None, 0, None, None, None]


def write(store: GraphStore, *tracks: TrackRow, **more: Any) -> dict[str, str]:
    return write_tracks(store, tracks, artists=ARTISTS, combine=added, **more)


def people(store: GraphStore, *names: str) -> list[str]:
    store.write("ingest/merge_users", rows=list(names), local=True)
    found = {
        row["user"]: row["element"] for row in lookup(store, "ingest/known_users", "users", names)
    }
    return [found[name] for name in names]


def known(store: GraphStore, *elements: str) -> dict[str, Any]:
    rows = {row["id"]: row for row in lookup(store, "ingest/known_tracks", "elements", elements)}
    for row in rows.values():
        for key in ("aliases", "works", "artists"):
            row[key] = sorted(row[key])
    return rows


def listens(store: GraphStore, user: str) -> dict[str, list[int]]:
    (row,) = store.read("ingest/known_listened", users=[user])
    return {track: at for track, _, at, *_ in row["listened"]}


def test_a_new_track_comes_with_all_that_hangs_on_it(store: GraphStore) -> None:
    elements = write(store, ONE, TWO, stands={"mbid:1": ["name:a|one"]})
    found = known(store, *elements.values())
    assert found["t1"]["aliases"] == ["mbid:1", "name:a|one"]
    assert found["t2"]["works"] == ["w1", "w2"]
    assert found["t2"]["artists"] == [["a1", "featured"], ["a2", "main"]]
    (alias,) = store.read("ingest/known_aliases", aliases=["mbid:1"])
    assert alias == {"alias": "mbid:1", "track": elements["t1"], "stands_with": ["name:a|one"]}


def test_an_old_track_gets_what_is_new_to_it(store: GraphStore) -> None:
    (element,) = write(store, ONE).values()
    more = TrackRow(
        "t0", "Uno", None, 90.0, "podcast", element,
        aliases=("name:a|uno",), works=("w9",), artists=(("a1", "featured"), ("a2", "main")),
    )  # fmt: skip
    assert write(store, more) == {"t0": element}
    found = known(store, element)["t0"]
    assert (found["title"], found["album"], found["kind"]) == ("Uno", None, "podcast")
    assert found["aliases"] == ["mbid:1", "name:a|one", "name:a|uno"]
    assert found["works"] == ["w1", "w9"]
    assert found["artists"] == [["a1", "featured"], ["a2", "main"]]


def test_a_doubtful_alias_may_be_in_the_graph_already(store: GraphStore) -> None:
    write(store, ONE, stands={"shop:7": ["name:a|one"]})
    own = TrackRow("t7", "7", None, None, "music", doubtful=("shop:7",))
    elements = write(store, own)
    assert known(store, elements["t7"])["t7"]["aliases"] == ["shop:7"]
    unname_tracks(store, [("shop:7", elements["t7"])])
    assert known(store, elements["t7"])["t7"]["aliases"] == []


def test_a_track_that_turns_out_to_be_another_leaves_all_it_had(store: GraphStore) -> None:
    elements = write(store, ONE, TWO)
    one, two = elements["t1"], elements["t2"]
    me, you = people(store, "me", "you")
    write_listened(
        store, {me: [[one, *values(5)], [two, *values(3, 9)]], you: [[two, *values(7)]]}, []
    )
    write_pairs(store, "ingest/merge_saved", {me: [[one, 8], [two, 4]], you: [[two, None]]})
    mine = PlaylistNode("p", "user", "Mine", False, None, me, [[1, two, None], [2, one, 6]])
    write_playlists(store, [mine])
    merged = replace(ONE, element=one, absorbed=(two,), aliases=(), works=(), artists=())
    assert write(store, merged) == {"t1": one}
    assert listens(store, me) == {one: [3, 5, 9]}
    assert listens(store, you) == {one: [7]}
    saved = {row["user"]: row["saved"] for row in store.read("ingest/known_saved", users=[me, you])}
    assert saved == {me: [[one, 4]], you: [[one, None]]}
    (playlist,) = store.read("ingest/known_playlists", ids=["p"])
    assert playlist["entries"] == [[1, one, None], [2, one, 6]]
    found = known(store, one, two)
    assert list(found) == ["t1"]
    assert found["t1"]["aliases"] == ["mbid:1", "name:a|one", "name:a|two"]
    assert found["t1"]["artists"] == [["a1", "main"], ["a2", "main"]]
    assert found["t1"]["works"] == ["w1", "w2"]
    assert {row["id"]: row["tracks"] for row in store.read("read/local_users")} == {
        "me": 1,
        "you": 1,
    }


def test_a_batch_that_fails_leaves_nothing(store: GraphStore) -> None:
    with pytest.raises(GraphError):
        write(store, ONE, replace(TWO, aliases=ONE.aliases))
    assert list(lookup(store, "ingest/known_aliases", "aliases", ONE.aliases)) == []


def test_listens_are_set_whole(store: GraphStore) -> None:
    (one,) = write(store, ONE).values()
    (me,) = people(store, "me")
    write_listened(store, {me: [[one, *values(5)]]}, [])
    (row,) = store.read("ingest/known_listened", users=[me])
    relationship = row["listened"][0][1]
    for _ in range(2):
        write_listened(store, {}, [[relationship, *values(5, 6)]])
    assert listens(store, me) == {one: [5, 6]}


def test_counts_are_set_anew(store: GraphStore) -> None:
    elements = write(store, ONE, TWO)
    me, you = people(store, "me", "you")
    heard = {
        me: [[element, *values(5)] for element in elements.values()],
        you: [[elements["t1"], 0, 1]],
    }
    skipped = [*heard[you][0], *[None] * 9]
    write_listened(store, {me: heard[me], you: [skipped]}, [])
    for _ in range(2):
        recount(store, users=[me, you], tracks=elements.values(), artists=["a1", "a2"])
    counted = {row["id"]: row["tracks"] for row in store.read("read/local_users")}
    assert counted == {"me": 2, "you": 0}


def test_parts_hold_all_items_in_order() -> None:
    assert list(parts(range(5), 2)) == [[0, 1], [2, 3], [4]]
    assert list(parts([], 2)) == []
