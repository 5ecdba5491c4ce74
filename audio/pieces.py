"""Pieces of a log-mel that are kept for the CNN, in one byte a value."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..core.sound import FLOOR_DB, FRAMES, STEP_DB


def quantise(mel_db: NDArray[np.float32]) -> NDArray[np.uint8]:
    """Return the steps of `STEP_DB` that each value is above `FLOOR_DB`.

    >>> quantise(np.array([-100, -80, -79.4, 0, 60], np.float32)).tolist()
    [0, 0, 1, 160, 255]
    """
    steps = np.rint((mel_db - np.float32(FLOOR_DB)) * np.float32(1 / STEP_DB))
    quantised: NDArray[np.uint8] = np.clip(steps, 0, 255, out=steps).astype(np.uint8)
    return quantised


def cut(mel: NDArray[np.uint8], n: int) -> NDArray[np.uint8]:
    """Return pieces of `FRAMES` frames from the middle of each `n`-th of a recording.

    Where pieces would overlap although fewer of them cover all of it, there are fewer. A recording
    shorter than a piece is repeated until it fills one.

    Parameters
    ----------
    mel : ndarray [shape=(frames > 0, N_MELS), uint8]
    n : int > 0

    Returns
    -------
    ndarray [shape=(1..n, FRAMES, N_MELS), uint8]
    """
    if len(mel) < FRAMES:
        return np.tile(mel, (-(-FRAMES // len(mel)), 1))[None, :FRAMES]
    n = min(n, -(-len(mel) // FRAMES))
    middles = (np.arange(n) + 0.5) * len(mel) / n
    starts = np.clip(np.rint(middles - FRAMES / 2), 0, len(mel) - FRAMES).astype(int)
    return np.stack([mel[start : start + FRAMES] for start in starts])
