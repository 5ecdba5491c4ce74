"""What people keep, merged into the graph: saved tracks, visited artists, playlists."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from ..core.identity import artist_id, normalise_artist
from ..core.ids import ArtistId
from ..graph.ingest import PlaylistNode, lookup, parts
from ..graph.store import GraphStore
from .plays import User
from .spool import Playlist

Pairs = dict[str, list[list[Any]]]
"""What is to be written of each user's pairs, by handle of the user."""
_PLAYLISTS = 200


def new_saves(
    store: GraphStore,
    saves: Iterable[tuple[int, int, int | None]],
    users: Mapping[int, User],
    tracks: Mapping[int, str],
) -> Pairs:
    """Return ``[track, at]`` of saved tracks that are new, or were saved earlier than was known."""
    staged = [(users[user].element, tracks.get(track), at) for user, track, at in saves]
    known: dict[tuple[str, str], int | None] = {
        (row["user"], track): at
        for row in _of_users(store, "ingest/known_saved", (user for user, _, _ in staged))
        for track, at in row["saved"]
    }
    found: Pairs = defaultdict(list)
    for user, track, at in staged:
        if user is None or track is None:
            continue
        first = _earliest(at, known.get((user, track)))
        if (user, track) not in known or first != known[user, track]:
            found[user].append([track, first])
    return found


def new_visits(
    store: GraphStore, visits: Iterable[tuple[int, str, int]], users: Mapping[int, User]
) -> Pairs:
    """Return ``[artist, times]`` of artists whose pages were visited at times not yet known."""
    staged: dict[tuple[str | None, ArtistId], set[int]] = defaultdict(set)
    for user, artist, at in visits:
        staged[users[user].element, visited(artist)].add(at)
    known: dict[tuple[str, str], list[int]] = {
        (row["user"], artist): at
        for row in _of_users(store, "ingest/known_visited", (user for user, _ in staged))
        for artist, at in row["visited"]
    }
    found: Pairs = defaultdict(list)
    for (owner, page), times in staged.items():
        if owner is not None and not times <= (before := set(known.get((owner, page), ()))):
            found[owner].append([page, sorted(times | before)])
    return found


def new_tags(
    store: GraphStore, tags: Iterable[tuple[int, str, str]], users: Mapping[int, User]
) -> Pairs:
    """Return ``[artist, tags]`` of artists that were called something not yet known."""
    staged: dict[tuple[str | None, ArtistId], set[str]] = defaultdict(set)
    for user, artist, tag in tags:
        staged[users[user].element, visited(artist)].add(tag)
    known: dict[tuple[str, str], list[str]] = {
        (row["user"], artist): given
        for row in _of_users(store, "ingest/known_tagged", (user for user, _ in staged))
        for artist, given in row["tagged"]
    }
    found: Pairs = defaultdict(list)
    for (owner, named), given in staged.items():
        if owner is not None and not given <= (before := set(known.get((owner, named), ()))):
            found[owner].append([named, sorted(given | before)])
    return found


def visited(artist: str) -> ArtistId:
    """Return the id of an artist named by a visit or a tag."""
    return artist_id(normalise_artist(artist))


def new_playlists(
    store: GraphStore,
    playlists: Iterable[Playlist],
    names: Mapping[int, str],
    users: Mapping[int, User],
    tracks: Mapping[int, str],
) -> Iterator[PlaylistNode]:
    """Yield the playlists that the graph does not have, or has otherwise and not from later on.

    A list to which the graph knows a later addition stays as it is: an old file that is imported
    after a new one changes nothing. One without any times takes the place of what is there.

    Parameters
    ----------
    store : GraphStore
    playlists : iterable of Playlist
    names, users : mapping of int
        Name and handle by number of the user.
    tracks : mapping of int to str
        Handle by number of the track.
    """
    for part in parts(playlists, _PLAYLISTS):
        nodes = [_node(playlist, names, users, tracks) for playlist in part]
        known = {
            row["id"]: (row["title"], row["created_at"], row["public"], row["entries"])
            for row in lookup(store, "ingest/known_playlists", "ids", (node.id for node in nodes))
        }
        for node in nodes:
            before = known.get(node.id)
            if before is None or (
                before != (node.title, node.created_at, node.public, node.entries)
                and not 0 < _newest(node.entries) < _newest(before[3])
            ):
                yield node


def _node(
    playlist: Playlist,
    names: Mapping[int, str],
    users: Mapping[int, User],
    tracks: Mapping[int, str],
) -> PlaylistNode:
    key = hashlib.blake2b(playlist.key.encode(), digest_size=8).hexdigest()
    values = (playlist.title, playlist.public, playlist.created_at)
    placed = ((position, tracks.get(track), at) for position, track, at in playlist.entries)
    entries = [[position, track, at] for position, track, at in placed if track is not None]
    if playlist.user is None:
        return PlaylistNode(f"seed:{key}", "seed", *values, None, entries)
    id = f"playlist:{names[playlist.user]}:{key}"
    return PlaylistNode(id, "user", *values, users[playlist.user].element, entries)


def _newest(entries: Iterable[Sequence[Any]]) -> int:
    return max((at for _, _, at in entries if at is not None), default=0)


def _of_users(
    store: GraphStore, name: str, users: Iterable[str | None]
) -> Iterator[dict[str, Any]]:
    return lookup(store, name, "users", sorted({user for user in users if user is not None}))


def _earliest(*times: int | None) -> int | None:
    return min((time for time in times if time is not None), default=None)
