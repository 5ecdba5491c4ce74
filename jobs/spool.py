"""Rows wait on disk until all files are read, whatever their number."""

from __future__ import annotations

import hashlib
import json
import logging
import shutil
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any, NamedTuple, Self

import psutil

from ..core.errors import DiscographError
from ..formats.rows import PlaylistRow, TrackRef
from .resolve import Resolution, name_of
from .times import Times, settle

log = logging.getLogger(__name__)
_SCHEMA = """
CREATE TABLE sources (id INTEGER PRIMARY KEY, digest INTEGER);
CREATE TABLE users (id INTEGER PRIMARY KEY, name TEXT UNIQUE);
CREATE TABLE refs (
  id INTEGER PRIMARY KEY, digest BLOB UNIQUE, name TEXT, aliases TEXT, ref TEXT, track INTEGER
);
CREATE TABLE tracks (id INTEGER PRIMARY KEY, canonical TEXT UNIQUE);
CREATE TABLE listens (user INTEGER, ref INTEGER, at INTEGER, kind INTEGER);
CREATE TABLE counts (source INTEGER, user INTEGER, ref INTEGER, plays INTEGER, last_at INTEGER);
CREATE TABLE saves (user INTEGER, ref INTEGER, at INTEGER);
CREATE TABLE visits (user INTEGER, artist TEXT, at INTEGER);
CREATE TABLE tags (user INTEGER, artist TEXT, tag TEXT);
CREATE TABLE playlists (
  id INTEGER PRIMARY KEY, user INTEGER, key TEXT, title TEXT, created_at INTEGER, public INTEGER,
  newest INTEGER, size INTEGER, digest BLOB
);
CREATE TABLE entries (playlist INTEGER, position INTEGER, ref INTEGER, added_at INTEGER);
"""
LISTEN, SKIP, COARSE, COUNT = 0, 1, 2, 4
"""Kinds of plays: the first two may be `COARSE` as well."""
_BUFFER = 20_000
_REMEMBERED = 200_000
_DIGEST_BYTES = 6  # so that every client of the graph can hold it as a number


class Play(NamedTuple):
    """All that the files say of one user and one track, by their numbers."""

    user: int
    track: int
    times: Times


class Playlist(NamedTuple):
    """A playlist of position, track and time; `user` is None where it has no owner."""

    user: int | None
    key: str
    title: str
    created_at: int | None
    public: bool
    entries: list[tuple[int, int, int | None]]


class Spool:
    """A database of rows in one file, which is removed at the end.

    Rows of one source are kept or dropped as one: `begin`, then `keep` or `drop`. Users, track
    references and tracks have numbers here.

    Parameters
    ----------
    path : Path
        Where the file is made.
    """

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.path = path
        self._db = sqlite3.connect(path, isolation_level=None)
        self._db.execute("PRAGMA synchronous = OFF")
        self._db.execute("PRAGMA cache_size = -65536")
        self._db.executescript(_SCHEMA)
        self._forget()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        self._db.close()
        self.path.unlink(missing_ok=True)
        if isinstance(error, sqlite3.Error):  # a full disk
            raise DiscographError(
                f"{self.path.parent}: {error}; make room there, then import again"
            ) from error

    # -- rows in ------------------------------------------------------------------------------

    def begin(self) -> None:
        """Open a source."""
        self._db.execute("BEGIN")
        self._digest = 0
        self._alike.clear()
        self._source = self._add("INSERT INTO sources DEFAULT VALUES")

    def keep(self) -> None:
        """Keep the rows of the source; of sources with the same counts, only the first one's."""
        self._flush()
        statement = "SELECT count(*) FROM sources WHERE digest = ?"
        if self._digest and self._one(statement, self._digest):
            self._db.execute("DELETE FROM counts WHERE source = ?", (self._source,))
        self._db.execute("UPDATE sources SET digest = ? WHERE id = ?", (self._digest, self._source))
        self._db.execute("COMMIT")

    def drop(self) -> None:
        """Forget the rows of the source."""
        self._db.execute("ROLLBACK")
        self._forget()

    def user(self, name: str) -> int:
        """Return the number of a user."""
        if (number := self._users.get(name)) is None:
            self._db.execute("INSERT OR IGNORE INTO users (name) VALUES (?)", (name,))
            number = self._one("SELECT id FROM users WHERE name = ?", name)
            self._users[name] = number
        return number

    def ref(self, ref: TrackRef) -> int | None:
        """Return the number of a track reference, None when it names nothing."""
        if ref in self._refs:
            return self._refs[ref]
        if len(self._refs) >= _REMEMBERED:
            self._refs.clear()
        number = self._refs[ref] = self._new_ref(ref)
        return number

    def listen(self, user: int, ref: int, at: int, kind: int) -> None:
        """Add a listen or a skip."""
        self._listens.append((user, ref, at, kind))
        if len(self._listens) >= _BUFFER:
            self._flush()

    def count(self, user: int, ref: int, plays: int, last_at: int | None, *, text: str) -> None:
        """Add plays known only as a number; the texts of all such rows identify the source."""
        self._counts.append((self._source, user, ref, plays, last_at))
        digest = hashlib.blake2b(text.encode(), digest_size=_DIGEST_BYTES).digest()
        self._digest = (self._digest + int.from_bytes(digest)) % 256**_DIGEST_BYTES
        if len(self._counts) >= _BUFFER:
            self._flush()

    def save(self, user: int, ref: int, at: int | None) -> None:
        """Add a saved track."""
        self._db.execute("INSERT INTO saves VALUES (?, ?, ?)", (user, ref, at))

    def visit(self, user: int, artist: str, at: int) -> None:
        """Add a visit of an artist's page."""
        self._db.execute("INSERT INTO visits VALUES (?, ?, ?)", (user, artist, at))

    def tag(self, user: int, artist: str, tag: str) -> None:
        """Add what somebody calls an artist."""
        self._db.execute("INSERT INTO tags VALUES (?, ?, ?)", (user, artist, tag))

    def playlist(
        self, user: int | None, row: PlaylistRow, entries: list[tuple[int, int, int | None]]
    ) -> None:
        """Add a playlist; its entries are position, number of the reference and time."""
        digest = hashlib.blake2b(repr(row).encode()).digest()
        # Two different lists of one name in one file are two lists.
        alike = self._alike[user, row.key]
        if digest not in alike:
            alike.append(digest)
        copy = alike.index(digest)
        key = f"{row.key}#{copy + 1}" if copy else row.key
        newest = max((at for _, _, at in entries if at is not None), default=0)
        number = self._add(
            "INSERT INTO playlists (user, key, title, created_at, public, newest, size, digest)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (user, key, row.title, row.created_at, row.public, newest, len(entries), digest),
        )
        self._db.executemany(
            "INSERT INTO entries VALUES (?, ?, ?, ?)", [(number, *entry) for entry in entries]
        )

    # -- tracks -------------------------------------------------------------------------------

    def handles(self) -> Iterator[tuple[str | None, list[str]]]:
        """Yield name alias and strong aliases of every reference."""
        for name, aliases in self._db.execute("SELECT name, aliases FROM refs"):
            yield name, json.loads(aliases)

    def assign(self, resolution: Resolution) -> int:
        """Note which track every reference means; return how many tracks there are."""
        self._db.execute("BEGIN")
        numbers: dict[str, int] = {}
        found = []
        for ref, name, aliases in self._db.execute(
            "SELECT id, name, aliases FROM refs ORDER BY id"
        ):
            canonical = resolution.track_of(name, json.loads(aliases))
            found.append((numbers.setdefault(canonical, len(numbers) + 1), ref))
        self._db.executemany("UPDATE refs SET track = ? WHERE id = ?", found)
        self._db.execute("DELETE FROM tracks")
        rows = ((number, canonical) for canonical, number in numbers.items())
        self._db.executemany("INSERT INTO tracks (id, canonical) VALUES (?, ?)", rows)
        self._db.execute("COMMIT")
        return len(numbers)

    def tracks(self) -> Iterator[tuple[int, str, list[tuple[str | None, TrackRef]]]]:
        """Yield number, canonical alias and references, with their name aliases, of each track."""
        rows = self._db.execute(
            "SELECT t.id, t.canonical, r.name, r.aliases, r.ref"
            " FROM refs r JOIN tracks t ON t.id = r.track ORDER BY t.id"
        )
        for (number, canonical), refs in groupby(rows, key=itemgetter(0, 1)):
            yield number, canonical, [(row[2], _decoded(row[3], row[4])) for row in refs]

    # -- rows out -----------------------------------------------------------------------------

    def users(self) -> list[tuple[int, str]]:
        """Return number and name of every user."""
        return self._db.execute("SELECT id, name FROM users ORDER BY name").fetchall()

    def size(self, table: str) -> int:
        """Return how many rows a table has."""
        return int(self._one(f"SELECT count(*) FROM {table}"))

    def plays(self) -> Iterator[Play]:
        """Yield listens, skips and counts of each user and track, users together."""
        rows = self._db.execute(
            "SELECT l.user, r.track, l.kind, l.at, 0, 0 FROM listens l JOIN refs r ON r.id = l.ref"
            " UNION ALL SELECT c.user, r.track, 4, c.last_at, s.digest, c.plays FROM counts c"
            " JOIN refs r ON r.id = c.ref JOIN sources s ON s.id = c.source ORDER BY 1, 2"
        )
        for (user, track), group in groupby(rows, key=itemgetter(0, 1)):
            yield Play(user, track, _times(group))

    def saves(self) -> Iterator[tuple[int, int, int | None]]:
        """Yield user, track and first known time of every save."""
        return self._db.execute(
            "SELECT s.user, r.track, min(s.at) FROM saves s JOIN refs r ON r.id = s.ref"
            " GROUP BY 1, 2 ORDER BY 1, 2"
        )

    def visits(self) -> Iterator[tuple[int, str, int]]:
        """Yield user, artist's name and time of every visit, each once."""
        return self._db.execute("SELECT DISTINCT user, artist, at FROM visits ORDER BY 1, 2, 3")

    def tags(self) -> Iterator[tuple[int, str, str]]:
        """Yield user, artist's name and tag, each once."""
        return self._db.execute("SELECT DISTINCT user, artist, tag FROM tags ORDER BY 1, 2, 3")

    def playlists(self) -> Iterator[Playlist]:
        """Yield every playlist; of several versions one alone, the same in any order of files."""
        rows = self._db.execute(
            "SELECT id, user, key, title, created_at, public FROM playlists"
            " ORDER BY user, key, newest DESC, size DESC, title, created_at DESC, public, digest"
        ).fetchall()
        for (user, key), versions in groupby(rows, key=itemgetter(1, 2)):
            number, _, _, title, created_at, public = next(versions)
            entries = self._db.execute(
                "SELECT e.position, r.track, e.added_at FROM entries e"
                " JOIN refs r ON r.id = e.ref WHERE e.playlist = ? ORDER BY e.position",
                (number,),
            ).fetchall()
            yield Playlist(user, key, title, created_at, bool(public), entries)

    # -- inside -------------------------------------------------------------------------------

    def _new_ref(self, ref: TrackRef) -> int | None:
        name = name_of(ref)
        if name is None and not ref.aliases:
            return None
        aliases = json.dumps(ref.aliases)
        rest = json.dumps(
            [ref.title, ref.artists, ref.album, ref.duration_s, ref.kind, ref.artist_mbids]
        )
        digest = hashlib.blake2b(f"{aliases}{rest}".encode(), digest_size=16).digest()
        self._db.execute(
            "INSERT OR IGNORE INTO refs (digest, name, aliases, ref) VALUES (?, ?, ?, ?)",
            (digest, name, aliases, rest),
        )
        return int(self._one("SELECT id FROM refs WHERE digest = ?", digest))

    def _flush(self) -> None:
        self._db.executemany("INSERT INTO listens VALUES (?, ?, ?, ?)", self._listens)
        self._db.executemany("INSERT INTO counts VALUES (?, ?, ?, ?, ?)", self._counts)
        self._listens.clear()
        self._counts.clear()

    def _forget(self) -> None:
        """Empty what is remembered of rows in the database."""
        self._users: dict[str, int] = {}
        self._refs: dict[TrackRef, int | None] = {}
        self._alike: dict[tuple[int | None, str], list[bytes]] = defaultdict(list)
        self._listens: list[tuple[int, int, int, int]] = []
        self._counts: list[tuple[int, int, int, int, int | None]] = []

    def _add(self, statement: str, values: tuple[Any, ...] = ()) -> int:
        number = self._db.execute(statement, values).lastrowid
        return int(number or 0)

    def _one(self, statement: str, *values: Any) -> Any:
        return self._db.execute(statement, values).fetchone()[0]


def _decoded(aliases: str, rest: str) -> TrackRef:
    title, artists, album, duration_s, kind, mbids = json.loads(rest)
    return TrackRef(
        title, tuple(artists), tuple(json.loads(aliases)), album, duration_s, kind, tuple(mbids)
    )


def _times(rows: Iterable[tuple[int, int, int, int | None, int, int]]) -> Times:
    found: tuple[list[int], ...] = ([], [], [], [])
    counts: Counter[int] = Counter()
    counted_at = None
    for _, _, kind, at, source, plays in rows:
        if kind == COUNT:
            counts[source] += plays
            counted_at = at if counted_at is None else max(counted_at, at or 0)
        elif at is not None:
            found[kind].append(at)
    return settle(
        found[LISTEN],
        found[SKIP],
        coarse_at=found[LISTEN | COARSE],
        coarse_skipped_at=found[SKIP | COARSE],
        counts=counts,
        counted_at=counted_at,
    )


def sweep(folder: Path) -> None:
    """Remove what killed imports left; they begin again, from their files."""
    for path in folder.glob("import-*"):
        pid = path.stem.rpartition("-")[2]
        if pid.isdecimal() and not psutil.pid_exists(int(pid)):
            log.info("removing %s of an import that was killed", path.name)
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.unlink(missing_ok=True)
