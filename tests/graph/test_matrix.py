"""Plays out of a real graph, against the same sums in plain Python."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from discograph.core.config import FactorsConfig
from discograph.core.errors import InputError
from discograph.core.sparse import Sparse
from discograph.graph.matrix import add_visits, read_artists, read_listens, read_plays
from discograph.graph.store import GraphStore

pytestmark = pytest.mark.neo4j

Grow = Callable[..., None]
Cells = dict[tuple[str, str], float]
CONFIG = FactorsConfig(save_plays=3, playlist_plays=1, visit_plays=2)
USERS, TRACKS, ARTISTS, LISTS = (
    ["u1", "u2", "ü3"],
    ["t1", "t2", "t3", "t4"],
    ["a1", "a2"],
    ["p1", "p2", "p3"],
)
PODCAST = "t4"


def cells(matrix: Sparse) -> Cells:
    return {
        (matrix.row_ids[row], matrix.column_ids[column]): float(value)
        for row in range(matrix.shape[0])
        for column, value in zip(*matrix.row(row), strict=True)
    }


def grow_world(grow: Grow, world: Mapping[str, Any]) -> None:
    kinds = {"p1": "user", "p2": "seed", "p3": "weekly"}
    grow(
        [
            *(("User", user, {}) for user in USERS),
            *(
                ("Track", track, {"kind": "podcast" if track == PODCAST else "music"})
                for track in TRACKS
            ),
            *(("Artist", artist, {}) for artist in ARTISTS),
            *(("Playlist", name, {"kind": kind}) for name, kind in kinds.items()),
        ],
        [
            *(
                ("User", user, "LISTENED", {"plays": plays, "skips": 1}, "Track", track)
                for (user, track), plays in world["plays"].items()
            ),
            *(("User", user, "SAVED", {}, "Track", track) for user, track in world["saves"]),
            ("User", "u1", "OWNS", {}, "Playlist", "p1"),
            ("User", "u2", "OWNS", {}, "Playlist", "p3"),
            *(
                ("Playlist", name, "CONTAINS", {"position": at}, "Track", track)
                for name, tracks in world["lists"].items()
                for at, track in enumerate(tracks)
            ),
            *(
                ("User", user, "VISITED", {"visits": visits}, "Artist", artist)
                for (user, artist), visits in world["visits"].items()
            ),
            *(
                ("Track", track, "BY", {"role": role}, "Artist", artist)
                for (track, artist), role in world["by"].items()
            ),
        ],
    )


def expected(world: Mapping[str, Any], config: FactorsConfig) -> Cells:
    """The definition of the matrix, said once more."""
    found: Cells = defaultdict(float)
    for pair, plays in world["plays"].items():
        found[pair] += plays
    for pair in world["saves"]:
        found[pair] += config.save_plays
    for name, listener in (("p1", "u1"), ("p2", "playlist:p2")):
        for track in set(world["lists"][name]):
            found[listener, track] += config.playlist_plays
    for (user, artist), visits in world["visits"].items():
        music = [
            track
            for (track, by), role in world["by"].items()
            if by == artist and role == "main" and track != PODCAST
        ]
        for track in music:
            found[user, track] += visits * config.visit_plays / len(music)
    return {
        (listener, track): value
        for (listener, track), value in found.items()
        if value > 0 and track != PODCAST
    }


def pairs(left: list[str], right: list[str]) -> st.SearchStrategy[tuple[str, str]]:
    return st.tuples(st.sampled_from(left), st.sampled_from(right))


WORLDS = st.fixed_dictionaries(
    {
        "plays": st.dictionaries(pairs(USERS, TRACKS), st.integers(0, 9), max_size=9),
        "saves": st.sets(pairs(USERS, TRACKS), max_size=4),
        "lists": st.fixed_dictionaries(
            {name: st.lists(st.sampled_from(TRACKS), max_size=4) for name in LISTS}
        ),
        "visits": st.dictionaries(pairs(USERS, ARTISTS), st.integers(1, 5), max_size=3),
        "by": st.dictionaries(
            pairs(TRACKS, ARTISTS), st.sampled_from(["main", "main", "featured"]), max_size=6
        ),
    }
)


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(world=WORLDS, weights=st.sampled_from([CONFIG, FactorsConfig(save_plays=0, visit_plays=0)]))
def test_the_matrix_is_the_weighted_sum_of_all_signals(
    store: GraphStore,
    grow: Grow,
    world: Mapping[str, Any],
    weights: FactorsConfig,
) -> None:
    grow_world(grow, world)

    plays = read_plays(store, weights)

    wanted = expected(world, weights)
    found = cells(plays)
    assert found.keys() == wanted.keys()
    assert all(found[pair] == pytest.approx(wanted[pair], rel=1e-6) for pair in wanted)
    assert list(plays.row_ids) == sorted({listener for listener, _ in wanted})
    assert list(plays.column_ids) == sorted({track for _, track in wanted})
    for row in range(plays.shape[0]):
        assert (np.diff(plays.row(row)[0]) > 0).all()


def test_an_empty_graph_gives_an_empty_matrix(store: GraphStore) -> None:
    assert read_plays(store, FactorsConfig()).shape == (0, 0)


def test_visits_are_not_listens(store: GraphStore, grow: Grow) -> None:
    grow(
        [("User", "u", {}), ("Track", "t", {"kind": "music"}), ("Artist", "a", {})],
        [
            ("User", "u", "VISITED", {"visits": 1}, "Artist", "a"),
            ("Track", "t", "BY", {"role": "main"}, "Artist", "a"),
        ],
    )
    listens = read_listens(store, CONFIG)

    assert listens.nnz == 0
    assert cells(add_visits(store, listens, read_artists(store), CONFIG)) == {("u", "t"): 2.0}


def test_a_user_called_like_a_playlist_is_refused_rather_than_mixed_up(
    store: GraphStore, grow: Grow
) -> None:
    grow(
        [
            ("User", "playlist:p", {}),
            ("Playlist", "p", {"kind": "seed"}),
            ("Track", "t", {"kind": "music"}),
        ],
        [
            ("User", "playlist:p", "LISTENED", {"plays": 1}, "Track", "t"),
            ("Playlist", "p", "CONTAINS", {}, "Track", "t"),
        ],
    )

    with pytest.raises(InputError, match="playlist:p"):
        read_listens(store, CONFIG)


def test_more_entries_than_a_chunk_arrive_whole(
    store: GraphStore, grow: Grow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("discograph.graph.matrix._CHUNK", 3)
    users, tracks = [f"u{n}" for n in range(5)], [f"t{n}" for n in range(4)]
    plays = {(u, t): 1 + a * b for a, u in enumerate(users) for b, t in enumerate(tracks)}
    grow(
        [
            *(("User", user, {}) for user in users),
            *(("Track", track, {"kind": "music"}) for track in tracks),
        ],
        [("User", u, "LISTENED", {"plays": n}, "Track", t) for (u, t), n in plays.items()],
    )

    assert cells(read_plays(store, CONFIG)) == plays
