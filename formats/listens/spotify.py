"""Spotify: the extended streaming history, and the shorter one of the account data."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any, BinaryIO

from ..json_rows import array_rows, keys_of
from ..rows import Listen, Private, Row, TrackRef
from ..values import (
    BadValue,
    check_lengths,
    heard_ms,
    latest,
    moment,
    name,
    name_or_none,
    spotify_uri,
)

_SPOKEN = (
    # title, who speaks, URI
    ("episode_name", "episode_show_name", "spotify_episode_uri"),
    ("audiobook_chapter_title", "audiobook_title", "audiobook_chapter_uri"),
)
_ACCOUNT = (
    # title, by whom, kind
    ("trackName", "artistName", "music"),
    ("episodeName", "podcastName", "podcast"),
    ("chapterName", "audiobookName", "podcast"),
)


def sniff_extended(head: bytes, name: str) -> bool:
    """Tell an extended history: ``Streaming_History_Audio_*.json``, ``endsong_*.json``."""
    return keys_of(head) >= {"ts", "ms_played", "master_metadata_track_name"}


def read_extended(stream: BinaryIO, name: str) -> Iterator[Row]:
    """Yield the plays of an extended history.

    ``ts`` is when a play ended; it began ``ms_played`` earlier. What was heard in a private
    session, or has neither name nor URI, is Private.
    """
    until = latest()

    def play(row: dict[str, Any], number: int) -> Row:
        if row.get("incognito_mode"):
            return Private(number)
        heard = heard_ms(row.get("ms_played"))
        ended, _ = moment(row.get("ts"), until)
        track = _extended_track(row)
        if track is None:
            return Private(number)
        return Listen(
            track,
            ended + -heard // 1000,
            heard / 1000,
            row.get("skipped") == 1,  # true, in the oldest files 1
            False,
            name_or_none(row.get("username")),
        )

    return array_rows(stream, name, play)


def sniff_account(head: bytes, name: str) -> bool:
    """Tell an account-data history: ``StreamingHistory*.json``."""
    return keys_of(head) >= {"endTime", "msPlayed"}


def read_account(stream: BinaryIO, name: str) -> Iterator[Row]:
    """Yield the plays of an account-data history, whose clock has minutes only.

    A play ended within the minute ``endTime``; so it began within the 60 s that begin ``msPlayed``
    before that minute. An "Unknown Track" by an "Unknown Artist", which may be a third of a file,
    is Private: Spotify withholds it.
    """
    until = latest()

    def play(row: dict[str, Any], number: int) -> Row:
        heard = heard_ms(row.get("msPlayed"))
        ended, coarse = moment(row.get("endTime"), until)
        if row.get("trackName") == "Unknown Track" and row.get("artistName") == "Unknown Artist":
            return Private(number)
        return Listen(_account_track(row), ended + -heard // 1000, heard / 1000, False, coarse)

    return array_rows(stream, name, play)


def _extended_track(row: dict[str, Any]) -> TrackRef | None:
    get = row.get
    title, uri = get("master_metadata_track_name"), get("spotify_track_uri")
    if title or uri:
        artist = get("master_metadata_album_artist_name")
        return _checked_track(title, artist, get("master_metadata_album_album_name"), uri, "music")
    for spoken, by, link in _SPOKEN:
        title, uri = get(spoken), get(link)
        if title or uri:
            return _checked_track(title, get(by), None, uri, "podcast")
    return None


def _account_track(row: dict[str, Any]) -> TrackRef:
    for title, by, kind in _ACCOUNT:
        if title in row:
            return _checked_track(row[title], row.get(by), None, None, kind)
    raise BadValue("it names no track, episode or chapter")


def _checked_track(title: Any, artist: Any, album: Any, uri: Any, kind: str) -> TrackRef:
    try:
        return _track(title, artist, album, uri, kind)
    except TypeError as err:  # a list or an object cannot be looked up
        raise BadValue("a name is not text") from err


@lru_cache(maxsize=1 << 14)
def _track(title: object, artist: object, album: object, uri: object, kind: str) -> TrackRef:
    check_lengths(title, artist, album, uri)
    alias = spotify_uri(uri)
    return TrackRef(
        name(title, "title") if title or alias is None else None,
        (name(artist, "artist"),) if artist or alias is None else (),
        () if alias is None else (alias,),
        name_or_none(album),
        kind=kind,
    )
