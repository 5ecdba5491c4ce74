import math

import numpy as np
import pyloudnorm  # type: ignore[import-untyped]
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from discograph.audio.loudness import Loudness, k_weighting

SOUNDS = ("tone", "low tone", "noise", "bursts", "brown noise")
LENGTH_S = 2.4


def loudness(wave: NDArray[np.float32], rate_hz: int, sizes: tuple[int, ...] = ()) -> float | None:
    meter = Loudness(rate_hz, wave.shape[1])
    for block in np.split(wave, np.cumsum(sizes, dtype=int)):
        meter.feed(np.ascontiguousarray(block))
    return meter.finish()


def sound(kind: str, rate_hz: int, channels: int) -> NDArray[np.float32]:
    rng = np.random.default_rng(0)
    t = np.arange(round(LENGTH_S * rate_hz)) / rate_hz
    noise = rng.normal(size=(len(t), channels))
    wave = {
        "tone": np.sin(2 * np.pi * 997 * t)[:, None] * np.linspace(0.3, 0.1, channels),
        "low tone": np.sin(2 * np.pi * 60 * t)[:, None] * np.full(channels, 0.3),
        "noise": 0.1 * noise,
        "bursts": noise * np.where(np.sin(3 * t) > 0.3, 0.3, 0.001)[:, None],
        "brown noise": 0.002 * noise.cumsum(axis=0),
    }[kind]
    single: NDArray[np.float32] = wave.astype(np.float32)
    return single


def tone(rate_hz: int, length_s: float, dbfs: float) -> NDArray[np.float32]:
    t = np.arange(round(length_s * rate_hz)) / rate_hz
    wave: NDArray[np.float32] = (10 ** (dbfs / 20) * np.sin(2 * np.pi * 997 * t)).astype(np.float32)
    return wave[:, None]


@pytest.mark.parametrize("kind", SOUNDS)
@pytest.mark.parametrize("channels", [1, 2, 5])
@pytest.mark.parametrize("rate_hz", [8_000, 11_025, 22_050, 44_100, 96_000])
def test_it_is_pyloudnorms_within_a_tenth(kind: str, channels: int, rate_hz: int) -> None:
    wave = sound(kind, rate_hz, channels)
    theirs = pyloudnorm.Meter(rate_hz).integrated_loudness(wave)
    assert loudness(wave, rate_hz) == pytest.approx(theirs, abs=0.1)


def test_the_filters_at_48_khz_are_those_of_the_recommendation() -> None:
    # BS.1770-4, tables 1 and 2
    shelf = [1.53512485958697, -2.69169618940638, 1.19839281085285]
    shelf += [-1.69065929318241, 0.73248077421585]
    high_pass = [1.0, -2.0, 1.0, -1.99004745483398, 0.99007225036621]
    np.testing.assert_allclose(k_weighting(48_000), [shelf, high_pass], rtol=1e-7)


@pytest.mark.parametrize("rate_hz", [16_000, 44_100, 48_000, 192_000])
def test_a_full_scale_tone_in_one_channel_is_at_minus_three(rate_hz: int) -> None:
    # the calibration of BS.1770-4, annex 1
    assert loudness(tone(rate_hz, 3, 0), rate_hz) == pytest.approx(-3.01, abs=0.05)


def test_two_channels_of_the_same_are_three_more() -> None:
    one = tone(44_100, 3, -20)
    both = loudness(np.hstack([one, one]), 44_100)
    assert both == pytest.approx(-23.01 + 10 * math.log10(2), abs=0.03)


def test_quiet_parts_do_not_count() -> None:
    # EBU Tech 3341, case 3: -36, -23 and -36 dBFS in both channels are -23 LUFS
    parts = [tone(48_000, 10, -36), tone(48_000, 60, -23), tone(48_000, 10, -36)]
    both = np.repeat(np.concatenate(parts), 2, axis=1)
    assert loudness(both, 48_000) == pytest.approx(-23, abs=0.1)


def test_surround_counts_more_and_bass_effects_not() -> None:
    # the same in the channel, and the loudest of all
    alone = [loudness(one_of(6, channel), 48_000) for channel in range(6)]
    front, effects, surround = alone[0], alone[3], alone[4]
    assert effects is None
    assert front is not None
    assert surround == pytest.approx(front + 10 * math.log10(1.41), abs=1e-6)


def one_of(channels: int, channel: int) -> NDArray[np.float32]:
    wave = np.zeros((48_000, channels), np.float32)
    wave[:, channel] = tone(48_000, 1, -10)[:, 0]
    return wave


@pytest.mark.parametrize("n", [0, 1, 4_409, 17_639])
def test_less_than_a_gating_block_has_none(n: int) -> None:
    assert loudness(tone(44_100, 1, 0)[:n], 44_100) is None
    assert loudness(tone(44_100, 1, 0)[:17_640], 44_100) is not None


@pytest.mark.parametrize("dbfs", [-math.inf, -75])
def test_silence_has_none(dbfs: float) -> None:
    assert loudness(tone(44_100, 2, dbfs), 44_100) is None


def test_long_silence_keeps_arithmetic_normal() -> None:
    meter = Loudness(8_000, 2)
    meter.feed(np.ones((8_000, 2), np.float32))
    meter.feed(np.zeros((800_000, 2), np.float32))
    assert not meter._state.any()


@settings(max_examples=25, deadline=None)
@given(
    st.sampled_from([8_000, 11_025, 22_050, 44_100]),
    st.lists(st.integers(0, 15_000), max_size=6),
)
def test_blocks_of_any_size_give_the_same(rate_hz: int, sizes: list[int]) -> None:
    wave = sound("bursts", rate_hz, 2)
    whole = loudness(wave, rate_hz)
    assert whole is not None
    assert loudness(wave, rate_hz, tuple(sizes)) == pytest.approx(whole, abs=1e-9)
