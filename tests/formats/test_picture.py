"""The picture of a week: the same for the same week, and nothing on top of anything."""

from __future__ import annotations

import math
import re
from itertools import combinations, pairwise

from hypothesis import given
from hypothesis import strategies as st

from discograph.formats.picture import LOVED_GAP, ROW, THINGS_GAP, Between, Dot, Loved, Strand, draw
from discograph.formats.places import PEOPLE, SEED, apart, crowd

_loved = st.integers(0, 12).map(lambda n: Loved(id=f"l{n}", title=f"Tune {n}", artist="Duo"))
_between = st.builds(
    Between,
    kind=st.sampled_from(["artist", "playlist", "word", "sound"]),
    id=st.sampled_from("abcd"),
    name=st.just("dreamy"),
)
_strand = st.builds(
    Strand,
    position=st.just(0),
    title=st.just("Song"),
    artist=st.just("Band"),
    source=st.sampled_from(["als", "audio"]),
    loved=st.lists(_loved, max_size=2, unique_by=lambda one: one.id).map(tuple),
    listeners=st.integers(0, 60),
    between=st.lists(_between, max_size=2).map(tuple),
)
_strands = st.lists(_strand, max_size=35).map(
    lambda found: [
        Strand(
            position=at,
            title=one.title,
            artist=one.artist,
            source=one.source,
            loved=one.loved,
            listeners=one.listeners,
            between=one.between,
        )
        for at, one in enumerate(found, start=1)
    ]
)


@given(_strands, st.randoms(use_true_random=False))
def test_the_same_week_is_the_same_picture(strands: list[Strand], random: object) -> None:
    shuffled = list(strands)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert draw(shuffled) == draw(strands)


@given(_strands)
def test_every_track_is_drawn_once_and_apart_from_the_others(strands: list[Strand]) -> None:
    picture = draw(strands)
    tracks = [dot for dot in picture.dots if dot.kind == "track"]
    assert sorted(dot.tracks[0] for dot in tracks) == [s.position for s in strands]
    for one, other in combinations(tracks, 2):
        assert one.left is not other.left or abs(one.y - other.y) >= ROW - 1e-9
    assert all(0 < dot.x < picture.width and 0 < dot.y < picture.height for dot in tracks)
    halves = [sum(dot.left for dot in tracks), sum(not dot.left for dot in tracks)]
    assert halves[1] - halves[0] in {0, 1}


@given(_strands)
def test_what_stands_inside_keeps_its_distance(strands: list[Strand]) -> None:
    dots = draw(strands).dots
    for kinds, gap in ((("loved",), LOVED_GAP), (("people", "word", "sound"), THINGS_GAP)):
        for left in (False, True):
            here = sorted(dot.y for dot in dots if dot.kind in kinds and dot.left is left)
            assert all(after - before >= gap - 1e-6 for before, after in pairwise(here))


@given(_strands)
def test_lines_lead_from_the_person_over_what_is_loved_to_each_track(strands: list[Strand]) -> None:
    picture = draw(strands)
    at: dict[tuple[str, str], Dot] = {
        (f"{dot.x:.1f}", f"{dot.y:.1f}"): dot for dot in picture.dots if dot.kind != "people"
    }
    middle = (f"{picture.width / 2:.1f}", f"{picture.height / 2:.1f}")
    for strand in strands:
        mine = [line for line in picture.lines if strand.position in line.tracks]
        leads = [_ends(line.d) for line in mine if line.kind == "lead"]
        loves = [_ends(line.d) for line in mine if line.kind == "love"]
        assert len(leads) == bool(strand.loved)
        for start, end in leads:
            assert at[start].kind == "loved"
            assert strand.position in at[end].tracks
            assert (middle, start) in loves


@given(_strands)
def test_no_line_crosses_to_the_other_side(strands: list[Strand]) -> None:
    picture = draw(strands)
    for line in picture.lines:
        across = [
            float(x) - picture.width / 2 for x in re.findall(r"(-?\d+\.\d) -?\d+\.\d", line.d)
        ]
        assert min(across) >= 0 or max(across) <= 0


def _ends(path: str) -> tuple[tuple[str, str], tuple[str, str]]:
    numbers = re.findall(r"-?\d+\.\d", path)
    return (numbers[0], numbers[1]), (numbers[-2], numbers[-1])


def test_tracks_that_share_what_they_hang_on_stand_next_to_each_other() -> None:
    def strand(position: int, *loved: str) -> Strand:
        return Strand(
            position=position, title="S", artist="B", source="als", listeners=0,
            loved=tuple(Loved(id=id, title=id, artist=None) for id in loved),
        )  # fmt: skip

    strands = [strand(1, "a", "b"), strand(2, "c"), strand(3, "d"), strand(4, "b"), strand(5, "c")]
    dots = [dot for dot in draw(strands).dots if dot.kind == "track"]
    assert [dot.tracks[0] for dot in dots] == [1, 4, 2, 5, 3]


@given(st.lists(st.floats(-1000, 1000), max_size=30), st.floats(0, 50))
def test_apart_keeps_gap_order_and_middle(wanted: list[float], gap: float) -> None:
    places = apart(wanted, gap)
    order = sorted(range(len(wanted)), key=lambda at: (wanted[at], at))
    for before, after in pairwise(order):
        assert places[after] - places[before] >= gap - 1e-6
    assert math.isclose(sum(places), sum(wanted), abs_tol=1e-5)
    ranked = sorted(wanted)
    if all(after - before >= gap for before, after in pairwise(ranked)):
        assert all(math.isclose(a, b, abs_tol=1e-6) for a, b in zip(places, wanted, strict=True))


@given(st.integers(0, 100))
def test_people_stand_close_but_not_on_each_other(people: int) -> None:
    places = crowd(people, 10.0, 20.0)
    assert len(places) == min(people, PEOPLE)
    for one, other in combinations(places, 2):
        assert math.dist(one, other) > SEED
    assert all(math.dist(place, (10.0, 20.0)) < SEED * math.sqrt(PEOPLE) for place in places)
