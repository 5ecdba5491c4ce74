"""Names of things, as types, and the one spelling of a user's."""

import re
import unicodedata
from typing import NewType

from .errors import InputError

_LONGEST = 1_000  # as of any name in a file
_UNKEEPABLE = re.compile("[\0\ud800-\udfff]")

UserId = NewType("UserId", str)
TrackId = NewType("TrackId", str)
ArtistId = NewType("ArtistId", str)
WorkId = NewType("WorkId", str)
RunId = NewType("RunId", str)
Week = NewType("Week", str)  # ISO 8601, as 2026-W47


def user_id(name: str) -> UserId:
    """Return the id of the user called `name`: NFC, without white space around it, as in files.

    What is typed on one system may be spelt otherwise on the next.

    Raises
    ------
    InputError
        If nothing is left, it is too long, or holds a NUL or bytes that are no text.
    """
    text = unicodedata.normalize("NFC", name.strip())
    if not text or len(text) > _LONGEST or _UNKEEPABLE.search(text):
        raise InputError(
            f"{name[:60]!a} is no name for a user; give one of 1 to {_LONGEST:,} characters"
        )
    return UserId(text)
