"""The time, and ISO weeks in a person's own timezone."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from .errors import InputError
from .ids import Week

_WEEK = re.compile(r"(\d{4})-W(\d{2})", re.ASCII)  # one spelling: weeks are ids


def now() -> datetime:
    """Return the present moment, in UTC."""
    return datetime.now(UTC)


def zone(name: str) -> ZoneInfo:
    """Return the timezone called `name` (IANA, as ``Europe/Berlin``).

    Raises
    ------
    InputError
        If there is no such timezone.
    """
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as err:
        raise InputError(
            f"no timezone {name!r}; use an IANA name such as Europe/Berlin or UTC"
        ) from err


def week_of(moment: datetime, timezone: str = "UTC") -> Week:
    """Return the ISO week that `moment` falls in for somebody in `timezone`.

    >>> week_of(datetime(2021, 1, 3, 23, 30, tzinfo=UTC))
    '2020-W53'
    >>> week_of(datetime(2021, 1, 3, 23, 30, tzinfo=UTC), "Europe/Berlin")
    '2021-W01'
    """
    year, week, _ = moment.astimezone(zone(timezone)).isocalendar()
    return Week(f"{year:04d}-W{week:02d}")


def parse_week(text: str) -> Week:
    """Return `text` as a week, checked against the calendar.

    Raises
    ------
    InputError
        If it is not of the form ``2026-W47``, or that year has no such week.
    """
    monday_of(text)
    return Week(text)


def monday_of(week: str) -> date:
    """Return the Monday that `week` begins with."""
    match = _WEEK.fullmatch(week)
    if match is None:
        raise InputError(f"{week!r} is not a week; write it as 2026-W47")
    try:
        return date.fromisocalendar(int(match[1]), int(match[2]), 1)
    except ValueError as err:
        raise InputError(f"{week!r} is not in the calendar: {err}") from err
