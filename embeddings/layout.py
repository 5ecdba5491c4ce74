"""Tracks laid out on a plane: near each other where taste, words or sound say so."""

from __future__ import annotations

import logging
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, diags

from ..core.errors import NotEnoughData
from ..core.processes import cores
from ..core.progress import Progress, Silent
from ..core.vectors import Vectors
from .plays import unit
from .topk import top_n

log = logging.getLogger(__name__)
PERPLEXITY = 30
"""Neighbours that count: more than an artist has tracks, or artists would be knots."""
NEIGHBOURS = 3 * PERPLEXITY
FEWEST = 8
"""Of fewer there is nothing to unfold; they keep the places that they begin with."""
STEPS = ((250, 12.0, 0.5), (500, 1.0, 0.8))
"""Iterations, how much closer neighbours pull at first than the truth, and momentum."""
REPORT = 50
WORTH_THREADS = 5_000
"""Tracks from which all cores are used: below, threads wait for each other more than they work."""
NUDGE = np.float32(0.05)
"""What each number of a vector is moved by: where many are the same, as all tracks of an artist are
in words, each then has its own neighbours, and not all of them at one spot."""


def lay_out(
    spaces: Sequence[Vectors], *, seed: int = 0, progress: Progress | None = None
) -> Vectors:
    """Return a place on the plane for every name of some spaces, by t-SNE [1]_ [2]_.

    In each space a name is drawn to its nearest by angle, all together with one unit of force; a
    name of several spaces is drawn by the mean of these, so no space weighs more for having longer
    vectors or more names. Vectors of length 0 say nothing. The same spaces and seed give the same
    bytes on one machine with the same number of cores.

    Parameters
    ----------
    spaces : sequence of Vectors
        Of any lengths; names that stand in several are the same thing.
    seed : int
    progress : Progress, optional

    Returns
    -------
    Vectors [size=2]
        Names sorted; places within a square around 0 whose half side is 1.

    Raises
    ------
    NotEnoughData
        If there are not two names with a vector in any space.

    References
    ----------
    .. [1] van der Maaten & Hinton, "Visualizing Data using t-SNE", JMLR 2008.
    .. [2] Linderman, Rachh, Hoskins, Steinerberger & Kluger, "Fast interpolation-based t-SNE",
       Nature Methods 2019; by `openTSNE`.
    """
    told = [_nudged(found, seed) for found in map(_directed, spaces) if len(found) > 1]
    if not told:
        raise NotEnoughData("no two tracks are known by taste, words or sound; nothing to lay out")
    names = sorted(set().union(*(found.ids for found in told)))
    rows = [_rows(names, found) for found in told]
    watcher = progress or Silent()
    with watcher.stage("finding neighbours", len(told)) as advance:
        pulls = csr_matrix((len(names), len(names)))
        for found, places in zip(told, rows, strict=True):
            pulls = pulls + _pulls(found, places, len(names))
            advance(1)
    start = _start(told, rows, len(names), seed)
    if len(names) < FEWEST:
        return Vectors(names, _squared(start))
    return Vectors(names, _squared(_unfolded(pulls, start, seed, watcher)))


def _directed(vectors: Vectors) -> Vectors:
    """Return those vectors that have a direction, at length 1."""
    kept = np.flatnonzero(vectors.matrix.any(axis=1))
    return Vectors([vectors.ids[row] for row in kept.tolist()], unit(vectors.matrix[kept]))


def _nudged(vectors: Vectors, seed: int) -> Vectors:
    """Return the vectors a hair apart, for those that are equal shall have places of their own."""
    noise = np.random.default_rng(seed).standard_normal(vectors.matrix.shape, np.float32)
    return Vectors(vectors.ids, unit(vectors.matrix + NUDGE * noise))


def _rows(names: Sequence[str], vectors: Vectors) -> NDArray[np.int32]:
    place = {name: row for row, name in enumerate(names)}
    return np.array([place[name] for name in vectors.ids], np.int32)


def _pulls(vectors: Vectors, rows: NDArray[np.int32], total: int) -> csr_matrix[np.float64]:
    """Return how much each name is drawn to each other in one space; a row sums to 1."""
    from openTSNE.affinity import joint_probabilities_nn  # type: ignore[import-untyped]

    n = len(vectors)
    wanted = min(NEIGHBOURS, n - 1)
    itself = (np.arange(n + 1, dtype=np.int64), np.arange(n, dtype=np.int32))
    nearest, cosines = top_n(vectors.matrix, vectors.matrix, *itself, wanted)
    chords = np.sqrt(np.maximum(0, 2 - 2 * cosines.astype(np.float64)))
    drawn = joint_probabilities_nn(
        nearest,
        chords,
        [max(1.0, min(PERPLEXITY, wanted / 3))],
        symmetrize=False,
        normalization="point-wise",
    ).tocoo()
    return csr_matrix((drawn.data, (rows[drawn.row], rows[drawn.col])), shape=(total, total))


def _start(
    told: Sequence[Vectors], rows: Sequence[NDArray[np.int32]], total: int, seed: int
) -> NDArray[np.float64]:
    """Return where names begin: the main directions of all spaces side by side, tiny."""
    from openTSNE.initialization import pca  # type: ignore[import-untyped]

    beside = np.zeros((total, max(2, sum(found.size for found in told))), np.float64)
    column = 0
    for found, mine in zip(told, rows, strict=True):
        beside[mine, column : column + found.size] = found.matrix
        column += found.size
    start: NDArray[np.float64] = pca(beside, random_state=seed)
    return start


def _unfolded(
    pulls: csr_matrix[np.float64], start: NDArray[np.float64], seed: int, watcher: Progress
) -> NDArray[np.float64]:
    from openTSNE import TSNEEmbedding  # type: ignore[import-untyped]
    from openTSNE.affinity import PrecomputedAffinities

    mean = diags(1 / np.asarray(pulls.sum(axis=1)).ravel()) @ pulls
    both = csr_matrix(mean + mean.T)
    jobs = cores() if len(start) > WORTH_THREADS else 1
    embedding = TSNEEmbedding(start, PrecomputedAffinities(both), n_jobs=jobs, random_state=seed)
    with watcher.stage("drawing the map", sum(steps for steps, _, _ in STEPS)) as advance:

        def tell(step: int, error: float, places: NDArray[np.float64]) -> None:
            advance(REPORT)

        for steps, closer, momentum in STEPS:
            embedding.optimize(
                steps,
                exaggeration=closer,
                momentum=momentum,
                inplace=True,
                callbacks=[tell],
                callbacks_every_iters=REPORT,
            )
    return np.asarray(embedding)


def _squared(places: NDArray[np.float64]) -> NDArray[np.float32]:
    """Return places within the square around 0."""
    middle = (places.max(axis=0) + places.min(axis=0)) / 2
    half = float(np.ptp(places, axis=0).max()) / 2 or 1.0
    return np.asarray((places - middle) / half, np.float32)
