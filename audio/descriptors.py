"""What can be said of a recording's tempo, key and metre, heard frame by frame."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..core.sound import N_MELS, Descriptors
from .key import TONES, add_tones, find_key
from .metre import find_metre
from .tempo import FRAMES_A_S, LAG_FRAMES, SHORTEST_S, add_onsets, emphasise, find_tempo


class DescriptorStream:
    """Tempo, key and time signature of a recording that arrives in batches of frames.

    Of each frame 17 numbers are kept: onsets in four bands, the share of each pitch class and
    that of the bass; 3 KB a second.

    Examples
    --------
    >>> DescriptorStream().finish()
    Descriptors(tempo_bpm=None, tempo_confidence=0.0, key=None, mode=None, key_confidence=0.0, \
time_signature=None, time_signature_confidence=0.0, loudness_lufs=None)
    """

    def __init__(self) -> None:
        self._levels = np.full((LAG_FRAMES, N_MELS), -1, np.float32)
        self._tones = np.zeros(TONES)
        self._kept: list[NDArray[np.float32]] = [np.empty((0, 17), np.float32)]

    def feed(self, power: NDArray[np.float32], mel_db: NDArray[np.float32]) -> None:
        """Hear the frames after those fed before.

        Parameters
        ----------
        power : ndarray [shape=(frames, 1025), float32]
            Squared magnitudes of windows of 2,048 samples every 512, at 22,050 Hz.
        mel_db : ndarray [shape=(frames, 128), float32, dB]
            Of the same frames.
        """
        kept = np.zeros((len(power), 17), np.float32)
        add_onsets(mel_db, self._levels, kept[:, :4])
        add_tones(power, self._tones, kept[:, 4:16], kept[:, 16])
        self._kept.append(kept)

    def finish(self) -> Descriptors:
        """Return what was heard, without the loudness; nothing may be fed afterwards.

        Nothing is said of less than `SHORTEST_S`.
        """
        frames = np.concatenate(self._kept)
        if len(frames) < SHORTEST_S * FRAMES_A_S:
            return Descriptors()
        key, mode, key_sure = find_key(self._tones) or (None, None, 0.0)
        bpm, sure, metre, metre_sure = self._rhythm(frames) or (None, 0.0, None, 0.0)
        return Descriptors(
            tempo_bpm=bpm,
            tempo_confidence=sure,
            key=key,
            mode=mode,
            key_confidence=key_sure,
            time_signature=metre,
            time_signature_confidence=metre_sure,
        )

    def _rhythm(self, frames: NDArray[np.float32]) -> tuple[float, float, int | None, float] | None:
        onsets = emphasise(frames[:, :4])
        if onsets is None or (found := find_tempo(onsets)) is None:
            return None
        bpm, sure = found
        metre, metre_sure = find_metre(onsets, frames[:, 4:], bpm) or (None, 0.0)
        # who is unsure of the beat cannot count it
        return bpm, sure, metre, metre_sure * sure
