import librosa
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from discograph.audio.frames import BATCH, BINS, Spectra, log_mel, mel_weights
from discograph.core.errors import AudioError
from discograph.core.sound import HOP_SAMPLES, N_MELS, RATE_HZ, WINDOW_SAMPLES


def band_of(hz: float) -> int:
    centres = librosa.mel_frequencies(N_MELS + 2, fmax=RATE_HZ / 2)[1:-1]
    return int(np.abs(centres - hz).argmin())


def librosas(wave: NDArray[np.float32]) -> NDArray[np.float64]:
    power = librosa.feature.melspectrogram(
        y=wave, sr=RATE_HZ, n_fft=WINDOW_SAMPLES, hop_length=HOP_SAMPLES, n_mels=N_MELS
    )
    return np.asarray(power, np.float64).T


def made_up(n: int, seed: int = 0) -> NDArray[np.float32]:
    rng = np.random.default_rng(seed)
    t = np.arange(n) / RATE_HZ
    tones = sum(np.sin(2 * np.pi * hz * t) for hz in (110, 440, 2093, 7000))
    wave: NDArray[np.float32] = (0.1 * tones + 0.05 * rng.normal(size=n)).astype(np.float32)
    return wave


@pytest.mark.filterwarnings("ignore:n_fft=2048 is too large")
@pytest.mark.parametrize("n", [1, 511, 512, 2048, 22_050, 100_001])
def test_the_log_mel_is_librosas(n: int) -> None:
    wave = made_up(n)
    ours = 10 ** (log_mel(wave).astype(np.float64) / 10)
    np.testing.assert_allclose(ours, np.maximum(librosas(wave), 1e-10), rtol=1e-5)


def test_levels_far_below_the_loudest_are_librosas_too() -> None:
    wave = made_up(RATE_HZ) * np.float32(1e-3)
    wave[RATE_HZ // 2 :] = 0
    theirs = librosa.power_to_db(librosas(wave), top_db=None)
    np.testing.assert_allclose(log_mel(wave), theirs, atol=1e-4)


def test_the_weights_of_the_bands_are_librosas() -> None:
    theirs = librosa.filters.mel(sr=RATE_HZ, n_fft=WINDOW_SAMPLES, n_mels=N_MELS)
    np.testing.assert_allclose(mel_weights(), theirs, atol=1e-8)


@pytest.mark.parametrize("hz", [200.0, 440.0, 1000.0, 5000.0])
def test_a_tone_is_loudest_in_its_band(hz: float) -> None:
    tone = np.sin(2 * np.pi * hz * np.arange(RATE_HZ) / RATE_HZ).astype(np.float32)
    middle = log_mel(tone)[10:30]
    assert (middle.argmax(axis=1) == band_of(hz)).all()


def test_ten_times_the_amplitude_is_20_db_more() -> None:
    quiet = made_up(RATE_HZ) * np.float32(0.1)
    np.testing.assert_allclose(log_mel(quiet * np.float32(10)), log_mel(quiet) + 20, atol=1e-4)


def test_silence_is_at_the_lowest_level() -> None:
    np.testing.assert_allclose(log_mel(np.zeros(3000, np.float32)), -100, atol=1e-4)


def test_no_samples_have_no_log_mel() -> None:
    with pytest.raises(AudioError):
        log_mel(np.zeros(0, np.float32))


def test_the_power_of_a_frame_is_that_of_its_windowed_samples() -> None:
    wave = made_up(40 * HOP_SAMPLES)
    power = in_blocks(wave, [len(wave)])[0]
    frame = wave[20 * HOP_SAMPLES - WINDOW_SAMPLES // 2 :][:WINDOW_SAMPLES].astype(np.float64)
    window = 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(WINDOW_SAMPLES) / WINDOW_SAMPLES)
    exact = np.abs(np.fft.rfft(frame * window)) ** 2
    assert power.shape == (41, BINS)
    np.testing.assert_allclose(power[20], exact, rtol=1e-4, atol=1e-9 * exact.max())


@settings(max_examples=25, deadline=None)
@given(
    st.integers(1, 3 * BATCH * HOP_SAMPLES),
    st.lists(st.integers(0, 2 * BATCH * HOP_SAMPLES), max_size=6),
)
def test_blocks_of_any_size_give_the_same_bits(n: int, sizes: list[int]) -> None:
    wave = made_up(n)
    whole, cut = in_blocks(wave, []), in_blocks(wave, sizes)
    assert [part.tobytes() for part in whole] == [part.tobytes() for part in cut]
    assert len(whole[0]) == 1 + n // HOP_SAMPLES


def in_blocks(wave: NDArray[np.float32], sizes: list[int]) -> list[NDArray[np.float32]]:
    """Return power and log-mel of blocks of `sizes`, and one block of what is left."""
    spectra = Spectra()
    frames = [
        (power.copy(), mel_db.copy())
        for part in np.split(wave, np.cumsum(sizes, dtype=int))
        for power, mel_db in spectra.feed(part)
    ]
    frames += [(power.copy(), mel_db.copy()) for power, mel_db in spectra.finish()]
    return [np.concatenate(parts) for parts in zip(*frames, strict=True)]
