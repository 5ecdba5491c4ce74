"""What runs said of artists and tracks, so that it can be told what rises and what falls."""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Collection, Iterable
from typing import NamedTuple

SCHEMA = """
CREATE TABLE said (node TEXT, run TEXT, at INTEGER, words BLOB, PRIMARY KEY (node, run));
CREATE INDEX said_at ON said (at);
"""
SAME = 0.03
"""Weights that differ by less than this share of the greatest say the same."""
_ALWAYS = 1 << 62


class Said(NamedTuple):
    """What a run said of a node.

    Parameters
    ----------
    weights : dict of str to float
        Of each term.
    rest : str
        A digest of all else that it said.
    """

    weights: dict[str, float]
    rest: str


class History:
    """What runs said of those of whom they had something new to say; made by `TermStore`.

    A run notes it before it makes the graph say so. What was noted by one that died on the way is
    to be taken back by `keep_runs`.

    Parameters
    ----------
    db : sqlite3.Connection
    """

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def note(self, run: str, at: int, said: Iterable[tuple[str, Said]]) -> None:
        """Note what a run is about to say at a moment [s since 1970]."""
        rows = ((node, run, at, _packed(words)) for node, words in said)
        self._db.execute("BEGIN IMMEDIATE")
        self._db.executemany("INSERT OR REPLACE INTO said VALUES (?, ?, ?, ?)", rows)
        self._db.execute("COMMIT")

    def keep_runs(self, finished: Collection[str]) -> None:
        """Forget what other runs said."""
        known = {run for (run,) in self._db.execute("SELECT DISTINCT run FROM said")}
        for run in known - set(finished):
            self._db.execute("DELETE FROM said WHERE run = ?", (run,))

    def trim(self, node: str, terms: Collection[str]) -> None:
        """Leave of what was ever said of a node these terms alone; it is to be told again."""
        for run, words in self._db.execute(
            "SELECT run, words FROM said WHERE node = ?", (node,)
        ).fetchall():
            kept = {term: w for term, w in _unpacked(words).weights.items() if term in terms}
            self._db.execute(
                "UPDATE said SET words = ? WHERE node = ? AND run = ?",
                (_packed(Said(kept, "")), node, run),
            )

    def said(self, until: int = _ALWAYS) -> dict[str, Said]:
        """Return what was said last of every node up to a moment [s since 1970]."""
        rows = self._db.execute(
            "SELECT node, words, max(rowid) FROM said WHERE at <= ? GROUP BY node", (until,)
        )
        return {node: _unpacked(words) for node, words, _ in rows}

    def said_of(self, node: str, until: int = _ALWAYS) -> Said | None:
        """Return what was said last of a node up to a moment, or None when nothing was."""
        row = self._db.execute(
            "SELECT words FROM said WHERE node = ? AND at <= ? ORDER BY rowid DESC LIMIT 1",
            (node, until),
        ).fetchone()
        return _unpacked(row[0]) if row else None

    def first(self) -> int | None:
        """Return when anything was said first [s since 1970], or None when nothing was."""
        found = self._db.execute("SELECT min(at) FROM said").fetchone()[0]
        return None if found is None else int(found)


def _packed(said: Said) -> bytes:
    return zlib.compress(json.dumps(said).encode(), 1)


def _unpacked(words: bytes) -> Said:
    weights, rest = json.loads(zlib.decompress(words))
    return Said(weights, rest)
