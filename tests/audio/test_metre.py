import numpy as np
import pytest
from numpy.typing import NDArray

from discograph.audio.metre import FEWEST_BEATS, find_metre, track_beats
from discograph.audio.tempo import FRAMES_A_S


def bars(
    beats: int, bpm: float, *, length_s: float = 30.0, seed: int = 0
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return onsets and chroma: bass and a new chord on one, a chord without bass on the others."""
    rng = np.random.default_rng(seed)
    frames = round(length_s * FRAMES_A_S)
    onsets = rng.uniform(0, 0.1, (frames, 4)).astype(np.float32)
    chroma = rng.uniform(0, 0.02, (frames, 13)).astype(np.float32)
    times = np.arange(5, frames - 5, 60 * FRAMES_A_S / bpm)
    chord = rng.choice(12, 3, replace=False)
    for beat, time in enumerate(times):
        start, one = round(time), beat % beats == 0
        if one:
            chord = rng.choice(12, 3, replace=False)
        onsets[start] += (2.0 if one else 0.1, 1.0, 1.0, 0.5)
        stop = round(time + 60 * FRAMES_A_S / bpm)
        chroma[start:stop, chord] += 0.3
        chroma[start:stop, 12] += 0.4 if one else 0.05
    return onsets, chroma


@pytest.mark.parametrize("bpm", [70, 100, 130, 180])
@pytest.mark.parametrize("beats", [3, 4])
def test_bars_of_three_and_of_four_are_told(beats: int, bpm: float) -> None:
    found = find_metre(*bars(beats, bpm), bpm)
    assert found is not None
    assert found[0] == beats
    assert found[1] > 0.5


def test_beats_that_are_all_the_same_are_not_sure() -> None:
    found, sure = find_metre(*bars(1, 100), 100) or (None, 0.0)
    clear = find_metre(*bars(3, 100), 100)
    assert found is not None
    assert clear is not None
    assert sure < clear[1]


def test_a_few_beats_have_no_metre() -> None:
    length_s = 60 / 100 * (FEWEST_BEATS - 3)
    assert find_metre(*bars(4, 100, length_s=length_s), 100) is None


def test_beats_are_where_the_onsets_are() -> None:
    onsets = np.zeros(1000)
    times = np.round(np.arange(7, 1000, 23.4)).astype(int)
    onsets[times] = 1
    np.testing.assert_array_equal(track_beats(onsets, 23.4)[1:-1], times[1:-1])


def test_a_missing_onset_is_bridged() -> None:
    onsets = np.zeros(600)
    onsets[10::20] = 1
    onsets[[210, 350]] = 0
    beats = track_beats(onsets, 20)
    assert np.abs(np.diff(beats) - 20).max() <= 2
    assert len(beats) >= 29


def test_a_tempo_that_drifts_is_followed() -> None:
    times = np.round(np.cumsum(np.linspace(20, 24, 40))).astype(int)
    onsets = np.zeros(times[-1] + 10)
    onsets[times] = 1
    assert np.isin(times, track_beats(onsets, 22)).mean() > 0.9


def test_silence_has_beats_in_no_time() -> None:
    assert len(track_beats(np.zeros(500), 20)) <= 1
