"""What was read in the pages, and what was said of whom when: a file that can be thrown away."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from ..core.pages import RawPage, site_of
from ..formats.warc import Mark
from ..graph.pages import PageRow
from .kept_file import KeptFile
from .term_facts import Facts, digest_of, packed, read_facts, stacked, terms_of, used
from .term_history import SCHEMA, History

if TYPE_CHECKING:
    from ..nlp.reader import Reading

_SCHEMA = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT);
CREATE TABLE page (
  id INTEGER PRIMARY KEY, url TEXT UNIQUE, site TEXT, title TEXT, published_at INTEGER,
  since INTEGER, fetched_at INTEGER, sha256 TEXT, simhash INTEGER, body BLOB, names TEXT,
  digest INTEGER, shown INTEGER DEFAULT 0
);
CREATE INDEX page_site ON page (site);
CREATE TABLE reading (page INTEGER PRIMARY KEY, mentions BLOB, spots BLOB, together BLOB);
CREATE TABLE node (id INTEGER PRIMARY KEY, name TEXT UNIQUE, kind TEXT);
CREATE TABLE term (id INTEGER PRIMARY KEY, text TEXT, kind TEXT, UNIQUE (text, kind));
"""


class TermStore(KeptFile):
    """One SQLite file under the home; the page archive makes it again when it is lost.

    Parameters
    ----------
    folder : Path
        Holds ``terms.sqlite``.
    """

    def __init__(self, folder: Path) -> None:
        super().__init__(folder / "terms.sqlite", f"{_SCHEMA} {SCHEMA}", "all pages are read again")
        self.history = History(self._db)

    # -- what was read ------------------------------------------------------------------------

    @property
    def mark(self) -> Mark | None:
        """How far the archive was read."""
        text = self._meta("mark")
        return Mark(*json.loads(text)) if text else None

    @property
    def names(self) -> str | None:
        """The digest of the names that pages are read for."""
        return self._meta("names")

    def begin(self, names: str) -> None:
        """Read for these names from now on: where they are others, the archive is read again."""
        if names != self._meta("names"):
            with self._together():
                self._note("names", names)
                self._note("mark", "")

    def knows(self, page: RawPage) -> bool:
        """Tell whether this page, or a later state of it, was read for the present names."""
        found = self._db.execute(
            "SELECT fetched_at, body, names FROM page WHERE url = ?", (page.url,)
        ).fetchone()
        if not found or found[2] != self.names:
            return False
        return bool(found[0] > page.fetched_at or found[1] == digest_of(page))

    def states(self) -> dict[str, tuple[int, bytes]]:
        """Return when each page that was read was fetched, and the digest of its body."""
        rows = self._db.execute("SELECT url, fetched_at, body FROM page")
        return {url: (fetched_at, body) for url, fetched_at, body in rows}

    def put(self, mark: Mark, read: Iterable[tuple[RawPage, Reading | None]]) -> None:
        """Keep what was read up to `mark`, all or nothing; None of pages without anything."""
        names = self.names
        with self._together():
            for page, found in read:
                if found is None:
                    self._forget("url = ?", page.url)
                    self._page(_dropped(page), names, 0)
                else:
                    self._read(found, page, names)
            self._note("mark", json.dumps(mark))

    def finish(self) -> int:
        """Forget pages that the archive no longer holds, as it was read to its end; their number.

        They are those that were read for other names.
        """
        with self._together():
            return self._forget("names <> ?", self.names or "")

    def forget(self, is_gone: Callable[[str], bool]) -> int:
        """Forget the pages whose URL is such; return how many there were."""
        with self._together():
            pages = self._db.execute("SELECT id, url FROM page").fetchall()
            gone = [id for id, url in pages if is_gone(url)]
            if gone:
                self._forget_words(gone)
            return len(gone)

    def says_anything(self) -> bool:
        """Tell whether any page mentions anybody."""
        found = self._db.execute("SELECT 1 FROM reading WHERE length(mentions) > 0 LIMIT 1")
        return found.fetchone() is not None

    def state(self) -> str:
        """Return a digest of all that was read: the same pages read alike have the same."""
        count, digest = self._db.execute("SELECT count(*), total(digest) FROM page").fetchone()
        return f"{count}:{int(digest)}"

    def texts(self) -> Iterator[tuple[int, int, str]]:
        """Yield id, simhash and digest of the text of pages, as they were published."""
        return self._db.execute(
            "SELECT id, simhash, sha256 FROM page WHERE sha256 IS NOT NULL ORDER BY since, url"
        )

    def facts(self, copies: set[int]) -> Facts:
        """Return what pages say; those of `copies` are passed over, others said it before."""
        return read_facts(self._db, copies)

    # -- what the graph was told --------------------------------------------------------------

    def align(self, run: str | None) -> bool:
        """Begin with a graph that follows `run`; False when that is none of those expected.

        Then nothing is known of what that graph holds.
        """
        known = run is not None and run in json.loads(self._meta("runs") or "[]")
        with self._together():
            if not known:
                self._db.execute("UPDATE page SET shown = 0")
            self._note("runs", json.dumps([run]))
        return known

    def expect(self, run: str) -> None:
        """Note that the graph may follow `run` next."""
        known = json.loads(self._meta("runs") or "[]")
        self._note("runs", json.dumps([*known, run]))

    def unshown(self) -> Iterator[PageRow]:
        """Yield pages that mention somebody and are new to the graph."""
        nodes = {id: (name, kind) for id, name, kind in self._db.execute("SELECT * FROM node")}
        for *page, blob in self._db.execute(
            "SELECT url, site, title, published_at, fetched_at, sha256, mentions"
            " FROM page JOIN reading ON page = id WHERE shown = 0 AND length(mentions) > 0"
            " ORDER BY url"
        ):
            found: dict[str, list[tuple[str, int]]] = {"artist": [], "track": []}
            for node, count in stacked([blob], 2).tolist():
                name, kind = nodes[node]
                found[kind].append((name, count))
            url, site, title, published_at, fetched_at, sha256 = page
            yield PageRow(
                url, site, title, published_at, fetched_at, sha256, found["artist"], found["track"]
            )

    def shown(self) -> set[str]:
        """Return the URLs of all pages that mention somebody: what the graph is to hold."""
        return {
            row[0]
            for row in self._db.execute(
                "SELECT url FROM page JOIN reading ON page = id WHERE length(mentions) > 0"
            )
        }

    def note_shown(self) -> None:
        """Note that the graph holds every page now."""
        self._db.execute("UPDATE page SET shown = 1 WHERE shown = 0")

    # -- inside -------------------------------------------------------------------------------

    def _read(self, found: Reading, page: RawPage, names: str | None) -> None:
        before = self._db.execute(
            "SELECT sha256, since FROM page WHERE url = ?", (page.url,)
        ).fetchone()
        same = before and before[0] == found.sha256  # who says the same again is no younger
        since = found.published_at or (before[1] if same else page.fetched_at)
        self._forget("url = ?", page.url)
        blobs = (
            packed((self._node(id, kind), count) for id, kind, count in found.mentions),
            packed(
                (self._node(id), self._term(term, kind), count)
                for id, term, kind, count in found.terms
            ),
            packed((self._node(a), self._node(b), count) for a, b, count in found.together),
        )
        values = (
            page.url, found.site, found.title, found.published_at, since, page.fetched_at,
            found.sha256, found.simhash, digest_of(page),
        )  # fmt: skip
        said = (page.url, since, found.sha256, found.mentions, found.terms, found.together)
        digest = hashlib.blake2b(repr(said).encode(), digest_size=5).digest()
        number = self._page(values, names, int.from_bytes(digest))
        self._db.execute("INSERT INTO reading VALUES (?, ?, ?, ?)", (number, *blobs))

    def _page(self, values: tuple[Any, ...], names: str | None, digest: int) -> int:
        row = self._db.execute(
            "INSERT INTO page (url, site, title, published_at, since, fetched_at, sha256, simhash,"
            " body, names, digest) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (*values, names, digest),
        )
        return int(row.lastrowid or 0)

    def _forget(self, where: str, *values: str | int) -> int:
        self._db.execute(
            f"DELETE FROM reading WHERE page IN (SELECT id FROM page WHERE {where})", values
        )
        return self._db.execute(f"DELETE FROM page WHERE {where}", values).rowcount

    def _forget_words(self, pages: list[int]) -> None:
        """Forget pages; words that only these had are nobody's business any more."""
        touched: list[tuple[bytes]] = []
        for page in pages:
            touched += self._db.execute("SELECT spots FROM reading WHERE page = ?", (page,))
            self._forget("id = ?", page)
        nodes = np.unique(stacked([row[0] for row in touched], 3)[:, 0])
        for node, terms in terms_of(self._db, nodes).items():
            self.history.trim(node, terms)
        self._prune()

    def _prune(self) -> None:
        """Remove terms and nodes that no reading has."""
        nodes, terms = used(self._db)
        for table, kept in (("node", nodes), ("term", terms)):
            known = {row[0] for row in self._db.execute(f"SELECT id FROM {table}")}
            gone = [(id,) for id in known - set(kept.tolist())]
            self._db.executemany(f"DELETE FROM {table} WHERE id = ?", gone)

    def _node(self, id: str, kind: str = "artist") -> int:
        found = self._db.execute("SELECT id FROM node WHERE name = ?", (id,)).fetchone()
        if found:
            return int(found[0])
        row = self._db.execute("INSERT INTO node (name, kind) VALUES (?, ?)", (id, kind))
        return int(row.lastrowid or 0)

    def _term(self, text: str, kind: str) -> int:
        found = self._db.execute(
            "SELECT id FROM term WHERE text = ? AND kind = ?", (text, kind)
        ).fetchone()
        if found:
            return int(found[0])
        row = self._db.execute("INSERT INTO term (text, kind) VALUES (?, ?)", (text, kind))
        return int(row.lastrowid or 0)

    def _meta(self, key: str) -> str | None:
        row = self._db.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return row[0] if row else None

    def _note(self, key: str, value: str) -> None:
        self._db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))


def _dropped(page: RawPage) -> tuple[Any, ...]:
    nothing = None, None, None
    return page.url, site_of(page.url), *nothing, page.fetched_at, None, None, digest_of(page)
