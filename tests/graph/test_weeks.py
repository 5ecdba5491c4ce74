"""Weeks are published whole, once, and read back as they were."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from discograph.core.errors import Busy, UnknownNode
from discograph.graph.lease import Lease, lease
from discograph.graph.store import GraphStore
from discograph.graph.taste import Catalogue, read_tastes
from discograph.graph.weeks import (
    Entry,
    WeekList,
    entries,
    publish,
    published,
    read_week,
    read_weeks,
    weeks_of,
)

pytestmark = pytest.mark.neo4j
Plant = Callable[..., None]


def entry(position: int, track: str, *, score: float = 0.5) -> Entry:
    return Entry(
        position=position,
        track=track,
        score=score,
        shares={"als": 0.75, "playlists": 0.25},
        loved=("a",),
        listeners=3,
        playlists=1,
        path=("ann", "a", track),
        reason="Close to “Song a” in the taste map.",
    )


def week(*tracks: str, user: str = "ann", of: str = "2026-W47", run: str = "f1") -> WeekList:
    return WeekList(
        user=user,
        week=of,
        run=run,
        title=f"{user}'s {of}",
        created_at=1_790_000_000,
        short_by=30 - len(tracks),
        note="short" if len(tracks) < 30 else None,
        entries=tuple(entry(at, track) for at, track in enumerate(tracks, start=1)),
    )


@pytest.fixture
def ann(plant: Plant) -> None:
    plant(
        plays={"ann": {"a": 1}, "ben": {"a": 2}},
        tracks={"b": {"album": "Blue", "duration_s": 61.5}, "c": {}, "d": {"title": None}},
        artists={"b": "x"},
        aliases={"b": ["name:x|b", "isrc:US1", "mbid:1", "spotify:track:1", "lastfm:1"]},
    )


@pytest.fixture
def held(store: GraphStore) -> Lease:
    with lease(store, "weekly") as held:
        return held  # given back already: what is published under it must be refused


@pytest.mark.usefixtures("ann")
def test_a_week_is_read_back_as_it_was_published(store: GraphStore) -> None:
    with lease(store, "weekly") as held:
        assert publish(store, held, week("b", "d"), replace=False)
    read = read_week(store, "ann")
    assert entries(read) == week("b", "d").entries
    assert (read["user"], read["week"], read["run"]) == ("ann", "2026-W47", "f1")
    assert (read["short_by"], read["note"], read["created_at"]) == (28, "short", 1_790_000_000)
    first, second = read["tracks"]
    assert (first["title"], first["artist"], first["album"]) == ("Song b", "Band x", "Blue")
    assert first["aliases"] == ["mbid:1", "isrc:US1", "spotify:track:1", "lastfm:1", "name:x|b"]
    assert (second["title"], second["artist"], second["aliases"]) == ("d", None, [])


@pytest.mark.usefixtures("ann")
def test_a_week_that_stands_stays_unless_it_is_replaced(store: GraphStore) -> None:
    with lease(store, "weekly") as held:
        assert publish(store, held, week("b"), replace=False)
        assert not publish(store, held, week("c"), replace=False)
        assert [t["id"] for t in read_week(store, "ann")["tracks"]] == ["b"]
        assert publish(store, held, week("c", "b"), replace=True)
        assert [t["id"] for t in read_week(store, "ann")["tracks"]] == ["c", "b"]
    assert len(weeks_of(store, "ann")) == 1


@pytest.mark.usefixtures("ann")
def test_an_empty_week_stands_too(store: GraphStore) -> None:
    with lease(store, "weekly") as held:
        assert publish(store, held, week(), replace=False)
    assert published(store, [("ann", "2026-W47"), ("ben", "2026-W47")]).keys() == {
        ("ann", "2026-W47")
    }
    assert read_week(store, "ann")["tracks"] == []


@pytest.mark.usefixtures("ann")
def test_nothing_is_published_without_the_lease(store: GraphStore, held: Lease) -> None:
    with pytest.raises(Busy):
        publish(store, held, week("b"), replace=False)
    assert weeks_of(store, "ann") == []


@pytest.mark.usefixtures("ann")
def test_a_week_with_a_track_that_is_gone_is_not_published_at_all(store: GraphStore) -> None:
    with lease(store, "weekly") as held:
        publish(store, held, week("b"), replace=False)
        with pytest.raises(UnknownNode):
            publish(store, held, week("c", "gone"), replace=True)
        with pytest.raises(UnknownNode):
            publish(store, held, week("b", user="nobody"), replace=False)
    assert [t["id"] for t in read_week(store, "ann")["tracks"]] == ["b"]


@pytest.mark.usefixtures("ann")
def test_the_newest_week_is_read_unless_one_is_named(store: GraphStore) -> None:
    with lease(store, "weekly") as held:
        for of in ("2026-W53", "2026-W47", "2027-W01"):
            publish(store, held, week("b", of=of), replace=False)
    assert read_week(store, "ann")["week"] == "2027-W01"
    assert read_week(store, "ann", "2026-W47")["week"] == "2026-W47"
    assert [row["week"] for row in weeks_of(store, "ann")] == ["2027-W01", "2026-W53", "2026-W47"]
    assert [row["user"] for row in read_weeks(store)] == ["ann"]


@pytest.mark.usefixtures("ann")
def test_a_missing_week_says_what_there_is(store: GraphStore) -> None:
    with lease(store, "weekly") as held:
        publish(store, held, week("b"), replace=False)
    with pytest.raises(UnknownNode, match="2026-W47"):
        read_week(store, "ann", "2026-W01")
    with pytest.raises(UnknownNode, match="discograph weekly"):
        read_week(store, "ben")
    with pytest.raises(UnknownNode, match="ann, ben"):
        read_week(store, "nobody")


def test_a_taste_is_what_is_loved_and_what_is_known(store: GraphStore, plant: Plant) -> None:
    plant(
        plays={"ann": {"a": 5, "b": 1, "c": 1, "pod": 9}},
        skips={"ann": {"c": 2, "e": 1}},
        saves={"ann": ["s"]},
        playlists={"mine": ["p"], "seed": ["q"]},
        owners={"mine": "ann"},
        weeks={("ann", "2026-W46"): ["w"], ("ann", "2026-W47"): ["x"]},
        works={"a": ["1"], "a live": ["1"], "w": ["2"], "w live": ["2"], "x": ["3"]},
        podcasts=["pod"],
    )
    taste = read_tastes(store, [("ann", "2026-W47"), ("nobody", "2026-W47")], seeds=10)["ann"]
    assert taste.listens == 4
    assert taste.loved == (("a", 5), ("b", 1))
    assert taste.known == {"a", "a live", "b", "c", "e", "pod", "s", "p", "w", "w live"}


def test_facts_of_tracks_are_read_once(store: GraphStore, plant: Plant) -> None:
    plant(plays={"ann": {"a": 1}}, artists={"a": "x"}, works={"a": ["v", "w"]})
    catalogue = Catalogue(store)
    facts = catalogue.facts(["a", "gone"])
    assert facts.keys() == {"a"}
    assert (facts["a"].artist, facts["a"].artists, facts["a"].works) == (
        "Band x",
        ("x",),
        ("v", "w"),
    )
    plant()
    assert catalogue.facts(["a"]) == facts
