"""JSPF: XSPF as JSON, with the extensions that ListenBrainz writes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO

from ...core.errors import RefusedFile
from ..json_rows import excerpt, keys_of
from ..rows import Bad, Entry, PlaylistRow, Row, TrackRef
from ..values import BadValue, mbid, name_or_none
from .entries import check_count, moment_or_none, playlist_title, track, whole_json

_PLAYLIST_EXTENSION = "https://musicbrainz.org/doc/jspf#playlist"
_TRACK_EXTENSION = "https://musicbrainz.org/doc/jspf#track"


def sniff(head: bytes, name: str) -> bool:
    """Tell whether a file that begins with `head` is JSPF."""
    return head.lstrip().startswith(b"{") and "playlist" in keys_of(head)


def read(stream: BinaryIO, name: str) -> Iterator[Row]:
    """Yield a bad row for each track that names nothing, then the playlist of all others.

    Raises
    ------
    RefusedFile
        If it is not JSON or no JSPF.
    """
    document = whole_json(stream, name)
    playlist = document.get("playlist") if isinstance(document, dict) else None
    tracks = playlist.get("track", []) if isinstance(playlist, dict) else None
    if not isinstance(playlist, dict) or not isinstance(tracks, list):
        raise RefusedFile(name, 'it is no JSPF: it has no "playlist" with a list "track"')
    check_count(len(tracks), name)
    entries: list[Entry] = []
    for number, given in enumerate(tracks, start=1):
        try:
            entries.append(_entry(given))
        except BadValue as err:
            yield Bad(number, str(err), excerpt(given))
    extension = _extension(playlist, _PLAYLIST_EXTENSION)
    title = playlist_title(playlist.get("title"), name)
    yield PlaylistRow(
        key=name_or_none(playlist.get("identifier")) or title,
        title=title,
        entries=tuple(entries),
        created_at=moment_or_none(playlist.get("date")),
        public=extension.get("public") in (True, "true"),
        user=_owner(playlist, extension),
    )


def _entry(given: object) -> Entry:
    if not isinstance(given, dict):
        raise BadValue("it is not an object")
    extension = _extension(given, _TRACK_EXTENSION)
    return Entry(_track(given, extension), added_at=moment_or_none(extension.get("added_at")))


def _track(given: dict[str, Any], extension: dict[str, Any]) -> TrackRef:
    artists, artist_mbids = _credited(extension)
    return track(
        given.get("title"),
        artists or (given.get("creator"),),
        (*_listed(given.get("identifier")), *_listed(given.get("location"))),
        album=given.get("album"),
        duration_ms=given.get("duration"),
        artist_mbids=artist_mbids or _identified(extension.get("artist_identifiers")),
    )


def _credited(extension: dict[str, Any]) -> tuple[tuple[object, ...], tuple[str, ...]]:
    """Names and MBIDs of the artists one by one, where ListenBrainz has looked them up."""
    metadata = extension.get("additional_metadata")
    found = metadata.get("artists") if isinstance(metadata, dict) else None
    credited = [item for item in _listed(found) if isinstance(item, dict)]
    ids = [mbid(item.get("artist_mbid")) for item in credited]
    names = tuple(item.get("artist_credit_name") for item in credited)
    return names, tuple(id_ for id_ in ids if id_)


def _identified(given: object) -> tuple[str, ...]:
    urls = [item for item in _listed(given) if isinstance(item, str)]
    ids = (mbid(url.rstrip("/").rpartition("/")[2]) for url in urls)
    return tuple(id_ for id_ in ids if id_)


def _owner(playlist: dict[str, Any], extension: dict[str, Any]) -> str | None:
    """Whose it is: ListenBrainz tells a playlist made for somebody from its maker's own."""
    if not extension:
        return None  # a creator of any other program is whatever its user typed
    given = (extension.get("created_for"), extension.get("creator"), playlist.get("creator"))
    return next((name for name in map(name_or_none, given) if name), None)


def _extension(of: dict[str, Any], uri: str) -> dict[str, Any]:
    extensions = of.get("extension")
    found = extensions.get(uri) if isinstance(extensions, dict) else None
    # The specification has a list of bodies, ListenBrainz the body itself.
    body = found[0] if isinstance(found, list) and found else found
    return body if isinstance(body, dict) else {}


def _listed(given: object) -> list[Any]:
    return given if isinstance(given, list) else [given]
