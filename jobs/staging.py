"""Files are read into the spool, each as a whole or not at all."""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from ..core.config import IngestConfig
from ..core.errors import RefusedFile
from ..core.identity import normalise_artist
from ..core.progress import Advance
from ..formats.rows import (
    Bad,
    Listen,
    Owned,
    PlayCount,
    PlaylistRow,
    Private,
    Row,
    Save,
    Tag,
    TrackRef,
    Visit,
)
from ..graph.forgotten import fingerprint
from .quarantine import Quarantine
from .spool import COARSE, LISTEN, SKIP, Spool

log = logging.getLogger(__name__)
_STEP = 1000
_TEXT = 500


@dataclass(frozen=True)
class Owners:
    """Whose the rows are.

    Parameters
    ----------
    user : str, optional
        All rows are this user's; None: the users' that they name.
    local : bool
        Whether those users are people of this house.
    taken : collection of str
        Names that a row may not bring: with community rows, those of the local users.
    forgotten : collection of str
        Fingerprints of those who asked to be forgotten; rows that name them count as private.
    """

    user: str | None
    local: bool
    taken: Collection[str] = ()
    forgotten: Collection[str] = ()

    def of(self, named: str | None) -> str:
        """Return the owner of a row that names `named`.

        Raises
        ------
        ForgottenRow, ForeignRow, BadRow
            If the row may not enter, or names nobody.
        """
        if self.user is not None:
            return self.user
        if not named:
            raise BadRow("it names no user; import with --user NAME")
        if self.forgotten and fingerprint(named) in self.forgotten:
            raise ForgottenRow
        if named in self.taken:
            raise ForeignRow(f"{named!r} is a local user here, whom community rows never touch")
        return named


class BadRow(Exception):
    """A row that reads well and cannot be used; never leaves this module."""


class ForgottenRow(Exception):
    """A row of somebody who asked to be forgotten: nothing of it is kept, not even aside."""


class ForeignRow(BadRow):
    """A row that is refused for its user, and says nothing against its file."""


@dataclass
class Tally:
    """Rows of a file, or of several, by what became of them."""

    rows: int = 0
    listens: int = 0
    skips: int = 0
    counted: int = 0
    saves: int = 0
    visits: int = 0
    tags: int = 0
    playlists: int = 0
    private: int = 0
    bad: int = 0
    foreign: int = 0

    def add(self, other: Tally) -> None:
        """Add the rows of another file."""
        for name, value in vars(other).items():
            setattr(self, name, getattr(self, name) + value)

    def refusal(self, max_bad_share: float) -> str | None:
        """Return why the file is to be refused, or None.

        One bad row among good ones says little of a small file and refuses none.
        """
        allowed = max(1.0, max_bad_share * self.rows) if self.bad < self.rows else 0.0
        if self.bad <= allowed:
            return None
        return (
            f"{self.bad} of {self.rows} rows could not be read, more than "
            f"{max_bad_share:.0%}; nothing of it entered"
        )


@dataclass
class Staged:
    """What was read and what was not."""

    tally: Tally = field(default_factory=Tally)
    files: int = 0
    formats: set[str] = field(default_factory=set)
    refused: list[dict[str, str]] = field(default_factory=list)
    quarantine: list[Path] = field(default_factory=list)
    quarantined: int = 0


def stage(
    sources: Iterable[tuple[str, str, Iterable[Row]]],
    spool: Spool,
    owners: Owners,
    config: IngestConfig,
    *,
    quarantine: Path,
    run: str,
    advance: Advance = lambda steps: None,
) -> Staged:
    """Read every source into the spool.

    Parameters
    ----------
    sources : iterable of (name, format, rows)
    spool : Spool
    owners : Owners
    config : IngestConfig
    quarantine : Path
        Folder for rows that could not be read.
    run : str
        Id of the import.
    advance : callable
        Told of rows read.

    Returns
    -------
    Staged
        A source with too many bad rows is in `refused`, and nothing of it in the spool.
    """
    staged = Staged()
    for name, kind, rows in sources:
        aside = Quarantine(quarantine, run, name)
        reader = _Reader(spool, owners, config, aside)
        spool.begin()
        try:
            reason = reader.read(rows, advance)
        except BaseException:
            spool.drop()
            aside.close()
            raise
        aside.close()
        staged.quarantined += aside.rows
        if aside.path is not None:
            staged.quarantine.append(aside.path)
        if reason is not None:
            spool.drop()
            staged.refused.append({"file": name, "reason": reason})
            log.warning("refused %s: %s", name, reason)
            continue
        spool.keep()
        staged.files += 1
        staged.formats.add(kind)
        staged.tally.add(reader.tally)
    return staged


def is_listen(row: Listen, config: IngestConfig) -> bool:
    """Tell a listen from a skip: heard long enough, or for an unknown time, and not called skipped.

    >>> is_listen(Listen(TrackRef("A", ("B",), duration_s=40.0), 0, heard_s=20.0), IngestConfig())
    True
    """
    if row.skipped:
        return False
    if row.heard_s is None or row.heard_s >= config.listen_min_s:
        return True
    duration_s = row.track.duration_s
    return bool(duration_s) and row.heard_s >= config.listen_min_share * (duration_s or 0)


class _Reader:
    """Puts the rows of one source where they belong."""

    def __init__(
        self, spool: Spool, owners: Owners, config: IngestConfig, quarantine: Quarantine
    ) -> None:
        self.tally = Tally()
        self._spool = spool
        self._owners = owners
        self._config = config
        self._quarantine = quarantine

    def read(self, rows: Iterable[Row], advance: Advance) -> str | None:
        """Take every row; return why the source is to be refused, or None."""
        try:
            for row in rows:
                self.tally.rows += 1
                if self.tally.rows % _STEP == 0:
                    advance(_STEP)
                self._take(row)
        except RefusedFile as err:
            return err.reason
        advance(self.tally.rows % _STEP)
        return self.tally.refusal(self._config.max_bad_share)

    def _take(self, row: Row) -> None:
        try:
            self._enter(row)
        except ForgottenRow:
            self.tally.private += 1
        except BadRow as err:
            self._refuse(Bad(self.tally.rows, str(err), repr(row)[:_TEXT]))
            self.tally.foreign += isinstance(err, ForeignRow)
            self.tally.bad -= isinstance(err, ForeignRow)

    def _refuse(self, bad: Bad) -> None:
        self.tally.bad += 1
        self._quarantine.put(bad)

    def _enter(self, row: Row) -> None:
        if isinstance(row, Listen):
            self._listen(row)
        elif isinstance(row, PlayCount):
            self._count(row)
        elif isinstance(row, Save):
            self._spool.save(self._user(row.user), self._ref(row.track), row.at)
            self.tally.saves += 1
        elif isinstance(row, Owned):
            self._ref(row.track)
        elif isinstance(row, Visit):
            if not normalise_artist(row.artist):
                raise BadRow("it names no artist")
            self._spool.visit(self._user(row.user), row.artist, row.at)
            self.tally.visits += 1
        elif isinstance(row, Tag):
            if not normalise_artist(row.artist):
                raise BadRow("it names no artist")
            self._spool.tag(self._user(row.user), row.artist, row.tag)
            self.tally.tags += 1
        elif isinstance(row, PlaylistRow):
            self._playlist(row)
        elif isinstance(row, Private):
            self.tally.private += 1
        elif isinstance(row, Bad):
            self._refuse(row)
        else:
            raise BadRow("it is a page, which is nobody's; pages are imported by themselves")

    def _listen(self, row: Listen) -> None:
        user, ref = self._user(row.user), self._ref(row.track)
        listened = is_listen(row, self._config)
        kind = (LISTEN if listened else SKIP) | (COARSE if row.coarse else 0)
        self._spool.listen(user, ref, row.at, kind)
        if listened:
            self.tally.listens += 1
        else:
            self.tally.skips += 1

    def _count(self, row: PlayCount) -> None:
        owner = self._owners.of(row.user)
        text = repr((owner, row.track, row.plays, row.last_at))
        user, ref = self._spool.user(owner), self._ref(row.track)
        self._spool.count(user, ref, row.plays, row.last_at, text=text)
        self.tally.counted += row.plays

    def _playlist(self, row: PlaylistRow) -> None:
        # Community playlists may belong to nobody, as those of the seed do.
        ownerless = row.user is None and self._owners.user is None and not self._owners.local
        user = None if ownerless else self._user(row.user)
        entries: list[tuple[int, int, int | None]] = []
        for position, entry in enumerate(row.entries, start=1):
            if (ref := self._spool.ref(entry.track)) is not None:
                entries.append((position, ref, entry.added_at))
            else:
                reason = f"entry {position} names neither artist and title nor an id"
                self._quarantine.put(Bad(self.tally.rows, reason, repr(entry)[:_TEXT]))
        self._spool.playlist(user, row, entries)
        self.tally.playlists += 1
        # Each of its tracks was a row of the file, as each of its bad ones is.
        self.tally.rows += max(0, len(row.entries) - 1)

    def _user(self, named: str | None) -> int:
        return self._spool.user(self._owners.of(named))

    def _ref(self, track: TrackRef) -> int:
        if (ref := self._spool.ref(track)) is None:
            raise BadRow("it names neither artist and title nor an id")
        return ref
