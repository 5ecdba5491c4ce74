"""Listens of the spool merged into those of the graph, user by user."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce
from itertools import groupby
from operator import attrgetter
from typing import Any, NamedTuple

from ..graph.ingest import PAIRS, Values, lookup
from ..graph.store import GraphStore
from .spool import Play
from .times import Times, join, merge


class User(NamedTuple):
    """A user's handle (None in a dry run that would make the user), and what is known of them."""

    element: str | None
    local: bool
    heard: bool


@dataclass
class Changes:
    """What a batch of listens is to change.

    Parameters
    ----------
    listens : int
        Listens with a time that are new.
    created : dict of str to list of [handle of the track, *values]
        By handle of the user.
    replaced : list of [handle of the relationship, *values]
    """

    listens: int = 0
    created: dict[str, list[list[Any]]] = field(default_factory=dict)
    replaced: list[list[Any]] = field(default_factory=list)


def values_of(times: Times) -> Values:
    """Return the values of a LISTENED; what is empty is not kept."""
    return [
        times.plays,
        len(times.skipped_at),
        times.first_at,
        times.last_at,
        list(times.at) or None,
        list(times.skipped_at) or None,
        list(times.coarse) or None,
        times.counted,
        list(times.counts) or None,
        list(times.counts.values()) or None,
        times.counted_at,
    ]


def times_of(known: Sequence[Any]) -> Times:
    """Return the record behind ``[at, skipped_at, coarse, counted_in, counted_by, counted_at]``."""
    at, skipped_at, coarse, counted_in, counted_by, counted_at = known
    return Times(
        tuple(at or ()),
        tuple(skipped_at or ()),
        tuple(coarse or ()),
        dict(zip(counted_in or (), counted_by or (), strict=True)),
        counted_at,
    )


def combined(known: list[list[Any]]) -> Values:
    """Return the values of one LISTENED in the place of those of tracks that turn out to be one."""
    return values_of(reduce(join, map(times_of, known)))


def merged(
    store: GraphStore,
    plays: Iterable[Play],
    users: Mapping[int, User],
    tracks: Mapping[int, str],
) -> Iterator[tuple[int, Changes]]:
    """Yield numbers of pairs, and what merging them with the graph is to change there.

    Parameters
    ----------
    store : GraphStore
    plays : iterable of Play
        The plays of one user together.
    users : mapping of int to User
    tracks : mapping of int to str
        Handles by number; a pair whose track has none is counted as new and not written.
    """
    batch: list[Play] = []
    for _, group in groupby(plays, key=attrgetter("user")):
        batch.extend(group)
        if len(batch) >= PAIRS:
            yield len(batch), _merge(store, batch, users, tracks)
            batch = []
    if batch:
        yield len(batch), _merge(store, batch, users, tracks)


def _merge(
    store: GraphStore,
    plays: Sequence[Play],
    users: Mapping[int, User],
    tracks: Mapping[int, str],
) -> Changes:
    known = _known(store, {users[play.user] for play in plays})
    changes = Changes()
    for play in plays:
        user, track = users[play.user].element, tracks.get(play.track)
        old = known.get((user, track))
        if old is None:
            changes.listens += len(play.times.at)
            if user is not None and track is not None:
                changes.created.setdefault(user, []).append([track, *values_of(play.times)])
            continue
        before = times_of(old[1:])
        after = merge(before, play.times)
        if after != before:
            # An exact time in the place of a coarse one is the same listen.
            changes.listens += max(0, len(after.at) - len(before.at))
            changes.replaced.append([old[0], *values_of(after)])
    return changes


def _known(
    store: GraphStore, users: Iterable[User]
) -> dict[tuple[str | None, str | None], list[Any]]:
    """Return relationship and record of every pair that users who heard anything have."""
    heard = sorted(user.element for user in users if user.heard and user.element is not None)
    return {
        (row["user"], track): old
        for row in lookup(store, "ingest/known_listened", "users", heard)
        for track, *old in row["listened"]
    }
