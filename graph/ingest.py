"""Batches of rows into the graph, by handles of nodes that are looked up once a session."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, TypeVar

from ..core.progress import Advance
from .store import GraphStore, Row, Transaction

T = TypeVar("T")
Values = list[Any]
"""Values of a LISTENED, in the order of ``ingest/create_listened``."""
Combine = Callable[[list[list[Any]]], Values]
"""Makes one record of the ``ingest/take_listened`` ones of tracks that turn out to be one."""
NODES = 1000
"""Nodes written in one transaction."""
PAIRS = 5000
"""Relationships written in one transaction, and nodes looked up in one."""


@dataclass(frozen=True, slots=True)
class TrackRow:
    """What is to change about one track.

    Parameters
    ----------
    id, title, album, duration_s, kind
        As they are to be.
    element : str, optional
        Handle of the track in the graph; None for a new one.
    altered : bool
        Whether any of the values above differs from what the graph has.
    absorbed : tuple of str
        Handles of tracks that turn out to be this one.
    aliases, works : tuple of str
        That are new to it. Aliases of a new track are new to the graph.
    doubtful : tuple of str
        Aliases that are new to it, and may be in the graph already without naming any track.
    artists : tuple of (id, role)
        That are new to it, or have another role now.
    """

    id: str
    title: str
    album: str | None
    duration_s: float | None
    kind: str
    element: str | None = None
    altered: bool = True
    absorbed: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    doubtful: tuple[str, ...] = ()
    works: tuple[str, ...] = ()
    artists: tuple[tuple[str, str], ...] = ()

    @property
    def values(self) -> list[Any]:
        """Values of the node."""
        return [self.id, self.title, self.album, self.duration_s, self.kind]

    @property
    def changed(self) -> bool:
        """Whether there is anything to write."""
        new = (self.absorbed, self.aliases, self.doubtful, self.works, self.artists)
        return self.altered or any(new)


@dataclass(frozen=True, slots=True)
class PlaylistNode:
    """A playlist and the handles of what it contains.

    Parameters
    ----------
    id, kind, title, public, created_at
        Values of the node.
    owner : str, optional
        Handle of its user.
    entries : list of (position, handle of the track, added_at)
    """

    id: str
    kind: str
    title: str
    public: bool
    created_at: int | None
    owner: str | None
    entries: list[list[Any]]


def lookup(store: GraphStore, name: str, param: str, keys: Iterable[str]) -> Iterator[Row]:
    """Yield the rows of a query that takes a list of keys, asked in parts."""
    for part in parts(keys, PAIRS):
        yield from store.read(name, **{param: part})


def write_tracks(
    store: GraphStore,
    tracks: Sequence[TrackRow],
    *,
    artists: Sequence[list[Any]] = (),
    stands: Mapping[str, Iterable[str]] | None = None,
    combine: Combine,
) -> dict[str, str]:
    """Write tracks with all their names, works and artists, in one transaction.

    Parameters
    ----------
    store : GraphStore
    tracks : sequence of TrackRow
    artists : sequence of [id, name, mbid]
        That are new or called otherwise now.
    stands : mapping of str to iterable of str
        What strong aliases were newly seen to stand with.
    combine : callable
        What to make of the listens of tracks that turn out to be one.

    Returns
    -------
    dict of str to str
        Handle of every track, by id.
    """
    elements = {track.id: track.element for track in tracks if track.element is not None}
    fresh = [track for track in tracks if track.element is None]
    old = [[track.element, *track.values] for track in tracks if track.element and track.altered]
    with store.transaction("ingest/write_tracks") as tx:
        for track in tracks:
            if track.element is not None and track.absorbed:
                _absorb(tx, track.element, list(track.absorbed), combine)
        _put(tx, "ingest/merge_artists", artists)
        _put(tx, "ingest/update_tracks", old)
        _put(tx, "ingest/create_tracks", [_whole(track) for track in fresh])
        found = tx.run("ingest/elements_of_tracks", tracks=[track.id for track in fresh])
        elements.update({row["id"]: row["element"] for row in found})
        _write_names(tx, tracks, elements, stands or {})
        for track in tracks:
            if track.absorbed:
                tx.run("ingest/recount_artists_of", element=elements[track.id])
    return elements


def unname_tracks(store: GraphStore, pairs: Iterable[tuple[str, str]]) -> None:
    """Take doubtful aliases off the tracks of these handles."""
    for part in parts(map(list, pairs), NODES):
        store.write("ingest/unname_tracks", pairs=part)


def write_listened(
    store: GraphStore,
    created: Mapping[str, Sequence[list[Any]]],
    replaced: Iterable[list[Any]],
) -> None:
    """Write listens.

    Parameters
    ----------
    store : GraphStore
    created : mapping of str to sequence of [handle of the track, *values]
        Of pairs that had none, by handle of the user.
    replaced : iterable of [handle of the relationship, *values]
        Of all others, whole.
    """
    write_pairs(store, "ingest/create_listened", created)
    store.write_batches("ingest/set_listened", replaced, size=PAIRS)


def write_pairs(store: GraphStore, name: str, pairs: Mapping[str, Sequence[list[Any]]]) -> None:
    """Run a query on rows of a user's handle and what goes into each of the user's pairs."""
    flat = ((user, pair) for user, mine in pairs.items() for pair in mine)
    for part in parts(flat, PAIRS):
        rows: dict[str, list[list[Any]]] = {}
        for user, pair in part:
            rows.setdefault(user, []).append(pair)
        store.write(name, rows=[[user, mine] for user, mine in rows.items()])


def write_playlists(store: GraphStore, playlists: Iterable[PlaylistNode]) -> None:
    """Put playlists in the place of those of the same ids, each as a whole."""
    for part in parts(playlists, 50):
        nodes = [[one.id, one.title, one.kind, one.public, one.created_at] for one in part]
        owned = [[one.owner, [one.id]] for one in part if one.owner is not None]
        with store.transaction("ingest/write_playlists") as tx:
            _put(tx, "ingest/merge_playlists", nodes)
            tx.run("ingest/empty_playlists", playlists=[one.id for one in part])
            _put(tx, "ingest/fill_playlists", [[one.id, one.entries] for one in part])
            _put(tx, "ingest/own_playlists", owned)


def recount(
    store: GraphStore,
    *,
    users: Iterable[str],
    tracks: Iterable[str],
    artists: Iterable[str],
    advance: Advance = lambda steps: None,
) -> None:
    """Count anew the tracks of users, and the listeners of tracks and artists (these by id)."""
    store.write_batches("ingest/recount_users", users, size=NODES, advance=advance)
    store.write_batches("ingest/recount_tracks", tracks, size=PAIRS, advance=advance)
    store.write_batches("ingest/recount_artists", artists, size=NODES, advance=advance)


def recount_all(store: GraphStore) -> None:
    """Count anew the tracks of every user, and the listeners of every track and artist."""
    for what in ("users", "tracks", "artists"):
        store.write_in_parts(f"ingest/recount_all_{what}")


def parts(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """Yield `items` in lists of `size`, the last one shorter."""
    left = iter(items)
    while part := list(islice(left, size)):
        yield part


def _whole(track: TrackRow) -> list[Any]:
    credits = [list(credit) for credit in track.artists]
    return [*track.values, list(track.aliases), list(track.works), credits]


def _write_names(
    tx: Transaction,
    tracks: Sequence[TrackRow],
    elements: Mapping[str, str],
    stands: Mapping[str, Iterable[str]],
) -> None:
    """Write what a new track does not bring itself, and what is new to an old one."""
    old = [(elements[track.id], track) for track in tracks if track.element is not None]
    names = [[element, [*track.aliases, *track.doubtful]] for element, track in old]
    names += [[elements[t.id], [*t.doubtful]] for t in tracks if t.element is None and t.doubtful]
    aliases = {alias for _, mine in names for alias in mine}.union(stands, *stands.values())
    works = {work for _, track in old for work in track.works}
    _put(tx, "ingest/merge_aliases", sorted(aliases))
    _put(tx, "ingest/merge_works", sorted(works))
    _put(tx, "ingest/name_tracks", names)
    _put(tx, "ingest/version_tracks", [[e, list(t.works)] for e, t in old if t.works])
    _put(tx, "ingest/credit_artists", [[e, [*map(list, t.artists)]] for e, t in old if t.artists])
    _put(tx, "ingest/stand_aliases", [[alias, sorted(beside)] for alias, beside in stands.items()])


def _absorb(tx: Transaction, survivor: str, absorbed: list[str], combine: Combine) -> None:
    """Make several tracks one; nothing that people did to any of them is lost."""
    taken = tx.run("ingest/take_listened", elements=[survivor, *absorbed])
    _put(
        tx,
        "ingest/create_listened",
        [[row["user"], [[survivor, *combine(row["listened"])]]] for row in taken],
    )
    for what in ("saved", "entries", "aliases", "credits", "versions"):
        tx.run(f"ingest/move_{what}", absorbed=absorbed, survivor=survivor)
    tx.run("ingest/drop_tracks", absorbed=absorbed)
    _put(tx, "ingest/recount_users", [row["user"] for row in taken])
    _put(tx, "ingest/recount_tracks", [survivor])


def _put(tx: Transaction, name: str, rows: Sequence[Any]) -> None:
    if rows:
        tx.run(name, rows=rows)
