from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import combinations

import networkx as nx
from hypothesis import given
from hypothesis import strategies as st

from discograph.core.identity import compatible, name_alias
from discograph.formats.rows import TrackRef
from discograph.jobs.resolve import (
    MANY_NAMES,
    KnownTrack,
    Resolution,
    Resolver,
    name_of,
    strength,
)

Ref = tuple[str | None, tuple[str, ...]]
NAMES = [
    name_alias(artist, title)
    for artist, title in [
        ("Ann", "Harbour"),
        ("Ann", "Harbours"),
        ("Ann", "Harbour (Live)"),
        ("Ann & Bo", "Harbour"),
        ("Ann", "Lantern"),
        ("Cy", "Lantern"),
    ]
]
STRONG = ["mbid:1", "mbid:2", "isrc:X", "spotify:track:a", "shop:7"]
aliases = st.lists(st.sampled_from(STRONG), min_size=1, max_size=2, unique=True).map(tuple)
named = st.tuples(
    st.sampled_from(NAMES),
    st.lists(st.sampled_from(STRONG), max_size=2, unique=True).map(tuple),
)
refs = st.lists(named | st.tuples(st.none(), aliases), max_size=12)


def resolve(rows: Iterable[Ref]) -> Resolution:
    resolver = Resolver()
    for name, strong in rows:
        resolver.add(name, strong)
    return resolver.resolve()


def oracle(rows: Sequence[Ref]) -> nx.Graph[str]:
    """The law once more, as components of a graph of rows."""
    same: nx.Graph[str] = nx.Graph()
    same.add_nodes_from(s for _, strong in rows for s in strong)
    for name, strong in rows:
        if name is None:
            nx.add_path(same, strong)
    tracks: nx.Graph[str] = nx.Graph()
    tracks.add_nodes_from(name for name, _ in rows if name is not None)
    for group in nx.connected_components(same):
        names = {name for name, strong in rows if name is not None and group & set(strong)}
        pairs = list(combinations(sorted(names), 2))
        tracks.add_edges_from(pair for pair in pairs if compatible(*pair))
        if all(compatible(*pair) for pair in pairs):
            nx.add_path(tracks, [*sorted(group), *sorted(names)])
        else:
            nx.add_path(tracks, sorted(group))
    return tracks


@given(refs)
def test_tracks_are_the_components_of_the_law(rows: list[Ref]) -> None:
    home = resolve(rows).home
    for component in nx.connected_components(oracle(rows)):
        names = sorted(alias for alias in component if alias.startswith("name:"))
        canonical = names[0] if names else min(component, key=strength)
        assert {home[alias] for alias in component} == {canonical}


@given(refs, st.randoms())
def test_the_order_of_rows_does_not_matter(rows: list[Ref], random: object) -> None:
    shuffled = [*rows, *rows[: len(rows) // 2]]
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    one, other = resolve(rows), resolve(shuffled)
    assert one.home == other.home
    assert one.doubtful == other.doubtful


@given(refs, refs)
def test_names_that_are_one_track_stay_one(before: list[Ref], after: list[Ref]) -> None:
    first, both = resolve(before).home, resolve([*before, *after]).home
    names = [alias for alias in first if alias.startswith("name:")]
    for one, other in combinations(names, 2):
        assert first[one] != first[other] or both[one] == both[other]


@given(refs, refs)
def test_what_the_graph_keeps_is_enough_to_go_on(before: list[Ref], after: list[Ref]) -> None:
    """Tracks and STANDS_WITH of a first import, and the rows of a second, give the whole."""
    first = resolve(before)
    resolver = Resolver()
    for canonical in {first.track_of(name, strong) for name, strong in before}:
        mine = [alias for alias, home in first.home.items() if home == canonical]
        names = sorted(alias for alias in mine if alias.startswith("name:"))
        resolver.add_track(
            KnownTrack(canonical, names, [alias for alias in mine if alias not in names])
        )
    for name, strong in before:
        for alias in strong:
            resolver.add_known(alias, [name] if name else strong)
    for name, strong in after:
        resolver.add(name, strong)
    found, whole = resolver.resolve(), resolve([*before, *after])
    assert found.home == whole.home
    assert found.doubtful == whole.doubtful
    for canonical, elements in found.elements.items():
        assert {whole.home[element] for element in elements} == {canonical}


def test_a_strong_alias_joins_spellings_of_one_track() -> None:
    found = resolve([(NAMES[0], ("mbid:1",)), (NAMES[1], ("mbid:1",))])
    assert set(found.home.values()) == {NAMES[0]}
    assert not found.doubtful


def test_a_strong_alias_of_two_songs_is_doubtful_and_joins_nothing() -> None:
    rows: list[Ref] = [(NAMES[0], ("mbid:1",)), (NAMES[4], ("mbid:1",)), (None, ("mbid:1",))]
    found = resolve(rows)
    assert [found.track_of(name, strong) for name, strong in rows] == [
        NAMES[0], NAMES[4], "mbid:1",
    ]  # fmt: skip
    assert found.doubtful == {"mbid:1": (NAMES[0], NAMES[4])}


def test_a_doubtful_alias_still_joins_the_names_that_agree() -> None:
    found = resolve([(name, ("isrc:X",)) for name in (NAMES[0], NAMES[1], NAMES[4])])
    assert found.home[NAMES[0]] == found.home[NAMES[1]] != found.home[NAMES[4]]


def test_rows_of_ids_alone_meet_the_name_that_comes_later() -> None:
    found = resolve([(None, ("mbid:1", "isrc:X")), (NAMES[0], ("isrc:X",))])
    assert found.home["mbid:1"] == NAMES[0]


def test_an_alias_of_very_many_names_joins_none_of_them() -> None:
    rows: list[Ref] = [
        (name_alias("Ann", f"Harbour take {n}"), ("shop:0",)) for n in range(MANY_NAMES + 1)
    ]
    found = resolve(rows)
    assert len(set(found.home.values())) == MANY_NAMES + 2
    assert "shop:0" in found.doubtful


def test_two_tracks_of_the_graph_that_a_new_row_joins_are_to_be_merged() -> None:
    resolver = Resolver()
    resolver.add_track(KnownTrack("4:1", [NAMES[0]], ["mbid:1"]))
    resolver.add_track(KnownTrack("4:2", [NAMES[1]], ["isrc:X"]))
    resolver.add_known("mbid:1", [NAMES[0]])
    resolver.add_known("isrc:X", [NAMES[1]])
    resolver.add(NAMES[0], ("isrc:X",))
    assert resolver.resolve().elements == {NAMES[0]: ["4:1", "4:2"]}


def test_the_strongest_alias_is_an_mbid() -> None:
    assert sorted(["shop:7", "spotify:track:a", "isrc:X", "mbid:1"], key=strength) == [
        "mbid:1", "isrc:X", "spotify:track:a", "shop:7",
    ]  # fmt: skip


def test_a_row_without_artist_or_title_has_no_name() -> None:
    assert name_of(TrackRef("Harbour", ("Ann",))) == NAMES[0]
    assert name_of(TrackRef("Harbour")) is None
    assert name_of(TrackRef(None, ("Ann",))) is None
    assert name_of(TrackRef("  ", ("Ann",))) is None
