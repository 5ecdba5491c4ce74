"""What training learned, written beside what readers follow and made current at one stroke."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import count
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..core.errors import InputError
from ..core.ids import RunId
from ..core.progress import Advance, Progress, Silent
from ..core.sparse import Sparse
from ..core.vectors import Vectors
from .lease import Lease, hold
from .runs import Run, finish, runs
from .store import GraphStore, Transaction

log = logging.getLogger(__name__)
NODES = 1_000
"""Vectors that one statement writes; handles that one asks for."""
EDGES = 50_000
"""Edges that one transaction creates."""
_Batch = list[list[Any]]


@dataclass(frozen=True, kw_only=True)
class Learned:
    """What a training run knows.

    Parameters
    ----------
    users, tracks, artists : Vectors [size=d]
        ALS factors; names that are no User, Track or Artist of the graph are passed over.
    co_listened : Sparse [tracks x tracks]
        Weights of CO_LISTENED edges, row to column.
    listeners : ndarray [shape=(co_listened.nnz,), int32]
        How many listeners the two tracks of each of these entries share.
    similar : Sparse [users x users]
        Weights of SIMILAR edges.
    related : Sparse [artists x artists]
        Weights of RELATED edges.

    Raises
    ------
    InputError
        If vectors are not finite or differ in length, or `listeners` in number.
    """

    users: Vectors
    tracks: Vectors
    artists: Vectors
    co_listened: Sparse
    listeners: NDArray[np.int32]
    similar: Sparse
    related: Sparse

    def __post_init__(self) -> None:
        # the vector index passes over misfits without a word
        for name, vectors in self.vectors.items():
            if vectors.size != self.tracks.size:
                raise InputError(
                    f"vectors of {name}s have {vectors.size} numbers, those of tracks "
                    f"{self.tracks.size}; make them of one length"
                )
            if not np.isfinite(vectors.matrix).all():
                raise InputError(f"vectors of {name}s hold NaN or infinity; nothing was written")
        if len(self.listeners) != self.co_listened.nnz:
            raise InputError(
                f"{self.co_listened.nnz} co-listens and {len(self.listeners)} numbers of listeners"
            )

    @property
    def vectors(self) -> dict[str, Vectors]:
        """The vectors of each kind of node."""
        return {"user": self.users, "track": self.tracks, "artist": self.artists}


def publish(
    store: GraphStore,
    held: Lease,
    run: Run,
    learned: Learned,
    metrics: Callable[[], Mapping[str, Any]],
    *,
    progress: Progress | None = None,
) -> Run:
    """Write what `run` learned and make it current; readers see all of it or nothing.

    Edges of the run are created first, beside those that readers follow. Then one transaction
    writes the vectors, takes those of other runs away, and makes the run current. A process that
    dies before its end leaves the previous run whole; `sweep` removes what it left beside it.

    Parameters
    ----------
    store : GraphStore
    held : Lease
        Checked in every transaction: a process that stood still too long writes nothing more.
    run : Run
        Started, and without edges so far.
    learned : Learned
    metrics : callable
        Gives, as the last thing, what is to be kept with the run.
    progress : Progress, optional

    Returns
    -------
    Run
        As it is now.

    Raises
    ------
    Busy
        If the lease was taken over meanwhile.
    """
    watcher = progress or Silent()
    work = _Work(store, held, run.id)
    edges = learned.co_listened.nnz + learned.similar.nnz + learned.related.nnz
    began = time.monotonic()
    with watcher.stage("writing edges", edges) as advance:
        work.create("co_listened", "track", learned.co_listened, advance, learned.listeners)
        work.create("similar", "user", learned.similar, advance)
        work.create("related", "artist", learned.related, advance)
    log.info("%s: wrote %d edges in %.1f s", run.id, edges, time.monotonic() - began)
    began = time.monotonic()
    total = sum(map(len, learned.vectors.values()))
    with watcher.stage("writing factors", total) as advance:
        done = store.together(
            f"publish {run.id}", lambda tx: _flip(tx, held, run, learned, metrics, advance)
        )
    log.info("%s: wrote %d vectors in %.1f s", run.id, total, time.monotonic() - began)
    return done


def sweep(store: GraphStore, held: Lease, *, progress: Progress | None = None) -> None:
    """Remove the edges of runs that are not current, a part at a time; again is harmless.

    Runs that never came to their end are forgotten with them: nothing is left of those.

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
    gone = [run.id for run in runs(store, "factors") if not (run.current or run.swept)]
    if not gone:
        return
    began = time.monotonic()
    # by name: what somebody else may write meanwhile, if this process stands still, is not there
    with (progress or Silent()).stage("removing edges of former runs", 3) as advance:
        for name in ("co_listened", "similar", "related"):
            store.write_in_parts(f"enrich/sweep_{name}", runs=gone)
            advance(1)
    store.together("sweep", partial(_forget, held, gone))
    log.info("removed edges of %s in %.1f s", ", ".join(gone), time.monotonic() - began)


@dataclass(frozen=True)
class _Work:
    """Creates the edges of one run."""

    store: GraphStore
    held: Lease
    run: str

    def create(
        self,
        name: str,
        node: str,
        edges: Sparse,
        advance: Advance,
        *more: NDArray[np.int32],
    ) -> None:
        """Create the edges called `name` between nodes of one kind, `EDGES` a transaction.

        Nodes that have gone from the graph meanwhile are passed over.
        """
        handles = self._handles(node, edges)
        for batch in _batches(edges, more, handles):
            write = partial(self._write, name, batch, count())
            self.store.together(f"enrich/create_{name}", write)
            advance(sum(len(found) for _, found in batch))

    def _write(self, name: str, batch: _Batch, attempts: Iterator[int], tx: Transaction) -> None:
        # CREATE is cheaper than MERGE but not safe to repeat, and a commit whose acknowledgement
        # was lost is repeated. A batch is in the graph whole or not at all, so one row tells.
        if next(attempts):
            found = tx.run(f"enrich/begun_{name}", handle=batch[0][0], run=self.run)
            if found[0]["edges"]:
                return
        tx.run(f"enrich/create_{name}", rows=batch, run=self.run)
        hold(tx, self.held)

    def _handles(self, node: str, edges: Sparse) -> dict[str, str]:
        ids = list(dict.fromkeys([*edges.row_ids, *edges.column_ids])) if edges.nnz else []
        found: dict[str, str] = {}
        for at in range(0, len(ids), 10 * NODES):
            part = ids[at : at + 10 * NODES]
            rows = self.store.read(f"enrich/{node}_handles", ids=part)
            found.update((row["id"], row["handle"]) for row in rows)
        return found


def _batches(
    edges: Sparse, more: Sequence[NDArray[np.int32]], handles: Mapping[str, str]
) -> Iterator[_Batch]:
    """Yield rows of a source's handle and its edges, some `EDGES` edges at a time."""
    targets = [handles.get(name) for name in edges.column_ids]
    batch: _Batch = []
    size = 0
    for number, name in enumerate(edges.row_ids):
        if (source := handles.get(name)) is None:
            continue
        span = slice(edges.indptr[number], edges.indptr[number + 1])
        values = (array[span].tolist() for array in (edges.values, *more))
        columns = edges.indices[span].tolist()
        found = [
            [target, *rest]
            for column, *rest in zip(columns, *values, strict=True)
            if (target := targets[column]) is not None
        ]
        if found:
            batch.append([source, found])
            size += len(found)
        if size >= EDGES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _flip(
    tx: Transaction,
    held: Lease,
    run: Run,
    learned: Learned,
    metrics: Callable[[], Mapping[str, Any]],
    advance: Advance,
) -> Run:
    for node, vectors in learned.vectors.items():
        for at in range(0, len(vectors), NODES):
            part = slice(at, at + NODES)
            pairs = zip(vectors.ids[part], vectors.matrix[part].tolist(), strict=True)
            rows = [list(pair) for pair in pairs]
            tx.run(f"enrich/set_{node}_vectors", rows=rows, run=run.id)
            advance(len(rows))
        tx.run(f"enrich/drop_{node}_vectors", run=run.id)
    done = finish(tx, run, metrics())
    hold(tx, held)
    return done


def _forget(held: Lease, gone: list[RunId], tx: Transaction) -> None:
    tx.run("enrich/swept_runs", runs=gone)
    hold(tx, held)
