"""Lists that somebody names, as the graph knows their tracks, and lists of its tracks for files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..core.config import IngestConfig
from ..core.errors import InputError, UnknownNode
from ..core.sound import Descriptors
from ..formats.detect import Source, discover, read
from ..formats.registry import FORMATS
from ..formats.rows import Bad, PlaylistRow, TrackRef
from ..formats.track_list import ListTrack
from ..graph.find import find_track
from ..graph.ingest import lookup
from ..graph.store import GraphStore, Row
from .resolve import name_of, strength

LONGEST = 10_000
"""Tracks of a list that is taken whole; as many as a service's playlists have at most."""
NAMED = 5
"""Unknown entries that a note names."""
_ENDINGS = {".jspf", ".xspf", ".m3u", ".m3u8", ".json", ".zip", ".gz"}


@dataclass(frozen=True, slots=True)
class Listed:
    """A track as a list names it, and its id where the graph knows it."""

    ref: TrackRef
    id: str | None

    @property
    def name(self) -> str:
        """How a person would call it."""
        known = [text for text in (", ".join(self.ref.artists), self.ref.title) if text]
        return " - ".join(known) or self.ref.aliases[0]


@dataclass(frozen=True)
class Listing:
    """A list that somebody names.

    Parameters
    ----------
    title : str
    tracks : tuple of Listed
    bad : tuple of str
        Entries that name no track, as they are written.
    """

    title: str
    tracks: tuple[Listed, ...]
    bad: tuple[str, ...] = ()

    @property
    def known(self) -> list[str]:
        """Ids of the tracks that the graph knows, each once."""
        return list(dict.fromkeys(track.id for track in self.tracks if track.id is not None))

    @property
    def unresolved(self) -> list[str]:
        """Names of the entries that it does not know."""
        return [*(track.name for track in self.tracks if track.id is None), *self.bad]


def listing(
    store: GraphStore, named: Sequence[str], config: IngestConfig, *, title: str | None = None
) -> Listing:
    """Return the list in a playlist file, or of tracks that are named one by one.

    Parameters
    ----------
    store : GraphStore
    named : sequence of str
        The path of one file, or tracks: ids, aliases, ``Artist - Title`` or titles.
    config : IngestConfig
        How large an archive may be.
    title : str, optional
        Of the list in a file of several.

    Raises
    ------
    InputError
        If there is no such file, it holds no playlist, or several and `title` names none of them;
        or if several tracks are called so.
    UnknownNode
        If the graph knows none of the tracks.
    """
    if len(named) == 1 and _is_file(named[0]):
        found = _of_row(store, *_read(Path(named[0]), config, title))
    else:
        found = _of_names(store, named)
    if len(found.tracks) > LONGEST:
        raise InputError(
            f"{found.title} has {len(found.tracks):,} tracks; give {LONGEST:,} at most"
        )
    if not found.known:
        unknown = found.unresolved
        hint = f"nor any other of its {len(unknown):,} entries; import music first"
        raise UnknownNode("track", unknown[0] if unknown else found.title, hint=hint)
    return found


def unresolved_note(unresolved: Sequence[str]) -> str | None:
    """Return what a person should know of entries that the graph does not know."""
    if not unresolved:
        return None
    more = f" and {len(unresolved) - NAMED:,} more" if len(unresolved) > NAMED else ""
    return f"not in the graph: {'; '.join(unresolved[:NAMED])}{more}"


def listed_rows(store: GraphStore, ids: Iterable[str]) -> dict[str, Row]:
    """Return what ``read/listed_tracks`` says of tracks, by id."""
    return {row["id"]: row for row in lookup(store, "read/listed_tracks", "ids", ids)}


def descriptors(row: Row) -> Descriptors:
    """Return what a row says of a track's sound."""
    return Descriptors(
        tempo_bpm=row["tempo_bpm"],
        tempo_confidence=row["tempo_confidence"] or 0.0,
        key=row.get("key"),
        mode=row.get("mode"),
        key_confidence=row.get("key_confidence") or 0.0,
        time_signature=row["time_signature"],
        time_signature_confidence=row["time_signature_confidence"] or 0.0,
        loudness_lufs=row.get("loudness_lufs"),
    )


def list_track(position: int, row: Row, reason: str, facts: Mapping[str, Any]) -> ListTrack:
    """Return a track of a list from a row of `listed_rows`."""
    return ListTrack(
        position=position,
        id=row["id"],
        title=row["title"] or row["id"],
        artist=row["artist"] or "",
        aliases=tuple(sorted(row["aliases"], key=strength)),
        album=row["album"],
        duration_s=row["duration_s"],
        reason=reason,
        file=row["path"],
        facts=facts,
    )


def strange_track(position: int, listed: Listed, reason: str) -> ListTrack:
    """Return a track of a list that the graph does not know."""
    ref = listed.ref
    return ListTrack(
        position=position,
        id=None,
        title=ref.title or ref.aliases[0],
        artist=", ".join(ref.artists),
        aliases=ref.aliases,
        album=ref.album,
        duration_s=ref.duration_s,
        reason=reason,
    )


def _is_file(text: str) -> bool:
    """Tell a path from the name of a track; one with a playlist's ending is meant as a path."""
    path = Path(text)
    try:
        return path.suffix.lower() in _ENDINGS or path.is_file()
    except (OSError, ValueError):  # longer than a path can be, or with a NUL
        return False


def _read(path: Path, config: IngestConfig, title: str | None) -> tuple[PlaylistRow, list[str]]:
    """Return a file's one playlist, or the one that is called `title`, and its bad entries."""
    rows: list[PlaylistRow] = []
    bad: list[str] = []
    for row in _rows(path, config):
        if isinstance(row, Bad):
            bad.append(row.text)
        elif title is None or row.title == title:
            rows.append(row)
    if len(rows) == 1:
        return rows[0], bad
    if not rows:
        what = "playlist" if title is None else f"playlist {title!r}"
        raise InputError(f"{path}: no {what} in it; JSPF, XSPF, M3U and Spotify's are read")
    titles = "; ".join(repr(row.title) for row in rows[:10])
    raise InputError(f"{path}: {len(rows)} playlists; say which with --title: {titles}")


def _rows(path: Path, config: IngestConfig) -> Iterator[PlaylistRow | Bad]:
    for item in discover([path], max_inflated_bytes=config.max_inflated_mib << 20):
        if isinstance(item, Source) and FORMATS[item.format].kind == "playlists":
            yield from (row for row in read(item) if isinstance(row, PlaylistRow | Bad))


def _of_row(store: GraphStore, row: PlaylistRow, bad: Sequence[str]) -> Listing:
    """Return a playlist with its tracks looked up as an import finds them: by name first."""
    refs = [entry.track for entry in row.entries]
    names = [[alias for alias in (name_of(ref), *ref.aliases) if alias] for ref in refs]
    aliases = dict.fromkeys(alias for many in names for alias in many)
    known = {
        found["alias"]: found["track"]
        for found in lookup(store, "read/tracks_of_aliases", "aliases", aliases)
    }
    ids = [next((known[alias] for alias in many if alias in known), None) for many in names]
    return Listing(row.title, tuple(map(Listed, refs, ids)), tuple(bad))


def _of_names(store: GraphStore, names: Sequence[str]) -> Listing:
    tracks, bad = [], []
    for name in names:
        try:
            row = find_track(store, name)
        except UnknownNode:
            if len(names) == 1:
                raise
            bad.append(name)
            continue
        artists = (row["artist"],) if row["artist"] else ()
        tracks.append(Listed(TrackRef(row["title"], artists), row["id"]))
    title = tracks[0].name if len(tracks) == 1 else f"{len(tracks)} tracks"
    return Listing(title, tuple(tracks), tuple(bad))
