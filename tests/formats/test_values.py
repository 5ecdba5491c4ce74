from __future__ import annotations

import math
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from discograph.formats import values
from discograph.formats.values import BadValue

UNTIL = 1_900_000_000
NOON = 1_577_880_000  # 2020-01-01T12:00:00Z


@given(st.integers(values.EARLIEST, UNTIL), st.sampled_from([1, 10**3, 10**6, 10**9]))
def test_seconds_milli_micro_and_nanoseconds_are_told_by_their_size(at: int, scale: int) -> None:
    assert values.epoch(at * scale, UNTIL) == at
    assert values.epoch(str(at * scale), UNTIL) == at
    assert values.moment(f" {at * scale} ", UNTIL) == (at, False)


@pytest.mark.parametrize(
    "wrong",
    [
        None, True, False, "", "soon", "true", [], {}, math.nan, math.inf, -math.inf, 1e300,
        10**4000, 0, 100, -1, -NOON, 86_400, "0", "1e9", "1_577_880_000", "١٥٧٧٨٨٠٠٠٠",
        values.EARLIEST - 1, UNTIL + 1, 253_402_300_799,
    ],
)  # fmt: skip
def test_what_is_no_time_since_2002_is_bad(wrong: object) -> None:
    with pytest.raises(BadValue):
        values.epoch(wrong, UNTIL)
    with pytest.raises(BadValue):
        values.moment(wrong, UNTIL)


@pytest.mark.parametrize(
    ("text", "coarse"),
    [
        ("2020-01-01T12:00:00Z", False),
        ("2020-01-01T12:00:00.75Z", False),
        ("2020-01-01 12:00:00", False),
        ("2020-01-01 12:00:00 UTC", False),
        ("2020-01-01T07:00:00-0500", False),
        ("2020-01-01T17:30:00+05:30", False),
        ("2020-01-01 12:00", True),
        ("2020-01-01T12:00Z", True),
        ("2020-01-01T13:00+01:00", True),
        ("20200101T120000Z", False),
        ("20200101T130000+01:00", False),
        ("01 Jan 2020, 12:00", True),
        ("1 January 2020 12:00", True),
        ("01 jan 2020 12:00:00", False),
    ],
)
def test_written_times_are_read_and_say_whether_they_have_seconds(text: str, coarse: bool) -> None:
    assert values.moment(text, UNTIL) == (NOON, coarse)


@pytest.mark.parametrize(
    "text",
    [
        "1970-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "0001-01-01T00:00:00+14:00",
        "2020-13-01T00:00:00", "31 Feb 2020, 10:00", "01 Foo 2020, 10:00", "01 Jan 2020, 25:00",
        "01/02/2020 10:00", "2020-01-01", "20200101", "yesterday",
    ],
)  # fmt: skip
def test_times_that_cannot_be_are_bad(text: str) -> None:
    with pytest.raises(BadValue):
        values.moment(text, UNTIL)


def test_a_day_without_an_hour_will_do_where_that_is_said() -> None:
    assert values.moment("2020-01-01", UNTIL, day=True) == (NOON - 43_200, False)


@given(st.datetimes(datetime(2002, 1, 2), datetime(2029, 1, 1)))
def test_a_naive_time_is_utc(when: datetime) -> None:
    at, _ = values.moment(when.isoformat(timespec="microseconds"), UNTIL)
    assert at == math.floor(when.replace(tzinfo=UTC).timestamp())


def test_the_future_begins_a_day_from_now() -> None:
    ahead = values.latest() - datetime.now(UTC).timestamp()
    assert abs(ahead - 86_400) < 60


@pytest.mark.parametrize(
    ("given_", "kept"), [(1, 1), ("7", 7), (12.0, 12), ("12.0", 12), (" 3 ", 3)]
)
def test_whole_counts_are_kept(given_: object, kept: int) -> None:
    assert values.plays(given_) == kept


@pytest.mark.parametrize(
    "wrong",
    [0, -1, 10**9, 10**400, True, "true", 1.5, "1.5", math.nan, math.inf, None, "", "x", []],
)
def test_other_counts_are_bad(wrong: object) -> None:
    with pytest.raises(BadValue):
        values.plays(wrong)


@pytest.mark.parametrize("wrong", [-1, True, None, math.nan, 0.5, 86_400_001, "a", {}])
def test_what_cannot_be_a_time_heard_is_bad(wrong: object) -> None:
    with pytest.raises(BadValue):
        values.heard_ms(wrong)


@pytest.mark.parametrize(
    ("given_", "per_second", "seconds"),
    [(180, 1, 180.0), ("185", 1, 185.0), (206_760, 1_000, 206.76), (0, 1, None), (-3, 1, None),
     (10**9, 1, None), (10**4000, 1_000, None), (None, 1, None), (True, 1, None), ("x", 1, None)],
)  # fmt: skip
def test_a_length_is_known_or_none(given_: object, per_second: int, seconds: float | None) -> None:
    assert values.duration_s(given_, per_second=per_second) == seconds


def test_names_are_composed_and_direction_marks_stay() -> None:
    assert values.name("  Bjo\u0308rk ", "artist") == "Bj\u00f6rk"
    assert values.name("\u200fفيروز\u200f", "artist") == "\u200fفيروز\u200f"
    assert values.name("a`b\"c$x{}'", "title") == "a`b\"c$x{}'"


@pytest.mark.parametrize(
    ("wrong", "why"),
    [("", "empty"), ("  \n", "empty"), ("a\0b", "NUL"), ("a\ud800", "surrogate"), (None, "missing"),
     (3, "int"), ("x" * 1_001, "1001 characters"), ("x" * 10_000_000, "10000000 characters")],
)  # fmt: skip
def test_names_that_cannot_be_kept_say_why(wrong: object, why: str) -> None:
    with pytest.raises(BadValue, match=why):
        values.name(wrong, "title")
    assert values.name_or_none(wrong) is None


@given(st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=50))
def test_a_kept_name_is_kept_again_unchanged(text: str) -> None:
    kept = values.name_or_none(text)
    if kept is not None:
        assert values.name(kept, "title") == kept
        kept.encode()


def test_ids_are_brought_to_one_form() -> None:
    id_ = "C7D0BF6E-B2AA-4FFA-BDED-2448415B39B0"
    assert values.mbid(f" {id_} ") == id_.lower()
    assert values.isrc("gb-aye-81-00053") == "GBAYE8100053"
    uri = "spotify:track:2AX5E86cn9n2dgioZEjirI"
    assert values.spotify_uri(uri) == uri
    assert values.spotify_uri("https://open.spotify.com/track/2AX5E86cn9n2dgioZEjirI?si=1") == uri
    assert values.spotify_uri("http://open.spotify.com/intl-de/track/2AX5E86cn9n2dgioZEjirI") == uri


@pytest.mark.parametrize(
    "wrong", [None, "", 3, [], "not one", "spotify:album:" + "a" * 22, "\ud800"]
)
def test_what_is_no_id_is_none(wrong: object) -> None:
    assert values.mbid(wrong) is values.isrc(wrong) is values.spotify_uri(wrong) is None
