"""Frames of a recording: the power spectra that every measure shares, and their log-mel."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import numpy as np
from numba import njit
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray
from scipy.fft import rfft

from ..core.errors import AudioError
from ..core.sound import HOP_SAMPLES, N_MELS, RATE_HZ, WINDOW_SAMPLES

BINS = WINDOW_SAMPLES // 2 + 1
BATCH = 32
"""Frames transformed at once, a multiple of 4; their spectra (256 KiB) stay in the cache."""
AMIN = 1e-10
"""Least power that has a level, as in librosa: nothing is below -100 dB."""

_LINEAR_HZ = 200 / 3
_LOG_FROM_HZ = 1000.0
_LOG_STEP = np.log(6.4) / 27


class Spectra:
    """Power spectra and log-mel of mono samples at `RATE_HZ` that arrive in blocks of any size.

    Frames are centred on every `HOP_SAMPLES`-th sample, with zeros before the first and after the
    last one, under a Hann window. They come in batches that are cut at the same frames however the
    samples were, so that what follows from them is the same to the bit.
    """

    def __init__(self) -> None:
        self._held = np.zeros((BATCH - 1) * HOP_SAMPLES + WINDOW_SAMPLES, np.float32)
        self._frames = sliding_window_view(self._held, WINDOW_SAMPLES)[::HOP_SAMPLES]
        self._n = WINDOW_SAMPLES // 2
        turn = 2 * np.pi * np.arange(WINDOW_SAMPLES) / WINDOW_SAMPLES
        self._window = (0.5 - 0.5 * np.cos(turn)).astype(np.float32)
        self._weights = mel_weights()
        self._first, self._last = _spans(self._weights)
        self._windowed = np.empty((BATCH, WINDOW_SAMPLES), np.float32)
        self._power = np.empty((BATCH, BINS), np.float32)
        self._mel = np.empty((BATCH, N_MELS), np.float32)

    def feed(
        self, wave: NDArray[np.float32]
    ) -> Iterator[tuple[NDArray[np.float32], NDArray[np.float32]]]:
        """Yield the frames that `wave` completes.

        Parameters
        ----------
        wave : ndarray [shape=(n,), float32]
            The samples after those fed before.

        Yields
        ------
        power : ndarray [shape=(frames, BINS), float32]
            Squared magnitudes. Like `mel_db` it is overwritten by the next batch.
        mel_db : ndarray [shape=(frames, N_MELS), float32, dB, >= -100]
        """
        at = 0
        while at < len(wave):
            part = wave[at : at + len(self._held) - self._n]
            self._held[self._n : self._n + len(part)] = part
            self._n += len(part)
            at += len(part)
            if self._n == len(self._held):
                self._transform()
                self._n = WINDOW_SAMPLES - HOP_SAMPLES
                self._held[: self._n] = self._held[-self._n :]
                yield self._power, self._mel

    def finish(self) -> Iterator[tuple[NDArray[np.float32], NDArray[np.float32]]]:
        """Yield the frames that are left, as `feed` does; nothing may be fed afterwards."""
        yield from self.feed(np.zeros(WINDOW_SAMPLES // 2, np.float32))
        if (frames := 1 + (self._n - WINDOW_SAMPLES) // HOP_SAMPLES) > 0:
            self._transform()
            yield self._power[:frames], self._mel[:frames]

    def _transform(self) -> None:
        np.multiply(self._frames, self._window, out=self._windowed)
        spectra = rfft(self._windowed, overwrite_x=True)
        _measure(spectra, self._weights, self._first, self._last, self._power, self._mel)
        np.log10(self._mel, out=self._mel)
        np.multiply(self._mel, np.float32(10), out=self._mel)


def log_mel(wave: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the log-mel of a mono recording, equal to librosa's.

    Parameters
    ----------
    wave : ndarray [shape=(n,), float32]
        Samples at `RATE_HZ`.

    Returns
    -------
    ndarray [shape=(1 + n // HOP_SAMPLES, N_MELS), float32, dB, >= -100]

    Raises
    ------
    AudioError
        If `wave` is empty.

    Examples
    --------
    >>> log_mel(np.zeros(22_050, np.float32)).shape
    (44, 128)
    """
    if len(wave) == 0:
        raise AudioError("a recording of no samples has no log-mel")
    spectra = Spectra()
    parts = [mel_db.copy() for _, mel_db in spectra.feed(wave)]
    return np.concatenate([*parts, *(mel_db for _, mel_db in spectra.finish())])


@cache
def mel_weights() -> NDArray[np.float32]:
    """Return what each bin of a spectrum gives to each mel band [1]_.

    Triangles between frequencies that are evenly spread in mel, linear below 1 kHz and logarithmic
    above, each of area 1 Hz. Equal to ``librosa.filters.mel``, whose import takes seconds.

    Returns
    -------
    ndarray [shape=(N_MELS, BINS), float32]

    References
    ----------
    .. [1] Slaney, "Auditory Toolbox, version 2", Interval Research Corporation, 1998.
    """
    edges = _hz(np.linspace(0, _mel(RATE_HZ / 2), N_MELS + 2))
    bins = np.linspace(0, RATE_HZ / 2, BINS)
    rising = (bins - edges[:-2, None]) / np.diff(edges)[:-1, None]
    falling = (edges[2:, None] - bins) / np.diff(edges)[1:, None]
    triangles = np.maximum(0, np.minimum(rising, falling))
    weights: NDArray[np.float32] = (triangles * 2 / (edges[2:] - edges[:-2])[:, None]).astype(
        np.float32
    )
    weights.setflags(write=False)
    return weights


def _mel(hz: float) -> float:
    """Return the mel of a frequency above `_LOG_FROM_HZ`."""
    return float(_LOG_FROM_HZ / _LINEAR_HZ + np.log(hz / _LOG_FROM_HZ) / _LOG_STEP)


def _hz(mel: NDArray[np.float64]) -> NDArray[np.float64]:
    above = mel - _LOG_FROM_HZ / _LINEAR_HZ
    hz: NDArray[np.float64] = np.where(
        above < 0, _LINEAR_HZ * mel, _LOG_FROM_HZ * np.exp(_LOG_STEP * above)
    )
    return hz


def _spans(weights: NDArray[np.float32]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the first bin that counts in each band, and the one behind the last."""
    counts = weights > 0
    return counts.argmax(axis=1), BINS - counts[:, ::-1].argmax(axis=1)


@njit(nogil=True, cache=True, fastmath={"contract"})
def _measure(spectra, weights, first, last, power, mel):  # type: ignore[no-untyped-def]
    # a bin counts in two bands: 2,018 products a frame, not the 131,200 of a dense product;
    # four frames at once keep the adder busy
    for frame in range(0, len(power), 4):
        for row in range(frame, frame + 4):
            for k in range(power.shape[1]):
                power[row, k] = spectra[row, k].real ** 2 + spectra[row, k].imag ** 2
        for band in range(len(first)):
            sum_0 = sum_1 = sum_2 = sum_3 = np.float32(0)
            for k in range(first[band], last[band]):
                weight = weights[band, k]
                sum_0 += weight * power[frame, k]
                sum_1 += weight * power[frame + 1, k]
                sum_2 += weight * power[frame + 2, k]
                sum_3 += weight * power[frame + 3, k]
            mel[frame, band] = max(sum_0, np.float32(AMIN))
            mel[frame + 1, band] = max(sum_1, np.float32(AMIN))
            mel[frame + 2, band] = max(sum_2, np.float32(AMIN))
            mel[frame + 3, band] = max(sum_3, np.float32(AMIN))
