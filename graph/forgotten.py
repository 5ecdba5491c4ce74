"""Somebody taken out of the graph, part by part, and remembered by a fingerprint alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache, partial
from hashlib import blake2b

from .ingest import parts
from .store import GraphStore, Transaction

PART = 1000
"""Tracks or artists that one transaction takes from somebody."""


@lru_cache(100_000)
def fingerprint(user: str) -> str:
    """Return what is kept of the id of somebody who asked to be forgotten."""
    text = user.encode("utf-8", "surrogatepass")
    return blake2b(text, digest_size=16, person=b"forgotten").hexdigest()


def forgotten(store: GraphStore) -> frozenset[str]:
    """Return the fingerprints of those who asked to be forgotten."""
    return frozenset(row["id"] for row in store.read("forget/noted"))


def note(store: GraphStore, user: str) -> None:
    """Remember that `user` asked to be forgotten, and that it has begun."""
    store.write("forget/note", id=fingerprint(user))


def halfway(store: GraphStore, user: str) -> bool:
    """Tell whether forgetting `user` began and never came to its end."""
    return bool(store.value("forget/halfway", id=fingerprint(user)))


def finish(store: GraphStore, user: str) -> None:
    """Note that nothing is left of `user`."""
    store.write("forget/finish", id=fingerprint(user))


def lift(store: GraphStore, user: str) -> None:
    """Let `user` in again."""
    store.write("forget/lift", id=fingerprint(user))


def unsay_weeks(store: GraphStore, user: str, reason: str) -> int:
    """Put `reason` in the place of those that `user` stands behind in other people's weeks."""
    return int(store.write("forget/unsay_weeks", user=user, reason=reason)[0]["tracks"])


def drop_playlists(store: GraphStore, user: str) -> Iterator[str]:
    """Remove somebody's playlists, their weeks among them; yield the id of each."""
    for row in store.read("forget/playlists_of", user=user):
        store.together("forget/playlists", partial(_drop_playlist, row["playlist"], row["tracks"]))
        yield row["playlist"]


def drop_listens(store: GraphStore, user: str) -> Iterator[int]:
    """Take from somebody all that they heard and saved; yield the number of tracks of each part.

    Tracks that nobody else heard or saved, and that no playlist, page or file holds, go with it.
    """
    while rows := store.read("forget/heard_by", user=user, limit=PART):
        elements = [row["element"] for row in rows]
        store.together("forget/listens", partial(_unhear, user, elements))
        yield len(rows)


def drop_user(store: GraphStore, user: str) -> None:
    """Take from somebody the artists that they looked at or tagged, and remove them."""
    while rows := store.read("forget/called_by", user=user, limit=PART):
        ids = [row["id"] for row in rows]
        store.together("forget/artists", partial(_uncall, user, ids))
    store.write("forget/drop_user", user=user)


def _drop_playlist(playlist: str, tracks: list[str], tx: Transaction) -> None:
    tx.run("forget/drop_playlist", id=playlist)
    _drop_unheld(tx, tracks)


def _unhear(user: str, tracks: list[str], tx: Transaction) -> None:
    tx.run("forget/unhear", user=user, rows=tracks)
    tx.run("ingest/recount_tracks", rows=tracks)
    _drop_unheld(tx, tracks)


def _uncall(user: str, artists: list[str], tx: Transaction) -> None:
    tx.run("forget/uncall", user=user, rows=artists)
    tx.run("forget/drop_artists", rows=artists)


def _drop_unheld(tx: Transaction, tracks: Iterable[str]) -> None:
    """Of these tracks, remove those that nothing holds, with what is theirs alone."""
    for part in parts(tracks, PART):
        artists = [row["id"] for row in tx.run("forget/makers_of", rows=part)]
        unheld = tx.run("forget/unheld", rows=part)
        others = sorted({other for row in unheld for other in row["others"]})
        tx.run("ingest/drop_tracks", absorbed=[row["element"] for row in unheld])
        tx.run("forget/drop_names", rows=others)
        tx.run("forget/drop_artists", rows=artists)
        tx.run("ingest/recount_artists", rows=artists)
