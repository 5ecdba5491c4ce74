"""Training: plays out of the graph, factors, co-listens and neighbours learned, all put back."""

from __future__ import annotations

import logging
import re
import shutil
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..core.config import Config, FactorsConfig
from ..core.errors import NotEnoughData
from ..core.home import Home
from ..core.progress import Progress, Silent
from ..core.sparse import Sparse
from ..core.vectors import Vectors
from ..embeddings import als, co_listens, index
from ..embeddings.similar import related_artists, similar_users
from ..embeddings.store import save_factors
from ..graph.factors import Learned, publish, sweep, unlearn
from ..graph.lease import Lease, lease
from ..graph.matrix import PLAYLIST, add_visits, read_artists, read_listens
from ..graph.runs import Run, current, start
from ..graph.store import GraphStore
from .recipe import Recipe, recipe, stands, tuned

log = logging.getLogger(__name__)
KIND = "factors"
_FOLDER = re.compile(r"f\d+(\.part)?")


@dataclass(frozen=True, kw_only=True)
class TrainReport:
    """What the current run knows, and how it came to it.

    Parameters
    ----------
    run : str
    fresh : bool
        Whether it was trained just now; False when nothing had changed since.
    tuned : bool
        Whether its hyperparameters were chosen by `train --tune`.
    listeners, tracks, artists, plays : int
        Rows, columns, artists with a vector, and entries of the matrix.
    co_listened, similar, related : int
        Edges.
    iterations : int
        Of ALS.
    converged : bool
        Whether it came to rest before the last iteration allowed.
    loss : float
        At the end.
    seconds : float [s]
        What training took, until its results were about to be committed.
    """

    run: str
    fresh: bool
    tuned: bool
    listeners: int
    tracks: int
    artists: int
    plays: int
    co_listened: int
    similar: int
    related: int
    iterations: int
    converged: bool
    loss: float
    seconds: float

    def as_dict(self) -> dict[str, Any]:
        """Return what ``train --json`` prints."""
        return asdict(self)


def train(
    store: GraphStore,
    home: Home,
    config: Config,
    *,
    tune: bool = False,
    force: bool = False,
    progress: Progress | None = None,
) -> TrainReport:
    """Learn from the whole graph and make the result what readers follow.

    Nothing happens when nothing changed since the current run: no import, no setting of
    ``[factors]`` or ``[co_listens]``, and its model files are as they were written. A run that
    was killed is cleaned up by the next one, which does the same again under the same id.

    With `tune`, hyperparameters are chosen on an inner split of the plays and kept with the run.
    Later runs use them again without choosing anew, until one of those settings is changed: what
    somebody wrote into the settings after tuning is meant to count.

    Parameters
    ----------
    store : GraphStore
    home : Home
        Gets the model files, ``models/<run>/{factors,index-tracks,index-artists}``.
    config : Config
    tune : bool
    force : bool
        Train though nothing changed.
    progress : Progress, optional

    Raises
    ------
    NotEnoughData
        If nobody in the graph has played anything; what was learned before is gone then.
    Busy
        If another training run is at work.
    """
    watcher = progress or Silent()
    home.make()
    with lease(store, KIND) as held:
        before = current(store, KIND)
        _clean(store, home, held, before, watcher)
        wanted = recipe(store, config, before, tune=tune)
        if before is not None and not force and stands(home, before, wanted, tune=tune):
            return _report(before, fresh=False)
        began = time.monotonic()
        try:
            plays = _read(store, wanted.factors, watcher)
        except NotEnoughData:  # what was learned is of plays that are gone
            unlearn(store, held)
            _clean(store, home, held, None, watcher)
            raise
        if tune:
            wanted = tuned(wanted, plays.listens, config, watcher)
        run = start(store, KIND, wanted.as_config(), input=wanted.input)
        learned, fitted = _learn(plays, wanted, watcher)
        _save(home, run, fitted, learned, wanted.factors.seed, watcher)
        metrics = _metrics(plays.all, learned, fitted)
        done = publish(
            store,
            held,
            run,
            learned,
            lambda: {**metrics, "seconds": round(time.monotonic() - began, 3)},
            progress=watcher,
        )
        _clean(store, home, held, done, watcher)
        log.info("%s: trained in %.1f s", run.id, time.monotonic() - began)
        return _report(done, fresh=True)


@dataclass(frozen=True)
class _Plays:
    """Who played what, and whose tracks are whose.

    `listens` are what was heard, saved or put into a playlist, `all` these and visits spread
    over tracks; `members` holds the number of listeners of each track [artists x tracks].
    """

    listens: Sparse
    all: Sparse
    members: Sparse


def _read(store: GraphStore, config: FactorsConfig, watcher: Progress) -> _Plays:
    with watcher.stage("reading plays"):
        listens = read_listens(store, config)
        artists = read_artists(store)
        plays = add_visits(store, listens, artists, config)
    if not listens.nnz:
        raise NotEnoughData(
            "nobody has played anything yet; `discograph import PATH --user NAME` brings listens"
        )
    log.info("read %d plays of %d tracks by %d listeners", plays.nnz, *plays.shape[::-1])
    return _Plays(listens, plays, _members(plays, artists))


def _members(plays: Sparse, artists: Mapping[str, Sequence[str]]) -> Sparse:
    heard = np.bincount(plays.indices, minlength=len(plays.column_ids)).astype(np.float32)
    columns = plays.columns
    known = {
        artist: sorted(columns[track] for track in tracks if track in columns)
        for artist, tracks in artists.items()
    }
    indptr = np.zeros(len(known) + 1, np.int64)
    np.cumsum([len(tracks) for tracks in known.values()], out=indptr[1:])
    indices = np.array([column for tracks in known.values() for column in tracks], np.int32)
    return Sparse(list(known), plays.column_ids, indptr, indices, heard[indices])


def _learn(plays: _Plays, wanted: Recipe, watcher: Progress) -> tuple[Learned, als.Factors]:
    fitted = als.fit(plays.all, wanted.factors, progress=watcher)
    walked = co_listens.fit(plays.listens, wanted.co_listens, progress=watcher)
    weights, listeners = worth_storing(walked, plays.listens)
    artists = als.artist_vectors(fitted.tracks, plays.members)
    people = [name for name in plays.listens.row_ids if not name.startswith(PLAYLIST)]
    rows = [fitted.users.rows[name] for name in people]
    users = Vectors(people, fitted.users.matrix[rows])
    with watcher.stage("finding neighbours"):
        similar = similar_users(users, plays.listens)
        related = related_artists(artists, plays.listens, plays.members)
    learned = Learned(
        users=users,
        tracks=fitted.tracks,
        artists=artists,
        co_listened=weights,
        listeners=listeners,
        similar=similar,
        related=related,
    )
    return learned, fitted


def worth_storing(
    walked: co_listens.CoListens, listens: Sparse
) -> tuple[Sparse, NDArray[np.int32]]:
    """Return co-listens without the rows of tracks that one listener alone has heard.

    Every walk from such a track ends among that listener's own tracks, so it can tell them
    nothing new, and nobody else starts there. In a community of playlists these are most rows.
    """
    heard = np.bincount(listens.indices, minlength=len(listens.column_ids))
    edges = walked.weights
    sizes = np.where(heard > 1, np.diff(edges.indptr), 0)
    kept = np.repeat(heard > 1, np.diff(edges.indptr))
    indptr = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
    rows = Sparse(edges.row_ids, edges.column_ids, indptr, edges.indices[kept], edges.values[kept])
    return rows, walked.listeners[kept]


def _save(
    home: Home, run: Run, fitted: als.Factors, learned: Learned, seed: int, watcher: Progress
) -> None:
    """Write the model files of a run aside, and put them in place whole."""
    aside = home.models / f"{run.id}.part"
    with watcher.stage("building indexes", 2) as advance:
        save_factors(aside / "factors", fitted, run.id)
        index.build(learned.tracks, aside / "index-tracks", run=run.id, seed=seed)
        advance(1)
        if len(learned.artists):
            index.build(learned.artists, aside / "index-artists", run=run.id, seed=seed)
        advance(1)
    aside.rename(home.models / run.id)


def _metrics(plays: Sparse, learned: Learned, fitted: als.Factors) -> dict[str, Any]:
    return {
        "listeners": plays.shape[0],
        "tracks": plays.shape[1],
        "artists": len(learned.artists),
        "plays": plays.nnz,
        "co_listened": learned.co_listened.nnz,
        "similar": learned.similar.nnz,
        "related": learned.related.nnz,
        "iterations": fitted.iterations,
        "converged": fitted.converged,
        "loss": fitted.loss[-1],
        "losses": fitted.loss,
    }


def _clean(store: GraphStore, home: Home, held: Lease, keep: Run | None, watcher: Progress) -> None:
    """Remove what runs other than `keep` left behind, in the graph and on disk."""
    sweep(store, held, progress=watcher)
    held.renew()  # raises when it is lost: the folders may be somebody else's now
    for folder in home.models.glob("f*"):
        if _FOLDER.fullmatch(folder.name) and (keep is None or folder.name != keep.id):
            shutil.rmtree(folder)


def _report(run: Run, *, fresh: bool) -> TrainReport:
    known = {field.name for field in fields(TrainReport)}
    numbers = {name: value for name, value in run.metrics.items() if name in known}
    return TrainReport(run=run.id, fresh=fresh, tuned=run.config["tuned"] is not None, **numbers)
