"""Answers in words: whom they describe, how somebody is described, and who is described alike."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from itertools import pairwise
from typing import Any, Literal

from ..core.errors import InputError, ModelError, NotEnoughData, UnknownNode
from ..core.home import Home
from ..embeddings.index import NeighbourIndex
from ..graph.runs import current
from ..graph.store import GraphStore, Row
from ..graph.taste import Catalogue
from ..graph.terms import KIND
from .term_files import ARTISTS, TRACKS, WEIGHTS, load_weights
from .term_history import SAME
from .term_store import TermStore

MOST_WORDS = 8
"""Words of a search that are looked for; the others are passed over."""
POOL = 2
"""Artists and tracks that are looked at more closely, for each that is wanted."""
TOGETHER = 2.0
"""How much two neighbouring words of a search count where a term holds both."""
_SMALL = {
    "a",
    "an",
    "and",
    "as",
    "at",
    "by",
    "for",
    "from",
    "in",
    "of",
    "on",
    "or",
    "the",
    "to",
    "with",
}
_EXACT = 4
_NAME = 3


def search_words(store: GraphStore, words: str, n: int = 10) -> list[dict[str, Any]]:
    """Return the `n` artists and tracks that `words` describe best, or that are called so.

    Words may be mistyped by a letter, long ones by two; their order does not matter, but two that
    stand side by side count for more where they are one term.

    Returns
    -------
    list of dict
        ``{id, kind, name, artist, score, named, terms}``, best first: `kind` is ``"artist"`` or
        ``"track"``, `artist` is that of a track, `score` tells how well the words describe it,
        1 for the best, and `named` how well they name it, 1 for the very name. `terms` are
        ``{term, weight, pages}``, the most telling first.

    Raises
    ------
    InputError
        If there is no word in `words`.
    """
    said = _words(words)
    if not said:
        raise InputError(f"{words!r} holds no word; search for some, as: dreamy shoegaze")
    looked = [word for word in said if word not in _SMALL] or said
    rows = store.read(
        "browse/search_words",
        words=_queries(looked[:MOST_WORDS]),
        called=_called(said[:MOST_WORDS]),
        pool=POOL * n,
        limit=n,
    )
    return [{**row, "terms": list(map(_term, row["terms"]))} for row in rows]


def terms_of(
    store: GraphStore,
    home: Home,
    artist: Mapping[str, str],
    *,
    since: date | None = None,
    n: int = 50,
) -> dict[str, Any]:
    """Return in which words an artist (or a track) is described, and what rises and falls.

    Parameters
    ----------
    store : GraphStore
    home : Home
        Remembers what was said when, and all terms, those too that the graph is not told.
    artist : mapping
        ``{id, name}`` as `graph.find.find_artist` returns it.
    since : date, optional
        Also tell what has changed since that day (UTC).
    n : int
        The most terms to return.

    Returns
    -------
    dict
        ``{id, name, as_of, terms, since, risers, fallers}``; `as_of` in epoch seconds, None
        where nobody describes them. Terms are ``{term, kind, weight, change, pages, own,
        source}``, of which those that the graph does not hold have only term and weight; risers
        and fallers ``{term, before, weight}``, what changed most first; all three None
        without `since`.

    Raises
    ------
    InputError
        If nothing is known of that day, since it is before the first description.
    """
    rows = store.read("read/terms_of", id=artist["id"])
    as_of = max((row.pop("as_of") for row in rows), default=None)
    told: dict[str, Any] = {"id": artist["id"], "name": artist["name"], "as_of": as_of}
    told["terms"] = (
        rows[:n] if n <= len(rows) else rows + _deeper(store, home, artist["id"], rows, n)
    )
    told |= {"since": None, "risers": None, "fallers": None}
    if since is not None:
        told |= _changes(home, artist["id"], {r["term"]: r["weight"] for r in rows}, since)
    return told


def similar_by_words(
    store: GraphStore, home: Home, kind: Literal["artist", "track"], id: str, n: int
) -> list[dict[str, Any]]:
    """Return the `n` artists or tracks that are described most alike.

    Returns
    -------
    list of dict
        ``{id, name, score}`` of artists, ``{id, title, artist, score}`` of tracks.

    Raises
    ------
    NotEnoughData
        If nobody is described yet.
    UnknownNode
        If nothing was said of that one.
    """
    found = open_words(store, home, ARTISTS if kind == "artist" else TRACKS)
    if found is None:
        raise NotEnoughData(
            "nothing was read of anybody yet; `discograph crawl` or `discograph import` some "
            "pages, then `discograph terms`"
        )
    if id not in found:
        raise UnknownNode(kind, id, hint="no page describes it; `discograph terms` reads new ones")
    near = found.similar(id, n)
    if kind == "track":
        facts = Catalogue(store).facts([other for other, _ in near])
        return [
            {
                "id": other,
                "title": facts[other].title,
                "artist": facts[other].artist,
                "score": score,
            }
            for other, score in near
            if other in facts
        ]
    rows = store.read("weekly/artists", ids=[other for other, _ in near])
    names = {row["id"]: row["name"] for row in rows}
    return [{"id": other, "name": names[other], "score": s} for other, s in near if other in names]


def open_words(store: GraphStore, home: Home, index: str = ARTISTS) -> NeighbourIndex | None:
    """Return the index of those that words describe, or None when nobody is described.

    Raises
    ------
    ModelError
        If a file is missing or does not match its manifest.
    """
    run = current(store, KIND)
    vectors = {ARTISTS: "artist_vectors", TRACKS: "track_vectors"}[index]
    if run is None or not run.metrics[vectors]:
        return None
    return NeighbourIndex.open(home.models / run.id / index)


def _words(text: str) -> list[str]:
    """Return the words of a text, folded as the index folds them."""
    folded = unicodedata.normalize("NFC", text).casefold()
    return "".join(char if char.isalnum() else " " for char in folded).split()


def _queries(words: list[str]) -> list[list[Any]]:
    """Return for words, and for neighbouring ones, what ``browse/search_words`` takes."""
    queries = [[word, _like(word), 1.0, False] for word in words]
    if pairs := " ".join(f"(+{one} +{other})" for one, other in pairwise(words)):
        queries.append([pairs, "", TOGETHER, True])
    return queries


def _called(words: list[str]) -> str:
    """Return a query for names that hold all of some words; a long one is hardly a name."""
    if len(words) > _NAME:
        return " ".join(f"+{word}" for word in words)
    return " ".join(f"+({word}^{_EXACT} {_like(word)})" for word in words)


def _like(word: str) -> str:
    """Return a query for those words that a slip of the finger makes of one."""
    return word if len(word) < 4 else f"{word}~{1 if len(word) < 8 else 2}"


def _term(said: list[Any]) -> dict[str, Any]:
    term, weight, pages = said
    return {"term": term, "weight": weight, "pages": pages}


def _deeper(store: GraphStore, home: Home, id: str, rows: list[Row], n: int) -> list[Row]:
    """Return the terms of an artist that are on disk alone."""
    run = current(store, KIND)
    if run is None:
        return []
    try:
        weights = load_weights(home.models / run.id / WEIGHTS)
    except ModelError:
        return []
    if id not in weights.rows:
        return []
    known = {row["term"] for row in rows}
    columns, values = weights.row(weights.rows[id])
    more = [
        (float(value), weights.column_ids[column])
        for column, value in zip(columns.tolist(), values, strict=True)
        if weights.column_ids[column] not in known
    ]
    more.sort(key=lambda pair: (-pair[0], pair[1]))
    return [{"term": term, "weight": round(value, 4)} for value, term in more[: n - len(rows)]]


def _changes(home: Home, id: str, now: Mapping[str, float], since: date) -> dict[str, Any]:
    """Return what is said more, and what less, than at the end of a day."""
    until = int(datetime.combine(since, time.max, UTC).timestamp())
    with TermStore(home.terms) as kept:
        first = kept.history.first()
        before = kept.history.said_of(id, until)
    if first is None or first > until:
        known = "nothing was" if first is None else f"{datetime.fromtimestamp(first, UTC):%Y-%m-%d}"
        raise InputError(f"nothing was described on {since}; the first time was: {known}")
    weights = before.weights if before else {}
    much = SAME * max([*now.values(), *weights.values()], default=0.0)
    changes = sorted(
        (-abs(now.get(term, 0.0) - weights.get(term, 0.0)), term) for term in now.keys() | weights
    )
    told: list[dict[str, Any]] = [
        {"term": term, "before": weights.get(term, 0.0), "weight": now.get(term, 0.0)}
        for change, term in changes
        if -change > much
    ]
    return {
        "since": since.isoformat(),
        "risers": [one for one in told if one["weight"] > one["before"]],
        "fallers": [one for one in told if one["weight"] < one["before"]],
    }
