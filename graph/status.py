"""What a graph holds, in numbers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from .runs import Run, current, newest
from .store import GraphStore


def counts(store: GraphStore) -> dict[str, Any]:
    """Return how much of everything the graph holds, and the runs that readers follow.

    But for the sounds, the numbers come from the database's count store, so they cost the same on
    any graph.

    Returns
    -------
    dict
        ``{tracks_heard, sounds_learned, nodes: {label: number}, relationships: {type: number},
        runs: {kind: run}}``; labels and types that nothing has are left out. The run of a kind is
        its current one, or for a kind of which none is ever current (ingest) the one that was
        finished last: ``{id, started_at, finished_at, input}`` and what it measured, but for
        lists. Tracks are heard that lie somewhere as a file; their sound is learned when the
        vectors of the CNN are there.
    """
    (row,) = store.read("read/counts")
    (sounds,) = store.read("read/sounds_known")
    return {
        "tracks_heard": sounds["heard"],
        "sounds_learned": sounds["learned"],
        "nodes": _by_name(row["nodes"], "label"),
        "relationships": _by_name(row["relationships"], "relationshipType"),
        "runs": {
            kind: _as_dict(run)
            for kind in (kinds["kind"] for kinds in store.read("read/run_kinds"))
            if (run := current(store, kind) or newest(store, kind)) is not None
        },
    }


def served_by(store: GraphStore) -> dict[str, str | None]:
    """Return ``{version, edition, uri}`` of a server that somebody else manages."""
    (row,) = store.read("read/server")
    return {"version": row["version"], "edition": row["edition"], "uri": store.address.uri}


def _by_name(rows: Iterable[Mapping[str, Any]], key: str) -> dict[str, int]:
    """Return the counts that are of one label or type alone, neither of all nor of a pattern."""
    return {
        row[key]: row["count"]
        for row in sorted(rows, key=lambda row: str(row.get(key)))
        if row.keys() == {key, "count"} and row["count"]
    }


def _as_dict(run: Run) -> dict[str, Any]:
    return {
        "id": run.id,
        "started_at": run.started_at,
        "finished_at": run.finished_at,
        "input": run.input,
        **{name: value for name, value in run.metrics.items() if not isinstance(value, list)},
    }
