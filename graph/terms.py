"""What words describe, written beside what readers follow and made current at one stroke."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from ..core.ids import RunId
from ..core.progress import Advance, Progress, Silent
from ..core.vectors import Vectors
from .edges import Edges, EdgeWriter, find_handles, set_vectors
from .ingest import parts
from .lease import Lease, hold
from .runs import Run, finish, runs
from .store import GraphStore, Transaction

log = logging.getLogger(__name__)
KIND = "terms"
NODES = 1_000
"""Nodes that one statement writes."""
EDGES = 10_000
"""Edges that one transaction creates: each may hold the addresses of pages."""
_NAMES = ("described_by", "mentioned_with", "describes")


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
    writer = EdgeWriter(store=store, held=held, run=run.id, size=EDGES)
    began = time.monotonic()
    with watcher.stage("writing words") as advance:
        _merge(store, held, what.terms, advance)
        handles: dict[str, str] = {}
        for node, ids in (("term", what.terms), ("artist", what.artists), ("track", what.tracks)):
            handles.update(find_handles(store, node, ids))
        written = writer.create("described_by", what.described_by, handles, advance, as_of=as_of)
        for name, found in (("mentioned_with", what.mentioned_with), ("describes", what.describes)):
            edges = list(found)
            _find_others(store, edges, handles)
            written += writer.create(name, edges, handles, advance, as_of=as_of)
    log.info("%s: wrote %d edges in %.1f s", run.id, written, time.monotonic() - began)
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


def _merge(
    store: GraphStore, held: Lease, terms: Mapping[str, tuple[str, int]], advance: Advance
) -> None:
    rows = ([term, *of] for term, of in sorted(terms.items()))
    for part in parts(rows, NODES):
        store.together("enrich/merge_terms", partial(_merge_part, held, part))
        advance(len(part))


def _merge_part(held: Lease, rows: list[list[Any]], tx: Transaction) -> None:
    tx.run("enrich/merge_terms", rows=rows)
    hold(tx, held)


def _find_others(store: GraphStore, edges: Edges, handles: dict[str, str]) -> None:
    """Add the handles of nodes of which nothing new is said, but which these edges join."""
    joined = {id for source, found in edges for id in (source, *(edge[0] for edge in found))}
    missing = sorted(joined - handles.keys())
    for node in ("term", "artist", "track"):
        handles.update(find_handles(store, node, missing))


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
        set_vectors(tx, f"{node}_cultural", vectors, run.id, advance)
    done = finish(tx, run, metrics())
    hold(tx, held)
    return done


def _forget(held: Lease, names: list[RunId], tx: Transaction) -> None:
    tx.run("enrich/drop_terms")
    tx.run("enrich/swept_runs", runs=names)
    hold(tx, held)
