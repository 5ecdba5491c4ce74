"""The key of a recording: which tones sound, and in which of 24 keys they are at home."""

from __future__ import annotations

import numpy as np
from numba import njit
from numpy.typing import NDArray

from ..core.sound import KEYS, RATE_HZ, WINDOW_SAMPLES

LOWEST_NOTE, NOTES = 24, 84
STEPS = 10
"""Steps a semitone of a histogram of tones: ten cents, so that it can be tuned afterwards."""
TONES = STEPS * NOTES
BASS_BELOW = 52
"""MIDI number, E3, below which a tone is a bass."""

_FIRST_BIN, _LAST_BIN = 6, 400
_FAINTEST = 1e-9
_TUNING_NOTES = (40, 90)
_WIDTH = 0.2  # semitones that a tone may be out of tune
_OVERTONES = tuple((round(12 * np.log2(n)), 0.4 / n) for n in range(2, 7))
"""Semitones above a tone, and the share of it that is taken away there."""

# Albrecht & Shanahan (2013), table 1: shares of tones in 490 pieces, by semitones above the tonic
_MAJOR = (0.238, 0.006, 0.111, 0.006, 0.137, 0.094, 0.016, 0.214, 0.009, 0.080, 0.008, 0.081)
_MINOR = (0.220, 0.006, 0.104, 0.123, 0.019, 0.103, 0.012, 0.214, 0.062, 0.022, 0.061, 0.052)


def find_key(tones: NDArray[np.float64]) -> tuple[str, str, float] | None:
    """Return the key and mode of a histogram of tones, and how sure they are.

    Tones are tuned, freed from the overtones of those below and folded into an octave; the key is
    the one whose profile correlates best [1]_.

    Parameters
    ----------
    tones : ndarray [shape=(TONES,), float64, >= 0]
        How much sounded at each step above `LOWEST_NOTE`, as `add_tones` counts it.

    Returns
    -------
    key : str
        One of `KEYS`.
    mode : str
        ``"major"`` or ``"minor"``.
    confidence : float, 0..1
        None in place of the three if no tone sounded.

    References
    ----------
    .. [1] Albrecht & Shanahan, "The use of large corpora to train a new type of key-finding
       algorithm", Music Perception 2013.
    """
    classes = pitch_classes(tones)
    if classes.std() <= 1e-9:
        return None
    matches = match(classes)
    order = np.argsort(-matches, kind="stable")
    mode, tonic = divmod(int(order[0]), 12)
    return KEYS[tonic], ("major", "minor")[mode], _sureness(*matches[order[:2]].tolist())


def pitch_classes(tones: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return how much of each of the twelve pitch classes sounded.

    Returns
    -------
    ndarray [shape=(12,), float64, >= 0]
        From C.
    """
    pitches = LOWEST_NOTE + np.arange(TONES) / STEPS
    low, high = _TUNING_NOTES
    heard = tones * ((pitches > low) & (pitches < high))
    out_of_tune = float(np.angle((heard * np.exp(2j * np.pi * pitches)).sum())) / (2 * np.pi)
    pitches = pitches - out_of_tune
    notes = np.round(pitches)
    weights = tones * np.exp(-0.5 * ((pitches - notes) / _WIDTH) ** 2)
    # a note below and above the rest may be needed after tuning
    salience = np.bincount(notes.astype(int) - LOWEST_NOTE + 1, weights, NOTES + 2)
    freed = salience.copy()
    for interval, share in _OVERTONES:
        freed[interval:] = freed[interval:] - share * salience[:-interval]
    classes = (np.arange(len(freed)) + LOWEST_NOTE - 1) % 12
    found: NDArray[np.float64] = np.zeros(12)
    np.add.at(found, classes, np.maximum(freed, 0))
    return found


def match(classes: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the correlation of pitch classes with each key's profile.

    Returns
    -------
    ndarray [shape=(24,), float64, -1..1]
        Twelve major keys from C, then the minor ones.
    """
    heard = (classes - classes.mean()) / classes.std()
    found: NDArray[np.float64] = _PROFILES @ heard / 12
    return found


def _profiles() -> NDArray[np.float64]:
    modes = [(np.array(mode) - np.mean(mode)) / np.std(mode) for mode in (_MAJOR, _MINOR)]
    return np.array([np.roll(mode, tonic) for mode in modes for tonic in range(12)])


_PROFILES = _profiles()


def _sureness(best: float, next_best: float) -> float:
    # of POP909's and Nottingham's excerpts that the tempo was fitted on, two in five are right
    # where the lead is .01 and 19 in 20 at .2; drums, which have no key, match one by .4 at most
    lead = max(0.0, best - next_best)
    return lead / (lead + 0.015) * min(1.0, max(0.0, (best - 0.4) / 0.3))


@njit(nogil=True, cache=True, fastmath={"contract"})
def add_tones(power, tones, chroma, bass):  # type: ignore[no-untyped-def]
    """Add the peaks of spectra to a histogram of tones, and write those of each frame.

    The pitch of a peak is that of the parabola through it and its neighbours, in log power. All
    frames weigh the same.

    Parameters
    ----------
    power : ndarray [shape=(frames, 1025), float32]
    tones : ndarray [shape=(TONES,), float64]
        Is added to.
    chroma : ndarray [shape=(frames, 12), float32]
        Is written to: the share of each pitch class.
    bass : ndarray [shape=(frames,), float32]
        Is written to: the share of tones below `BASS_BELOW`.
    """
    octave_of_bin = np.log2(RATE_HZ / WINDOW_SAMPLES / 440)
    places = np.empty(_LAST_BIN, np.int64)
    loud = np.empty(_LAST_BIN, np.float64)
    for frame in range(len(power)):
        spectrum = power[frame]
        count, total = 0, 0.0
        for k in range(_FIRST_BIN, _LAST_BIN):
            top = spectrum[k]
            if top > spectrum[k - 1] and top >= spectrum[k + 1] and top > _FAINTEST:
                places[count] = k
                loud[count] = np.sqrt(np.sqrt(top))
                total += loud[count]
                count += 1
        for peak in range(count):
            k = places[peak]
            before = np.log(spectrum[k - 1] + 1e-12)
            top = np.log(spectrum[k])
            after = np.log(spectrum[k + 1] + 1e-12)
            shift = 0.5 * (before - after) / (before - 2 * top + after)
            pitch = 69 + 12 * (np.log2(k + shift) + octave_of_bin)
            step = round((pitch - LOWEST_NOTE) * STEPS)
            if 0 <= step < len(tones):
                share = loud[peak] / total
                tones[step] += share
                chroma[frame, round(pitch) % 12] += np.float32(share)
                if pitch < BASS_BELOW:
                    bass[frame] += np.float32(share)
