"""One sound file heard: its tags, its sound and the digest by which it is known again."""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass
from pathlib import Path

from ..core.config import AudioConfig
from ..core.sound import Sound
from .decode import Decoder, faults, open_sound
from .extra import need
from .faults import Reason, Unheard
from .tags import FileTags, read_tags

LEAST_S = 1.0
USEFUL_S = 30.0
"""As long as the excerpts that shops play."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What is known of a sound file.

    Parameters
    ----------
    tags : FileTags
    sound : Sound
    sha256 : str
        Of its bytes, in hexadecimal digits.
    """

    tags: FileTags
    sound: Sound
    sha256: str


def hear(path: Path, config: AudioConfig) -> Heard:
    """Return what is heard in the file at `path`, in memory that does not grow with its length.

    Heard is all of it, or as much of the middle as `config` says: there is the music, while
    both ends of a track fade. A file that ends, or cannot be decoded any further, before what
    was asked for is heard as far as it goes if that is half of it, or half a minute. Where that
    little is not to be had, as the file is damaged or its header lies, it is heard once more
    from the beginning, with patience.

    Parameters
    ----------
    path : Path
    config : AudioConfig

    Raises
    ------
    Unheard
        If it cannot be heard.
    AudioError
        If the extra ``audio`` is not installed.
    """
    state = _state(path)
    decoder = open_sound(path)
    with faults(Reason.NO_FILE), path.open("rb") as file:  # all of it can be read
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    start_s, length_s = span(decoder.duration_s, config)
    try:
        sound = _listen(decoder, start_s, length_s, config)
    except Unheard as err:
        if err.reason is not Reason.BROKEN:
            raise
        sound = _listen(open_sound(path, patient=True), 0.0, length_s, config)
    heard = Heard(tags=read_tags(path), sound=sound, sha256=digest)
    if _state(path) != state:
        raise Unheard(Reason.CHANGED, "it was written to while it was heard")
    return heard


def span(duration_s: float | None, config: AudioConfig) -> tuple[float, float]:
    """Return where to begin and how much to hear [s] of a file of that length.

    >>> span(100.0, AudioConfig(excerpt_s=30.0))
    (35.0, 30.0)
    """
    length_s = min(config.excerpt_s or math.inf, config.longest_s)
    return max(0.0, ((duration_s or 0.0) - length_s) / 2), length_s


def _state(path: Path) -> tuple[int, int]:
    with faults(Reason.NO_FILE):
        found = path.stat()
    return found.st_size, found.st_mtime_ns


def _listen(decoder: Decoder, start_s: float, length_s: float, config: AudioConfig) -> Sound:
    need("soxr")
    from .listener import Listener

    listener = Listener(decoder.rate_hz, decoder.channels, pieces=config.pieces)
    promised_s = min(length_s, (decoder.duration_s or 0.0) - start_s)
    frames = 0
    fault = "it ends there"
    try:
        for block in decoder.blocks(start_s, length_s):
            listener.feed(block)
            frames += len(block)
    except Unheard as err:
        if err.reason is not Reason.BROKEN:
            raise
        fault = err.detail
    heard_s = frames / decoder.rate_hz
    if heard_s < min(USEFUL_S, promised_s / 2):
        raise Unheard(Reason.BROKEN, f"{heard_s:.1f} s of {promised_s:.1f} s, then: {fault}")
    if heard_s < min(LEAST_S, length_s):
        raise Unheard(Reason.TOO_SHORT, f"{heard_s:.2f} s are less than {LEAST_S:g}")
    whole = start_s == 0 and frames < round(length_s * decoder.rate_hz)
    return listener.finish(heard_s if whole else decoder.duration_s or heard_s)
