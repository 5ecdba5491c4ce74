"""Why a sound file is not heard: one of few reasons, fit to be kept."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from ..core.errors import AudioError

_LONGEST = 200


class Reason(StrEnum):
    """Why a file is not heard."""

    NO_FILE = "no_file"
    """It is gone, may not be read, or is no regular file."""
    CHANGED = "changed"
    """It was written to while it was heard."""
    EMPTY = "empty"
    NOT_SOUND = "not_sound"
    """No sound of any known format is in it."""
    TOO_MANY_CHANNELS = "too_many_channels"
    BAD_RATE = "bad_rate"
    TOO_SHORT = "too_short"
    BROKEN = "broken"
    """Too little of what it promises can be decoded."""
    BAD_SAMPLES = "bad_samples"
    """Some are no numbers, or louder than anything is."""
    TOO_SLOW = "too_slow"
    TOO_LARGE = "too_large"
    """It needs more memory than a file may."""
    CRASHED = "crashed"
    """It ended whoever heard it, or broke it in a way that nobody foresaw."""


PASSING = frozenset({Reason.NO_FILE, Reason.CHANGED})
"""These say nothing of the bytes of a file: it is worth trying again as it is."""


class Unheard(AudioError):
    """A sound file that cannot be heard.

    Parameters
    ----------
    reason : Reason
    detail : str
        For people; shortened.
    """

    def __init__(self, reason: Reason, detail: str) -> None:
        text = "".join(char if char.isprintable() else " " for char in detail)
        self.reason = reason
        self.detail = text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
        super().__init__(f"{reason}: {self.detail}")


@dataclass(frozen=True, slots=True)
class Refused:
    """What is remembered of a file that cannot be heard.

    Parameters
    ----------
    reason : Reason
    detail : str
        For people, at most 200 characters.
    """

    reason: Reason
    detail: str
