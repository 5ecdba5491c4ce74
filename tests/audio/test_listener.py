import tracemalloc

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from discograph.audio.frames import log_mel
from discograph.audio.listener import Listener
from discograph.audio.pieces import quantise
from discograph.core.sound import FLOOR_DB, FRAMES, N_MELS, RATE_HZ, STEP_DB, Sound


def hear(wave: NDArray[np.float32], rate_hz: int, sizes: tuple[int, ...] = ()) -> Sound:
    listener = Listener(rate_hz, wave.shape[1], pieces=4)
    for block in np.split(wave, np.cumsum(sizes, dtype=int)):
        listener.feed(block)
    return listener.finish(len(wave) / rate_hz)


def chords(length_s: float, rate_hz: int, channels: int = 2) -> NDArray[np.float32]:
    t = np.arange(round(length_s * rate_hz)) / rate_hz
    swell = 0.6 + 0.4 * np.sin(2 * np.pi * 0.3 * t)
    tones = swell * sum(np.sin(2 * np.pi * hz * t) for hz in (131, 165, 196, 1000, 3000))
    noise = np.random.default_rng(0).normal(size=(len(t), channels))
    wave: NDArray[np.float32] = (0.1 * tones[:, None] + 0.01 * noise).astype(np.float32)
    return wave


def test_at_its_rate_a_mono_recording_is_its_log_mel() -> None:
    wave = chords(20, RATE_HZ, channels=1)
    mel = quantise(log_mel(wave[:, 0]))
    pieces = hear(wave, RATE_HZ).pieces
    assert pieces.shape == (2, FRAMES, N_MELS)
    for piece, start in zip(pieces, [0, len(mel) - FRAMES], strict=True):
        np.testing.assert_array_equal(piece, mel[start : start + FRAMES])


def test_channels_are_mixed_by_their_mean() -> None:
    mono = chords(15, RATE_HZ, channels=1)
    silent = np.zeros_like(mono)
    both = hear(np.hstack([2 * mono, silent, 2 * mono, silent]), RATE_HZ)  # exact in binary
    np.testing.assert_array_equal(both.pieces, hear(mono, RATE_HZ).pieces)


@pytest.mark.parametrize("rate_hz", [8_000, 44_100, 48_000, 96_000])
def test_the_rate_of_a_recording_is_not_heard(rate_hz: int) -> None:
    pieces = [hear(chords(15, rate), rate).pieces for rate in (RATE_HZ, rate_hz)]
    levels, others = (FLOOR_DB + STEP_DB * kept.astype(float).mean((0, 1)) for kept in pieces)
    tonal = levels > -5  # noise has less power in a band at a higher rate
    assert tonal.sum() >= 5
    np.testing.assert_allclose(others[tonal], levels[tonal], atol=0.5)


@pytest.mark.parametrize("length_s", [1.0, 5.0, 13.9])
def test_a_short_recording_fills_one_piece(length_s: float) -> None:
    sound = hear(chords(length_s, 44_100), 44_100)
    assert sound.pieces.shape == (1, FRAMES, N_MELS)
    frames = 1 + round(length_s * RATE_HZ) // 512
    np.testing.assert_array_equal(sound.pieces[0, frames:], sound.pieces[0, : FRAMES - frames])


def test_the_loudness_is_that_of_all_channels_at_their_rate() -> None:
    # out of phase and above 11,025 Hz, so that nothing of it is in the log-mel
    t = np.arange(5 * 48_000) / 48_000
    tone = 0.1 * np.sin(2 * np.pi * 15_000 * t)
    sound = hear(np.stack([tone, -tone], axis=1).astype(np.float32), 48_000)
    assert not sound.pieces[:, 1 : FRAMES // 3].any()
    # -20 dBFS in both channels, and the 4 dB of the shelf
    assert sound.descriptors.loudness_lufs == pytest.approx(-20 - 0.691 + 4.04, abs=0.05)


def test_silence_is_heard_and_has_no_loudness() -> None:
    sound = hear(np.zeros((44_100, 2), np.float32), 44_100)
    assert not sound.pieces.any()
    assert sound.descriptors.loudness_lufs is None


def test_the_length_of_the_whole_is_kept() -> None:
    listener = Listener(RATE_HZ, 1, pieces=1)
    listener.feed(chords(2, RATE_HZ, channels=1))
    assert listener.finish(240.0).duration_s == 240.0


def test_of_a_long_recording_little_is_kept() -> None:
    minute = chords(60, RATE_HZ, channels=1)
    hear(minute, RATE_HZ)  # compiles
    peaks = []
    for minutes in (1, 10):
        tracemalloc.start()
        listener = Listener(RATE_HZ, 1, pieces=4)
        for block in np.split(minute, 20) * minutes:
            listener.feed(block)
        listener.finish(60.0 * minutes)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    # 48 MB of samples, of which 3 MB of log-mel and 1.6 MB of onsets and tones are kept; these are
    # joined in the end, and what is told of them is worked out from copies
    assert peaks[1] - peaks[0] < 16e6


@settings(max_examples=15, deadline=None)
@given(
    st.sampled_from([(44_100, 2), (48_000, 1), (22_050, 6), (32_000, 2)]),
    st.lists(st.integers(0, 200_000), max_size=5),
)
def test_blocks_of_any_size_give_the_same(form: tuple[int, int], sizes: list[int]) -> None:
    rate_hz, channels = form
    wave = chords(16, rate_hz, channels)
    whole, cut = hear(wave, rate_hz), hear(wave, rate_hz, tuple(sizes))
    assert whole.pieces.tobytes() == cut.pieces.tobytes()
    assert cut.descriptors.loudness_lufs == pytest.approx(whole.descriptors.loudness_lufs)
