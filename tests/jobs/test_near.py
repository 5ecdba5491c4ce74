from __future__ import annotations

import random
import tracemalloc
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

import neo4j
import pytest
from hypothesis import given
from hypothesis import strategies as st

from discograph.core.errors import InputError, NotEnoughData, RefusedFile, UnknownNode
from discograph.core.identity import name_alias
from discograph.formats.rows import Bad, Listen, PlayCount, Row, TrackRef
from discograph.graph.store import GraphStore
from discograph.jobs.near import Sources, near, tracks_of

GIVEN = Path(__file__).parents[1] / "data/cypher/given_heard_and_saved.cypher"
USERS = st.sampled_from([*"abcd", None])
PLAYS = st.lists(st.tuples(USERS, st.integers(0, 9), st.booleans()), max_size=60)


def track(number: int) -> TrackRef:
    return TrackRef(f"Song {number}", ("Band",), (f"mbid:{number}",))


def named(number: int) -> TrackRef:
    return TrackRef(f"Song {number}", ("Band",))


def known(count: int) -> dict[str, int]:
    by_id = {f"mbid:{number}": number for number in range(count)}
    return by_id | {name_alias("Band", f"Song {number}"): number for number in range(count)}


def users_of(sources: Sources) -> set[str | None]:
    return {getattr(row, "user", None) for _, _, rows in sources for row in rows}


@given(PLAYS, st.integers(1, 5))
def test_those_stay_who_share_enough_different_tracks(
    plays: list[tuple[str | None, int, bool]], share: int
) -> None:
    rows = [
        Listen(track(song) if by_id else named(song), at, user=user)
        for at, (user, song, by_id) in enumerate(plays)
    ]
    shared = defaultdict(set)
    for user, song, _ in plays:
        if song < 6:
            shared[user].add(song)
    expected = {user for user, songs in shared.items() if user and len(songs) >= share}

    kept = [
        row
        for _, _, part in near(lambda: [("f", "x", rows)], known(6), share=share)
        for row in part
    ]

    assert kept == [row for row in rows if row.user in expected]


@given(PLAYS, st.randoms(use_true_random=False))
def test_neither_the_order_nor_the_cut_into_files_matters(
    plays: list[tuple[str | None, int, bool]], rng: random.Random
) -> None:
    rows: list[Row] = [
        Listen(track(song), at, user=user) for at, (user, song, _) in enumerate(plays)
    ]
    whole = users_of(near(lambda: [("f", "x", rows)], known(6), share=2))

    rng.shuffle(rows)
    cut = rng.randrange(len(rows) + 1)
    halves = [("f", "x", rows[:cut]), ("g", "x", rows[cut:])]

    assert users_of(near(lambda: halves, known(6), share=2)) == whole


def test_a_track_under_two_of_its_names_counts_once() -> None:
    rows = [Listen(track(1), 1, user="a"), Listen(named(1), 2, user="a")]
    assert users_of(near(lambda: [("f", "x", rows)], known(6), share=2)) == set()


def test_a_skip_shares_nothing_and_a_count_of_plays_does() -> None:
    rows: list[Row] = [
        Listen(track(1), 1, skipped=True, user="a"),
        PlayCount(track(1), 3, user="b"),
    ]
    assert users_of(near(lambda: [("f", "x", rows)], known(6), share=1)) == {"b"}


def test_the_dump_is_read_exactly_twice() -> None:
    calls = []

    def sources() -> Sources:
        calls.append(1)
        return [("f", "x", iter([Listen(track(1), 1, user="a")]))]

    assert users_of(near(sources, known(6), share=1)) == {"a"}
    assert len(calls) == 2


def test_a_few_bad_rows_are_left_out_and_many_have_the_file_refused() -> None:
    good = [Listen(track(1), at, user=user) for at in range(8) for user in "ab"]
    bad = [Bad(line, "not JSON", "{") for line in range(5)]
    sources: Sources = [("few", "x", [*good, *bad[:1]]), ("many", "x", [*good, *bad])]

    kept = {name: list(rows) for name, _, rows in near(lambda: sources, known(6), share=1)}

    assert kept == {"few": good, "many": bad}


def test_a_file_that_is_refused_halfway_is_left_to_the_ingest_to_refuse() -> None:
    def rows() -> Iterator[Row]:
        yield Listen(track(1), 1, user="a")
        raise RefusedFile("f", "truncated")

    found = near(lambda: [("f", "x", rows()), ("g", "x", [])], known(6), share=1)
    _, _, first = next(found)
    with pytest.raises(RefusedFile, match="truncated"):
        list(first)


def test_somebody_with_too_few_tracks_has_nobody_near() -> None:
    with pytest.raises(NotEnoughData, match="has 3 tracks, nobody can share 20"):
        list(near(lambda: [], known(3), share=20))


def test_sharing_nothing_is_no_measure() -> None:
    with pytest.raises(InputError, match="at least 1"):
        list(near(lambda: [], known(3), share=0))


def test_memory_does_not_grow_with_the_rows() -> None:
    """Ten times the plays of the same people take the same memory."""

    def peak(plays_each: int) -> int:
        def rows() -> Iterator[Row]:
            for at in range(plays_each):
                for user in range(100):
                    yield Listen(track((at * 7 + user) % 500), at, user=f"user {user}")

        def sources() -> Iterable[tuple[str, str, Iterable[Row]]]:
            return [("f", "x", rows())]

        tracemalloc.start()
        try:
            for _, _, kept in near(sources, known(30), share=20):
                for _ in kept:
                    pass
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    few = peak(30)
    assert peak(300) < few * 1.5 + 100_000


@pytest.mark.neo4j
def test_a_persons_tracks_are_what_they_heard_or_saved(
    store: GraphStore, bare_driver: neo4j.Driver
) -> None:
    bare_driver.execute_query(GIVEN.read_text())

    found = tracks_of(store, "mira")

    assert found.keys() == {"name:a|b", "mbid:1", "name:e|f"}
    assert found["name:a|b"] == found["mbid:1"] != found["name:e|f"]
    with pytest.raises(UnknownNode, match="import that person's own history first"):
        tracks_of(store, "nobody")
