import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from discograph.audio.descriptors import DescriptorStream
from discograph.audio.frames import Spectra
from discograph.core.sound import RATE_HZ, Descriptors


def describe(wave: NDArray[np.float64]) -> Descriptors:
    stream, spectra = DescriptorStream(), Spectra()
    for batches in (spectra.feed(wave.astype(np.float32)), spectra.finish()):
        for power, mel_db in batches:
            stream.feed(power, mel_db)
    return stream.finish()


def song(length_s: float = 24.0) -> NDArray[np.float64]:
    """Return C, F, G and C again and again at 100 bpm: a bar each, a stroke at each beat."""
    beat = round(0.6 * RATE_HZ)
    t = np.arange(beat) / RATE_HZ
    fade = np.exp(-6 * t)
    wave = []
    for place in range(int(length_s / 0.6)):
        root = 48 + (0, 5, 7, 0)[place // 4 % 4]
        notes = (
            [root, root + 12, root + 16, root + 19] if place % 4 == 0 else [root + 16, root + 19]
        )
        hz = 440 * 2 ** ((np.array(notes)[:, None] - 69) / 12)
        wave.append(
            fade * (np.sin(2 * np.pi * hz * t) + np.sin(4 * np.pi * hz * t) / 3).sum(axis=0)
        )
    return 0.1 * np.concatenate(wave)


def test_a_song_is_described() -> None:
    found = describe(song())
    assert found.tempo_bpm == pytest.approx(100, rel=0.01)
    assert (found.key, found.mode, found.time_signature) == ("C", "major", 4)
    assert min(found.tempo_confidence, found.key_confidence) > 0.5
    assert found.loudness_lufs is None


@pytest.mark.parametrize("gain", [1e-2, 10.0])
def test_a_gain_changes_nothing(gain: float) -> None:
    found, others = describe(song()), describe(gain * song())
    assert (others.key, others.mode) == (found.key, found.mode)
    assert others.time_signature == found.time_signature
    assert others.tempo_bpm == pytest.approx(found.tempo_bpm, rel=1e-3)
    assert others.tempo_confidence == pytest.approx(found.tempo_confidence, abs=0.05)


@pytest.mark.parametrize("length_s", [0.0, 0.01, 1.0, 3.9])
def test_of_little_sound_nothing_is_said(length_s: float) -> None:
    assert describe(song()[: int(length_s * RATE_HZ)]) == Descriptors()


def test_of_silence_nothing_is_said() -> None:
    assert describe(np.zeros(10 * RATE_HZ)) == Descriptors()


@settings(max_examples=25, deadline=None)
@given(
    st.integers(0, 2**32 - 1),
    st.floats(0, 12),
    st.sampled_from([0.0, 1e-6, 1e-3, 1.0, 100.0]),
    st.sampled_from(["noise", "tone", "step", "click"]),
)
def test_of_anything_something_sound_is_said(
    seed: int, length_s: float, gain: float, kind: str
) -> None:
    rng = np.random.default_rng(seed)
    n = int(length_s * RATE_HZ)
    wave = {
        "noise": rng.normal(size=n),
        "tone": np.sin(rng.uniform(0, 3) * np.arange(n)),
        "step": np.arange(n) > rng.integers(n + 1),
        "click": np.arange(n) == rng.integers(n + 1),
    }[kind]
    found = describe(gain * wave)
    assert found.tempo_bpm is None or 30 < found.tempo_bpm < 300
    assert found.time_signature in (None, 3, 4)
    assert (found.key is None) == (found.mode is None)
    for value, sure in (
        (found.tempo_bpm, found.tempo_confidence),
        (found.key, found.key_confidence),
        (found.time_signature, found.time_signature_confidence),
    ):
        assert 0 <= sure <= 1
        assert value is not None or sure == 0


@pytest.mark.parametrize("length_s", [4.1, 8.0, 20.0])
def test_of_noise_nobody_is_sure(length_s: float) -> None:
    rng = np.random.default_rng(0)
    for _ in range(10):
        found = describe(rng.normal(size=int(length_s * RATE_HZ)))
        assert found.tempo_confidence < 0.3
        assert found.key_confidence < 0.3
        assert found.time_signature_confidence < 0.3


@pytest.mark.parametrize("place", range(5))
def test_a_sound_that_begins_once_has_no_sure_tempo(place: int) -> None:
    n = int(4.1 * RATE_HZ)
    found = describe(np.where(np.arange(n) > n * place // 5, 1e-3, 0.0))
    assert found.tempo_confidence < 0.3


def test_batches_of_any_size_say_the_same() -> None:
    spectra, streams = Spectra(), (DescriptorStream(), DescriptorStream())
    for power, mel_db in spectra.feed(song(12.0).astype(np.float32)):
        streams[0].feed(power, mel_db)
        for frame in range(len(power)):
            streams[1].feed(power[frame : frame + 1], mel_db[frame : frame + 1])
    assert streams[0].finish() == streams[1].finish()
