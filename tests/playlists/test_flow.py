"""Orders of small steps."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from discograph.core.errors import InputError
from discograph.core.sound import Descriptors
from discograph.playlists.cadence import SURE
from discograph.playlists.flow import LONGEST, costs, flow, length, sure, unheard

TONES = ["C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B"]
SOUNDS = st.builds(
    Descriptors,
    tempo_bpm=st.none() | st.floats(50, 200),
    tempo_confidence=st.sampled_from([0.0, SURE, 1.0]),
    key=st.none() | st.sampled_from(TONES),
    mode=st.none() | st.sampled_from(["major", "minor"]),
    key_confidence=st.sampled_from([0.0, SURE, 1.0]),
    loudness_lufs=st.none() | st.floats(-40, 0),
)


def sound(
    key: str | None = None,
    mode: str = "major",
    *,
    tempo: float | None = None,
    loudness: float | None = None,
) -> Descriptors:
    return Descriptors(
        key=key, mode=mode, key_confidence=1.0, tempo_bpm=tempo, tempo_confidence=1.0,
        loudness_lufs=loudness,
    )  # fmt: skip


def step(one: Descriptors, other: Descriptors) -> float:
    return float(costs([one, other])[0, 1])


@given(st.lists(SOUNDS, max_size=25))
def test_a_flow_is_every_track_once_those_of_unknown_sound_last(heard: list[Descriptors]) -> None:
    order = flow(heard)
    assert sorted(order) == list(range(len(heard)))
    silent = [at for at in order if unheard(heard[at])]
    assert order[len(order) - len(silent) :] == silent == sorted(silent)
    assert flow(heard) == order


@given(st.lists(SOUNDS.filter(lambda h: not unheard(h)), max_size=25))
def test_a_flow_never_takes_longer_steps_than_the_given_order(heard: list[Descriptors]) -> None:
    steps = costs(heard)
    assert length(steps, flow(heard)) <= length(steps, range(len(heard))) + 1e-9


@given(st.lists(SOUNDS.filter(lambda h: not unheard(h)), min_size=2, max_size=6))
def test_a_short_flow_is_nearly_the_best_there_is(heard: list[Descriptors]) -> None:
    steps = costs(heard)
    best = min(length(steps, order) for order in permutations(range(len(heard))))
    assert length(steps, flow(heard)) <= best * 1.1 + 1e-9


@given(st.lists(SOUNDS, max_size=10))
def test_steps_are_the_same_both_ways_and_never_below_nought(heard: list[Descriptors]) -> None:
    steps = costs(heard)
    assert steps.shape == (len(heard), len(heard))
    assert np.array_equal(steps, steps.T)
    assert (steps >= 0).all()
    assert not np.diag(steps).any()


def keyed(key: str, mode: str = "major") -> Descriptors:
    return sound(key, mode, tempo=120.0, loudness=-10.0)


def test_keys_are_near_as_on_the_wheel_of_fifths() -> None:
    home = keyed("C")
    assert step(home, keyed("C")) == 0
    assert step(home, keyed("G")) == step(home, keyed("F")) == 1
    assert step(home, keyed("A", "minor")) == 1  # the relative minor
    assert step(home, keyed("E", "minor")) == 2
    assert step(home, keyed("F#")) == 6
    wheel = [step(home, keyed(tone)) for tone in TONES]
    assert sorted(wheel) == [0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6]


def test_tempo_and_loudness_count_in_steps_that_are_just_taken() -> None:
    home = sound("C", tempo=100.0, loudness=-10.0)
    assert step(home, sound("C", tempo=106.0, loudness=-10.0)) == pytest.approx(1)
    assert step(home, sound("C", tempo=200.0, loudness=-10.0)) == pytest.approx(1)
    assert step(home, sound("C", tempo=212.0, loudness=-10.0)) == pytest.approx(2)
    assert step(home, sound("C", tempo=100.0, loudness=-16.0)) == pytest.approx(2)


def test_what_is_unsure_is_unknown_and_costs_the_same_to_everywhere() -> None:
    unsure = Descriptors(key="C", mode="major", key_confidence=SURE - 0.01, loudness_lufs=-10.0)
    steps = [step(unsure, sound(key, loudness=-10.0)) for key in TONES]
    assert len(set(steps)) == 1
    assert unheard(Descriptors(key="C", mode="major", key_confidence=0.1, tempo_bpm=90.0))
    assert sure(unsure) == Descriptors(loudness_lufs=-10.0)


def test_a_shuffled_ladder_is_put_in_order_again() -> None:
    rng = np.random.default_rng(0)
    ladder = [sound(tempo=60 * 1.012**at, loudness=-20 + at / 10) for at in range(40)]
    shuffled = rng.permutation(40)
    order = [int(shuffled[at]) for at in flow([ladder[at] for at in shuffled])]
    assert order in (list(range(40)), list(range(39, -1, -1)))


@pytest.mark.parametrize("n", [0, 1, 2, 3])
def test_few_tracks_flow_too(n: int) -> None:
    assert sorted(flow([sound("C")] * n)) == list(range(n))


def test_too_many_tracks_are_refused() -> None:
    with pytest.raises(InputError, match="give at most"):
        flow([sound("C")] * (LONGEST + 1))
