from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from discograph.playlists.blend import Candidate, Evidence, fuse
from discograph.playlists.reasons import Grounds, Named, loved_behind, sentence, shown

BLUE, GREEN, RED = Named("Blue", "Ada"), Named("Green", "Ben"), Named("Red", "Cy")
SOURCES = ["als", "co_listens", "shared_taste", "neighbours", "playlists", "related_artists"]


@pytest.mark.parametrize(
    ("source", "loved", "grounds", "expected"),
    [
        (
            "als",
            [BLUE, GREEN],
            Grounds(listeners=41, playlists=3),
            "Because you play “Blue” by Ada and “Green” by Ben: "
            "41 listeners of those also play it.",
        ),
        (
            "co_listens",
            [BLUE],
            Grounds(listeners=1),
            "Because you play “Blue” by Ada: one other listener of it also plays this.",
        ),
        (
            "als",
            [BLUE, Named("Teal", "Ada")],
            Grounds(),
            "Close to “Blue” and “Teal” by Ada in the taste map.",
        ),
        (
            "playlists",
            [BLUE, GREEN],
            Grounds(listeners=9, playlists=3),
            "Stands in 3 playlists next to “Blue” by Ada or “Green” by Ben.",
        ),
        ("als", [BLUE], Grounds(1, 2), "Stands in 2 playlists next to “Blue” by Ada."),
        ("als", [BLUE], Grounds(0, 1), "Stands in a playlist next to “Blue” by Ada."),
        (
            "playlists",
            [BLUE],
            Grounds(0, 1, "Folk"),
            "Stands in the playlist “Folk” next to “Blue” by Ada.",
        ),
        (
            "playlists",
            [BLUE],
            Grounds(0, 3, "Folk"),
            "Stands in the playlist “Folk” and 2 more playlists next to “Blue” by Ada.",
        ),
        ("related_artists", [BLUE], Grounds(), "By Cy, close to Ada: you play “Blue” by Ada."),
        (
            "als",
            [Named("SOAAEJI12AB0188AB5", None), GREEN],
            Grounds(),
            "Close to track SOAAEJI12AB0188AB5 and “Green” by Ben in the taste map.",
        ),
        ("same_artist", [BLUE], Grounds(), "By the same artist as “Blue” by Ada, which you play."),
    ],
)
def test_the_sentence_says_what_holds_and_nothing_else(
    source: str, loved: list[Named], grounds: Grounds, expected: str
) -> None:
    assert sentence(source, RED, loved, grounds, via="Ada") == expected


@given(
    st.sampled_from(SOURCES),
    st.lists(
        st.builds(Named, st.text(max_size=200), st.text(max_size=200)), min_size=1, max_size=2
    ),
    st.builds(Grounds, st.integers(0, 5), st.integers(0, 5)),
)
def test_whatever_the_names_it_is_one_line_of_bounded_length(
    source: str, loved: list[Named], grounds: Grounds
) -> None:
    said = sentence(source, RED, loved, grounds, via=loved[0].artist)
    assert said.splitlines() == [said]
    assert said.endswith(".")
    assert len(said) < 500


def hanging(track: str, *loved: str) -> dict[str, Candidate]:
    return {track: Candidate(track, 1.0, Evidence(loved))}


def test_a_track_hangs_on_what_the_leading_source_says_and_what_the_others_agree_on() -> None:
    sources = {
        "als": hanging("x", "a", "b"),
        "co_listens": hanging("x", "c", "b"),
        "playlists": hanging("x", "c"),
    }
    weights = {"als": 1.0, "co_listens": 0.5, "playlists": 0.4}
    (fused,) = fuse({name: list(c.values()) for name, c in sources.items()}, weights, 20)
    assert loved_behind(fused, sources, {}, 1) == ("a",)
    assert loved_behind(fused, sources, {}, 2) == ("a", "c")
    assert loved_behind(fused, sources, {}, 9) == ("a", "c", "b")


def test_a_loved_track_that_was_named_gives_way_to_others() -> None:
    sources = {"als": hanging("x", "a", "b", "c")}
    (fused,) = fuse({"als": list(sources["als"].values())}, {"als": 1.0}, 20)
    assert loved_behind(fused, sources, {"a": 2}) == ("b", "a")
    assert loved_behind(fused, sources, {"a": 2, "b": 1}) == ("a", "c")


def test_where_a_file_lies_is_not_told_to_others() -> None:
    assert shown("file:/home/me/saved/a%20review.html") == "file:a%20review.html"
    assert shown("https://a.example/home/1") == "https://a.example/home/1"
