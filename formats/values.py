"""The values of a row, each checked by a rule that is written down: names, times, counts, ids."""

from __future__ import annotations

import math
import re
import unicodedata
from datetime import UTC, datetime
from functools import lru_cache

from ..core.clock import now
from ..core.errors import InputError

MAX_NAME = 1_000
"""Characters; no title or artist is longer."""
MAX_PLAYS = 10_000_000
"""Of one track by one person: at 30 s each, nine years without a break."""
DAY_S = 86_400
EARLIEST = 1_009_843_200
"""2002-01-01: nobody kept listening times before; an earlier clock was not set."""

_TO_THE_MINUTE = len("2024-01-31T23:59:")
_SCALES = (1, 1_000, 1_000_000, 1_000_000_000)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NUMBER = re.compile(r"[+-]?\d{1,25}(\.\d{0,25})?", re.ASCII)
_DAY_FIRST = re.compile(
    r"(\d{1,2}) ([A-Za-z]{3})[a-z]* (\d{4}),? (\d{1,2}):(\d\d)(?::(\d\d))?", re.ASCII
)
_UNKEEPABLE = re.compile("[\0\ud800-\udfff]")
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_ISRC = re.compile(r"[A-Z]{2}[A-Z0-9]{3}\d{7}", re.ASCII)
_SPOTIFY = re.compile(
    r"(?:spotify:|https?://open\.spotify\.com/(?:intl-[a-z-]+/)?)"
    r"(track|episode|chapter)[:/]([0-9A-Za-z]{22})(?:\?.*)?",
    re.ASCII | re.DOTALL,
)


class BadValue(InputError):
    """A value that no row may hold; its message becomes the row's reason."""


def name(value: object, field: str) -> str:
    """Return a title, artist or user as it is kept: NFC, without white space around it.

    Direction marks and all else that people write stay. A NUL or a lone surrogate, more than
    1,000 characters, nothing at all or anything but text is refused.

    Raises
    ------
    BadValue
    """
    if type(value) is not str:
        found = "missing" if value is None else f"not text but {type(value).__name__}"
        raise BadValue(f"{field} is {found}")
    try:
        return _clean(value)
    except BadValue as err:
        raise BadValue(f"{field} {err}") from None


def name_or_none(value: object) -> str | None:
    """Return a name that a row can do without, as an album; None when it cannot be kept."""
    if type(value) is not str or not value:
        return None
    try:
        return _clean(value)
    except BadValue:
        return None


def check_lengths(*fields: object) -> None:
    """Refuse a row any of whose texts has more than 1,000 characters, needed or not.

    What is remembered from row to row is bounded by this.

    Raises
    ------
    BadValue
    """
    for field in fields:
        if type(field) is str and len(field) > MAX_NAME:
            raise BadValue(f"a field has {len(field)} characters, more than {MAX_NAME}")


@lru_cache(maxsize=1 << 14)
def _clean(value: str) -> str:
    text = value.strip()
    if not text:
        raise BadValue("is empty")
    if len(text) > MAX_NAME:
        raise BadValue(f"has {len(text)} characters, more than {MAX_NAME}")
    if (found := _UNKEEPABLE.search(text)) is not None:
        what = "a NUL" if found[0] == "\0" else "a lone surrogate or bytes that are not UTF-8"
        raise BadValue(f"holds {what}")
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def latest() -> int:
    """Return the last time [epoch s] that is not in the future: a day from now, clocks differ."""
    return int(now().timestamp()) + DAY_S


def epoch(value: object, until: int) -> int:
    """Return a number of seconds since 1970 as whole seconds; fractions are dropped.

    Milli-, micro- and nanoseconds are told by their size, as only one reading can fall between
    2002 and `until`.

    Parameters
    ----------
    value : object
        int, float or text of a number.
    until : int [epoch s]
        See `latest`.

    Raises
    ------
    BadValue
        If it is no number, or no reading of it falls between 2002 and `until`.
    """
    if type(value) is int and EARLIEST <= value <= until:
        return value
    number = _number(value, "time")
    for scale in _SCALES:
        if EARLIEST * scale <= number <= until * scale:
            return int(number // scale)
    if 0 <= number < EARLIEST:
        raise BadValue(f"time {shorten(value)} is before 2002: a clock that was not set")
    raise BadValue(f"time {shorten(value)} is before 1970 or in the future")


def moment(value: object, until: int, *, day: bool = False) -> tuple[int, bool]:
    """Return epoch seconds of a written time, and whether it has minutes only.

    ISO 8601 (a naive one is UTC), ``05 Feb 2007, 17:10`` or a number as `epoch` reads it.

    Parameters
    ----------
    value : object
    until : int [epoch s]
        See `latest`.
    day : bool
        Whether a day without an hour will do; it is its first second.

    Raises
    ------
    BadValue
        If it is not a time, or is before 2002 or after `until`.
    """
    if type(value) is not str:
        return epoch(value, until), False
    text = value.strip().removesuffix(" UTC")
    if text[4:5] != "-" and len(text) > 8 and _NUMBER.fullmatch(text) is not None:
        return epoch(text, until), False  # ISO 8601 would take some numbers for dates
    try:
        when, coarse = datetime.fromisoformat(text), text.count(":", 0, _TO_THE_MINUTE) == 1
    except ValueError:
        when, coarse = _day_first(text)
    if len(text) < 12 and not day:
        raise BadValue(f"time {shorten(value)} has no hour")
    if when.tzinfo is None:
        when = when.replace(tzinfo=UTC)
    seconds = int(when.timestamp())
    if not EARLIEST <= seconds <= until:
        raise BadValue(f"time {shorten(value)} is before 2002 or in the future")
    return seconds, coarse


def _day_first(text: str) -> tuple[datetime, bool]:
    found = _DAY_FIRST.fullmatch(text)
    if found is None or found[2].lower() not in _MONTHS:
        raise BadValue(f"time {shorten(text)} is not a time")
    day, year, hour, minute, second = (int(found[group] or 0) for group in (1, 3, 4, 5, 6))
    try:
        month = _MONTHS.index(found[2].lower()) + 1
        return datetime(year, month, day, hour, minute, second), found[6] is None
    except ValueError as err:
        raise BadValue(f"time {shorten(text)} is not in the calendar") from err


def plays(value: object) -> int:
    """Return a number of plays: whole, from 1 to 10,000,000; ``12.0`` is whole, true is not.

    Raises
    ------
    BadValue
    """
    number = _number(value, "plays")
    if number != int(number) or not 1 <= number <= MAX_PLAYS:
        raise BadValue(f"plays {shorten(value)} is not a whole number from 1 to {MAX_PLAYS}")
    return int(number)


def heard_ms(value: object) -> int:
    """Return how long something was heard [ms]: whole, from 0 to a day.

    Raises
    ------
    BadValue
    """
    if type(value) is int and 0 <= value <= DAY_S * 1_000:
        return value
    number = _number(value, "milliseconds played")
    if number != int(number) or not 0 <= number <= DAY_S * 1_000:
        raise BadValue(f"milliseconds played {shorten(value)} is not from 0 to a day's")
    return int(number)


def duration_s(value: object, *, per_second: int = 1) -> float | None:
    """Return a track's length in seconds; None when unknown, absurd or not a number.

    Parameters
    ----------
    value : object
    per_second : int
        1,000 for milliseconds.
    """
    try:
        number = _number(value, "duration")
    except BadValue:
        return None
    return number / per_second if 0 < number <= DAY_S * per_second else None


def mbid(value: object) -> str | None:
    """Return a MusicBrainz id in lower case; None when it is none."""
    if type(value) is not str or not value:
        return None
    text = value.strip().lower()
    return text if _UUID.fullmatch(text) else None


def isrc(value: object) -> str | None:
    """Return an ISRC in upper case without hyphens; None when it is none."""
    if type(value) is not str or not value:
        return None
    text = value.strip().upper().replace("-", "")
    return text if _ISRC.fullmatch(text) else None


def spotify_uri(value: object) -> str | None:
    """Return ``spotify:track:...`` (or episode, chapter) of a URI or link; None when it is none."""
    if type(value) is not str or not value:
        return None
    found = _SPOTIFY.fullmatch(value.strip())
    return f"spotify:{found[1]}:{found[2]}" if found else None


def shorten(value: object) -> str:
    """Return the beginning of `value` for a reason."""
    text = value if type(value) is str else str(value)[:60]
    return ascii(text[:60])


def _number(value: object, field: str) -> int | float:
    if type(value) is int:
        return value
    if type(value) is float and math.isfinite(value):
        return value
    if type(value) is str:
        text = value.strip()
        if _NUMBER.fullmatch(text) is not None:
            return float(text) if "." in text else int(text)
    raise BadValue(f"{field} {shorten(value)} is not a number")
