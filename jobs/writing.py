"""The spool goes into the graph: users, tracks, listens, what people keep, then the counts."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..core.ids import ArtistId
from ..core.progress import Advance, Progress
from ..graph.bulk import BulkFiles
from ..graph.ingest import (
    lookup,
    parts,
    recount,
    recount_all,
    unname_tracks,
    write_listened,
    write_pairs,
    write_playlists,
    write_tracks,
)
from ..graph.schema import migrate
from ..graph.server import ManagedServer
from ..graph.store import GraphStore
from .catalogue import Batch, Catalogue
from .journal import Journal
from .library import new_playlists, new_saves, new_tags, new_visits, visited
from .plays import User, combined, merged, values_of
from .spool import Spool

_PLAYLISTS = 50


@dataclass
class Counts:
    """What an import found and changed.

    Parameters
    ----------
    tracks, artists : int
        That the files are about.
    new_tracks : int
        Of these, new to the graph.
    merged : int
        Tracks of the graph that turn out to be another.
    listens : int
        Listens with a time that are new.
    doubtful : list of dict
        Aliases that stand with incompatible names, and those names.
    changed : bool
        Whether anything in the graph is different now.
    """

    tracks: int = 0
    artists: int = 0
    new_tracks: int = 0
    merged: int = 0
    listens: int = 0
    doubtful: list[dict[str, Any]] = field(default_factory=list)
    changed: bool = False


class Writer:
    """Writes one spool into the graph.

    Every step compares with the graph first and writes absolute values, so that a killed import is
    finished by running it again.

    Parameters
    ----------
    store : GraphStore
    spool : Spool
    journal : Journal
    local : bool
        Whether the users are people of this house.
    dry_run : bool
        Compare and count alone.
    progress : Progress
    """

    def __init__(
        self,
        store: GraphStore,
        spool: Spool,
        journal: Journal,
        *,
        local: bool,
        dry_run: bool,
        progress: Progress,
    ) -> None:
        self.counts = Counts()
        self._store = store
        self._spool = spool
        self._journal = journal
        self._local = local
        self._dry_run = dry_run
        self._progress = progress
        self._names = dict(spool.users())
        self._users: dict[int, User] = {}
        self._elements: dict[int, str] = {}
        self._artists: set[ArtistId] = set()
        self._loaded: Catalogue | None = None

    def load(self, server: ManagedServer, folder: Path) -> None:
        """Load users, tracks and listens into an empty graph, offline; `write` adds the rest.

        Parameters
        ----------
        server : ManagedServer
        folder : Path
            Where the files for the import are made.
        """
        catalogue = Catalogue(self._store, self._spool, empty=True)
        with BulkFiles(folder) as files:
            files.run(self._journal.run, self._journal.started_at, self._journal.config)
            files.users(self._names.values(), local=self._local)
            numbers = self._load_tracks(files, catalogue)
            self._load_plays(files, {number: id for id, number in numbers.items()})
        server.import_offline(files.nodes, files.relationships)
        migrate(self._store)
        self._journal.begun = True
        self._find_users()
        for row in lookup(self._store, "ingest/elements_of_tracks", "tracks", numbers):
            self._elements[numbers[row["id"]]] = row["element"]
        self._loaded = catalogue

    def write(self) -> None:
        """Write everything that is not in the graph yet."""
        catalogue = self._loaded
        if catalogue is None:
            empty = bool(self._store.value("read/is_empty"))
            catalogue = Catalogue(self._store, self._spool, empty=empty)
            self._write_users()
            self._write_tracks(catalogue)
            self._write_plays()
        self._write_saves()
        self._write_visits(catalogue)
        self._write_tags(catalogue)
        self._write_playlists()
        self.counts.artists = len(self._artists)
        self.counts.doubtful = catalogue.doubtful()
        self.counts.changed |= self._journal.begun or self._journal.interrupted
        if self.counts.changed and not self._dry_run:
            self._recount()

    # -- the first load -----------------------------------------------------------------------

    def _load_tracks(self, files: BulkFiles, catalogue: Catalogue) -> dict[str, int]:
        """Put tracks into the files; return the number of each id."""
        numbers: dict[str, int] = {}
        with self._stage("preparing tracks", catalogue.size) as advance:
            for batch in catalogue.batches(advance):
                self._count(batch)
                files.tracks(batch.tracks, batch.stands)
                ids = (track.id for track in batch.tracks)
                numbers.update(zip(ids, batch.numbers, strict=True))
        files.artists(catalogue.all_artists())
        return numbers

    def _load_plays(self, files: BulkFiles, tracks: Mapping[int, str]) -> None:
        with self._stage("preparing listens") as advance:
            for play in self._spool.plays():
                files.listened(self._names[play.user], tracks[play.track], values_of(play.times))
                self.counts.listens += len(play.times.at)
                advance(1)

    # -- steps --------------------------------------------------------------------------------

    def _write_users(self) -> None:
        self._find_users()
        fresh = [
            name
            for number, name in self._names.items()
            if (user := self._users.get(number)) is None or (self._local and not user.local)
        ]
        if fresh and self._may_change():
            self._store.write_batches("ingest/merge_users", fresh, local=self._local)
            self._find_users()
        for number in self._names:
            self._users.setdefault(number, User(None, local=self._local, heard=False))

    def _find_users(self) -> None:
        numbers = {name: number for number, name in self._names.items()}
        for row in lookup(self._store, "ingest/known_users", "users", numbers):
            self._users[numbers[row["user"]]] = User(row["element"], row["local"], row["heard"])

    def _write_tracks(self, catalogue: Catalogue) -> None:
        if (misnamed := catalogue.misnamed()) and self._may_change():
            unname_tracks(self._store, misnamed)
        with self._stage("writing tracks", catalogue.size) as advance:
            for batch in catalogue.batches(advance):
                self._count(batch)
                elements = {t.id: t.element for t in batch.tracks if t.element is not None}
                changed = batch.changed
                if (changed or batch.artists or batch.stands) and self._may_change():
                    elements |= write_tracks(
                        self._store,
                        changed,
                        artists=batch.artists,
                        stands=batch.stands,
                        combine=combined,
                    )
                numbered = zip(batch.numbers, batch.tracks, strict=True)
                self._elements.update((n, elements[t.id]) for n, t in numbered if t.id in elements)

    def _write_plays(self) -> None:
        with self._stage("writing listens") as advance:
            plays = merged(self._store, self._spool.plays(), self._users, self._elements)
            for pairs, changes in plays:
                self.counts.listens += changes.listens
                if (changes.created or changes.replaced) and self._may_change():
                    write_listened(self._store, changes.created, changes.replaced)
                advance(pairs)

    def _write_saves(self) -> None:
        found = new_saves(self._store, self._spool.saves(), self._users, self._elements)
        if found and self._may_change():
            write_pairs(self._store, "ingest/merge_saved", found)

    def _write_visits(self, catalogue: Catalogue) -> None:
        visits = list(self._spool.visits())
        self._write_artists(catalogue, {name for _, name, _ in visits})
        found = new_visits(self._store, visits, self._users)
        if found and self._may_change():
            write_pairs(self._store, "ingest/merge_visited", found)

    def _write_tags(self, catalogue: Catalogue) -> None:
        tags = list(self._spool.tags())
        self._write_artists(catalogue, {name for _, name, _ in tags})
        found = new_tags(self._store, tags, self._users)
        if found and self._may_change():
            write_pairs(self._store, "ingest/merge_tagged", found)

    def _write_artists(self, catalogue: Catalogue, names: set[str]) -> None:
        """Write those who are known by name alone."""
        artists = catalogue.artists((visited(name), name, None) for name in sorted(names))
        self._artists.update(visited(name) for name in names)
        if artists and self._may_change():
            self._store.write_batches("ingest/merge_artists", artists)

    def _write_playlists(self) -> None:
        found = new_playlists(
            self._store, self._spool.playlists(), self._names, self._users, self._elements
        )
        for part in parts(found, _PLAYLISTS):
            if self._may_change():
                write_playlists(self._store, part)

    def _recount(self) -> None:
        if self._journal.interrupted:  # what that one wrote and did not count, nobody knows now
            with self._stage("counting everything"):
                recount_all(self._store)
            return
        users = [user.element for user in self._users.values() if user.element is not None]
        tracks = list(self._elements.values())
        with self._stage("counting", len(users) + len(tracks) + len(self._artists)) as advance:
            recount(self._store, users=users, tracks=tracks, artists=self._artists, advance=advance)

    # -- small things -------------------------------------------------------------------------

    def _may_change(self) -> bool:
        """Note that the graph is about to change; False in a dry run."""
        self.counts.changed = True
        if self._dry_run:
            return False
        self._journal.begin()
        return True

    def _count(self, batch: Batch) -> None:
        self.counts.tracks += len(batch.tracks)
        self.counts.new_tracks += sum(track.element is None for track in batch.tracks)
        self.counts.merged += sum(len(track.absorbed) for track in batch.tracks)
        self._artists |= batch.credited

    def _stage(self, label: str, total: int | None = None) -> AbstractContextManager[Advance]:
        return self._progress.stage(label, total)
