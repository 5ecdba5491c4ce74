"""Sound files as libsndfile decodes them: wav, aiff, flac, ogg, opus, mp3 and their kin."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import soundfile  # type: ignore[import-untyped]
from numpy.typing import NDArray

from .faults import Reason, Unheard
from .source import BLOCK, check_header

_FORMATS = frozenset(["AIFF", "AU", "CAF", "FLAC", "MP3", "OGG", "RF64", "W64", "WAV", "WAVEX"])
"""The others are rare, and some are told by so little that any bytes may pass for them."""
_PROOF = 8_192  # frames; a header alone proves little
_UNKNOWN = 1 << 62


class Sndfile:
    """A file that libsndfile decodes; see `source.Source`.

    The file is opened for each reading, so nothing is held between them.

    Raises
    ------
    Unheard
        If the header says so, or does not say how long it is.
    soundfile.LibsndfileError
        If the file cannot be opened, or nothing of it decoded.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        with path.open("rb") as file, soundfile.SoundFile(file.fileno(), closefd=False) as sound:
            if sound.format not in _FORMATS:
                raise Unheard(Reason.NOT_SOUND, f"{sound.format_info} is no format of music")
            check_header(sound.samplerate, sound.channels)
            self.rate_hz = int(sound.samplerate)
            self.channels = int(sound.channels)
            if sound.frames >= _UNKNOWN:  # soundfile cannot read to an end that it does not know
                raise Unheard(Reason.NOT_SOUND, "its header does not say how long it is")
            self.duration_s = sound.frames / self.rate_hz
            sound.read(_PROOF, dtype="float32")

    def frames(self, start_s: float) -> Iterator[NDArray[np.float32]]:
        """Yield all blocks from `start_s` on."""
        # by its descriptor: names need not be text that can be encoded
        with (
            self._path.open("rb") as file,
            soundfile.SoundFile(file.fileno(), closefd=False) as sound,
        ):
            if start_s > 0:
                sound.seek(int(start_s * self.rate_hz))
            while len(block := sound.read(BLOCK, dtype="float32", always_2d=True)):
                yield block
