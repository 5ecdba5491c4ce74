import numpy as np
import pytest
from numpy.typing import NDArray

from discograph.audio.frames import Spectra
from discograph.audio.key import NOTES, STEPS, TONES, add_tones, find_key, pitch_classes
from discograph.core.sound import KEYS, RATE_HZ

PROGRESSIONS = {
    "major": ((0, 4, 7), (5, 9, 12), (7, 11, 14), (0, 4, 7)),
    "minor": ((0, 3, 7), (5, 8, 12), (7, 11, 14), (0, 3, 7)),
}


def chords(tonic: int, mode: str, *, cents: float = 0.0) -> NDArray[np.float64]:
    """Return tonic, subdominant, dominant and tonic over their roots, each of half a second."""
    t = np.arange(RATE_HZ // 2) / RATE_HZ
    wave = []
    for chord in PROGRESSIONS[mode]:
        notes = 60 + tonic + np.array([chord[0] - 12, *chord]) + cents / 100
        hz = 440 * 2 ** ((notes[:, None, None] - 69) / 12)
        overtones = np.arange(1, 6)[:, None]
        wave.append((np.sin(2 * np.pi * hz * overtones * t) / overtones).sum(axis=(0, 1)))
    return np.concatenate(wave)


def tones_of(wave: NDArray[np.float64]) -> NDArray[np.float64]:
    tones, spectra = np.zeros(TONES), Spectra()
    for batches in (spectra.feed(wave.astype(np.float32)), spectra.finish()):
        for power, _ in batches:
            add_tones(
                power,
                tones,
                np.zeros((len(power), 12), np.float32),
                np.zeros(len(power), np.float32),
            )
    return tones


@pytest.mark.parametrize("mode", ["major", "minor"])
@pytest.mark.parametrize("tonic", range(12))
def test_chords_are_at_home_in_their_key(tonic: int, mode: str) -> None:
    found = find_key(tones_of(chords(tonic, mode)))
    assert found is not None
    assert found[:2] == (KEYS[tonic], mode)
    assert found[2] > 0.5


@pytest.mark.parametrize("cents", [-40, -20, 30])
def test_a_band_out_of_tune_is_in_the_same_key(cents: float) -> None:
    found = find_key(tones_of(chords(4, "minor", cents=cents)))
    assert found is not None
    assert found[:2] == ("E", "minor")


def test_a_louder_band_is_in_the_same_key() -> None:
    quiet, loud = (find_key(tones_of(gain * chords(2, "major"))) for gain in (1e-3, 10))
    assert quiet is not None
    assert loud is not None
    assert quiet[:2] == loud[:2]


def test_a_tone_is_counted_at_its_pitch() -> None:
    t = np.arange(2 * RATE_HZ) / RATE_HZ
    for midi in (50.0, 69.0, 80.3):
        tones = tones_of(np.sin(2 * np.pi * 440 * 2 ** ((midi - 69) / 12) * t))
        assert tones.argmax() == pytest.approx((midi - 24) * STEPS, abs=1)


def test_frames_tell_pitch_classes_and_bass() -> None:
    t = np.arange(RATE_HZ) / RATE_HZ
    spectra = Spectra()
    power = next(spectra.feed((np.sin(2 * np.pi * 110 * t)).astype(np.float32)))[0][4:]
    chroma, bass = np.zeros((len(power), 12), np.float32), np.zeros(len(power), np.float32)
    add_tones(power, np.zeros(TONES), chroma, bass)
    assert (chroma.argmax(axis=1) == KEYS.index("A")).all()
    np.testing.assert_allclose(chroma.sum(axis=1), 1, atol=0.2)
    assert bass.mean() > 0.5


def test_overtones_are_taken_away() -> None:
    tones = np.zeros(TONES)
    tones[[36 * STEPS, 48 * STEPS, 55 * STEPS]] = (1, 0.2, 0.1)  # c with its octave and twelfth
    classes = pitch_classes(tones)
    assert classes[0] == pytest.approx(1.0)
    assert classes[7] == pytest.approx(0.0)


@pytest.mark.parametrize("level", [0.0, 1.0])
def test_nothing_and_all_have_no_key(level: float) -> None:
    found = find_key(np.full(TONES, level))
    assert found is None or found[2] == 0


def test_noise_is_less_sure_than_chords() -> None:
    rng = np.random.default_rng(0)
    noise = find_key(tones_of(rng.normal(size=5 * RATE_HZ)))
    assert noise is not None
    assert noise[2] < 0.3


def test_the_lowest_and_the_highest_tone_have_their_place() -> None:
    for step in (0, TONES - 1):
        tones = np.zeros(TONES)
        tones[step] = 1
        assert pitch_classes(tones).argmax() == (0 if step == 0 else NOTES % 12)
