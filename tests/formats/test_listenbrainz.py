from __future__ import annotations

import io
import json
from typing import Any

import pytest

from discograph.formats.listens import listenbrainz
from discograph.formats.rows import Bad, Listen, Row, TrackRef

RECORDING = "11111111-2222-3333-4444-555555555555"
MATCHED = "aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee"
ADA, BOB = "00000000-0000-0000-0000-00000000000a", "00000000-0000-0000-0000-00000000000b"
URI = "spotify:track:0123456789abcdefABCDEF"
AT = 1_600_000_000


def listen(**metadata: Any) -> dict[str, Any]:
    named = {"track_name": "Harbour", "artist_name": "Ada feat. Bob"}
    return {"listened_at": AT, "track_metadata": named | metadata}


def lines(*rows: object) -> list[Row]:
    data = "".join(json.dumps(row) + "\n" for row in rows).encode()
    return list(listenbrainz.read_lines(io.BytesIO(data), "1.jsonl"))


def track(**metadata: Any) -> TrackRef:
    (row,) = lines(listen(**metadata))
    assert isinstance(row, Listen)
    return row.track


def test_a_listen_keeps_all_that_names_its_track_strongest_first() -> None:
    info = {
        "recording_mbid": RECORDING.upper(),
        "isrc": "gb-aye-81-00053",
        "spotify_id": f"https://open.spotify.com/track/{URI[14:]}",
        "origin_url": f"https://open.spotify.com/track/{URI[14:]}?si=3",
        "duration_ms": 206_760,
    }
    mapping = {
        "recording_mbid": MATCHED,
        "artists": [
            {"artist_credit_name": "Ada", "artist_mbid": ADA, "join_phrase": " feat. "},
            {"artist_credit_name": "Bob", "artist_mbid": BOB, "join_phrase": ""},
        ],
    }
    assert track(release_name="Tides", additional_info=info, mbid_mapping=mapping) == TrackRef(
        "Harbour",
        ("Ada", "Bob"),
        (f"mbid:{RECORDING}", f"mbid:{MATCHED}", "isrc:GBAYE8100053", URI),
        "Tides",
        206.76,
        "music",
        (ADA, BOB),
    )


def test_the_players_own_list_of_artists_splits_a_credit_too() -> None:
    found = track(additional_info={"artist_names": ["Ada", "Bob"], "artist_mbids": [ADA, BOB]})
    assert (found.artists, found.artist_mbids) == (("Ada", "Bob"), (ADA, BOB))
    found = track(additional_info={"artist_names": ["Ada", "Bob"], "artist_mbids": [ADA]})
    assert (found.artists, found.artist_mbids) == (("Ada", "Bob"), ())


@pytest.mark.parametrize(
    "info",
    [
        None, 3, [], {}, {"artist_names": "Ada"}, {"artist_names": [3]}, {"artist_mbids": [None]},
        {"recording_mbid": "not one", "isrc": 3, "spotify_id": [], "duration_ms": None},
        {"duration": -1, "artist_names": [], "artist_mbids": {}, "origin_url": "http://x.y"},
    ],
)  # fmt: skip
def test_what_is_not_needed_and_cannot_be_used_is_left_out(info: object) -> None:
    found = track(additional_info=info, mbid_mapping=info, release_name=20)
    assert found == TrackRef("Harbour", ("Ada feat. Bob",))


@pytest.mark.parametrize("duration", [{"duration": 222}, {"duration_ms": 222_000}])
def test_a_length_comes_in_seconds_or_milliseconds(duration: dict[str, int]) -> None:
    assert track(additional_info=duration).duration_s == 222


def test_lines_of_a_dump_say_whose_they_are() -> None:
    dump = {"user_id": 7, "user_name": "ada", "timestamp": AT, "recording_msid": "x"}
    by_name, by_id, nobody = lines(
        dump | {"track_metadata": listen()["track_metadata"]},
        {"user_id": 7} | listen(),
        listen(),
    )
    assert [row.user for row in (by_name, by_id, nobody) if isinstance(row, Listen)] == [
        "ada", "7", None,
    ]  # fmt: skip


@pytest.mark.parametrize(
    "row",
    [
        listen() | {"listened_at": None}, listen() | {"listened_at": 0}, {"listened_at": AT},
        listen() | {"listened_at": True}, listen() | {"listened_at": -5}, listen(track_name=""),
        listen() | {"listened_at": 100}, listen(artist_name=None), listen(track_name="\0Fade"),
        listen(artist_name=["Ada"]), {"listened_at": AT, "track_metadata": None}, 3, None, [],
        listen() | {"user_name": "\ud800"}, listen() | {"listened_at": float("nan")},
    ],
)  # fmt: skip
def test_a_listen_that_cannot_be_is_bad_with_its_line(row: object) -> None:
    rows = lines(listen(), row, listen())
    assert [type(one) for one in rows] == [Listen, Bad, Listen]
    assert isinstance(rows[1], Bad)
    assert rows[1].line == 2


@pytest.mark.parametrize("at", [AT, str(AT), AT * 1_000, AT * 10**9, AT + 0.9])
def test_times_come_as_numbers_of_any_kind(at: object) -> None:
    (row,) = lines(listen() | {"listened_at": at})
    assert isinstance(row, Listen)
    assert row.at == AT


@pytest.mark.parametrize(
    "wrap",
    [
        lambda rows: rows,
        lambda rows: {"listen_type": "import", "payload": rows},
        lambda rows: {"payload": {"count": 2, "user_id": "ada", "listens": rows}},
    ],
)
@pytest.mark.parametrize("indent", [None, 2])
def test_the_api_is_read_in_each_of_its_forms(wrap: Any, indent: int | None) -> None:
    info = {"artist_names": ["payload", "listens"], "tags": [{"a": 1}]}
    data = json.dumps(wrap([listen(additional_info=info), listen(), {}]), indent=indent).encode()
    assert listenbrainz.sniff_api(data, "x")
    assert not listenbrainz.sniff_lines(data, "x")
    rows = list(listenbrainz.read_api(io.BytesIO(data), "x"))
    assert [type(row) for row in rows] == [Listen, Listen, Bad]


def test_lines_are_told_even_when_the_first_is_broken() -> None:
    head = b"nonsense\n" + json.dumps(listen()).encode()
    assert listenbrainz.sniff_lines(head, "x")
    assert not listenbrainz.sniff_lines(b'{"blurb": "track_metadata"}', "x")


def test_other_answers_of_the_api_are_not_taken_for_listens() -> None:
    recommended = {"payload": {"mbids": [{"listened_at": AT, "track_metadata": {}}]}}
    assert not listenbrainz.sniff_api(json.dumps(recommended, indent=1).encode(), "x")


def test_what_is_playing_now_was_not_listened_to() -> None:
    data = json.dumps({"listen_type": "playing_now", "payload": [listen()]}).encode()
    assert not listenbrainz.sniff_api(data, "x")
