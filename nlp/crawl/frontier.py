"""What the crawler remembers: which URL of which site is due when, in one SQLite file."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable
from math import inf
from pathlib import Path
from time import time
from typing import Any, NamedTuple, Self

from ...core.pages import site_of
from .urls import names_of, shape

_SCHEMA = """
CREATE TABLE IF NOT EXISTS url (
  url TEXT PRIMARY KEY, site TEXT NOT NULL, kind INTEGER NOT NULL, depth INTEGER NOT NULL,
  due_at REAL, interval_s REAL, etag TEXT, modified TEXT, digest BLOB, published_at INTEGER,
  dated_at INTEGER, visited_at REAL NOT NULL DEFAULT 0, fails INTEGER NOT NULL DEFAULT 0,
  reason TEXT
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS seed (url TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS url_due ON url (site, kind, depth, due_at) WHERE due_at IS NOT NULL;
CREATE INDEX IF NOT EXISTS url_digest ON url (site, digest) WHERE digest IS NOT NULL;
CREATE TABLE IF NOT EXISTS shape (shape TEXT PRIMARY KEY, urls INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS origin (
  origin TEXT PRIMARY KEY, robots TEXT NOT NULL, robots_at REAL NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS pause (
  site TEXT PRIMARY KEY, until_at REAL NOT NULL, fails INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS spent (
  site TEXT PRIMARY KEY, pages INTEGER NOT NULL, bytes INTEGER NOT NULL, seconds REAL NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS blocked (what TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS crawl (id INTEGER PRIMARY KEY CHECK (id = 1), began_at REAL NOT NULL);
"""
KINDS = ("feed", "sitemap", "page")
"""In the order in which they are asked for."""
_VARIANTS = 200
"""URLs of one shape that links may lead to; what feeds and sitemaps name is not counted."""
_MAX_URLS = 100_000
"""URLs of one site that links and sitemaps may lead to."""
_DAY_S = 86_400.0
_ROBOTS_S = _DAY_S  # RFC 9309, 2.4: no older rules are used
_RETRY_S = 600.0
_PAUSE_S = 60.0
_LONGEST_PAUSE_S = 7 * _DAY_S
_MAX_FAILS = 5
_REMEMBERED = 200_000


class Due(NamedTuple):
    """A URL to ask for, and what is known of it."""

    url: str
    site: str
    kind: str
    depth: int
    etag: str | None
    modified: str | None
    digest: bytes | None
    published_at: int | None


class Spent(NamedTuple):
    """What a site took of its budget in the crawl under way."""

    pages: int = 0
    bytes: int = 0
    seconds: float = 0.0


class Frontier:
    """URLs of all sites ever seen. Changes are kept at `commit`; a kill loses those since.

    Parameters
    ----------
    folder : Path
        ``frontier.sqlite`` is made in it when missing.
    revisit_s : (float, float)
        Shortest and longest time to the next visit of a page.
    clock : callable
        Seconds since 1970.
    """

    def __init__(
        self,
        folder: Path,
        revisit_s: tuple[float, float] = (79_200.0, 5_184_000.0),
        clock: Callable[[], float] = time,
    ) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._shortest, self._longest = revisit_s
        self._clock = clock
        self._db = sqlite3.connect(folder / "frontier.sqlite", isolation_level=None, timeout=30)
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = NORMAL")
        self._db.executescript(_SCHEMA)
        self._db.execute("BEGIN")
        self._blocked = {what for (what,) in self._db.execute("SELECT what FROM blocked")}
        self._known: set[str] = set()
        self._sizes: dict[str, int] = {}
        self._began_at = clock()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, *exc: object) -> None:
        if kind is None:
            self.commit()
        self._db.close()

    def commit(self) -> None:
        """Keep what was noted."""
        self._db.execute("COMMIT")
        self._db.execute("BEGIN")

    # -- a crawl ------------------------------------------------------------------------------

    def begin(self) -> bool:
        """Begin a crawl; tell whether it goes on with one of the last day that was not finished.

        Then what its sites spent of their budgets is spent.
        """
        now, began = self._clock(), self._one("SELECT began_at FROM crawl")
        if began is not None and now - began < _DAY_S:
            self._began_at = began
            return True
        self._began_at = now
        self._db.execute("DELETE FROM spent")
        self._db.execute("INSERT OR REPLACE INTO crawl VALUES (1, ?)", (now,))
        return False

    def finish(self) -> None:
        """End the crawl: the next one has its budgets anew."""
        self._db.execute("DELETE FROM crawl")

    def spent(self, site: str) -> Spent:
        """Return what a site took in this crawl."""
        found = self._row("SELECT pages, bytes, seconds FROM spent WHERE site = ?", site)
        return Spent(*found) if found else Spent()

    def spend(self, site: str, spent: Spent) -> None:
        """Note what a site took in this crawl."""
        self._db.execute("INSERT OR REPLACE INTO spent VALUES (?, ?, ?, ?)", (site, *spent))

    # -- URLs in ------------------------------------------------------------------------------

    def seed(self, url: str, kind: str) -> bool:
        """Add what the user named, due at once when new; False when it is blocked.

        What it turned out to be on a visit is better known than what the user called it.
        """
        if self.is_blocked(url):
            return False
        self._db.execute(
            "INSERT INTO url (url, site, kind, depth, due_at) VALUES (?, ?, ?, 0, ?)"
            " ON CONFLICT DO UPDATE SET depth = 0, kind = iif(digest IS NULL, excluded.kind, kind),"
            " due_at = coalesce(due_at, excluded.due_at)",
            (url, site_of(url), KINDS.index(kind), self._clock()),
        )
        self._db.execute("INSERT OR IGNORE INTO seed VALUES (?)", (url,))
        return True

    def keep_seeds(self, urls: Iterable[str]) -> None:
        """Visit no more what the user named once and does not any more, at the sites of `urls`."""
        named = set(urls)
        sites = {site_of(url) for url in named}
        known = {url for (url,) in self._db.execute("SELECT url FROM seed")}
        for url in known - named:
            if site_of(url) in sites:
                self._db.execute("DELETE FROM seed WHERE url = ?", (url,))
                self._db.execute("UPDATE url SET due_at = NULL WHERE url = ?", (url,))

    def name(
        self, url: str, kind: str, depth: int, dated_at: int | None, *, by_feed: bool = False
    ) -> bool:
        """Add what a feed or sitemap names; tell whether it is new.

        A page that is known already is due at once when it is dated later than before. A feed
        says when a page came out, others when it changed. What feeds name is never too much.
        """
        if self.is_blocked(url):
            return False
        new = (by_feed or self._has_room(site_of(url))) and self._insert(url, kind, depth, dated_at)
        if by_feed:
            self._db.execute(
                "UPDATE url SET published_at = ? WHERE url = ? AND published_at IS NULL",
                (dated_at, url),
            )
        if not new and dated_at is not None:
            self._db.execute(
                "UPDATE url SET due_at = iif(dated_at < ?1, min(due_at, ?2), due_at), dated_at = ?1"
                " WHERE url = ?3 AND coalesce(dated_at, 0) < ?1",
                (dated_at, self._clock(), url),
            )
        return new

    def link(self, urls: Iterable[str], depth: int) -> int:
        """Add pages that a page links to; return how many are new.

        Only so many of one shape: calendars, sessions and queries have no end.
        """
        new = 0
        for url in urls:
            if url in self._known or self.is_blocked(url):
                continue
            if self._row("SELECT 1 FROM url WHERE url = ?", url) is None and self._room(url):
                new += self._insert(url, "page", depth, None)
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            self._known.add(url)
        return new

    def _insert(self, url: str, kind: str, depth: int, dated_at: int | None) -> bool:
        cursor = self._db.execute(
            "INSERT OR IGNORE INTO url (url, site, kind, depth, due_at, dated_at)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            (url, (site := site_of(url)), KINDS.index(kind), depth, self._clock(), dated_at),
        )
        if cursor.rowcount > 0 and site in self._sizes:
            self._sizes[site] += 1
        return cursor.rowcount > 0

    def _has_room(self, site: str) -> bool:
        if site not in self._sizes:
            self._sizes[site] = self._one("SELECT count(*) FROM url WHERE site = ?", site)
        return self._sizes[site] < _MAX_URLS

    def _room(self, url: str) -> bool:
        if not self._has_room(site_of(url)):
            return False
        counted = self._db.execute(
            "INSERT INTO shape VALUES (?, 1) ON CONFLICT DO UPDATE SET urls = urls + 1"
            " WHERE urls < ?",
            (shape(url), _VARIANTS),
        )
        return counted.rowcount > 0

    # -- URLs out -----------------------------------------------------------------------------

    def due(self, site: str, n: int) -> list[Due]:
        """Return up to `n` URLs of a site that are due: feeds, sitemaps, then pages near a seed.

        None is visited twice in one crawl.
        """
        rows = self._db.execute(
            "SELECT url, site, kind, depth, etag, modified, digest, published_at FROM url"
            " WHERE site = ? AND due_at <= ? AND visited_at < ?"
            " ORDER BY kind, depth, due_at, url LIMIT ?",
            (site, self._clock(), self._began_at, n),
        )
        return [Due(url, at, KINDS[kind], *rest) for url, at, kind, *rest in rows]

    def next_due_s(self, site: str) -> float | None:
        """Return in how many seconds the next URL of a site is due; None: never."""
        statement = "SELECT min(due_at) FROM url WHERE site = ? AND visited_at < ?"
        at = self._one(statement, site, self._began_at)
        return None if at is None else max(0.0, at - self._clock())

    def visited(
        self, due: Due, digest: bytes | None, etag: str | None = None, modified: str | None = None
    ) -> None:
        """Note a visit; `digest` is of what was there, None where it was as before.

        The next visit comes after half the time where something changed, and double the time
        where nothing did (feeds and sitemaps: always after the shortest time).
        """
        now = self._clock()
        last = self._one("SELECT interval_s FROM url WHERE url = ?", due.url)
        changed = digest is not None and digest != due.digest
        if due.kind != "page":
            interval = self._shortest
        elif last is None:
            interval = min(7 * self._shortest, self._longest)
        else:
            interval = max(self._shortest, last / 2) if changed else min(self._longest, last * 2)
        self._db.execute(
            "UPDATE url SET kind = ?, due_at = ?, interval_s = ?, visited_at = ?, fails = 0,"
            " reason = NULL, digest = coalesce(?, digest), etag = coalesce(?, etag),"
            " modified = coalesce(?, modified) WHERE url = ?",
            (
                *(KINDS.index(due.kind), now + interval, interval, now),
                *(digest, etag, modified, due.url),
            ),
        )

    def drop(self, due: Due, reason: str, after_s: float | None = None) -> None:
        """Note why a URL gives no page; it is tried again after the longest time, or never.

        Never (`after_s` = infinity) is for what says that it is gone for good.
        """
        after = max(self._longest, _RETRY_S) if after_s is None else after_s
        self._db.execute(
            "UPDATE url SET due_at = ?, fails = 0, reason = ? WHERE url = ?",
            (None if after == inf else self._clock() + after, reason, due.url),
        )

    def fail(self, due: Due, reason: str) -> None:
        """Note a failure that may pass: tried again later and later, at last as a dropped one."""
        fails = self._one("SELECT fails FROM url WHERE url = ?", due.url) or 0
        if fails + 1 >= _MAX_FAILS:
            self.drop(due, reason)
            return
        self._db.execute(
            "UPDATE url SET due_at = ?, fails = ?, reason = ? WHERE url = ?",
            (self._clock() + _RETRY_S * 4**fails, fails + 1, reason, due.url),
        )

    def is_elsewhere(self, due: Due, digest: bytes) -> bool:
        """Tell whether another URL of the site has the very same body."""
        statement = "SELECT 1 FROM url WHERE site = ? AND digest = ? AND url <> ?"
        return self._row(statement, due.site, digest, due.url) is not None

    def reasons(self, sites: Iterable[str]) -> list[tuple[str, str]]:
        """Return the seeds of some sites that give nothing, each with its reason."""
        statement = (
            "SELECT url, reason FROM seed JOIN url USING (url) WHERE site = ? AND reason NOT NULL"
        )
        return sorted(row for site in sites for row in self._db.execute(statement, (site,)))

    # -- sites --------------------------------------------------------------------------------

    def robots(self, origin: str) -> str | None:
        """Return the robots.txt of an origin, None where it is not known or a day old."""
        statement = "SELECT robots FROM origin WHERE origin = ? AND robots_at > ?"
        found = self._row(statement, origin, self._clock() - _ROBOTS_S)
        return None if found is None else str(found[0])

    def set_robots(self, origin: str, text: str) -> None:
        """Note the robots.txt of an origin; empty: everything is allowed."""
        row = (origin, text, self._clock())
        self._db.execute("INSERT OR REPLACE INTO origin VALUES (?, ?, ?)", row)

    def pause(self, site: str, seconds: float | None = None) -> float:
        """Leave a site alone for so long (None: a minute); return the seconds.

        After the third time in a row it is longer each time, whatever the site says.
        """
        fails = self._one("SELECT fails FROM pause WHERE site = ?", site) or 0
        least = _PAUSE_S * 2 ** min(fails - 2, 14) if fails > 2 else 1.0
        seconds = min(max(_PAUSE_S if seconds is None else seconds, least), _LONGEST_PAUSE_S)
        self._db.execute(
            "INSERT INTO pause VALUES (?, ?, 1) ON CONFLICT DO UPDATE"
            " SET until_at = max(until_at, excluded.until_at), fails = fails + 1",
            (site, self._clock() + seconds),
        )
        return seconds

    def paused_s(self, site: str) -> float:
        """Return for how many seconds more a site is left alone."""
        until = self._one("SELECT until_at FROM pause WHERE site = ?", site) or 0.0
        return max(0.0, until - self._clock())

    def resume(self, site: str) -> None:
        """Note that a site answers again."""
        self._db.execute("DELETE FROM pause WHERE site = ?", (site,))

    def block(self, what: str) -> int:
        """Never again visit a URL, or any of a site; return how many URLs were known."""
        self._db.execute("INSERT OR IGNORE INTO blocked VALUES (?)", (what,))
        self._blocked.add(what)
        gone = self._db.execute("DELETE FROM url WHERE url = ?1 OR site = ?1", (what,)).rowcount
        for table in ("pause", "spent"):
            self._db.execute(f"DELETE FROM {table} WHERE site = ?", (what,))
        seeds = self._db.execute("SELECT url FROM seed").fetchall()
        such = [row for row in seeds if what in names_of(row[0])]
        self._db.executemany("DELETE FROM seed WHERE url = ?", such)
        return gone

    def is_blocked(self, url: str) -> bool:
        """Tell whether a URL, or its site, is never to be visited again."""
        return bool(self._blocked) and not self._blocked.isdisjoint(names_of(url))

    # -- inside -------------------------------------------------------------------------------

    def _row(self, statement: str, *values: object) -> tuple[Any, ...] | None:
        row: tuple[Any, ...] | None = self._db.execute(statement, values).fetchone()
        return row

    def _one(self, statement: str, *values: object) -> Any:
        row = self._row(statement, *values)
        return None if row is None else row[0]
