"""What decodes a file: its header, and its samples from any moment on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from .faults import Reason, Unheard

BLOCK = 1 << 16
"""Frames of a block, at most."""
MOST_CHANNELS = 16
LOWEST_HZ = 4_000
HIGHEST_HZ = 768_000


class Source(Protocol):
    """A sound file that can be decoded.

    Parameters
    ----------
    rate_hz : int [Hz]
    channels : int
    duration_s : float or None [s]
        What the header says; None when it does not.
    """

    rate_hz: int
    channels: int
    duration_s: float | None

    def frames(self, start_s: float) -> Iterator[NDArray[np.float32]]:
        """Yield all blocks [shape=(n, channels)] from `start_s` on."""


def check_header(rate_hz: int, channels: int) -> None:
    """Refuse a header that no music has, before anything is made of its size.

    Raises
    ------
    Unheard
    """
    if not LOWEST_HZ <= rate_hz <= HIGHEST_HZ:
        raise Unheard(
            Reason.BAD_RATE, f"{rate_hz} Hz is not within {LOWEST_HZ:,} to {HIGHEST_HZ:,}"
        )
    if channels > MOST_CHANNELS:
        raise Unheard(
            Reason.TOO_MANY_CHANNELS, f"{channels} channels are more than {MOST_CHANNELS}"
        )
    if channels < 1:
        raise Unheard(Reason.NOT_SOUND, "it has no channel")
