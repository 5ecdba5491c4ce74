"""The tempo of a recording: at which of its many pulses people would tap."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from ..core.sound import HOP_SAMPLES, RATE_HZ

FRAMES_A_S = RATE_HZ / HOP_SAMPLES
BANDS = (0, 8, 40, 84, 128)
"""Mel bands that each band of onsets starts at: bass below 200 Hz, two middles, above 4 kHz."""
LAG_FRAMES = 2  # half a window: the frame before shares three quarters of its samples
SHORTEST_S = 4.0
"""Of less sound nothing is said."""

_LEVEL = 0.15  # exponent of power, about loudness; unlike dB it has no floor to choose
_MEAN_FRAMES = 43  # one second
_WINDOW = 1_024  # 24 s: a tempo may drift from one to the next
_LAGS = 700  # 16 s
_SLOWEST, _FASTEST = 38.0, 255.0
_STARTS = 6
_CLEAR = 0.12
# Autocorrelation after a beat or two below which a tempo is doubted: noise has less. That of noise
# grows with the root of what is missing of a window.

_RELATIVES = (1.0, 0.5, 2.0, 1.5, 2 / 3, 3.0, 1 / 3)
_COMB = ((1, 1.0), (2, 0.5), (3, 0.3), (4, 0.3))
_ALL, _BASS, _TREBLE = 0, 1, 2

# Fitted on 319 excerpts rendered from POP909, Groove and Nottingham, none of them among the files
# that benchmarks/descriptors.py measures; a positive weight speaks for a tempo.
_OCTAVES = (0.94, -2.95)  # from 100 bpm, and their square: best is 112
_REPEATS = (  # voice, beats, weight of the autocorrelation there
    (_ALL, 1 / 3, 2.85),
    (_ALL, 1 / 2, 2.86),
    (_ALL, 1, 5.80),
    (_ALL, 6, -4.29),
    (_BASS, 1 / 2, -2.40),
    (_BASS, 3, 4.08),
    (_BASS, 4, 2.23),
    (_BASS, 6, 7.44),
    (_TREBLE, 1 / 2, 1.41),
)
_PULSES = (  # voice, times the tempo, weight of the log of the tempogram there
    (_BASS, 1 / 2, 0.86),
    (_BASS, 4, 1.64),
    (_TREBLE, 1 / 2, 0.66),
    (_TREBLE, 1, 1.34),
)


def emphasise(onsets: NDArray[np.float32]) -> NDArray[np.float32] | None:
    """Return what of the onsets of each band stands out from the second around it.

    Parameters
    ----------
    onsets : ndarray [shape=(frames > 43, 4), float32, >= 0]
        As `add_onsets` gives them.

    Returns
    -------
    ndarray [shape=(frames, 4), float32, >= 0] or None
        The bands have weighed the same before. None if there are no onsets.
    """
    means = onsets.mean(axis=0)
    if means.sum() <= 0:
        return None
    even = np.ones(_MEAN_FRAMES, np.float32) * np.float32(0.8 / _MEAN_FRAMES)
    bands = [
        np.maximum(0, band - np.convolve(band, even, "same"))
        for band in (onsets / np.maximum(means, 1e-9)).T
    ]
    return np.stack(bands, axis=1).astype(np.float32)


def find_tempo(onsets: NDArray[np.float32]) -> tuple[float, float] | None:
    """Return the tempo of onsets that stand out, and how sure it is.

    Pulses are found where the autocorrelation of the onsets repeats; a conditional logit then
    chooses among them and their halves, doubles and thirds by how the whole and the outer bands
    repeat, and by their Fourier tempogram [1]_.

    Parameters
    ----------
    onsets : ndarray [shape=(frames, 4), float32, >= 0]
        As `emphasise` returns them.

    Returns
    -------
    bpm : float [beats a minute]
    confidence : float, 0..1
        The chance that it is this tempo and not a multiple. None in place of both if the onsets
        do not repeat.

    References
    ----------
    .. [1] Grosche & Muller, "Extracting predominant local pulse information from music
       recordings", IEEE TASLP 2011.
    """
    repeats, pulses = periodicities(onsets)
    bpms = candidates(repeats[_ALL])
    scores = _score(bpms, repeats, pulses)
    chances = np.exp(scores - scores.max())
    best = int(np.argmax(scores))
    lag = _refine(repeats[_ALL], 60 * FRAMES_A_S / float(bpms[best]))
    beat, two = at(repeats[_ALL], lag * np.array([1, 2])).tolist()
    if beat <= 0:
        return None
    # two onsets that are alone repeat once, a pulse goes on
    clear = min(1.0, max(0.0, min(beat, two)) / (_CLEAR * max(1.0, (_WINDOW / len(onsets)) ** 0.5)))
    return 60 * FRAMES_A_S / lag, float(chances[best] / chances.sum()) * clear


def periodicities(
    onsets: NDArray[np.float32],
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the mean autocorrelation and Fourier tempogram of windows of 24 s.

    Returns
    -------
    repeats : ndarray [shape=(3, lags), float64, <= 1]
        Of all bands together, of the bass and of the treble, by lag [frames].
    pulses : ndarray [shape=(3, _WINDOW + 1), float64, >= 0]
        Re. their root mean square, by frequency in steps of half a turn in `_WINDOW` frames.
    """
    voices = np.stack([onsets.sum(axis=1), onsets[:, 0], onsets[:, 3]]).astype(np.float64)
    n = min(_WINDOW, voices.shape[1])
    starts = range(0, voices.shape[1] - n + 1, _WINDOW // 4)
    lags = min(_LAGS, n // 2 + n // 8)
    repeats, pulses = np.zeros((3, lags)), np.zeros((3, _WINDOW + 1))
    window, overlap = np.hanning(n), 1 - np.arange(lags) / n
    for start in starts:
        part = voices[:, start : start + n]
        part = part - part.mean(axis=1, keepdims=True)
        power = np.abs(np.fft.rfft(part, 2 * _WINDOW)) ** 2
        repeat = np.fft.irfft(power)[:, :lags] / overlap
        repeats += repeat / (repeat[:, :1] + 1e-9)
        pulse = np.abs(np.fft.rfft(part * window, 2 * _WINDOW))
        pulses += pulse / np.sqrt((pulse**2).mean(axis=1, keepdims=True) + 1e-12)
    return repeats / len(starts), pulses / len(starts)


def candidates(repeat: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return tempos at which onsets repeat, and their relatives [beats a minute]."""
    grid = np.exp(np.arange(np.log(35), np.log(260), 0.01))
    comb = np.zeros(len(grid))
    for turns, weight in _COMB:
        comb += weight * at(repeat, 60 * FRAMES_A_S / grid * turns)
    peaks = 1 + np.flatnonzero((comb[1:-1] > comb[:-2]) & (comb[1:-1] >= comb[2:]))
    found: list[float] = []
    for peak in peaks[np.argsort(-comb[peaks], kind="stable")][:_STARTS]:
        for relative in _RELATIVES:
            bpm = float(grid[peak] * relative)
            if _SLOWEST < bpm < _FASTEST and all(abs(bpm / other - 1) > 0.03 for other in found):
                found.append(bpm)
    return np.array(found or [120.0])


def at(repeat: NDArray[np.float64], lag: float | NDArray[np.float64]) -> NDArray[np.float64]:
    """Return values between those of whole frames; 0 beyond the last."""
    return np.asarray(np.interp(lag, np.arange(len(repeat)), repeat, right=0.0))


def _repetition(
    bpms: NDArray[np.float64], repeats: NDArray[np.float64], voice: int, turns: float
) -> NDArray[np.float64]:
    """Return the autocorrelation of a voice after so many beats of each tempo."""
    return at(repeats[voice], 60 * FRAMES_A_S / bpms * turns)


def _pulsation(
    bpms: NDArray[np.float64], pulses: NDArray[np.float64], voice: int, times: float
) -> NDArray[np.float64]:
    """Return the log of a voice's tempogram at so many times each tempo."""
    place = bpms * times / 60 / FRAMES_A_S * 2 * _WINDOW
    value: NDArray[np.float64] = np.log(at(pulses[voice], place) + 0.1)
    return value


def _score(
    bpms: NDArray[np.float64], repeats: NDArray[np.float64], pulses: NDArray[np.float64]
) -> NDArray[np.float64]:
    octaves: NDArray[np.float64] = np.log2(bpms / 100)
    score: NDArray[np.float64] = _OCTAVES[0] * octaves + _OCTAVES[1] * octaves**2
    for voice, turns, weight in _REPEATS:
        score = score + weight * _repetition(bpms, repeats, voice, turns)
    for voice, times, weight in _PULSES:
        score = score + weight * _pulsation(bpms, pulses, voice, times)
    return score


def _refine(repeat: NDArray[np.float64], lag: float) -> float:
    """Return a lag measured over as many beats, a power of two, as onsets clearly repeat after."""
    beats, level = 1, -np.inf
    while (middle := round(beats * lag)) + 3 < len(repeat) and middle > 2:
        around = repeat[middle - 2 : middle + 3]
        peak = middle - 2 + int(np.argmax(around))
        before, top, after = repeat[peak - 1 : peak + 2]
        if top < level / 2 or top <= max(before, after):
            break
        lag = float(peak + (before - after) / (2 * (before - 2 * top + after))) / beats
        beats, level = 2 * beats, top
    return lag


@njit(nogil=True, cache=True, fastmath={"contract"})
def add_onsets(mel_db, levels, onsets):  # type: ignore[no-untyped-def]
    """Write how much louder each band has become than its surroundings were [1]_.

    Differences of level are taken to the loudest of three neighbours `LAG_FRAMES` before, so that
    a tone that sways from band to band is no onset.

    Parameters
    ----------
    mel_db : ndarray [shape=(frames, 128), float32, dB]
    levels : ndarray [shape=(LAG_FRAMES, 128), float32]
        Of the frames before; becomes that of the last ones. Negative before the first frame.
    onsets : ndarray [shape=(frames, 4), float32]
        Is written to.

    References
    ----------
    .. [1] Bock & Widmer, "Maximum filter vibrato suppression for onset detection", DAFx 2013.
    """
    frames, bands = mel_db.shape
    now = np.empty(bands, np.float32)
    factor = np.float32(_LEVEL * np.log(10) / 10)
    for frame in range(frames):
        for band in range(bands):
            now[band] = np.exp(factor * mel_db[frame, band])
        before = levels[0]
        for part in range(4):
            rise = np.float32(0)
            for band in range(BANDS[part], BANDS[part + 1]):
                loudest = before[band]
                if band > 0:
                    loudest = max(loudest, before[band - 1])
                if band < bands - 1:
                    loudest = max(loudest, before[band + 1])
                if loudest >= 0:
                    rise += max(np.float32(0), now[band] - loudest)
            onsets[frame, part] = rise
        for step in range(LAG_FRAMES - 1):
            levels[step] = levels[step + 1]
        levels[LAG_FRAMES - 1] = now
