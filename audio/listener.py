"""One pass over the samples of a recording, in memory that does not depend on its rate."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from soxr import ResampleStream  # type: ignore[import-untyped]

from ..core.sound import RATE_HZ, Sound
from .descriptors import DescriptorStream
from .frames import Spectra
from .loudness import Loudness
from .pieces import cut, quantise


class Listener:
    """Hear a recording block by block: one resampling and one transform for all that is measured.

    Loudness is that of the recording as it is, all else that of its channels' mean at `RATE_HZ`.
    What is kept of it is its quantised log-mel, 5.5 KB a second, and what the descriptors keep.

    Parameters
    ----------
    rate_hz : int >= 4,000 [Hz]
    channels : int > 0
    pieces : int > 0
        Pieces that are kept of the log-mel, at most.
    """

    def __init__(self, rate_hz: int, channels: int, *, pieces: int) -> None:
        self._loudness = Loudness(rate_hz, channels)
        self._resampler = ResampleStream(rate_hz, RATE_HZ, 1, quality="HQ")
        self._spectra = Spectra()
        self._descriptors = DescriptorStream()
        self._pieces = pieces
        self._mel: list[NDArray[np.uint8]] = []

    def feed(self, block: NDArray[np.float32]) -> None:
        """Hear the samples after those fed before.

        Parameters
        ----------
        block : ndarray [shape=(n, channels), float32, finite]
        """
        self._loudness.feed(block)
        self._hear(self._spectra.feed(self._resampler.resample_chunk(_mono(block))))

    def finish(self, duration_s: float) -> Sound:
        """Return what was heard; nothing may be fed afterwards.

        Parameters
        ----------
        duration_s : float [s]
            Of the whole recording, of which this may be a part.
        """
        rest = self._resampler.resample_chunk(np.empty(0, np.float32), last=True)
        self._hear(self._spectra.feed(rest))
        self._hear(self._spectra.finish())
        return Sound(
            duration_s=duration_s,
            pieces=cut(np.concatenate(self._mel), self._pieces),
            descriptors=replace(self._descriptors.finish(), loudness_lufs=self._loudness.finish()),
        )

    def _hear(self, batches: Iterator[tuple[NDArray[np.float32], NDArray[np.float32]]]) -> None:
        for power, mel_db in batches:
            self._mel.append(quantise(mel_db))
            self._descriptors.feed(power, mel_db)


def _mono(block: NDArray[np.float32]) -> NDArray[np.float32]:
    # several times faster than a mean along rows of two, and BLAS would start threads
    mono = block[:, 0].copy()
    for channel in range(1, block.shape[1]):
        mono += block[:, channel]
    return np.multiply(mono, np.float32(1 / block.shape[1]), out=mono)
