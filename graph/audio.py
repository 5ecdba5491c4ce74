"""What the CNN hears in tracks, made current at one stroke."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from functools import partial
from typing import Any

from ..core.ids import RunId
from ..core.progress import Advance, Progress, Silent
from ..core.vectors import Vectors
from .edges import set_vectors
from .lease import Lease, hold
from .runs import Run, finish, runs
from .store import GraphStore, Transaction

log = logging.getLogger(__name__)
KIND = "audio"


def publish(
    store: GraphStore,
    held: Lease,
    run: Run,
    embeddings: Vectors,
    metrics: Mapping[str, Any],
    *,
    progress: Progress | None = None,
) -> Run:
    """Write the embeddings of `run` and make it current, all in one transaction.

    Parameters
    ----------
    store : GraphStore
    held : Lease
        Checked at the end: a process that stood still too long writes nothing more.
    run : Run
    embeddings : Vectors
        Of tracks; names that are none of the graph are passed over.
    metrics : mapping
        What is to be kept with the run.
    progress : Progress, optional

    Raises
    ------
    Busy
        If the lease was taken over meanwhile.
    """
    with (progress or Silent()).stage("writing sounds", len(embeddings)) as advance:
        return store.together(
            f"publish {run.id}", partial(_flip, held, run, embeddings, metrics, advance)
        )


def forget_runs(store: GraphStore, held: Lease) -> None:
    """Forget the runs that are not current: they left nothing in the graph but their names."""
    gone = [run.id for run in runs(store, KIND) if not (run.current or run.swept)]
    if gone:
        store.together("forget runs", partial(_forget, held, gone))


def unlearn(store: GraphStore, held: Lease) -> None:
    """Take from the graph all that was learned of sounds, and forget the runs that learned it."""
    store.together("unlearn sounds", partial(_unlearn, held))
    forget_runs(store, held)


def _unlearn(held: Lease, tx: Transaction) -> None:
    tx.run("enrich/retire_runs", kind=KIND)
    tx.run("enrich/drop_track_audio", run="")
    hold(tx, held)


def _flip(
    held: Lease,
    run: Run,
    embeddings: Vectors,
    metrics: Mapping[str, Any],
    advance: Advance,
    tx: Transaction,
) -> Run:
    set_vectors(tx, "track_audio", embeddings, run.id, advance)
    done = finish(tx, run, metrics)
    hold(tx, held)
    return done


def _forget(held: Lease, gone: list[RunId], tx: Transaction) -> None:
    tx.run("enrich/swept_runs", runs=gone)
    hold(tx, held)
