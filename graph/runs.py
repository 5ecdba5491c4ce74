"""Runs: what computed the derived part of the graph, when, with which settings, and how it went."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from ..core.clock import now
from ..core.errors import GraphError
from ..core.ids import RunId
from .store import GraphStore, Row, Transaction


@dataclass(frozen=True, kw_only=True)
class Run:
    """One run of a stage.

    Parameters
    ----------
    id : RunId
        Short, since every edge that the run made carries it: the first letter of its kind and a
        number, as ``f12``, which fits one block of a property record beside its other values.
    kind : str
        ``"ingest"``, ``"factors"``, ...
    started_at, finished_at : str
        ISO 8601, UTC; `finished_at` is None while it runs and when it was killed.
    config, metrics : mapping
        Its settings, and what it measured of itself.
    current : bool
        Whether readers follow it.
    swept : bool
        Whether its edges are gone, which happens after another run became current.
    input : str or None
        The newest ingest run that it saw.
    """

    id: RunId
    kind: str
    started_at: str
    finished_at: str | None = None
    config: Mapping[str, Any] = field(default_factory=dict)
    metrics: Mapping[str, Any] = field(default_factory=dict)
    current: bool = False
    swept: bool = False
    input: str | None = None


def runs(store: GraphStore, kind: str) -> list[Run]:
    """Return every run of `kind`, as they began."""
    return [_run(kind, row) for row in store.read("read/runs", kind=kind)]


def current(store: GraphStore, kind: str) -> Run | None:
    """Return the run of `kind` that readers follow, or None when there is none yet."""
    return next((run for run in reversed(runs(store, kind)) if run.current), None)


def newest(store: GraphStore, kind: str) -> Run | None:
    """Return the run of `kind` that was finished last, or None when none was."""
    done = [run for run in runs(store, kind) if run.finished_at is not None]
    return max(done, key=lambda run: (run.finished_at, run.id), default=None)


def start(
    store: GraphStore, kind: str, config: Mapping[str, Any], *, input: str | None = None
) -> Run:
    """Write down that a run of `kind` begins, under the next free number, and return it.

    The caller holds a lease: two starts of one kind at once would take one number.

    Parameters
    ----------
    store : GraphStore
    kind : str
    config : mapping
        Its settings; JSON must know how to write them.
    input : str, optional
        The newest ingest run that it sees.
    """
    pattern = re.compile(rf"{kind[0]}(\d+)")
    taken = [int(match[1]) for run in runs(store, kind) if (match := pattern.fullmatch(run.id))]
    run = Run(
        id=RunId(f"{kind[0]}{max(taken, default=0) + 1}"),
        kind=kind,
        started_at=now().isoformat(),
        config=config,
        input=input,
    )
    store.write(
        "enrich/start_run",
        id=run.id,
        kind=kind,
        at=run.started_at,
        config=json.dumps(config, sort_keys=True),
        input=input,
    )
    return run


def finish(tx: Transaction, run: Run, metrics: Mapping[str, Any]) -> Run:
    """Make `run` the current one of its kind, within a transaction, and return it as it is then.

    Raises
    ------
    GraphError
        If the run is not in the graph.
    """
    at = now().isoformat()
    text = json.dumps(metrics, sort_keys=True)
    if not tx.run("enrich/finish_run", id=run.id, kind=run.kind, at=at, metrics=text):
        raise GraphError(f"the run {run.id} is gone from the graph; run this again")
    return replace(run, finished_at=at, metrics=metrics, current=True)


def _run(kind: str, row: Row) -> Run:
    return Run(
        id=RunId(row["id"]),
        kind=kind,
        started_at=row["started_at"],
        finished_at=row["finished_at"],
        config=json.loads(row["config"] or "{}"),
        metrics=json.loads(row["metrics"] or "{}"),
        current=row["current"],
        swept=row["swept"],
        input=row["input"],
    )
