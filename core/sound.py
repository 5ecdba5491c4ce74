"""What is heard in a recording: pieces of its log-mel and a few numbers that describe it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

RATE_HZ = 22_050
WINDOW_SAMPLES = 2_048
HOP_SAMPLES = 512
N_MELS = 128
FRAMES = 599
"""Frames of a piece, 13.9 s, as in van den Oord, Dieleman & Schrauwen (NIPS 2013)."""
FLOOR_DB = -80.0
STEP_DB = 0.5
"""A quantised log-mel q stands for FLOOR_DB + STEP_DB * q."""

KEYS = ("C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B")
"""From C upwards, a semitone apart."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Descriptors:
    """Numbers that people know music by; None where nothing can be said.

    Parameters
    ----------
    tempo_bpm : float or None [beats a minute]
    tempo_confidence : float, 0..1
    key : str or None
        One of `KEYS`.
    mode : str or None
        ``"major"`` or ``"minor"``.
    key_confidence : float, 0..1
    time_signature : int or None
        Beats a bar, 3 or 4.
    time_signature_confidence : float, 0..1
    loudness_lufs : float or None [LUFS]
        Integrated loudness (ITU-R BS.1770-4); None of silence.
    """

    tempo_bpm: float | None = None
    tempo_confidence: float = 0.0
    key: str | None = None
    mode: str | None = None
    key_confidence: float = 0.0
    time_signature: int | None = None
    time_signature_confidence: float = 0.0
    loudness_lufs: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sound:
    """A recording as it was heard.

    Parameters
    ----------
    duration_s : float [s]
        Of the whole file.
    pieces : ndarray [shape=(n, FRAMES, N_MELS), uint8]
        Pieces of the quantised log-mel, spread evenly over what was heard; a shorter recording is
        repeated until it fills one.
    descriptors : Descriptors
    """

    duration_s: float
    pieces: NDArray[np.uint8]
    descriptors: Descriptors
