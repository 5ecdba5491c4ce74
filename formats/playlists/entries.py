"""What the playlist formats share: bounded reading, and a track out of the names that they give."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any, BinaryIO

from ...core.errors import RefusedFile
from ..files import encoding_of
from ..rows import TrackRef
from ..values import BadValue, isrc, latest, mbid, name, name_or_none, spotify_uri
from ..values import duration_s as checked_duration
from ..values import moment as checked_moment

MAX_BYTES = 32 << 20
MAX_TRACKS = 100_000
_ENDING = re.compile(r"\.[A-Za-z0-9]{1,5}$")
_RECORDING = re.compile(r"https?://(?:[a-z]+\.)?musicbrainz\.org/recording/([0-9A-Fa-f-]{36})/?")
_ISRC = re.compile(r"(?:urn:)?isrc:([0-9A-Za-z-]{12,15})")


class Limited:
    """A stream that refuses its file when more than `MAX_BYTES` are read from it."""

    def __init__(self, stream: BinaryIO, file: str) -> None:
        self._stream = stream
        self._file = file
        self._left = MAX_BYTES

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes, `size` of them at most."""
        data = self._stream.read(size if 0 <= size <= self._left else self._left + 1)
        self._left -= len(data)
        if self._left < 0:
            raise RefusedFile(self._file, f"it is larger than {MAX_BYTES >> 20} MiB")
        return data


def whole_text(stream: BinaryIO, file: str) -> str:
    """Return a whole file as text: by its byte order mark, else UTF-8, else Windows-1252."""
    data = b"".join(iter(Limited(stream, file).read, b""))
    encoding = encoding_of(data[:64])
    try:
        return data.decode(encoding).removeprefix("\ufeff")
    except UnicodeDecodeError as err:
        if encoding != "utf-8":
            raise RefusedFile(file, f"it begins as {encoding} and is not") from err
        # The five bytes that Windows-1252 leaves open become U+FFFD, which shows.
        return data.decode("cp1252", errors="replace")


def whole_json(stream: BinaryIO, file: str) -> Any:
    """Return a whole file's JSON value."""
    try:
        return json.loads(whole_text(stream, file))
    except (ValueError, RecursionError) as err:
        raise RefusedFile(file, f"it is not JSON: {err}") from err


def check_count(tracks: int, file: str) -> None:
    """Refuse a playlist of more than `MAX_TRACKS` tracks."""
    if tracks > MAX_TRACKS:
        raise RefusedFile(file, f"it has more than {MAX_TRACKS} tracks")


def playlist_title(given: object, file: str) -> str:
    """Return a playlist's own title, else its file's name without folders and ending."""
    stem = _ENDING.sub("", re.split(r"[/\\!]", file)[-1])
    return name_or_none(given) or name_or_none(stem) or "playlist"


def moment_or_none(value: object) -> int | None:
    """Return a time that a row can do without [epoch s]; a day alone is its first second."""
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        value = f"{value}T00:00:00"
    try:
        return checked_moment(value, latest())[0]
    except BadValue:
        return None


def track(
    title: object,
    artists: Iterable[object],
    uris: Iterable[object] = (),
    *,
    album: object = None,
    duration_ms: object = None,
    kind: str = "music",
    artist_mbids: tuple[str, ...] = (),
) -> TrackRef:
    """Return the track that a file names so.

    Raises
    ------
    BadValue
        If neither a title with an artist nor any of `uris` says which track it is, or a name is
        one that cannot be kept.
    """
    aliases = aliases_of(uris)
    named = name(title, "title") if title not in (None, "") else None
    by = tuple(name(artist, "artist") for artist in artists if artist not in (None, ""))
    if not aliases and (named is None or not by):
        raise BadValue("no name: a title with its artist, or an id, says which track it is")
    return TrackRef(
        title=named,
        artists=by,
        aliases=aliases,
        album=name_or_none(album),
        duration_s=checked_duration(duration_ms, per_second=1000),
        kind="podcast" if any(map(_is_spoken, aliases)) else kind,
        artist_mbids=artist_mbids if len(artist_mbids) == len(by) else (),
    )


def aliases_of(uris: Iterable[object]) -> tuple[str, ...]:
    """Return what `uris` say about a track, strongest first; those that say nothing are left out.

    >>> aliases_of(["https://open.spotify.com/track/4uLU6hMCjMI75M1A2tKUQC?si=x", "file:///a.mp3"])
    ('spotify:track:4uLU6hMCjMI75M1A2tKUQC',)
    """
    given = [uri.strip() for uri in uris if isinstance(uri, str)]
    recordings = (mbid(found[1]) for uri in given if (found := _RECORDING.fullmatch(uri)))
    codes = (isrc(found[1]) for uri in given if (found := _ISRC.fullmatch(uri)))
    known = [
        *(f"mbid:{id_}" for id_ in recordings if id_),
        *(f"isrc:{code}" for code in codes if code),
        *(uri for uri in map(spotify_uri, given) if uri),
    ]
    return tuple(dict.fromkeys(known))


def _is_spoken(alias: str) -> bool:
    return alias.startswith(("spotify:episode:", "spotify:chapter:"))
