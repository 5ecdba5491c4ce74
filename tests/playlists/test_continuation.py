"""What goes on from a list."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from discograph.playlists.blend import Candidate
from discograph.playlists.continuation import LOVED, NEAR, because, go_on, neighbours
from discograph.playlists.reasons import Grounds, Named

IDS = [f"t{number:02}" for number in range(20)]
TRACKS = st.sampled_from(IDS)
LISTS = st.lists(st.builds(Candidate, TRACKS, st.floats(0, 10)), max_size=25)
SOURCES = st.dictionaries(st.sampled_from(["co_listens", "neighbours"]), LISTS)
WEIGHTS = {"co_listens": 1.0, "neighbours": 0.5}
BLUE, RED = Named("Blue", "Ada"), Named("Red", "Cy")


@given(
    SOURCES,
    st.sets(TRACKS),
    st.dictionaries(TRACKS, st.lists(st.sampled_from("wxyz"), max_size=2)),
    st.dictionaries(TRACKS, st.lists(st.sampled_from("abcdef"), max_size=2)),
    st.integers(0, 20),
    st.integers(1, 3),
)
def test_what_goes_on_is_new_known_and_varied(
    sources: dict[str, list[Candidate]],
    listed: set[str],
    works: dict[str, list[str]],
    artists: dict[str, list[str]],
    n: int,
    per_artist: int,
) -> None:
    found = go_on(
        sources, WEIGHTS, 20, n,
        listed=listed, artists_of=artists, works_of=works, per_artist=per_artist,
    )  # fmt: skip
    tracks = [item.track for item in found]
    assert len(tracks) <= n
    assert not listed & set(tracks)
    assert set(tracks) <= works.keys()
    taken = [work for track in [*listed, *tracks] for work in {track, *works.get(track, [])}]
    served = [work for track in tracks for work in {track, *works[track]}]
    assert not {work for work in served if Counter(taken)[work] > 1}
    by = Counter(artist for track in tracks for artist in set(artists.get(track, [])))
    assert max(by.values(), default=0) <= per_artist
    assert [item.score for item in found] == sorted((item.score for item in found), reverse=True)


def test_a_neighbour_of_more_tracks_of_the_list_is_nearer_and_hangs_on_the_nearest() -> None:
    near = {
        "a": [("both", 0.6), ("one", 0.9), ("chance", 0.05)],
        "b": [("both", 0.7)],
    }

    def similar(track: str, n: int) -> Sequence[tuple[str, float]]:
        assert n == NEAR
        return near[track]

    found = {c.track: c for c in neighbours(similar, ["a", "b", "a"])}
    assert found.keys() == {"both", "one"}
    assert found["both"].score == pytest.approx(1.3)
    assert found["both"].evidence.loved == ("b", "a")
    assert found["one"].evidence.loved == ("a",)


def test_a_neighbour_of_everything_remembers_a_few() -> None:
    found = neighbours(lambda track, n: [("hub", 0.5)], IDS)
    assert [len(c.evidence.loved) for c in found] == [LOVED]


@pytest.mark.parametrize(
    ("grounds", "said"),
    [
        (Grounds(listeners=1), "One listener of “Blue” by Ada also plays it."),
        (Grounds(listeners=1_200), "1,200 listeners of “Blue” by Ada also play it."),
        (Grounds(playlists=2), "Stands in 2 playlists next to “Blue” by Ada."),
        (Grounds(1, 2, "Dawn"), "Stands in the playlist “Dawn” and 1 more playlist next to"),
        (Grounds(), "Close to “Blue” by Ada in the taste map."),
    ],
)
def test_a_reason_is_about_the_list_and_no_more_than_true(grounds: Grounds, said: str) -> None:
    assert because("co_listens", RED, [BLUE], grounds).startswith(said)
    assert "you" not in because("neighbours", RED, [BLUE], grounds)


def test_what_only_sounds_alike_says_so() -> None:
    seeds = [Named("Blue", "Ada"), Named("Green", "Ben")]
    told = because("audio", Named("Red", "Cy"), seeds, Grounds())
    assert told == "Sounds like “Blue” by Ada or “Green” by Ben."
