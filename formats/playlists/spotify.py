"""Playlists of Spotify's account data: ``Playlist1.json`` and its like."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, BinaryIO
from urllib.parse import unquote_plus

import ijson  # type: ignore[import-untyped]

from ...core.errors import RefusedFile
from ..json_rows import excerpt, keys_of
from ..rows import Bad, Entry, PlaylistRow, Row, TrackRef
from ..values import BadValue
from .entries import check_count, moment_or_none, playlist_title, track

_PLAYLIST = "playlists.item"
_ITEM = "playlists.item.items.item"
_LARGEST_ITEM = 500
"""JSON events of one item; real ones have about 20."""


def sniff(head: bytes, name: str) -> bool:
    """Tell whether a file that begins with `head` holds playlists of Spotify."""
    keys = keys_of(head)
    return "playlists" in keys and "playlist" not in keys and head.lstrip().startswith(b"{")


def read(stream: BinaryIO, name: str) -> Iterator[Row]:
    """Yield each playlist, after a bad row for each of its items that names nothing.

    Such a file has no ids of playlists, so their titles tell them apart; the second one of a title
    is called ``Title (2)``. Files on somebody's own disk are tracks by the names in their address.

    Raises
    ------
    RefusedFile
        If it is not JSON; playlists before the broken place came already.
    """
    playlist = _Playlist()
    titles: Counter[str] = Counter()
    items = lists = 0
    for prefix, event, value in _events(stream, name):
        if prefix.startswith(_ITEM):
            if not playlist.take(event, value, whole=prefix == _ITEM):
                continue
            items += 1
            check_count(len(playlist.entries) + 1, name)
            try:
                playlist.entries.append(_entry(playlist.item))
            except BadValue as err:
                yield Bad(items, str(err), excerpt(playlist.item))
        elif prefix == f"{_PLAYLIST}.name":
            playlist.title = value
        elif prefix == _PLAYLIST and event == "end_map":
            lists += 1
            yield playlist.row(titles, name)
            playlist = _Playlist()
    if not lists:
        raise RefusedFile(name, 'it has no list "playlists"')


def _events(stream: BinaryIO, name: str) -> Iterator[tuple[str, str, Any]]:
    try:
        yield from ijson.parse(stream, use_float=True)
    except (ijson.JSONError, ValueError) as err:  # ValueError: bytes that are not UTF-8
        raise RefusedFile(name, f"it is not JSON: {str(err)[:120]}") from err


@dataclass
class _Playlist:
    """A playlist that is being read, and the item of it that is."""

    title: object = None
    entries: list[Entry] = field(default_factory=list)
    item: Any = None
    _builder: ijson.ObjectBuilder | None = None
    _events: int = 0

    def take(self, event: str, value: object, *, whole: bool) -> bool:
        """Take one event of an item in and tell whether the item is complete with it."""
        if self._builder is None:
            self._builder = ijson.ObjectBuilder()
            self._events = 0
        self._events += 1
        if self._events <= _LARGEST_ITEM:
            self._builder.event(event, value)
        if not whole or event in {"start_map", "map_key", "start_array"}:
            return False
        self.item = self._builder.value if self._events <= _LARGEST_ITEM else None
        self._builder = None
        return True

    def row(self, titles: Counter[str], file: str) -> PlaylistRow:
        """Return what was read."""
        title = playlist_title(self.title, file)
        titles[title] += 1
        key = title if titles[title] == 1 else f"{title} ({titles[title]})"
        return PlaylistRow(key=key, title=title, entries=tuple(self.entries))


def _entry(item: object) -> Entry:
    if not isinstance(item, dict):
        raise BadValue("it is not an object")
    return Entry(_track(item), added_at=moment_or_none(item.get("addedDate")))


def _track(item: dict[str, Any]) -> TrackRef:
    if isinstance(song := item.get("track"), dict):
        return track(
            song.get("trackName"),
            (song.get("artistName"),),
            (song.get("trackUri"),),
            album=song.get("albumName"),
        )
    if isinstance(episode := item.get("episode"), dict):
        return track(
            episode.get("episodeName"),
            (episode.get("showName"),),
            (episode.get("episodeUri"),),
            kind="podcast",
        )
    local = item.get("localTrack")
    address = local.get("uri") if isinstance(local, dict) else None
    parts = address.split(":") if isinstance(address, str) else []
    if parts[:2] == ["spotify", "local"] and len(parts) == 6:
        artist, album, title = map(unquote_plus, parts[2:5])
        return track(title, (artist,), album=album)
    raise BadValue("it names no track, episode or file")
