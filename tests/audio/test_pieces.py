import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from discograph.audio.pieces import cut, quantise
from discograph.core.sound import FLOOR_DB, FRAMES, N_MELS, STEP_DB


def numbered(frames: int) -> NDArray[np.uint8]:
    """Return a log-mel whose first two bands number its frames."""
    mel = np.zeros((frames, N_MELS), np.uint8)
    mel[:, 0], mel[:, 1] = np.arange(frames) % 256, np.arange(frames) // 256
    return mel


def numbers(pieces: NDArray[np.uint8]) -> NDArray[np.int64]:
    return pieces[..., 0].astype(np.int64) + 256 * pieces[..., 1].astype(np.int64)


def test_what_is_quantised_is_half_a_step_away_at_most() -> None:
    levels = np.linspace(FLOOR_DB, FLOOR_DB + 255 * STEP_DB, 10_001).astype(np.float32)
    assert np.abs(FLOOR_DB + STEP_DB * quantise(levels) - levels).max() <= STEP_DB / 2 + 1e-4


def test_levels_beyond_the_steps_get_the_last_one() -> None:
    assert quantise(np.array([-100, -81, 48, 200], np.float32)).tolist() == [0, 0, 255, 255]


def test_pieces_are_the_middles_of_equal_parts() -> None:
    starts = numbers(cut(numbered(4000), 4))[:, 0]
    assert starts.tolist() == [200, 1200, 2200, 3200]


@pytest.mark.parametrize(("frames", "n"), [(599, 1), (600, 2), (1198, 2), (1199, 3), (9000, 4)])
def test_there_are_no_more_pieces_than_cover_a_recording(frames: int, n: int) -> None:
    assert len(cut(numbered(frames), 4)) == n


@pytest.mark.parametrize("frames", [1, 44, 300, 598])
def test_a_shorter_recording_is_repeated(frames: int) -> None:
    piece = numbers(cut(numbered(frames), 4))
    assert piece.tolist() == [[i % frames for i in range(FRAMES)]]


@given(st.integers(FRAMES, 12_000), st.integers(1, 9))
def test_pieces_are_whole_in_order_and_spread_alike_from_both_ends(frames: int, n: int) -> None:
    found = numbers(cut(numbered(frames), n))
    assert (np.diff(found, axis=1) == 1).all()
    assert (np.diff(found[:, 0]) > 0).all()
    mirrored = frames - 1 - found[::-1, ::-1]
    assert np.abs(mirrored[:, 0] - found[:, 0]).max() <= 1
