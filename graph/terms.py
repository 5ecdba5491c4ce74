"""What words describe, written beside what readers follow and made current at one stroke."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import count
from typing import Any

from ..core.ids import RunId
from ..core.progress import Advance, Progress, Silent
from ..core.vectors import Vectors
from .ingest import parts
from .lease import Lease, hold
from .runs import Run, finish, runs
from .store import GraphStore, Transaction

log = logging.getLogger(__name__)
KIND = "terms"
NODES = 1_000
"""Nodes that one statement writes; handles that one asks for are ten times as many."""
EDGES = 10_000
"""Edges that one transaction creates: each may hold the addresses of pages."""
_NAMES = ("described_by", "mentioned_with", "describes")
_Batch = list[list[Any]]
Edges = Iterable[tuple[str, Sequence[Sequence[Any]]]]
"""Edges that leave nodes, by id of the node: each the id of the other one, then values."""


@dataclass(frozen=True, kw_only=True)
class Described:
    """What a run has to say, of those nodes alone that are described otherwise than before.

    Parameters
    ----------
    terms : mapping of str to (str, int)
        Kind of each term, and how many artists it describes.
    artists, tracks : sequence of str
        Whose edges are written anew.
    silent_artists, silent_tracks : sequence of str
        Of whom nothing is said any more.
    described_by : iterable of (str, edges)
        Of artists and tracks: term, weight, change in a week or None, URLs of pages, whether it
        is said of this very node, and ``"pages"``, ``"tags"`` or ``"both"``.
    mentioned_with : iterable of (str, edges)
        Of artists: other artist, weight, URLs of pages.
    describes : iterable of (str, edges)
        Of terms that are said of many: the artists and tracks that they describe best, weight.
    artist_vectors, track_vectors : Vectors
        Of all that have one.
    """

    terms: Mapping[str, tuple[str, int]]
    artists: Sequence[str]
    tracks: Sequence[str]
    silent_artists: Sequence[str] = ()
    silent_tracks: Sequence[str] = ()
    described_by: Edges
    mentioned_with: Edges
    describes: Edges
    artist_vectors: Vectors
    track_vectors: Vectors


def publish(
    store: GraphStore,
    held: Lease,
    run: Run,
    what: Described,
    metrics: Callable[[], Mapping[str, Any]],
    *,
    as_of: int,
    progress: Progress | None = None,
) -> Run:
    """Write what `run` found and make it current; readers see all of it or nothing.

    Edges are created beside those that readers follow. Readers follow, of each node, the edges of
    the run that its ``terms_run`` names: so the edges of a node of which nothing new is said stay.
    One transaction lets the nodes go by their new edges, writes the cultural vectors, takes those
    of other runs away, and makes the run current. A process that dies before its end leaves the
    previous run whole; `sweep` removes what it left beside it.

    Parameters
    ----------
    store : GraphStore
    held : Lease
        Checked in every transaction.
    run : Run
        Started, and without edges so far.
    what : Described
    metrics : callable
        Gives, as the last thing, what is to be kept with the run.
    as_of : int [s since 1970]
    progress : Progress, optional

    Raises
    ------
    Busy
        If the lease was taken over meanwhile.
    """
    watcher = progress or Silent()
    work = _Work(store, held, run.id, as_of)
    began = time.monotonic()
    with watcher.stage("writing words") as advance:
        work.terms(what.terms, advance)
        work.find("term", what.terms)
        work.find("artist", what.artists)
        work.find("track", what.tracks)
        work.create("described_by", what.described_by, advance)
        work.create("mentioned_with", what.mentioned_with, advance)
        work.create("describes", what.describes, advance)
    log.info("%s: wrote %d edges in %.1f s", run.id, work.edges, time.monotonic() - began)
    vectors = len(what.artist_vectors) + len(what.track_vectors)
    with watcher.stage("writing cultural vectors", vectors) as advance:
        return store.together(
            f"publish {run.id}", lambda tx: _flip(tx, held, run, what, metrics, advance)
        )


def sweep(store: GraphStore, held: Lease, *, progress: Progress | None = None) -> None:
    """Remove what no node goes by any more, a part at a time; again is harmless.

    Runs that never came to their end are forgotten with it. Nothing is looked at where nothing
    was written since the last sweep.

    Parameters
    ----------
    store : GraphStore
    held : Lease
    progress : Progress, optional

    Raises
    ------
    Busy
        If the lease was taken over meanwhile.
    """
    known = runs(store, KIND)
    if all(run.swept for run in known):
        return
    # by name: what somebody else may write meanwhile, if this process stands still, is not there
    names = [run.id for run in known]
    former = [run.id for run in known if not run.current]
    with (progress or Silent()).stage("removing words of former runs", len(_NAMES)) as advance:
        for name in _NAMES:
            gone = former if name == "describes" else names
            store.write_in_parts(f"enrich/sweep_{name}", runs=gone)
            advance(1)
    store.together("sweep", partial(_forget, held, names))


@dataclass
class _Work:
    """Creates the edges of one run."""

    store: GraphStore
    held: Lease
    run: str
    as_of: int
    edges: int = 0
    handles: dict[str, str] = field(default_factory=dict)

    def terms(self, terms: Mapping[str, tuple[str, int]], advance: Advance) -> None:
        rows = ([term, *of] for term, of in sorted(terms.items()))
        for part in parts(rows, NODES):
            self.store.together("enrich/merge_terms", partial(self._merge, part))
            advance(len(part))

    def find(self, node: str, ids: Iterable[str]) -> None:
        """Look up handles; nodes that have gone from the graph meanwhile have none."""
        for part in parts(ids, 10 * NODES):
            rows = self.store.read(f"enrich/{node}_handles", ids=part)
            self.handles.update((row["id"], row["handle"]) for row in rows)

    def create(self, name: str, edges: Edges, advance: Advance) -> None:
        """Create the edges called `name`, some `EDGES` a transaction."""
        if name != "described_by":  # these also join nodes of which nothing new is said
            edges = list(edges)
            joined = {id for source, found in edges for id in (source, *(e[0] for e in found))}
            missing = sorted(joined - self.handles.keys())
            for node in ("term", "artist", "track"):
                self.find(node, missing)
        for batch in _batches(edges, self.handles):
            self.store.together(f"enrich/create_{name}", partial(self._write, name, batch, count()))
            self.edges += (size := sum(len(found) for _, found in batch))
            advance(size)

    def _merge(self, rows: list[list[Any]], tx: Transaction) -> None:
        tx.run("enrich/merge_terms", rows=rows)
        hold(tx, self.held)

    def _write(self, name: str, batch: _Batch, attempts: Iterator[int], tx: Transaction) -> None:
        # A commit whose acknowledgement was lost is repeated. A batch is in the graph whole or
        # not at all, so one row tells.
        if next(attempts):
            found = tx.run(f"enrich/begun_{name}", handle=batch[0][0], run=self.run)
            if found[0]["edges"]:
                return
        tx.run(f"enrich/create_{name}", rows=batch, run=self.run, as_of=self.as_of)
        hold(tx, self.held)


def _batches(edges: Edges, handles: Mapping[str, str]) -> Iterator[_Batch]:
    """Yield rows of a source's handle and its edges, some `EDGES` edges at a time."""
    batch: _Batch = []
    size = 0
    for name, found in edges:
        if (source := handles.get(name)) is None:
            continue
        targets = [
            [target, *rest] for other, *rest in found if (target := handles.get(other)) is not None
        ]
        if targets:
            batch.append([source, targets])
            size += len(targets)
        if size >= EDGES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _flip(
    tx: Transaction,
    held: Lease,
    run: Run,
    what: Described,
    metrics: Callable[[], Mapping[str, Any]],
    advance: Advance,
) -> Run:
    nodes = (
        ("artist", what.artists, what.silent_artists, what.artist_vectors),
        ("track", what.tracks, what.silent_tracks, what.track_vectors),
    )
    for node, spoken, silent, vectors in nodes:
        for ids, by in ((spoken, run.id), (silent, None)):
            for part in parts(ids, NODES):
                tx.run(f"enrich/point_{node}s", rows=part, run=by)
        for at in range(0, len(vectors), NODES):
            some = slice(at, at + NODES)
            pairs = zip(vectors.ids[some], vectors.matrix[some].tolist(), strict=True)
            rows = [list(pair) for pair in pairs]
            tx.run(f"enrich/set_{node}_cultural", rows=rows, run=run.id)
            advance(len(rows))
        tx.run(f"enrich/drop_{node}_cultural", run=run.id)
    done = finish(tx, run, metrics())
    hold(tx, held)
    return done


def _forget(held: Lease, names: list[RunId], tx: Transaction) -> None:
    tx.run("enrich/drop_terms")
    tx.run("enrich/swept_runs", runs=names)
    hold(tx, held)
