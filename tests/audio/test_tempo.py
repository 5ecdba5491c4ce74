import numpy as np
import pytest
from numpy.typing import NDArray

from discograph.audio.frames import log_mel
from discograph.audio.tempo import (
    LAG_FRAMES,
    add_onsets,
    at,
    candidates,
    emphasise,
    find_tempo,
    periodicities,
)
from discograph.core.sound import N_MELS, RATE_HZ


def onsets_of(wave: NDArray[np.float64]) -> NDArray[np.float32]:
    mel_db = log_mel(wave.astype(np.float32))
    onsets = np.zeros((len(mel_db), 4), np.float32)
    add_onsets(mel_db, np.full((LAG_FRAMES, N_MELS), -1, np.float32), onsets)
    return onsets


def clicks(bpm: float, length_s: float = 20.0, *, jitter_s: float = 0.0) -> NDArray[np.float64]:
    rng = np.random.default_rng(0)
    wave = np.zeros(round(length_s * RATE_HZ))
    for time in np.arange(0.1, length_s - 0.2, 60 / bpm):
        start = round((time + rng.uniform(0, jitter_s)) * RATE_HZ)
        wave[start : start + 400] += np.exp(-np.arange(400) / 80) * rng.normal(size=400)
    return wave


def drums(bpm: float, length_s: float = 20.0) -> NDArray[np.float64]:
    """Return a bass drum on 1 and 3, a snare on 2 and 4, and a hi-hat at every half beat."""
    rng = np.random.default_rng(0)
    t = np.arange(RATE_HZ // 8) / RATE_HZ
    bass = np.sin(2 * np.pi * 60 * t) * np.exp(-20 * t)
    snare = rng.normal(size=len(t)) * np.exp(-30 * t)
    hat = np.diff(rng.normal(size=len(t) + 1)) * np.exp(-120 * t)
    wave = np.zeros(round(length_s * RATE_HZ))
    for place, time in enumerate(np.arange(0.1, length_s - 0.2, 30 / bpm)):
        hit = 0.2 * hat + (place % 4 == 0) * bass + (place % 4 == 2) * 0.5 * snare
        start = round(time * RATE_HZ)
        wave[start : start + len(t)] += hit
    return wave


def tempo_of(wave: NDArray[np.float64]) -> tuple[float, float]:
    onsets = emphasise(onsets_of(wave))
    assert onsets is not None
    found = find_tempo(onsets)
    assert found is not None
    return found


@pytest.mark.parametrize("bpm", [60, 71.5, 80, 97.3, 110, 120, 133.3, 150, 172, 185, 200])
def test_clicks_are_counted_to_a_thousandth(bpm: float) -> None:
    found, sure = tempo_of(clicks(bpm))
    assert found == pytest.approx(bpm, rel=1e-3)
    assert sure > 0.5


@pytest.mark.parametrize("bpm", [75, 90, 105, 120, 140])
def test_drums_are_tapped_at_the_beat(bpm: float) -> None:
    assert tempo_of(drums(bpm))[0] == pytest.approx(bpm, rel=0.01)


def test_a_hand_that_is_not_steady_is_followed() -> None:
    assert tempo_of(clicks(100, jitter_s=0.04))[0] == pytest.approx(100, rel=0.01)


def test_a_drum_is_surer_than_noise() -> None:
    noise = np.random.default_rng(0).normal(size=20 * RATE_HZ)
    onsets = emphasise(onsets_of(noise))
    assert onsets is not None
    _, sure = find_tempo(onsets) or (None, 0.0)
    assert sure < 0.2 < tempo_of(drums(100))[1]


def test_two_strokes_are_no_pulse() -> None:
    wave = np.zeros(5 * RATE_HZ)
    wave[[RATE_HZ, 2 * RATE_HZ]] = 1
    assert tempo_of(wave)[1] < 0.5 < tempo_of(clicks(60, 10))[1]


def test_a_tone_that_stays_or_sways_is_no_onset() -> None:
    t = np.arange(5 * RATE_HZ) / RATE_HZ
    steady = onsets_of(np.sin(2 * np.pi * 440 * t))[10:-10].sum()
    swaying = onsets_of(np.sin(2 * np.pi * 440 * t + 3 * np.sin(2 * np.pi * 5 * t)))[10:-10].sum()
    beaten = onsets_of(np.sin(2 * np.pi * 440 * t) * (t % 0.5 < 0.2))[10:-10].sum()
    assert steady < 0.01 * beaten
    assert swaying < 0.3 * beaten


def test_onsets_are_heard_in_their_band() -> None:
    t = np.arange(3 * RATE_HZ) / RATE_HZ
    noise = 0.01 * np.random.default_rng(0).normal(size=len(t))
    before = onsets_of(noise).sum(axis=0)
    for band, hz in enumerate((80, 500, 2000, 8000)):
        onsets = onsets_of(noise + np.sin(2 * np.pi * hz * t) * (t % 0.5 > 0.3)).sum(axis=0)
        assert (onsets - before).argmax() == band


def test_no_onsets_have_no_tempo() -> None:
    assert emphasise(np.zeros((500, 4), np.float32)) is None


def test_candidates_hold_the_period_of_a_pulse() -> None:
    onsets = np.zeros((1200, 4), np.float32)
    onsets[::25] = 1
    repeats, pulses = periodicities(onsets)
    assert at(repeats[0], 25) == pytest.approx(1, abs=0.1)
    assert repeats[0, 12] < 0.1
    turns = pulses[0].argmax() * 25 / 2048
    assert turns == pytest.approx(round(turns), abs=0.03)
    bpm = 60 * RATE_HZ / 512 / 25
    assert np.abs(candidates(repeats[0]) / bpm - 1).min() < 0.01
