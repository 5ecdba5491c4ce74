"""The week: every person of the house gets their list, once, whole, with reasons."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from ..core.clock import now, parse_week, week_of
from ..core.config import Config
from ..core.errors import InputError
from ..core.home import Home
from ..core.progress import Progress, Silent
from ..formats.week import Week, WeekTrack
from ..graph.lease import Lease, lease
from ..graph.runs import finish, start
from ..graph.store import GraphStore, Row
from ..graph.users import known_user
from ..graph.weeks import WeekList, entries, publish, published, read_week, read_weeks
from .lists import ListMaker, Made
from .models import alike, fresh_models, fresh_sounds, fresh_words, open_sounds

log = logging.getLogger(__name__)
BATCH = 200
"""People whose tastes are in memory at once."""


@dataclass(frozen=True, kw_only=True)
class PublishedWeek:
    """One person's week as it stands now; `fresh` when this run published it."""

    user: str
    week: str
    run: str
    tracks: int
    short_by: int
    note: str | None
    fresh: bool


@dataclass(frozen=True, kw_only=True)
class WeeklyReport:
    """What a weekly run left behind.

    Parameters
    ----------
    week : str
        The week of all playlists, or where timezones differ, the one it is in UTC.
    run : str
        The training run of the newest lists; ``"none"`` where nothing could be trained.
    playlists : tuple of PublishedWeek
        By user.
    """

    week: str
    run: str
    playlists: tuple[PublishedWeek, ...]

    def as_dict(self) -> dict[str, Any]:
        """Return what ``weekly --json`` prints."""
        return asdict(self) | {"playlists": [asdict(playlist) for playlist in self.playlists]}


def publish_weeks(
    store: GraphStore,
    home: Home,
    config: Config,
    *,
    users: Sequence[str] | None = None,
    week: str | None = None,
    replace: bool = False,
    progress: Progress | None = None,
) -> WeeklyReport:
    """Publish the week of local users, each list in one transaction.

    A week that stands already stays as it is, so a killed run is finished by running it again.
    Trains first when the graph has changed since, and reads pages that are new.

    Parameters
    ----------
    store : GraphStore
    home : Home
    config : Config
    users : sequence of str, optional
        Local users; all of them unless given.
    week : str, optional
        As ``2026-W47``; for each user the present one in their timezone unless given.
    replace : bool
        Make weeks that stand already anew; tracks of the replaced list may come again.
    progress : Progress, optional

    Raises
    ------
    Busy
        If another weekly run is at work.
    UnknownNode, InputError
        If a user is not in the graph, or not local, or the week is none.
    """
    watcher = progress or Silent()
    moment = now()
    people = _people(store, users, parse_week(week) if week else None, moment)
    with lease(store, "weekly") as held:
        todo = people if replace else _missing(store, people)
        work = _Work(store, home, config, held, moment, replace, watcher)
        began = time.monotonic()
        fresh = set(_publish_all(work, todo))
        if fresh:
            _record(store, config, len(fresh), time.monotonic() - began)
    return _report(store, people, fresh, moment)


def week_file(row: Row) -> Week:
    """Return a published week, as `read_week` reads it, as what files are written from."""
    return Week(
        user=row["user"],
        week=row["week"],
        run=row["run"],
        title=row["title"],
        created_at=datetime.fromtimestamp(row["created_at"], UTC),
        tracks=tuple(_week_track(track) for track in row["tracks"]),
        short_by=row["short_by"],
        note=row["note"],
    )


def user_week(store: GraphStore, user: str, week: str | None = None) -> Week:
    """Return a user's published week, the newest unless named.

    Raises
    ------
    UnknownNode
        If there is no such user or week.
    """
    return week_file(read_week(store, user, week))


def all_weeks(store: GraphStore, week: str | None = None) -> Iterator[Week]:
    """Yield the published week of every local user who has one, by user."""
    return map(week_file, read_weeks(store, None, week))


def _report(
    store: GraphStore,
    people: Sequence[tuple[str, str]],
    fresh: set[tuple[str, str]],
    moment: datetime,
) -> WeeklyReport:
    rows = [row for batch in _batches(people) for row in published(store, batch).items()]
    playlists = tuple(
        PublishedWeek(
            user=user,
            week=week,
            run=row["run"],
            tracks=row["tracks"],
            short_by=row["short_by"],
            note=row["note"],
            fresh=(user, week) in fresh,
        )
        for (user, week), row in sorted(rows, key=lambda item: item[0])
    )
    weeks = {playlist.week for playlist in playlists}
    runs = {playlist.run for playlist in playlists} - {"none"}
    return WeeklyReport(
        week=weeks.pop() if len(weeks) == 1 else week_of(moment),
        run=max(runs, key=lambda run: (len(run), run), default="none"),
        playlists=playlists,
    )


def _people(
    store: GraphStore, users: Sequence[str] | None, week: str | None, moment: datetime
) -> list[tuple[str, str]]:
    if users is None:
        rows = store.read("read/local_users")
    else:
        rows = [known_user(store, user) for user in dict.fromkeys(users)]
        for row in rows:
            if not row["local"]:
                raise InputError(
                    f"{row['id']!r} is a community listener; weeks are for local users"
                )
    return [(row["id"], week or week_of(moment, row["timezone"])) for row in rows]


def _missing(store: GraphStore, people: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    standing = {pair for batch in _batches(people) for pair in published(store, batch)}
    return [pair for pair in people if pair not in standing]


@dataclass(frozen=True)
class _Work:
    """What publishing needs all along."""

    store: GraphStore
    home: Home
    config: Config
    held: Lease
    moment: datetime
    replace: bool
    watcher: Progress


def _publish_all(work: _Work, people: Sequence[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    if not people:
        return
    models = fresh_models(work.store, work.home, work.config, work.watcher)
    fresh_words(work.store, work.home, work.config, work.watcher)
    fresh_sounds(work.store, work.home, work.config, work.watcher)
    maker = ListMaker(
        work.store,
        work.config,
        models,
        alike(work.store, work.home),
        open_sounds(work.store, work.home, models),
    )
    with work.watcher.stage("publishing weeks", len(people)) as advance:
        for batch in _batches(people):
            for made in maker.make(batch, work.config.weekly.tracks):
                if _publish(work, _week_list(made, maker.run, work.moment)):
                    yield made.user, made.week
                advance(1)


def _record(store: GraphStore, config: Config, lists: int, seconds: float) -> None:
    """Write down, as a run of its own, with which settings how many lists were published."""
    run = start(
        store, "weekly", {"weekly": asdict(config.weekly), "sources": asdict(config.sources)}
    )
    with store.transaction("finish the weekly run") as tx:
        finish(tx, run, {"lists": lists, "seconds": round(seconds, 3)})
    log.info("%s: published %d weeks in %.1f s", run.id, lists, seconds)


def _publish(work: _Work, week: WeekList) -> bool:
    """Publish a week, unless it would replace itself."""
    if work.replace:
        for row in read_weeks(work.store, [week.user], week.week):
            if row["run"] == week.run and entries(row) == week.entries:
                return False
    return publish(work.store, work.held, week, replace=work.replace)


def _week_list(made: Made, run: str, moment: datetime) -> WeekList:
    return WeekList(
        user=made.user,
        week=made.week,
        run=run,
        title=f"{made.user}'s discoveries, {made.week}",
        created_at=int(moment.timestamp()),
        short_by=made.short_by,
        note=made.note,
        entries=made.entries,
    )


def _batches(people: Sequence[tuple[str, str]]) -> Iterator[Sequence[tuple[str, str]]]:
    for at in range(0, len(people), BATCH):
        yield people[at : at + BATCH]


def _week_track(row: Row) -> WeekTrack:
    return WeekTrack(
        position=row["position"],
        id=row["id"],
        title=row["title"],
        artist=row["artist"] or "",
        aliases=tuple(row["aliases"]),
        album=row["album"],
        duration_s=row["duration_s"],
        file=row["file"],
        score=row["score"],
        sources=row["shares"],
        reason=row["reason"],
        path=tuple(row["path"]),
    )
