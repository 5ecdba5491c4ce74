"""ListenBrainz: its export and public dumps, a listen a line, and the JSON of its API."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO

from ..json_rows import array_rows, keys_of, line_keys, line_rows
from ..rows import Listen, Row, TrackRef
from ..values import (
    BadValue,
    duration_s,
    epoch,
    isrc,
    latest,
    mbid,
    name,
    name_or_none,
    spotify_uri,
)

_PLAYING_NOW = re.compile(rb'"listen_type"\s*:\s*"playing_now"')


def sniff_lines(head: bytes, name: str) -> bool:
    """Tell lines of the export or of a dump: ``listens/2024/1.jsonl``, ``1.listens``."""
    return _is_listen(line_keys(head))


def read_lines(stream: BinaryIO, name: str) -> Iterator[Row]:
    """Yield the listens of the lines; those of a public dump say whose they are."""
    return line_rows(stream, _listen(latest()))


def sniff_api(head: bytes, name: str) -> bool:
    """Tell what the API takes and gives, or a bare list of listens.

    What is merely playing now was not listened to yet.
    """
    told = _is_listen(keys_of(head)) and not sniff_lines(head, name)
    return told and _PLAYING_NOW.search(head) is None


def read_api(stream: BinaryIO, name: str) -> Iterator[Row]:
    """Yield the listens of one submission, one page of answers, or a list."""
    return array_rows(stream, name, _listen(latest()), under=("payload", "listens"))


def _is_listen(keys: frozenset[str]) -> bool:
    return "track_metadata" in keys and not keys.isdisjoint({"listened_at", "timestamp"})


def _listen(until: int) -> Callable[[dict[str, Any], int], Row]:
    def listen(row: dict[str, Any], number: int) -> Row:
        when = row.get("listened_at", row.get("timestamp"))
        if not when:  # null, and 0: never known
            raise BadValue("it has no time of listening")
        return Listen(_track(row.get("track_metadata")), epoch(when, until), user=_user(row))

    return listen


def _user(row: dict[str, Any]) -> str | None:
    user = row.get("user_name")
    if user is None and type(row.get("user_id")) in (int, str):
        user = str(row["user_id"])
    return None if user is None else name(user, "user")


def _track(metadata: object) -> TrackRef:
    if type(metadata) is not dict:
        raise BadValue("it has no track_metadata")
    info = _object(metadata, "additional_info")
    mapping = _object(metadata, "mbid_mapping")
    title = name(metadata.get("track_name"), "track_name")
    artist = name(metadata.get("artist_name"), "artist_name")
    artists, artist_mbids = _artists(artist, info, mapping)
    return TrackRef(
        title,
        artists,
        _aliases(info, mapping),
        name_or_none(metadata.get("release_name")),
        duration_s(info.get("duration_ms"), per_second=1_000) or duration_s(info.get("duration")),
        "music",
        artist_mbids,
    )


def _object(row: dict[str, Any], key: str) -> dict[str, Any]:
    value = row.get(key)
    return value if type(value) is dict else {}


def _aliases(info: dict[str, Any], mapping: dict[str, Any]) -> tuple[str, ...]:
    """Return the outside names: what the player knew first, then what the server matched."""
    found = []
    for recording in (info.get("recording_mbid"), mapping.get("recording_mbid")):
        if recording and (id_ := mbid(recording)):
            found.append(f"mbid:{id_}")
    if code := isrc(info.get("isrc")):
        found.append(f"isrc:{code}")
    if uri := spotify_uri(info.get("spotify_id")) or spotify_uri(info.get("origin_url")):
        found.append(uri)
    return tuple(dict.fromkeys(found))


def _artists(
    artist: str, info: dict[str, Any], mapping: dict[str, Any]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the artists one by one, with their ids where every one has one.

    The server's match splits a credit best, then the player's own list; else it stays whole.
    """
    credits = mapping.get("artists")
    if type(credits) is list and credits and all(type(one) is dict for one in credits):
        names = [name_or_none(one.get("artist_credit_name")) for one in credits]
        ids = [mbid(one.get("artist_mbid")) for one in credits]
    else:
        listed = info.get("artist_names")
        names = [name_or_none(one) for one in listed] if type(listed) is list else []
        given = info.get("artist_mbids") or mapping.get("artist_mbids")
        ids = [mbid(one) for one in given] if type(given) is list else []
    whole = tuple(one for one in names if one is not None)
    if not whole or len(whole) != len(names):
        whole = (artist,)
    known = tuple(one for one in ids if one is not None)
    return whole, known if len(known) == len(ids) == len(whole) else ()
