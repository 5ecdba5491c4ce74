"""Where beats meet steps."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from discograph.core.errors import InputError
from discograph.core.sound import Descriptors
from discograph.playlists.cadence import SURE, Plan, Runner, match, tempos, unfit


def plan(**given: float) -> Plan:
    base = {
        "cadence": 170.0, "minutes": 40.0, "tolerance": 0.03,
        "warm_up": 5.0, "cool_down": 5.0, "easy": 0.92,
    }  # fmt: skip
    return Plan(**{**base, **given})


def heard(**given: object) -> Descriptors:
    base: dict[str, object] = {
        "tempo_bpm": 170.0, "tempo_confidence": 0.9,
        "time_signature": 4, "time_signature_confidence": 0.9,
    }  # fmt: skip
    return Descriptors(**{**base, **given})  # type: ignore[arg-type]


def runner(duration_s: float | None = 200.0, **given: object) -> Runner:
    return Runner(track="t", heard=heard(**given), duration_s=duration_s, score=1.0, new=False)


@pytest.mark.parametrize(
    ("tempo", "steps", "name"),
    [
        (170.0, 170.0, "at the beat"),
        (171.0, 171.0, "at the beat"),
        (85.5, 171.0, "two steps a beat"),
        (338.0, 169.0, "a step every second beat"),
    ],
)
def test_a_beat_its_double_or_its_half_meets_the_steps(
    tempo: float, steps: float, name: str
) -> None:
    assert match(tempo, 170.0) == (steps, name)


@given(st.floats(20, 400), st.floats(40, 300))
def test_nothing_is_matched_but_an_octave(tempo: float, cadence: float) -> None:
    octaves = math.log2(match(tempo, cadence).steps / tempo)
    assert octaves in {-1.0, 0.0, 1.0}


@given(st.floats(40, 300), st.floats(0.001, 0.1), st.floats(0.7, 1))
def test_three_steps_on_two_beats_are_never_within_the_tolerance(
    cadence: float, tolerance: float, easy: float
) -> None:
    asked = plan(cadence=cadence, tolerance=tolerance, easy=1.0)
    for tempo in (cadence * 2 / 3, cadence * 3 / 2, cadence * 3 / 4, cadence * 4 / 3):
        assert abs(match(tempo, cadence).steps / cadence - 1) > tolerance
        assert not any(low <= tempo <= high for low, high in tempos(asked))


@given(st.floats(20, 400), st.floats(0.7, 1))
def test_the_tempos_that_are_looked_for_are_those_that_may_fit(tempo: float, easy: float) -> None:
    asked = plan(easy=easy)
    steps = match(tempo, asked.cadence).steps
    low, high = asked.cadence * easy * 0.97, asked.cadence * 1.03
    if low * 1.001 < steps < high * 0.999:
        assert any(low <= tempo <= high for low, high in tempos(asked))


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({}, None),
        ({"tempo_bpm": None}, "unsure tempo"),
        ({"tempo_confidence": SURE - 0.01}, "unsure tempo"),
        ({"time_signature": None}, "unsure metre"),
        ({"time_signature_confidence": SURE - 0.01}, "unsure metre"),
        ({"time_signature": 3}, "not in four"),
        ({"duration_s": None}, "unknown length"),
    ],
)
def test_what_is_unsure_or_not_in_four_is_left_out(
    given: dict[str, object], why: str | None
) -> None:
    assert unfit(runner(**given)) == why  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"cadence": 20.0}, "cadence is 20; make it between 40 and 300"),
        ({"cadence": math.nan}, "cadence is nan"),
        ({"tolerance": 0.3}, "tolerance is 30%; make it between 0.1% and 10%"),
        ({"minutes": 0.0}, "minutes is 0"),
        ({"easy": 0.5}, "easy is 50%; make it between 70% and 100%"),
        ({"warm_up": 41.0}, "warm-up is 41; make it between 0 and 40"),
        ({"warm_up": 30.0, "cool_down": 11.0}, "cool-down is 11; make it between 0 and 10"),
    ],
)
def test_a_run_that_cannot_be_is_refused(given: dict[str, float], told: str) -> None:
    with pytest.raises(InputError, match=told):
        plan(**given)
