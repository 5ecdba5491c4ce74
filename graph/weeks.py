"""Published weeks, written whole and read back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ..core.errors import UnknownNode
from .lease import Lease
from .store import GraphStore, Row
from .users import known_user

BATCH = 100
_STRENGTH = {"mbid": 0, "isrc": 1, "spotify": 2, "name": 9}


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A track's place in a week, with its reason.

    Parameters
    ----------
    position : int
        From 1.
    shares : dict of str to float
        What each source gave of the score; they sum to 1.
    loved : tuple of str
        Tracks of the user that it hangs on.
    listeners, playlists : int
        How many other people play, and how many playlists hold, one of these and this one.
    path : tuple of str
        Node ids from the user over the first loved track to this one.
    reason : str
        One plain sentence.
    """

    position: int
    track: str
    score: float
    shares: dict[str, float]
    loved: tuple[str, ...]
    listeners: int
    playlists: int
    path: tuple[str, ...]
    reason: str

    def as_row(self) -> list[object]:
        """Return what ``weekly/publish_week`` takes."""
        return [
            self.position,
            self.track,
            self.score,
            list(self.shares),
            list(self.shares.values()),
            list(self.loved),
            self.listeners,
            self.playlists,
            list(self.path),
            self.reason,
        ]


@dataclass(frozen=True, kw_only=True)
class WeekList:
    """A week to publish; `created_at` in epoch seconds."""

    user: str
    week: str
    run: str
    title: str
    created_at: int
    short_by: int
    note: str | None
    entries: tuple[Entry, ...]


def playlist_id(user: str, week: str) -> str:
    """Return the id of the playlist that is `user`'s `week`."""
    return f"weekly:{user}:{week}"


def publish(store: GraphStore, held: Lease, week: WeekList, *, replace: bool) -> bool:
    """Publish a week in one transaction; False, and nothing changed, when it stands already.

    Raises
    ------
    Busy
        If the lease was taken over meanwhile.
    UnknownNode
        If the user or a track is no longer in the graph.
    """
    written = store.write(
        "weekly/publish_week",
        lease=held.id,
        holder=held.holder,
        user=week.user,
        id=playlist_id(week.user, week.week),
        week=week.week,
        run=week.run,
        title=week.title,
        created_at=week.created_at,
        short_by=week.short_by,
        note=week.note,
        replace=replace,
        rows=[entry.as_row() for entry in week.entries],
    )
    if written:
        return True
    held.renew()  # raises when the lease is lost
    if not replace and published(store, [(week.user, week.week)]):
        return False
    known_user(store, week.user)
    raise UnknownNode("track", f"of {week.user}'s week", hint="it went meanwhile; run this again")


def published(store: GraphStore, weeks: Sequence[tuple[str, str]]) -> dict[tuple[str, str], Row]:
    """Return ``{tracks, short_by, note, run}`` of those (user, week) that stand already."""
    by_id = {playlist_id(user, week): (user, week) for user, week in weeks}
    return {by_id[row["id"]]: row for row in store.read("weekly/published", ids=sorted(by_id))}


def read_week(store: GraphStore, user: str, week: str | None = None) -> Row:
    """Return a user's published week, their newest unless named.

    Returns
    -------
    dict
        ``{user, week, run, title, created_at, short_by, note, tracks}``; each track
        ``{position, id, title, artist, aliases (strongest first), album, duration_s, file, score,
        shares, loved, listeners, playlists, path, reason}``; `file` is where it lies, if it does.

    Raises
    ------
    UnknownNode
        If there is no such user, or no such week of theirs.
    """
    for row in read_weeks(store, [user], week):
        return row
    known_user(store, user)
    has = ", ".join(row["week"] for row in weeks_of(store, user)[:5])
    hint = f"{user} has: {has}" if has else "make it with `discograph weekly`"
    raise UnknownNode("week", f"{week or 'of any date'} of {user}", hint=hint)


def read_weeks(
    store: GraphStore, users: Sequence[str] | None = None, week: str | None = None
) -> Iterator[Row]:
    """Yield published weeks as `read_week` does, of all local users unless named, by user."""
    names = users if users is not None else [r["id"] for r in store.read("read/local_users")]
    for at in range(0, len(names), BATCH):
        batch = list(names[at : at + BATCH])
        for row in store.read("weekly/weeks", users=batch, week=week or ""):
            row["tracks"] = [_track(track) for track in row["tracks"]]
            yield row


def entries(week: Row) -> tuple[Entry, ...]:
    """Return the entries of a week as `read_week` reads it."""
    return tuple(
        Entry(
            position=row["position"],
            track=row["id"],
            score=row["score"],
            shares=row["shares"],
            loved=tuple(row["loved"]),
            listeners=row["listeners"],
            playlists=row["playlists"],
            path=tuple(row["path"]),
            reason=row["reason"],
        )
        for row in week["tracks"]
    )


def weeks_of(store: GraphStore, user: str) -> list[Row]:
    """Return ``{week, run, created_at, tracks, short_by, note}`` a week, newest first."""
    return store.read("weekly/weeks_of", user=user)


def _track(row: Row) -> Row:
    shares = dict(zip(row.pop("sources"), row["shares"], strict=True))
    aliases = sorted(row["aliases"], key=_strength)
    return {**row, "shares": shares, "aliases": aliases, "title": row["title"] or row["id"]}


def _strength(alias: str) -> tuple[int, str]:
    return _STRENGTH.get(alias.partition(":")[0], 5), alias
