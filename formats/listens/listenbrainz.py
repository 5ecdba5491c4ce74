"""ListenBrainz: its export and public dumps, a listen a line, and the JSON of its API."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any, BinaryIO

from ..json_rows import array_rows, has_array, keys_of, line_keys, line_rows
from ..rows import Listen, Row, TrackRef
from ..values import (
    BadValue,
    check_lengths,
    duration_s,
    epoch,
    isrc,
    latest,
    mbid,
    name,
    name_or_none,
    spotify_uri,
)

_INFO = ("recording_mbid", "isrc", "spotify_id", "origin_url", "duration_ms", "duration")
_LISTS = ("payload", "listens")
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
    if not _is_listen(keys_of(head)) or sniff_lines(head, name):
        return False
    return has_array(head, _LISTS) and _PLAYING_NOW.search(head) is None


def read_api(stream: BinaryIO, name: str) -> Iterator[Row]:
    """Yield the listens of one submission, one page of answers, or a list."""
    return array_rows(stream, name, _listen(latest()), under=_LISTS)


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
    names, ids = _credits(info, mapping)
    parts: tuple[Any, ...] = (
        *map(metadata.get, ("track_name", "artist_name", "release_name")),
        mapping.get("recording_mbid"),
        *map(info.get, _INFO),
        names,
        ids,
    )
    try:
        return _known(*parts)
    except TypeError:  # a list or an object, which cannot be looked up
        return _made(*parts)


def _object(row: dict[str, Any], key: str) -> dict[str, Any]:
    value = row.get(key)
    return value if type(value) is dict else {}


def _credits(
    info: dict[str, Any], mapping: dict[str, Any]
) -> tuple[tuple[object, ...], tuple[object, ...]]:
    """Return names and ids of the artists one by one, as they stand.

    The server's match splits a credit best, then the player's own list.
    """
    matched = mapping.get("artists")
    if type(matched) is list and matched and all(type(one) is dict for one in matched):
        return (
            tuple([one.get("artist_credit_name") for one in matched]),
            tuple([one.get("artist_mbid") for one in matched]),
        )
    names, ids = info.get("artist_names"), info.get("artist_mbids") or mapping.get("artist_mbids")
    return (
        tuple(names) if type(names) is list else (),
        tuple(ids) if type(ids) is list else (),
    )


def _made(
    title: object, artist: object, album: object, matched: object, recording: object, code: object,
    link: object, origin: object, milliseconds: object, seconds: object,
    names: tuple[object, ...], ids: tuple[object, ...],
) -> TrackRef:  # fmt: skip
    """Return the track; what the player knew of it comes before what the server matched."""
    check_lengths(title, artist, album, matched, recording, code, link, origin, *names, *ids)
    recordings = [f"mbid:{id_}" for one in (recording, matched) if (id_ := mbid(one))]
    codes = [f"isrc:{found}"] if (found := isrc(code)) else []
    uris = [uri] if (uri := spotify_uri(link) or spotify_uri(origin)) else []
    whole = name(artist, "artist_name")
    artists = tuple([one for given in names if (one := name_or_none(given)) is not None])
    if not artists or len(artists) != len(names):
        artists = (whole,)
    known = tuple([id_ for one in ids if (id_ := mbid(one)) is not None])
    return TrackRef(
        name(title, "track_name"),
        artists,
        tuple(dict.fromkeys([*recordings, *codes, *uris])),
        name_or_none(album),
        duration_s(milliseconds, per_second=1_000) or duration_s(seconds),
        "music",
        known if len(known) == len(ids) == len(artists) else (),
    )


_known = lru_cache(maxsize=1 << 14, typed=True)(_made)
