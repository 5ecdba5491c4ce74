"""Saved and loved tracks: Spotify's library, Last.fm and Libre.fm pages, ListenBrainz feedback."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO

from ..core.errors import RefusedFile
from .json_rows import array_rows, excerpt, keys_of, line_keys, line_rows
from .playlists.entries import moment_or_none, track, whole_json
from .rows import Bad, Private, Row, Save
from .values import BadValue, mbid, name_or_none

_SCORES = {1: True, 0: False, -1: False}
"""Whether a score of ListenBrainz is love; 0 takes a feedback back, -1 is hate."""


def sniff_library(head: bytes, name: str) -> bool:
    """Tell Spotify's ``YourLibrary.json``."""
    keys = keys_of(head)
    songs, sections = {"artist", "album", "track", "uri"}, {"albums", "shows", "episodes"}
    return "tracks" in keys and (songs <= keys or sections <= keys)


def read_library(stream: BinaryIO, name: str) -> Iterator[Row]:
    """Yield the saved tracks of a library; it does not say when they were saved."""

    def save(row: dict[str, Any], number: int) -> Row:
        found = track(
            row.get("track"), (row.get("artist"),), (row.get("uri"),), album=row.get("album")
        )
        return Save(found)

    return array_rows(stream, name, save, under=("tracks",))


def sniff_loved(head: bytes, name: str) -> bool:
    """Tell a page of ``user.getLovedTracks`` of Last.fm or Libre.fm."""
    return "lovedtracks" in keys_of(head)


def read_loved(stream: BinaryIO, name: str) -> Iterator[Row]:
    """Yield the loved tracks of a page, or of a list of pages."""
    document = whole_json(stream, name)
    number = 0
    for page in document if isinstance(document, list) else [document]:
        loved = page.get("lovedtracks") if isinstance(page, dict) else None
        if not isinstance(loved, dict):
            raise RefusedFile(name, 'it is no page of loved tracks: it has no "lovedtracks"')
        about = loved.get("@attr")
        user = name_or_none(about.get("user")) if isinstance(about, dict) else None
        tracks = loved.get("track", [])
        for given in tracks if isinstance(tracks, list) else [tracks]:  # one alone has no list
            number += 1
            try:
                yield _loved(given, user)
            except BadValue as err:
                yield Bad(number, str(err), excerpt(given))


def _loved(given: object, user: str | None) -> Save:
    if not isinstance(given, dict):
        raise BadValue("it is not an object")
    artist, date = given.get("artist"), given.get("date")
    by = artist.get("name") or artist.get("#text") if isinstance(artist, dict) else artist
    at = moment_or_none(date.get("uts")) if isinstance(date, dict) else None
    return Save(track(given.get("name"), (by,), _recording(given.get("mbid"))), at, user)


def _recording(given: object) -> tuple[str, ...]:
    id_ = mbid(given)
    # Recordings have random ids (version 4). Last.fm also knows positions on old releases, whose
    # ids were made from names (version 3): they are no recording's.
    return (f"https://musicbrainz.org/recording/{id_}",) if id_ and id_[14] == "4" else ()


def sniff_feedback(head: bytes, name: str) -> bool:
    """Tell ``feedback.jsonl`` of a ListenBrainz export."""
    return line_keys(head) >= {"score", "recording_mbid"}


def read_feedback(stream: BinaryIO, name: str) -> Iterator[Row]:
    """Yield the loved recordings; what was hated or taken back is no row at all."""
    return (row for row in line_rows(stream, _feedback) if not isinstance(row, Private))


def _feedback(row: dict[str, Any], number: int) -> Row:
    score = row.get("score")
    if type(score) is not int or score not in _SCORES:
        raise BadValue("its score is not 1, 0 or -1")
    if not _SCORES[score]:
        return Private(number)  # only a place holder: every line has to become some row
    if (id_ := mbid(row.get("recording_mbid"))) is None:
        raise BadValue("it has no recording_mbid")
    found = track(None, (), (f"https://musicbrainz.org/recording/{id_}",))
    return Save(found, moment_or_none(row.get("created")))
