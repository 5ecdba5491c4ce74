"""What training learned, written beside what readers follow and made current at one stroke."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..core.errors import InputError
from ..core.ids import RunId
from ..core.progress import Advance, Progress, Silent
from ..core.sparse import Sparse
from ..core.vectors import Vectors
from .edges import EdgeWriter, find_handles, set_vectors
from .lease import Lease, hold
from .runs import Run, finish, runs
from .store import GraphStore, Transaction

log = logging.getLogger(__name__)
EDGES = 50_000
"""Edges that one transaction creates."""


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
    writer = EdgeWriter(store=store, held=held, run=run.id, size=EDGES)
    matrices: tuple[tuple[str, str, Sparse, list[NDArray[np.int32]]], ...] = (
        ("co_listened", "track", learned.co_listened, [learned.listeners]),
        ("similar", "user", learned.similar, []),
        ("related", "artist", learned.related, []),
    )
    edges = sum(matrix.nnz for _, _, matrix, _ in matrices)
    began = time.monotonic()
    with watcher.stage("writing edges", edges) as advance:
        for name, node, matrix, more in matrices:
            ids = dict.fromkeys([*matrix.row_ids, *matrix.column_ids]) if matrix.nnz else ()
            handles = find_handles(store, node, ids)
            writer.create(name, _edges(matrix, *more), handles, advance)
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


def unlearn(store: GraphStore, held: Lease) -> None:
    """Take all factors from the graph; no run is current then, and `sweep` removes its edges."""

    def work(tx: Transaction) -> None:
        tx.run("enrich/retire_runs", kind="factors")
        for node in ("user", "track", "artist"):
            tx.run(f"enrich/drop_{node}_vectors", run="")
        hold(tx, held)

    store.together("unlearn factors", work)


def _edges(
    matrix: Sparse, *more: NDArray[np.int32]
) -> Iterator[tuple[str, Iterator[tuple[Any, ...]]]]:
    """Yield of each row its name and the names and values of its entries."""
    columns = matrix.column_ids
    for number, name in enumerate(matrix.row_ids):
        span = slice(matrix.indptr[number], matrix.indptr[number + 1])
        values = (array[span].tolist() for array in (matrix.values, *more))
        others = (columns[column] for column in matrix.indices[span].tolist())
        yield name, zip(others, *values, strict=True)


def _flip(
    tx: Transaction,
    held: Lease,
    run: Run,
    learned: Learned,
    metrics: Callable[[], Mapping[str, Any]],
    advance: Advance,
) -> Run:
    for node, vectors in learned.vectors.items():
        set_vectors(tx, f"{node}_vectors", vectors, run.id, advance)
    done = finish(tx, run, metrics())
    hold(tx, held)
    return done


def _forget(held: Lease, gone: list[RunId], tx: Transaction) -> None:
    tx.run("enrich/swept_runs", runs=gone)
    hold(tx, held)
