"""A track or artist found by what a person typed."""

from __future__ import annotations

from ..core.errors import InputError, UnknownNode
from ..core.identity import artist_id, name_alias, normalise_artist
from .store import GraphStore, Row

_LUCENE = str.maketrans({char: f"\\{char}" for char in '+-&|!(){}[]^"~*?:\\/'})


def find_track(store: GraphStore, text: str) -> Row:
    """Return ``{id, title, artist}`` of the track that `text` names.

    Parameters
    ----------
    store : GraphStore
    text : str
        An id, an alias (``mbid:...``, ``spotify:track:...``), ``Artist - Title`` or a title.

    Raises
    ------
    UnknownNode
        If there is none.
    InputError
        If several tracks have that title; it lists them.
    """
    aliases = [text]
    artist, dash, title = text.partition(" - ")
    if dash and artist.strip() and title.strip():
        aliases.append(name_alias(artist, title))
    found = store.read("read/find_track", id=text, aliases=aliases)
    return found[0] if found else _by_title(store, text)


def find_artist(store: GraphStore, text: str) -> Row:
    """Return ``{id, name}`` of the artist that `text` names, by id or name.

    Raises
    ------
    UnknownNode
        If there is none; it offers the nearest names.
    """
    ids = [text, artist_id(normalise_artist(text))]
    if found := store.read("read/find_artist", ids=ids):
        return found[0]
    near = store.read("read/search_artists", text=_words(text), limit=5)
    offered = ", ".join(row["name"] for row in near)
    raise UnknownNode("artist", text, hint=f"did you mean: {offered}" if near else "")


def _by_title(store: GraphStore, text: str) -> Row:
    near = store.read("read/search_tracks", text=_words(text), limit=10)
    exact = [row for row in near if row["title"].casefold() == text.strip().casefold()]
    if len(exact) == 1:
        return exact[0]
    offered = "; ".join(f"{row['artist']} - {row['title']}" for row in (exact or near))
    if exact:
        raise InputError(f"several tracks are called {text!r}: {offered}; write Artist - Title")
    raise UnknownNode("track", text, hint=f"did you mean: {offered}" if near else "")


def _words(text: str) -> str:
    """Return `text` as a Lucene query in which nothing is an operator."""
    words = text.translate(_LUCENE).lower().split()
    return " ".join(words[:20]) or '""'
