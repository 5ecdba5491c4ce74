"""All that pages say, out of the file that keeps what was read, as arrays."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..core.pages import RawPage

Numbers = NDArray[np.int32]


@dataclass(frozen=True)
class Facts:
    """Everything that pages say, as arrays.

    Parameters
    ----------
    nodes, kinds : list of str, length n
        Id in the graph of each artist or track, and which of the two it is.
    terms, term_kinds : list of str, length m
        Each term, and the kind it mostly is.
    urls, sites : list of str, length p
        Of each page.
    published : ndarray [shape=(p,), int64] [s since 1970]
        When it was published, or where nobody says, fetched.
    spots : ndarray [shape=(s, 4), int32]
        Node, term, how often the term stands by the node, and on which page.
    together : ndarray [shape=(t, 4), int32]
        Node, other node, how often they stand together, and on which page.
    """

    nodes: list[str]
    kinds: list[str]
    terms: list[str]
    term_kinds: list[str]
    urls: list[str]
    sites: list[str]
    published: NDArray[np.int64]
    spots: Numbers
    together: Numbers


def read_facts(db: sqlite3.Connection, copies: Collection[int]) -> Facts:
    """Return what the pages of a term store say.

    Parameters
    ----------
    db : sqlite3.Connection
        Of `TermStore`.
    copies : collection of int
        Pages that only say what others said before; they are passed over.
    """
    pages = [
        row
        for row in db.execute(
            "SELECT id, url, site, since, spots, together"
            " FROM page JOIN reading ON page = id ORDER BY url"
        )
        if row[0] not in copies
    ]
    numbers = range(len(pages))
    spots = stacked([row[4] for row in pages], 3, numbers)
    together = stacked([row[5] for row in pages], 3, numbers)
    nodes = db.execute("SELECT id, name, kind FROM node ORDER BY name").fetchall()
    places = _places([id for id, _, _ in nodes], range(len(nodes)))
    terms, kinds, columns = _terms(db, spots)
    spots[:, 0], spots[:, 1] = places[spots[:, 0]], columns[spots[:, 1]]
    together[:, :2] = places[together[:, :2]]
    return Facts(
        [name for _, name, _ in nodes],
        [kind for _, _, kind in nodes],
        terms,
        kinds,
        [row[1] for row in pages],
        [row[2] for row in pages],
        np.array([row[3] for row in pages], np.int64),
        spots,
        together,
    )


def terms_of(db: sqlite3.Connection, nodes: Numbers) -> dict[str, set[str]]:
    """Return the terms that pages have by each of some nodes, by name of the node."""
    texts = dict(db.execute("SELECT id, text FROM term"))
    names = dict(db.execute("SELECT id, name FROM node"))
    found: dict[str, set[str]] = {names[node]: set() for node in nodes.tolist()}
    for (blob,) in db.execute("SELECT spots FROM reading"):
        spots = stacked([blob], 3)
        for node, term in spots[np.isin(spots[:, 0], nodes), :2].tolist():
            found[names[node]].add(texts[term])
    return found


def used(db: sqlite3.Connection) -> tuple[Numbers, Numbers]:
    """Return the numbers of nodes and of terms that pages have."""
    blobs = db.execute("SELECT mentions, spots, together FROM reading").fetchall()
    mentions = stacked([row[0] for row in blobs], 2)
    spots, together = (stacked([row[at] for row in blobs], 3) for at in (1, 2))
    nodes = np.concatenate([mentions[:, 0], spots[:, 0], together[:, :2].ravel()])
    return np.unique(nodes), np.unique(spots[:, 1])


def packed(rows: Iterable[tuple[int, int, int] | tuple[int, int]]) -> bytes:
    """Return rows as they are kept."""
    return np.array(list(rows), "<i4").tobytes()


def stacked(blobs: Sequence[bytes], width: int, numbers: Sequence[int] | None = None) -> Numbers:
    """Return the rows of all blobs, below each other; with the number of each blob, if any."""
    rows = np.frombuffer(b"".join(blobs), "<i4").reshape(-1, width).astype(np.int32)
    if numbers is None:
        return rows
    sizes = [len(blob) // (4 * width) for blob in blobs]
    return np.column_stack([rows, np.repeat(np.array(numbers, np.int32), sizes)])


def _places(ids: Sequence[int], places: Sequence[int]) -> Numbers:
    """Return an array that holds, at each id, its place."""
    found = np.zeros(max(ids, default=0) + 1, np.int32)
    found[np.array(ids, np.int64)] = np.array(places, np.int32)
    return found


def _terms(db: sqlite3.Connection, spots: Numbers) -> tuple[list[str], list[str], Numbers]:
    """Return all terms, the kind that each mostly is, and the column of each number."""
    rows = db.execute("SELECT id, text, kind FROM term ORDER BY text, kind").fetchall()
    size = max((row[0] for row in rows), default=0) + 1
    counts = np.bincount(spots[:, 1], spots[:, 2], minlength=size)
    kinds: dict[str, tuple[float, str]] = {}
    for id, text, kind in rows:
        kinds[text] = max(kinds.get(text, (-1.0, "")), (float(counts[id]), kind))
    columns = {text: column for column, text in enumerate(kinds)}
    places = _places([row[0] for row in rows], [columns[row[1]] for row in rows])
    return list(kinds), [kind for _, kind in kinds.values()], places


def digest_of(page: RawPage) -> bytes:
    """Return what tells the body of a page from others."""
    return hashlib.blake2b(page.body, digest_size=8).digest()
