"""ISO weeks as people in their own timezones live through them."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from discograph.core.clock import monday_of, now, parse_week, week_of, zone
from discograph.core.errors import InputError

_MOMENTS = st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1)).map(
    lambda moment: moment.replace(tzinfo=UTC)
)
_ZONES = st.sampled_from(["UTC", "Europe/Berlin", "Pacific/Kiritimati", "America/St_Johns"])


@pytest.mark.parametrize(
    ("moment", "timezone", "week"),
    [
        ("2021-01-03T23:30", "UTC", "2020-W53"),
        ("2021-01-03T23:30", "Europe/Berlin", "2021-W01"),
        ("2024-12-30T00:00", "UTC", "2025-W01"),
        ("2024-12-30T00:00", "America/New_York", "2024-W52"),
        ("2026-03-29T01:30", "Europe/Berlin", "2026-W13"),  # the night that clocks go forward
        ("2026-10-25T22:59", "Europe/Berlin", "2026-W43"),  # the night that they go back
        ("2026-10-25T23:00", "Europe/Berlin", "2026-W44"),
        ("2026-06-28T10:00", "Pacific/Kiritimati", "2026-W27"),  # Monday comes here first
        ("2026-06-29T10:59", "Pacific/Niue", "2026-W26"),  # and here last
    ],
)
def test_a_moment_falls_in_the_week_of_its_zone(moment: str, timezone: str, week: str) -> None:
    assert week_of(datetime.fromisoformat(moment).replace(tzinfo=UTC), timezone) == week


@given(_MOMENTS, _ZONES)
def test_a_week_holds_its_moment_and_lasts_seven_days(moment: datetime, timezone: str) -> None:
    week = week_of(moment, timezone)
    monday = monday_of(week)
    assert monday <= moment.astimezone(zone(timezone)).date() < monday + timedelta(days=7)
    assert parse_week(week) == week


def test_a_long_year_has_a_week_53() -> None:
    assert monday_of("2020-W53") == date(2020, 12, 28)


@pytest.mark.parametrize(
    "text", ["2021-W53", "2026-W00", "2026-47", "2026-W7", "", "2026-W47 ", "\uff12026-W47"]
)
def test_what_is_no_week_is_refused(text: str) -> None:
    with pytest.raises(InputError, match=r"week|calendar"):
        parse_week(text)


@pytest.mark.parametrize("name", ["Mars/Olympus", "", "../etc/passwd", "/etc/passwd", "Europe/"])
def test_what_is_no_timezone_is_refused(name: str) -> None:
    with pytest.raises(InputError, match="IANA"):
        zone(name)


def test_now_knows_its_zone() -> None:
    assert now().utcoffset() == timedelta(0)
