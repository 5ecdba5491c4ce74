"""Files into the graph: read, resolved, written; the same files again change nothing."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from ..core import clock
from ..core.config import IngestConfig
from ..core.errors import Busy
from ..core.home import Home
from ..core.ids import user_id
from ..core.progress import Progress, Silent
from ..formats.detect import Source, discover, read
from ..formats.registry import FORMATS
from ..formats.rows import Row
from ..graph.forgotten import forgotten, lift
from ..graph.lease import lease
from ..graph.server import ManagedServer
from ..graph.store import GraphStore
from ..graph.users import refuse_community
from .journal import Journal
from .near import near as narrowed
from .near import tracks_of
from .pages import KIND as PAGES
from .pages import PageKeeper, PagesReport
from .spool import Spool, sweep
from .staging import Owners, Staged, stage
from .writing import Counts, Writer

Sources = Iterable[tuple[str, str, Iterable[Row]]]
"""Name, format and rows of each file."""


@dataclass(frozen=True)
class Report:
    """What came of an import.

    Parameters
    ----------
    run : str
        Its id.
    dry_run : bool
        Whether nothing was written.
    files, rows : int
        That were accepted.
    formats : list of str
    listens_new, listens_known : int
        Listens with a time: new to the graph, and those that it or another row had already.
    skips, counted, saves, visits, tags, playlists, private : int
        Skips, plays known only as a number, and so on, as the files have them.
    tracks, artists : int
        That the files are about.
    tracks_new, tracks_merged : int
        Made, and found to be another.
    quarantined : int
        Rows that could not be used.
    quarantine : list of str
        Files that hold those rows, with line and reason.
    doubtful : list of dict
        Aliases that stand with names of different tracks, and those names: they were not followed.
    refused : list of dict
        Files that nothing was taken from, each with its reason.
    changed : bool
        Whether the graph is different now (in a dry run: whether it would be).
    unread : list of dict
        Files in folders and archives that are of no known format, each with its reason.
    pages : PagesReport or None
        What came of pages among the files; they went into the archive, whoever's the rest is.
    """

    run: str
    dry_run: bool
    files: int
    formats: list[str]
    rows: int
    listens_new: int
    listens_known: int
    skips: int
    counted: int
    saves: int
    visits: int
    tags: int
    playlists: int
    private: int
    tracks: int
    tracks_new: int
    tracks_merged: int
    artists: int
    quarantined: int
    quarantine: list[str]
    doubtful: list[dict[str, Any]]
    refused: list[dict[str, str]]
    changed: bool
    unread: list[dict[str, str]] = field(default_factory=list)
    pages: PagesReport | None = None

    def as_dict(self) -> dict[str, Any]:
        """Return plain values."""
        return asdict(self)


def ingest(
    sources: Sources,
    store: GraphStore,
    *,
    user: str | None,
    local: bool,
    home: Home,
    config: IngestConfig,
    server: ManagedServer | None = None,
    dry_run: bool = False,
    progress: Progress | None = None,
) -> Report:
    """Bring rows into the graph; the order of rows, files and imports does not matter.

    But for playlists that do not say when tracks were added: of those the last import's stands.

    Parameters
    ----------
    sources : iterable of (name, format, rows)
        A source is taken as a whole or, with too many bad rows, not at all.
    store : GraphStore
        With an up-to-date schema.
    user : str, optional
        All rows are this user's; None: the users' that they name.
    local : bool
        Whether those are people of this house.
    home : Home
        Holds the spool and the quarantine.
    config : IngestConfig
    server : ManagedServer, optional
        Where it is given, a first big load goes by its offline import.
    dry_run : bool
        Read, compare and report; write nothing into the graph.
    progress : Progress, optional

    Returns
    -------
    Report

    Raises
    ------
    InputError
        If `user` is no name, or that of a community listener.
    Busy
        If another import is writing.
    """
    watcher = progress or Silent()
    home.make()
    run = f"import-{clock.now():%Y%m%dT%H%M%S}-{secrets.token_hex(3)}"
    owners = _owners(store, user, local)
    sweep(home.spool)
    with Spool(home.spool / f"{run}-{os.getpid()}.sqlite") as spool:
        with watcher.stage("reading") as advance:
            staged = stage(
                sources, spool, owners, config,
                quarantine=home.quarantine, run=run, advance=advance,
            )  # fmt: skip
        journal = Journal(store, run, config)
        writer = Writer(store, spool, journal, local=local, dry_run=dry_run, progress=watcher)
        if dry_run:
            writer.write()
        else:
            if server is not None and _is_big_first_load(store, spool, config):
                with _scratch(home.spool, run) as folder:
                    writer.load(server, folder)
            with lease(store, "import"):
                if owners.user is not None:
                    lift(store, owners.user)
                elif forgotten(store) != owners.forgotten:
                    raise Busy(
                        "somebody was forgotten while the files were read; import them again"
                    )
                writer.write()
                journal.end(_metrics(staged, writer.counts))
    return _report(run, dry_run, staged, writer.counts)


def ingest_files(
    paths: Sequence[Path],
    store: GraphStore,
    *,
    user: str | None,
    local: bool,
    format: str | None = None,
    near: str | None = None,
    share: int = 20,
    home: Home,
    config: IngestConfig,
    server: ManagedServer | None = None,
    dry_run: bool = False,
    progress: Progress | None = None,
) -> Report:
    """Bring files, folders and archives into the graph, as `ingest` does their rows.

    Parameters
    ----------
    paths : sequence of Path
    format : str, optional
        Read everything as this format instead of telling it by content.
    near : str, optional
        Take only listeners who share tracks with this user.
    share : int
        How many tracks `near` asks for.
    store, user, local, home, config, server, dry_run, progress
        As in `ingest`.

    Raises
    ------
    InputError
        If a path does not exist or, named itself, cannot be read; or as `ingest` does.
    """
    unread: dict[str, str] = {}

    keeper = PageKeeper(home, dry_run=dry_run)

    def sources() -> Iterator[tuple[str, str, Iterable[Row]]]:
        limit = config.max_inflated_mib << 20
        for item in discover(paths, format=format, max_inflated_bytes=limit):
            if not isinstance(item, Source):
                unread[item.path] = item.reason
            elif item.format == "text":  # as the notes that come with an export
                unread[item.path] = "plain text; as a page about music, import it without an owner"
            elif FORMATS[item.format].kind == PAGES:
                keeper.take(item.path, read(item))
            else:
                yield item.path, item.format, read(item)

    chosen: Sources = sources()
    if near is not None:
        known = tracks_of(store, near)
        chosen = narrowed(sources, known, share=share, max_bad_share=config.max_bad_share)
    with keeper:
        report = ingest(
            chosen, store, user=user, local=local, home=home, config=config, server=server,
            dry_run=dry_run, progress=progress,
        )  # fmt: skip
    skipped = [{"file": path, "reason": reason} for path, reason in unread.items()]
    return replace(report, unread=skipped, pages=keeper.report if keeper.report.files else None)


def _owners(store: GraphStore, user: str | None, local: bool) -> Owners:
    if user is None:
        people = [] if local else [row["id"] for row in store.read("read/local_users")]
        return Owners(None, local, frozenset(people), forgotten(store))
    name = user_id(user)
    if local:
        refuse_community(store, name)
    return Owners(name, local)


def _is_big_first_load(store: GraphStore, spool: Spool, config: IngestConfig) -> bool:
    return spool.size("listens") >= config.offline_from and bool(store.value("read/is_empty"))


@contextmanager
def _scratch(folder: Path, run: str) -> Iterator[Path]:
    path = folder / f"{run}-{os.getpid()}.csv"
    path.mkdir(mode=0o700)
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)


def _metrics(staged: Staged, counts: Counts) -> dict[str, int]:
    return {
        "files": staged.files,
        "rows": staged.tally.rows,
        "quarantined": staged.quarantined,
        "tracks": counts.tracks,
        "tracks_new": counts.new_tracks,
        "tracks_merged": counts.merged,
        "artists": counts.artists,
        "listens_new": counts.listens,
    }


def _report(run: str, dry_run: bool, staged: Staged, counts: Counts) -> Report:
    tally = staged.tally
    return Report(
        run=run,
        dry_run=dry_run,
        files=staged.files,
        formats=sorted(staged.formats),
        rows=tally.rows,
        listens_new=counts.listens,
        listens_known=tally.listens - counts.listens,
        skips=tally.skips,
        counted=tally.counted,
        saves=tally.saves,
        visits=tally.visits,
        tags=tally.tags,
        playlists=tally.playlists,
        private=tally.private,
        tracks=counts.tracks,
        tracks_new=counts.new_tracks,
        tracks_merged=counts.merged,
        artists=counts.artists,
        quarantined=staged.quarantined,
        quarantine=[str(path) for path in staged.quarantine],
        doubtful=counts.doubtful,
        refused=staged.refused,
        changed=counts.changed,
    )
