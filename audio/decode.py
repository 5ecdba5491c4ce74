"""Samples of any sound file, its header checked first, in bounded memory."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ..core.errors import AudioError
from .extra import need
from .faults import Reason, Unheard
from .source import Source

SUFFIXES = frozenset(
    (
        *(".aac", ".ac3", ".aif", ".aiff", ".alac", ".ape", ".au", ".caf", ".dff", ".dsf", ".dts"),
        *(".flac", ".m4a", ".m4b", ".mka", ".mp2", ".mp3", ".mpc", ".oga", ".ogg", ".opus"),
        *(".tak", ".tta", ".w64", ".wav", ".weba", ".wma", ".wv"),
    )
)
"""Endings of the names of sound files, in lower case; films are none."""
LOUDEST = 1e6
"""120 dB over full scale: a sample beyond is none."""


@dataclass(frozen=True, slots=True)
class Decoder:
    """A sound file whose header was believed and whose beginning could be decoded.

    It holds no file open.

    Parameters
    ----------
    source : Source
    """

    source: Source

    @property
    def rate_hz(self) -> int:
        """Return the rate of its samples [Hz]."""
        return self.source.rate_hz

    @property
    def channels(self) -> int:
        """Return how many it has."""
        return self.source.channels

    @property
    def duration_s(self) -> float | None:
        """Return how long the header says it is [s]; None when it does not say."""
        return self.source.duration_s

    def blocks(self, start_s: float, length_s: float) -> Iterator[NDArray[np.float32]]:
        """Yield `length_s` from `start_s` on, a few seconds at a time; less where it ends.

        Parameters
        ----------
        start_s : float >= 0 [s]
        length_s : float > 0 [s]

        Yields
        ------
        ndarray [shape=(n, channels), float32, -1..1 or somewhat more]

        Raises
        ------
        Unheard
            When it cannot be decoded any further, or a sample is no number.
        """
        left = round(length_s * self.rate_hz)
        with faults(Reason.BROKEN):
            for block in self.source.frames(start_s):
                if not np.abs(block).max(initial=0) <= LOUDEST:  # nor is NaN
                    raise Unheard(Reason.BAD_SAMPLES, "some samples are not finite, or huge")
                yield block[:left]
                left -= len(block)
                if left <= 0:
                    return


def open_sound(path: Path, *, patient: bool = False) -> Decoder:
    """Return what decodes the file at `path`, whatever its name says that it is.

    libsndfile is asked first, as it is the faster; what it cannot open, or of which it decodes
    nothing, FFmpeg is asked for. A link is followed; what it leads to must be a regular file.

    Parameters
    ----------
    path : Path
    patient : bool
        Ask FFmpeg at once, which passes over what it cannot decode and goes on.

    Raises
    ------
    Unheard
        If it is no file, no sound, or its header is not to be believed.
    AudioError
        If the extra ``audio`` is not installed.
    """
    for package in ("soundfile", "av"):
        need(package)
    from .libav import Libav
    from .sndfile import Sndfile

    _check_file(path)
    if not patient:
        try:
            with faults(Reason.NOT_SOUND):
                return Decoder(Sndfile(path))
        except Unheard as err:
            if err.reason is not Reason.NOT_SOUND:
                raise
    with faults(Reason.NOT_SOUND):
        return Decoder(Libav(path))


def _check_file(path: Path) -> None:
    with faults(Reason.NO_FILE):
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):  # to open a pipe is to wait for who writes into it
            raise Unheard(Reason.NO_FILE, "it is no regular file")
        path.open("rb").close()
    if found.st_size == 0:
        raise Unheard(Reason.EMPTY, "it has no bytes")


@contextmanager
def faults(reason: Reason) -> Iterator[None]:
    """Give what a file or its decoder raises a reason: it may be anything, as the file may."""
    try:
        yield
    except (AudioError, MemoryError):
        raise
    except Exception as err:
        raise Unheard(reason, _said(err)) from err


def _said(err: Exception) -> str:
    """Return what is wrong, without the path that some decoders add."""
    texts = (getattr(err, name, None) for name in ("strerror", "error_string"))
    return next((text for text in texts if text), None) or str(err) or type(err).__name__
