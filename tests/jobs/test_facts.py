from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from discograph.core.identity import name_alias
from discograph.formats.rows import TrackRef
from discograph.jobs.facts import ArtistFacts, TrackFacts, credited, id_in, preferred
from discograph.jobs.resolve import name_of

SPELLINGS = ["Harbour", "HARBOUR", "harbour", "Harbour (Remastered)", "Hárbour"]
refs = st.builds(
    TrackRef,
    st.none() | st.sampled_from(SPELLINGS),
    st.sampled_from([("Ann",), ("Ann", "Bo"), ("Bo", "Ann")]),
    st.sampled_from([("shop:7",), ("shop:7", "isrc:X"), ("mbid:1",)]),
    st.none() | st.sampled_from(["Docks", "DOCKS"]),
    st.none() | st.sampled_from([200.0, 201.0]),
    st.sampled_from(["music", "podcast"]),
    st.sampled_from([(), ("m1",), ("m2", "m1")]),
)


def facts_of(rows: list[TrackRef]) -> TrackFacts:
    facts = TrackFacts()
    for ref in rows:
        facts.add(ref, name_of(ref))
        facts.aliases.update(ref.aliases)
    return facts


@given(st.lists(refs, min_size=1), st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter_to_what_they_say(
    rows: list[TrackRef], random: object
) -> None:
    shuffled = [*rows, rows[0]]
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    one, other = facts_of(rows), facts_of(shuffled)
    assert one == other
    assert one.title("shop:7") == other.title("shop:7")


@given(st.lists(st.sampled_from(SPELLINGS), min_size=1), st.integers(0, 5))
def test_the_preferred_spelling_of_parts_is_that_of_the_whole(texts: list[str], cut: int) -> None:
    assert preferred([preferred(texts[:cut]), preferred(texts[cut:])]) == preferred(texts)


def test_mixed_case_goes_before_shouting_and_short_before_long() -> None:
    assert preferred(SPELLINGS) == "Harbour"
    assert preferred(["harbour", "HARBOUR"]) == "HARBOUR"
    assert preferred([None, ""]) is None


def test_a_title_is_never_invented() -> None:
    facts = facts_of([TrackRef(None, aliases=("shop:7", "spotify:track:abc"))])
    assert facts.title("spotify:track:abc") == "abc"
    facts.titles.add("abc")  # as the graph kept it until a name came
    facts.add(TrackRef("Seven", ("Di",)), name_alias("Di", "Seven"))
    assert facts.title(name_alias("Di", "Seven")) == "Seven"


def test_a_song_may_be_called_like_its_id() -> None:
    facts = facts_of([TrackRef("7", ("Di",), ("shop:7",))])
    assert facts.title(name_alias("Di", "7")) == "7"
    assert id_in("shop:7") == "7"


def test_who_is_a_main_artist_anywhere_is_one() -> None:
    facts = facts_of([TrackRef("Song", ("Ann", "Bo")), TrackRef("Song", ("Bo",))])
    assert set(facts.artists.values()) == {"main"}
    assert list(facts_of([TrackRef("Song", ("Ann", "Bo"))]).artists.values()) == [
        "main",
        "featured",
    ]


def test_mbids_that_do_not_fit_the_artists_are_left_out() -> None:
    ref = TrackRef("Song", ("Ann", "Bo"), artist_mbids=("m1",))
    assert [mbid for _, _, mbid in credited(ref)] == [None, None]


def test_an_artist_of_several_mbids_has_the_smallest() -> None:
    facts = ArtistFacts("ANN", "m2")
    facts.add("Ann", None)
    facts.add("ann", "m1")
    assert facts == ArtistFacts("Ann", "m1")
