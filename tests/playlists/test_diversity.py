from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from discograph.playlists.blend import Fused
from discograph.playlists.diversity import pick, with_places

IDS = [f"t{number}" for number in range(20)]
NAMES = st.sampled_from("abcde")
FUSED = st.permutations(IDS).map(
    lambda ids: [Fused(track, 1 / (rank + 1), {"als": 1.0}) for rank, track in enumerate(ids)]
)
MANY = st.dictionaries(st.sampled_from(IDS), st.lists(NAMES, max_size=2))
ONE = st.dictionaries(st.sampled_from(IDS), NAMES)


@given(FUSED, st.integers(0, 25), MANY, ONE, MANY, st.integers(1, 3), st.integers(1, 3))
def test_picks_keep_to_every_limit_and_nothing_better_was_left_out_without_need(
    fused: list[Fused],
    n: int,
    artists: dict[str, list[str]],
    albums: dict[str, str],
    works: dict[str, list[str]],
    per_artist: int,
    per_album: int,
) -> None:
    picked = pick(
        fused,
        n,
        artists_of=artists,
        album_of=albums,
        works_of=works,
        per_artist=per_artist,
        per_album=per_album,
    )
    kept = [f.track for f in picked]
    assert len(kept) <= n
    assert picked == [f for f in fused if f.track in kept]

    def fits(tracks: list[str]) -> bool:
        by = Counter(artist for t in tracks for artist in set(artists.get(t, ())))
        on = Counter(albums[t] for t in tracks if t in albums)
        of = Counter(work for t in tracks for work in set(works.get(t, ())))
        return (
            all(count <= per_artist for count in by.values())
            and all(count <= per_album for count in on.values())
            and all(count == 1 for count in of.values())
        )

    assert fits(kept)
    for at, f in enumerate(fused):
        before = [e.track for e in fused[:at] if e.track in kept]
        assert f.track in kept or len(before) == n or not fits([*before, f.track])


def test_tracks_of_unknown_artist_and_album_are_not_one_artist_and_album() -> None:
    fused = [Fused(track, 1.0, {"als": 1.0}) for track in IDS]
    picked = pick(fused, 10, artists_of={}, album_of={}, works_of={}, per_artist=1, per_album=1)
    assert [f.track for f in picked] == IDS[:10]


LED = st.lists(st.sampled_from(["als", "audio", "cultural"]), min_size=20, max_size=20)
PLACES = st.fixed_dictionaries({"cultural": st.integers(0, 3), "audio": st.integers(0, 3)})


def first(fused: Sequence[Fused], n: int) -> list[Fused]:
    """Return the first `n` tracks, each once."""
    return pick(fused, n, artists_of={}, album_of={}, works_of={}, per_artist=1, per_album=1)


@given(FUSED, LED, st.integers(0, 25), PLACES)
def test_places_are_kept_for_sources_and_the_rest_keep_their_order(
    fused: list[Fused], leads: list[str], n: int, places: dict[str, int]
) -> None:
    fused = [replace(f, shares={lead: 1.0}) for f, lead in zip(fused, leads, strict=True)]
    listed = with_places(fused, n, places, first)
    assert len(listed) == min(n, len(fused))
    assert len({f.track for f in listed}) == len(listed)
    assert listed == [f for f in fused if f in listed]
    for lead in ("als", "audio", "cultural"):
        led = [f for f in fused if lead in f.shares]
        kept = [f for f in listed if f in led]
        assert kept == led[: len(kept)]
        if n >= sum(places.values()):
            assert len(kept) >= min(places.get(lead, 0), len(led))


@given(FUSED, st.integers(1, 25))
def test_no_place_is_kept_where_enough_stand_there_anyway(fused: list[Fused], n: int) -> None:
    fused = [replace(f, shares={"audio": 1.0}) for f in fused]
    assert with_places(fused, n, {"audio": 3}, first) == first(fused, n)
