"""The order of a run: its steps, its length, its mixture."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from discograph.core.sound import Descriptors
from discograph.playlists.cadence import SURE, Plan, Runner, match, unfit
from discograph.playlists.course import Run, run

CONFIDENCES = st.sampled_from([0.0, SURE, 1.0])


def runner(
    track: str,
    tempo: float = 170.0,
    *,
    minutes: float = 4.0,
    score: float = 0.5,
    new: bool = False,
    works: tuple[str, ...] = (),
    artists: tuple[str, ...] = (),
) -> Runner:
    sound = Descriptors(
        tempo_bpm=tempo, tempo_confidence=1.0, time_signature=4, time_signature_confidence=1.0
    )
    return Runner(
        track=track, heard=sound, duration_s=minutes * 60, score=score, new=new,
        works=works, artists=artists,
    )  # fmt: skip


def plan(minutes: float = 40.0, *, ramps: float = 5.0, tolerance: float = 0.03) -> Plan:
    return Plan(
        cadence=170.0, minutes=minutes, tolerance=tolerance,
        warm_up=ramps, cool_down=ramps, easy=0.92,
    )  # fmt: skip


def tracks(found: Run) -> list[str]:
    return [leg.track for leg in found.legs]


@st.composite
def fields(draw: st.DrawFn) -> list[Runner]:
    """Tracks of all kinds, most of them somewhere around an octave of 170."""
    size = draw(st.integers(0, 40))
    tempo = st.one_of(
        *(st.floats(0.85 * centre, 1.06 * centre) for centre in (85.0, 170.0, 340.0)),
        st.floats(50, 400),
    )
    return [
        Runner(
            track=f"t{number:02}",
            heard=Descriptors(
                tempo_bpm=draw(st.none() | tempo),
                tempo_confidence=draw(CONFIDENCES),
                time_signature=draw(st.sampled_from([None, 3, 4, 4, 4])),
                time_signature_confidence=draw(CONFIDENCES),
            ),
            duration_s=draw(st.none() | st.floats(30, 900)),
            score=draw(st.floats(0, 1)),
            new=draw(st.booleans()),
            works=(f"w{draw(st.integers(0, 60))}",),
            artists=(f"a{draw(st.integers(0, 5))}",),
        )
        for number in range(size)
    ]


PLANS = st.builds(
    lambda cadence, minutes, tolerance, warm, cool, easy: Plan(
        cadence=cadence, minutes=minutes, tolerance=tolerance,
        warm_up=warm * minutes, cool_down=cool * minutes * 0.99 * (1 - warm), easy=easy,
    ),
    st.floats(160, 180), st.floats(2, 90), st.floats(0.005, 0.1),
    st.floats(0, 1), st.floats(0, 1), st.floats(0.8, 1),
)  # fmt: skip


@given(fields(), PLANS)
def test_every_track_is_in_four_and_meets_the_steps_within_the_tolerance(
    field: list[Runner], asked: Plan
) -> None:
    by_id = {runner.track: runner for runner in field}
    for leg in run(field, asked).legs:
        one = by_id[leg.track]
        assert one.heard.time_signature == 4
        assert min(one.heard.tempo_confidence, one.heard.time_signature_confidence) >= SURE
        assert one.heard.tempo_bpm is not None
        assert leg.match == match(one.heard.tempo_bpm, asked.cadence)
        assert abs(leg.match.steps / leg.wanted - 1) <= asked.tolerance + 1e-9


@given(fields(), PLANS)
def test_steps_quicken_then_stand_then_slow_down(field: list[Runner], asked: Plan) -> None:
    legs = run(field, asked).legs
    phases = [leg.phase for leg in legs]
    assert phases == sorted(phases, key=["warm-up", "run", "cool-down"].index)
    for one, other in pairwise(legs):
        if (one.phase, other.phase) == ("warm-up", "warm-up"):
            assert one.wanted <= other.wanted + 1e-9
            assert one.match.steps <= other.match.steps
        if (one.phase, other.phase) == ("cool-down", "cool-down"):
            assert one.wanted >= other.wanted - 1e-9
            assert one.match.steps >= other.match.steps
    for leg in legs:
        assert asked.cadence * asked.easy - 1e-9 <= leg.wanted <= asked.cadence + 1e-9
        assert leg.phase != "run" or leg.wanted == pytest.approx(asked.cadence)


@given(fields(), PLANS)
def test_a_run_is_as_long_as_asked_or_says_what_is_missing(
    field: list[Runner], asked: Plan
) -> None:
    found = run(field, asked)
    total = sum(leg.duration_s for leg in found.legs)
    if found.missing_s:
        assert total + found.missing_s == pytest.approx(asked.minutes * 60)
    else:
        assert abs(total - asked.minutes * 60) <= max(leg.duration_s for leg in found.legs) / 2
    assert [leg.start_s for leg in found.legs] == pytest.approx(
        [sum(leg.duration_s for leg in found.legs[:at]) for at in range(len(found.legs))]
    )


@given(fields(), PLANS)
def test_no_work_comes_twice_and_all_that_is_left_out_is_counted(
    field: list[Runner], asked: Plan
) -> None:
    found = run(field, asked)
    by_id = {runner.track: runner for runner in field}
    works = [work for leg in found.legs for work in by_id[leg.track].works]
    assert len(set(works)) == len(works)
    assert sum(found.left_out.values()) == sum(unfit(runner) is not None for runner in field)
    assert run(field[::-1], asked) == found


def test_the_steps_of_a_long_run_ask_for_what_was_planned() -> None:
    field = [runner(f"t{at:03}", 150 + at / 4, minutes=1.0) for at in range(100)]
    legs = run(field, plan(30.0)).legs
    assert legs[0].wanted == pytest.approx(170 * (0.92 + 0.08 * 0.1))
    assert [leg.phase for leg in legs] == ["warm-up"] * 5 + ["run"] * 20 + ["cool-down"] * 5
    assert legs[-1].wanted == pytest.approx(170 * (0.92 + 0.08 * 0.1))


def test_the_better_liked_comes_first_and_of_equals_the_nearer() -> None:
    field = [runner("far", 174.0), runner("near", 170.5), runner("loved", 171.0, score=0.9)]
    assert tracks(run(field, plan(12.0, ramps=0.0))) == ["loved", "near", "far"]


def test_every_third_track_is_new_while_there_are_any() -> None:
    field = [runner(f"old{at}") for at in range(8)] + [
        runner(f"new{at}", new=True, score=1.0) for at in range(2)
    ]
    found = tracks(run(field, plan(40.0, ramps=0.0)))
    assert [at for at, track in enumerate(found, 1) if track.startswith("new")] == [3, 6]
    assert len(found) == 10


def test_another_artist_comes_before_the_same_again() -> None:
    field = [
        runner("a1", score=0.9, artists=("a",)),
        runner("a2", score=0.8, artists=("a",)),
        runner("b1", score=0.5, artists=("b",)),
    ]
    assert tracks(run(field, plan(12.0, ramps=0.0))) == ["a1", "b1", "a2"]


def test_too_little_music_leaves_the_ramps_and_says_how_much_is_missing() -> None:
    field = [runner(f"warm{at}", 160.0 + at) for at in range(2)]
    field += [runner("hold", 170.0), runner("cool", 165.0)]
    found = run(field, plan(40.0))
    assert [leg.phase for leg in found.legs][-1] == "cool-down"
    assert found.missing_s == pytest.approx(40 * 60 - sum(leg.duration_s for leg in found.legs))
    assert found.missing_s > 20 * 60


def test_a_cool_down_with_nothing_slow_stays_as_fast_as_it_got() -> None:
    found = run([runner(f"t{at:02}", 170.0) for at in range(20)], plan(40.0))
    assert len(found.legs) == 10
    assert {leg.match.steps for leg in found.legs} == {170.0}
    assert not found.missing_s


def test_nothing_to_run_to_is_an_empty_run() -> None:
    found = run([], plan(40.0))
    assert (found.legs, found.missing_s, found.left_out) == ((), 2400.0, {})
