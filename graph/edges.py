"""Edges and vectors of a run, written in parts: what is repeated is written once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import count
from typing import Any

from ..core.progress import Advance
from ..core.vectors import Vectors
from .ingest import lookup
from .lease import Lease, hold
from .store import GraphStore, Transaction

NODES = 1_000
"""Vectors that one statement writes."""
Edges = Iterable[tuple[str, Iterable[Sequence[Any]]]]
"""Edges that leave nodes, by id of the node: each the id of the other one, then values."""
_Batch = list[list[Any]]


def find_handles(store: GraphStore, node: str, ids: Iterable[str]) -> dict[str, str]:
    """Return the handles of some users, tracks, artists or terms, good for this session.

    Nodes that have gone from the graph meanwhile have none.
    """
    rows = lookup(store, f"enrich/{node}_handles", "ids", ids)
    return {row["id"]: row["handle"] for row in rows}


@dataclass(frozen=True, kw_only=True)
class EdgeWriter:
    """Creates the edges of one run, beside those that readers follow.

    Parameters
    ----------
    store : GraphStore
    held : Lease
        Checked in every transaction: a process that stood still too long writes nothing more.
    run : str
    size : int
        Edges that one transaction creates, or a few more: those of one node stay together.
    """

    store: GraphStore
    held: Lease
    run: str
    size: int

    def create(
        self, name: str, edges: Edges, handles: Mapping[str, str], advance: Advance, **params: Any
    ) -> int:
        """Create the edges called `name` between nodes that have a handle; return how many.

        Parameters
        ----------
        name : str
            Of the queries ``enrich/create_<name>`` and ``enrich/begun_<name>``.
        edges : iterable of (str, edges)
            A node at most once.
        handles : mapping of str to str
        advance : callable
        params
            What the query takes beside rows and run.

        Raises
        ------
        Busy
            If the lease was taken over meanwhile.
        """
        written = 0
        for batch in self._batches(edges, handles):
            write = partial(self._write, name, batch, params, count())
            self.store.together(f"enrich/create_{name}", write)
            written += (size := sum(len(found) for _, found in batch))
            advance(size)
        return written

    def _write(
        self,
        name: str,
        batch: _Batch,
        params: Mapping[str, Any],
        attempts: Iterator[int],
        tx: Transaction,
    ) -> None:
        # CREATE is cheaper than MERGE but not safe to repeat, and a commit whose acknowledgement
        # was lost is repeated. A batch is in the graph whole or not at all, so one row tells.
        if next(attempts):
            found = tx.run(f"enrich/begun_{name}", handle=batch[0][0], run=self.run)
            if found[0]["edges"]:
                return
        tx.run(f"enrich/create_{name}", rows=batch, run=self.run, **params)
        hold(tx, self.held)

    def _batches(self, edges: Edges, handles: Mapping[str, str]) -> Iterator[_Batch]:
        """Yield rows of a source's handle and its edges, some `size` edges at a time."""
        batch: _Batch = []
        size = 0
        for name, found in edges:
            if (source := handles.get(name)) is None:
                continue
            targets = [
                [target, *rest]
                for other, *rest in found
                if (target := handles.get(other)) is not None
            ]
            if targets:
                batch.append([source, targets])
                size += len(targets)
            if size >= self.size:
                yield batch
                batch, size = [], 0
        if batch:
            yield batch


def set_vectors(tx: Transaction, name: str, vectors: Vectors, run: str, advance: Advance) -> None:
    """Give nodes the vectors called `name` of a run, and take those of any other run away.

    Names that are no node of the graph are passed over. The queries are ``enrich/set_<name>`` and
    ``enrich/drop_<name>``.
    """
    for at in range(0, len(vectors), NODES):
        part = slice(at, at + NODES)
        pairs = zip(vectors.ids[part], vectors.matrix[part].tolist(), strict=True)
        rows = [list(pair) for pair in pairs]
        tx.run(f"enrich/set_{name}", rows=rows, run=run)
        advance(len(rows))
    tx.run(f"enrich/drop_{name}", run=run)
