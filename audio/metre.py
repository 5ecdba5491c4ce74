"""The metre of a recording: whether its beats come in threes or in fours."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from .tempo import FRAMES_A_S

FEWEST_BEATS = 12
LAGS = (3, 4, 6, 8)
"""Beats after which bars of three and of four repeat, once and twice."""

_STEADINESS = 100.0  # of the beat, as in Ellis (2007)
_REACH = 2  # frames that an onset may be off its beat

# Fitted on 27 excerpts in three and 238 in four, which weighed the same together, rendered from
# POP909, Groove and Nottingham; none is among the files that benchmarks/descriptors.py measures.
_BIAS = -1.98
_WEIGHTS = np.array(  # of each repetition after each of LAGS, for three
    [[-0.03, -1.03, 4.73, -1.05], [2.85, -4.61, -1.40, -1.33], [2.59, -0.62, 0.98, -0.28]]
)


def find_metre(
    onsets: NDArray[np.float32], chroma: NDArray[np.float32], bpm: float
) -> tuple[int, float] | None:
    """Return the beats a bar, and how sure they are.

    At each beat three things are looked at: how strong the bass sets in, how much the harmony
    changes, and how much of what sounds is bass. A logit tells from how they repeat after 3, 4, 6
    and 8 beats whether bars have three or four of them.

    Parameters
    ----------
    onsets : ndarray [shape=(frames, 4), float32, >= 0]
        Those that stand out, bass first.
    chroma : ndarray [shape=(frames, 13), float32, >= 0]
        The share of each pitch class, and that of the bass.
    bpm : float > 0 [beats a minute]

    Returns
    -------
    beats : int
        3 or 4.
    confidence : float, 0..1
        How far from a coin's toss the chance is. None in place of both if there are fewer than
        `FEWEST_BEATS`.
    """
    beats = track_beats(onsets.sum(axis=1).astype(np.float64), 60 * FRAMES_A_S / bpm)
    if len(beats) < FEWEST_BEATS:
        return None
    score = _BIAS + float((_WEIGHTS * repetitions(onsets, chroma, beats)).sum())
    return (3 if score > 0 else 4), float(np.tanh(abs(score) / 2))


def repetitions(
    onsets: NDArray[np.float32], chroma: NDArray[np.float32], beats: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Return how alike beats are to those some beats after.

    Returns
    -------
    ndarray [shape=(3, len(LAGS)), float64]
        Autocorrelation of the bass' onsets, of changes of harmony and of the share of bass.
    """
    around = beats[:, None] + np.arange(-_REACH, _REACH + 1)
    attacks = onsets[np.clip(around, 0, len(onsets) - 1), 0].max(axis=1)
    # the last beat lasts as long as the one before
    ends = np.append(beats[1:], min(2 * beats[-1] - beats[-2], len(chroma)))
    summed = np.concatenate([np.zeros((1, 13)), np.cumsum(chroma, axis=0, dtype=np.float64)])
    sounding = summed[ends] - summed[beats]
    classes = sounding[:, :12] / (np.linalg.norm(sounding[:, :12], axis=1, keepdims=True) + 1e-9)
    changes = np.append(0.0, 1 - (classes[1:] * classes[:-1]).sum(axis=1))
    bass = sounding[:, 12] / (ends - beats)
    return np.array([[_alike(kept, lag) for lag in LAGS] for kept in (attacks, changes, bass)])


def _alike(values: NDArray[np.float64], lag: int) -> float:
    values = values - values.mean()
    return float((values[lag:] * values[:-lag]).mean() / (values.var() + 1e-9))


def track_beats(onsets: NDArray[np.float64], period: float) -> NDArray[np.int64]:
    """Return the frames of beats on onsets, about a period apart, by dynamic programming [1]_.

    Parameters
    ----------
    onsets : ndarray [shape=(frames,), float64, >= 0]
    period : float >= 2 [frames]

    Returns
    -------
    ndarray [shape=(beats,), int64]
        Ascending.

    References
    ----------
    .. [1] Ellis, "Beat tracking by dynamic programming", JNMR 2007.
    """
    totals, before = _chain(onsets / (onsets.std() + 1e-9), period, _STEADINESS)
    last = len(totals) - min(len(totals), round(period))
    beat = last + int(np.argmax(totals[last:]))
    beats = []
    while beat >= 0:
        beats.append(beat)
        beat = int(before[beat])
    return np.array(beats[::-1], np.int64)


@njit(nogil=True, cache=True)
def _chain(onsets, period, steadiness):  # type: ignore[no-untyped-def]
    nearest, farthest = max(1, int(period / 2)), int(2 * period) + 1
    costs = np.empty(farthest + 1)
    for lag in range(nearest, farthest + 1):
        costs[lag] = steadiness * np.log(lag / period) ** 2
    totals, before = onsets.copy(), np.full(len(onsets), -1)
    for frame in range(nearest, len(onsets)):
        best, place = 0.0, -1
        for lag in range(nearest, min(farthest, frame) + 1):
            total = totals[frame - lag] - costs[lag]
            if total > best:
                best, place = total, frame - lag
        totals[frame] += best
        before[frame] = place
    return totals, before
