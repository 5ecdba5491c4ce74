"""CSV files of the first big load, as Neo4j's offline import reads them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Self, TextIO

from .ingest import TrackRow, Values

_NODES = {
    "User": "id:ID(User),name,timezone,local:boolean,tracks:long",
    "Track": "id:ID(Track),title,album,duration_s:double,kind,listeners:long",
    "Artist": "id:ID(Artist),name,mbid,listeners:long",
    "Work": "id:ID(Work)",
    "Alias": "id:ID(Alias)",
    "Run": "id:ID(Run),kind,started_at,config,current:boolean",
}
_RELATIONSHIPS = {
    "LISTENED": (
        ":START_ID(User),:END_ID(Track),plays:long,skips:long,first_at:long,last_at:long,at:long[],"
        "skipped_at:long[],coarse:long[],counted:long,counted_in:long[],counted_by:long[],"
        "counted_at:long"
    ),
    "NAMES": ":START_ID(Alias),:END_ID(Track)",
    "STANDS_WITH": ":START_ID(Alias),:END_ID(Alias)",
    "VERSION_OF": ":START_ID(Track),:END_ID(Work)",
    "BY": ":START_ID(Track),:END_ID(Artist),role",
}


class BulkFiles:
    """Files for `ManagedServer.import_offline`; what they hold is what `graph.ingest` would write.

    Parameters
    ----------
    folder : Path
        Must exist.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._stack = ExitStack()
        self._files: dict[str, TextIO] = {}
        self._works: set[str] = set()
        self._aliases: set[str] = set()

    def __enter__(self) -> Self:
        for name, header in {**_NODES, **_RELATIONSHIPS}.items():
            path = self._folder / f"{name}.csv"
            file = self._stack.enter_context(path.open("w", encoding="utf-8", newline=""))
            file.write(header + "\n")
            self._files[name] = file
        return self

    def __exit__(self, *exc: object) -> None:
        self._stack.close()

    @property
    def nodes(self) -> dict[str, Path]:
        """File of each label."""
        return {name: self._folder / f"{name}.csv" for name in _NODES}

    @property
    def relationships(self) -> dict[str, Path]:
        """File of each relationship type."""
        return {name: self._folder / f"{name}.csv" for name in _RELATIONSHIPS}

    def run(self, id: str, started_at: str, config: str) -> None:
        """Add the import itself, not yet ended."""
        self._put("Run", id, "ingest", started_at, config, False)

    def users(self, names: Iterable[str], *, local: bool) -> None:
        """Add users."""
        for name in names:
            self._put("User", name, name, "UTC", local, 0)

    def artists(self, artists: Iterable[Sequence[str | None]]) -> None:
        """Add artists as id, name, MBID; each once."""
        for artist in artists:
            self._put("Artist", *artist, 0)

    def tracks(self, tracks: Iterable[TrackRow], stands: Mapping[str, Iterable[str]]) -> None:
        """Add new tracks with their names and works, and what strong aliases stand with."""
        for track in tracks:
            self._put("Track", *track.values, 0)
            aliases = (*track.aliases, *track.doubtful)
            self._new_nodes("Alias", aliases, self._aliases)
            self._new_nodes("Work", track.works, self._works)
            for alias in aliases:
                self._put("NAMES", alias, track.id)
            for work in track.works:
                self._put("VERSION_OF", track.id, work)
            for artist, role in track.artists:
                self._put("BY", track.id, artist, role)
        for alias, others in stands.items():
            self._new_nodes("Alias", (alias, *others), self._aliases)
            for other in others:
                self._put("STANDS_WITH", alias, other)

    def listened(self, user: str, track: str, values: Values) -> None:
        """Add the listens of one user and one track, by id."""
        self._put("LISTENED", user, track, *values)

    def _new_nodes(self, label: str, ids: Iterable[str], seen: set[str]) -> None:
        for id in ids:
            if id not in seen:
                seen.add(id)
                self._put(label, id)

    def _put(self, name: str, *cells: Any) -> None:
        self._files[name].write(",".join(map(_cell, cells)) + "\n")


def _cell(value: Any) -> str:
    """Return a value as the import tool reads it; None and empty lists are no property."""
    if value is None:
        return ""
    if isinstance(value, str):
        return '"' + value.replace('"', '""') + '"'
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return ";".join(map(str, value))
    return repr(value)
