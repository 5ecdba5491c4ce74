"""What other scrobblers keep: Maloja, lastfmstats.com and Pano Scrobbler, in JSON."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO

from ..json_rows import array_rows, keys_of, line_keys, line_rows
from ..rows import Listen, Row, TrackRef
from ..values import BadValue, duration_s, epoch, latest, name, name_or_none


def sniff_maloja(head: bytes, file: str) -> bool:
    """Tell a Maloja export: ``maloja_export_*.json``."""
    return keys_of(head) >= {"scrobbles", "time", "track", "title"}


def read_maloja(stream: BinaryIO, file: str) -> Iterator[Row]:
    """Yield the plays of a Maloja export; ``duration`` is how long was heard."""
    until = latest()

    def play(row: dict[str, Any], number: int) -> Row:
        track = row.get("track")
        if type(track) is not dict:
            raise BadValue("it has no track")
        heard = duration_s(row.get("duration"))
        return Listen(_maloja_track(track), epoch(row.get("time"), until), heard)

    return array_rows(stream, file, play, under=("scrobbles",))


def _maloja_track(track: dict[str, Any]) -> TrackRef:
    artists = track.get("artists")
    if type(artists) is not list or not artists:
        raise BadValue("it has no artists")
    album = track.get("album")
    return TrackRef(
        name(track.get("title"), "title"),
        tuple(name(artist, "artist") for artist in artists),
        album=name_or_none(album.get("albumtitle")) if type(album) is dict else None,
        duration_s=duration_s(track.get("length")),
    )


def sniff_lastfmstats(head: bytes, file: str) -> bool:
    """Tell a JSON export of lastfmstats.com: ``lastfmstats-*.json``."""
    return keys_of(head) >= {"scrobbles", "date", "track", "artist"}


def read_lastfmstats(stream: BinaryIO, file: str) -> Iterator[Row]:
    """Yield the plays of a JSON export of lastfmstats.com."""
    until = latest()

    def play(row: dict[str, Any], number: int) -> Row:
        return Listen(_flat_track(row), epoch(row.get("date"), until))

    return array_rows(stream, file, play, under=("scrobbles",))


def sniff_pano(head: bytes, file: str) -> bool:
    """Tell a log of Pano Scrobbler, an object a line."""
    return line_keys(head) >= {"timeMs", "artist", "track", "event"}


def read_pano(stream: BinaryIO, file: str) -> Iterator[Row]:
    """Yield the scrobbles of a Pano Scrobbler log; its other events are no plays and are bad."""
    until = latest()

    def play(row: dict[str, Any], number: int) -> Row:
        if row.get("event") != "scrobble":
            raise BadValue("its event is not a scrobble")
        return Listen(_flat_track(row), epoch(row.get("timeMs"), until))

    return line_rows(stream, play)


def _flat_track(row: dict[str, Any]) -> TrackRef:
    return TrackRef(
        name(row.get("track"), "track"),
        (name(row.get("artist"), "artist"),),
        album=name_or_none(row.get("album")),
        duration_s=duration_s(row.get("durationMs"), per_second=1_000),
    )
