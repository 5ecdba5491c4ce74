from __future__ import annotations

import io
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from discograph.formats.listens import spotify
from discograph.formats.rows import Bad, Listen, Private, Row, TrackRef

URI = "spotify:track:0123456789abcdefABCDEF"
PLAY: dict[str, Any] = {
    "ts": "2021-03-04T05:06:07Z",
    "username": "ada",
    "ms_played": 61_500,
    "master_metadata_track_name": "Harbour",
    "master_metadata_album_artist_name": "The Piers",
    "master_metadata_album_album_name": "Tides",
    "spotify_track_uri": URI,
    "episode_name": None,
    "episode_show_name": None,
    "spotify_episode_uri": None,
    "skipped": False,
    "incognito_mode": False,
}
ENDED = 1_614_834_367


def extended(*rows: object) -> list[Row]:
    return list(spotify.read_extended(io.BytesIO(json.dumps(rows).encode()), "endsong_0.json"))


def account(*rows: object) -> list[Row]:
    return list(spotify.read_account(io.BytesIO(json.dumps(rows).encode()), "x.json"))


def one(rows: list[Row]) -> Listen:
    (row,) = rows
    assert isinstance(row, Listen)
    return row


def reasons(rows: list[Row]) -> list[str]:
    return [row.reason for row in rows if isinstance(row, Bad)]


def test_a_play_began_as_long_before_its_end_as_it_was_heard() -> None:
    assert extended(PLAY) == [
        Listen(
            TrackRef("Harbour", ("The Piers",), (URI,), "Tides"),
            at=ENDED - 62,
            heard_s=61.5,
            user="ada",
        )
    ]


def test_private_sessions_are_counted_and_never_kept() -> None:
    rows = extended(PLAY, PLAY | {"incognito_mode": True}, {"incognito_mode": True})
    assert [type(row) for row in rows] == [Listen, Private, Private]
    assert rows[1:] == [Private(2), Private(3)]


@pytest.mark.parametrize(
    ("given_", "skipped"), [(True, True), (1, True), (False, False), (None, False)]
)
def test_what_spotify_calls_skipped_is_told(given_: object, skipped: bool) -> None:
    assert one(extended(PLAY | {"skipped": given_})).skipped is skipped


def test_episodes_and_chapters_are_podcasts() -> None:
    nothing = dict.fromkeys(key for key in PLAY if key.startswith(("master", "spotify_track")))
    episode = {"episode_name": "Ep 1", "episode_show_name": "Talk", "spotify_episode_uri": None}
    chapter_uri = URI.replace("track", "chapter")
    chapter = {
        "audiobook_chapter_title": "I",
        "audiobook_title": "Book",
        "audiobook_chapter_uri": chapter_uri,
    }
    talk, book = extended(PLAY | nothing | episode, PLAY | nothing | chapter)
    assert isinstance(talk, Listen)
    assert talk.track == TrackRef("Ep 1", ("Talk",), kind="podcast")
    assert isinstance(book, Listen)
    assert book.track == TrackRef("I", ("Book",), (chapter_uri,), kind="podcast")
    assert extended(PLAY | nothing) == [Private(1)]


def test_a_track_without_names_is_known_by_its_uri() -> None:
    nameless = {"master_metadata_track_name": None, "master_metadata_album_artist_name": None}
    assert one(extended(PLAY | nameless)).track == TrackRef(None, (), (URI,), "Tides")
    assert reasons(extended(PLAY | nameless | {"spotify_track_uri": "spotify:local:x"})) == [
        "title is missing"
    ]
    half_named = {"master_metadata_album_artist_name": None}
    assert one(extended(PLAY | half_named)).track == TrackRef("Harbour", (), (URI,), "Tides")


@pytest.mark.parametrize(
    "change",
    [
        {"ms_played": None}, {"ms_played": -1}, {"ms_played": True}, {"ms_played": 10**12},
        {"ts": None}, {"ts": "2021-03-04"}, {"ts": "9999-01-01T00:00:00Z"}, {"ts": 0},
        {"ts": "1970-01-01T00:00:00Z"}, {"master_metadata_track_name": ["a"]},
        {"master_metadata_track_name": 3}, {"master_metadata_track_name": "a\0"},
        {"master_metadata_track_name": "\ud800"}, {"master_metadata_album_artist_name": {}},
        {"spotify_track_uri": []}, {"master_metadata_track_name": "x" * 1_001},
    ],
)  # fmt: skip
def test_a_row_that_cannot_be_is_bad_with_its_number_and_text(change: dict[str, Any]) -> None:
    good, bad, again = extended(PLAY, PLAY | change, PLAY)
    assert good == again
    assert isinstance(bad, Bad)
    assert bad.line == 2
    assert bad.reason
    assert bad.text.isascii()
    assert bad.text.startswith('{"ts"')


ACCOUNT = {
    "endTime": "2021-03-04 05:06",
    "artistName": "The Piers",
    "trackName": "Harbour",
    "msPlayed": 61_500,
}


def test_account_data_has_minutes_only() -> None:
    assert account(ACCOUNT) == [
        Listen(TrackRef("Harbour", ("The Piers",)), at=ENDED - 7 - 62, heard_s=61.5, coarse=True)
    ]


@given(st.integers(0, 59), st.integers(0, 86_400_000))
def test_a_play_in_both_histories_lies_within_the_coarse_minute(second: int, heard: int) -> None:
    exact = one(extended(PLAY | {"ts": f"2021-03-04T05:06:{second:02}Z", "ms_played": heard}))
    coarse = one(account(ACCOUNT | {"msPlayed": heard}))
    assert coarse.at <= exact.at < coarse.at + 60


def test_account_podcasts_and_audiobooks_are_podcasts() -> None:
    when = {"endTime": "2021-03-04 05:06", "msPlayed": 1}
    talk, book = account(
        when | {"podcastName": "Talk", "episodeName": "Ep 1"},
        when | {"audiobookName": "Book", "chapterName": "I", "authorName": "Ada"},
    )
    assert isinstance(talk, Listen)
    assert talk.track == TrackRef("Ep 1", ("Talk",), kind="podcast")
    assert isinstance(book, Listen)
    assert book.track == TrackRef("I", ("Book",), kind="podcast")


def test_what_spotify_withholds_is_private_and_does_not_spoil_the_file() -> None:
    unknown = {"artistName": "Unknown Artist", "trackName": "Unknown Track"}
    assert account(ACCOUNT | unknown) == [Private(1)]
    by_name = {"artistName": "Unknown Artist", "trackName": "Harbour"}
    assert one(account(ACCOUNT | by_name)).track == TrackRef("Harbour", ("Unknown Artist",))


def test_both_are_told_by_their_content() -> None:
    extended_head, account_head = (
        json.dumps([PLAY]).encode(),
        json.dumps([ACCOUNT], indent=1).encode(),
    )
    assert spotify.sniff_extended(extended_head, "x")
    assert not spotify.sniff_extended(account_head, "endsong_0.json")
    assert spotify.sniff_account(account_head, "x")
    assert not spotify.sniff_account(extended_head, "StreamingHistory0.json")
