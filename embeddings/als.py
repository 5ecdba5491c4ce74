"""ALS factors of users and tracks from what was played, and artists' vectors from theirs."""

from __future__ import annotations

import logging
from dataclasses import dataclass

import numpy as np
from implicit.cpu.als import AlternatingLeastSquares  # type: ignore[import-untyped]
from numba import njit
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from ..core.config import FactorsConfig
from ..core.progress import Progress, Silent
from ..core.sparse import Sparse
from ..core.vectors import Vectors
from .plays import counts, in_blocks, one_blas_thread, sparse
from .topk import top_n

log = logging.getLogger(__name__)
WORTH_THREADS = 50_000
"""Plays from which all cores are used: below, threads wait for each other more than they work."""


@dataclass(frozen=True)
class Factors:
    """What a fit gives.

    Parameters
    ----------
    users, tracks : Vectors [size=embedding_size]
        In the order of the matrix's rows and columns; zero where nothing was played.
    iterations : int
        Done, each of users and tracks.
    loss : list of float
        After each iteration.
    converged : bool
        Whether the tolerance was reached before the last iteration allowed.
    """

    users: Vectors
    tracks: Vectors
    iterations: int
    loss: list[float]
    converged: bool


def confidence(plays: Sparse, config: FactorsConfig) -> Sparse:
    """Return 1 + alpha * f(plays) for every pair that was played [1]_.

    f is ln(1 + plays) or plays, over its mean among all pairs: so alpha is the mean weight of
    a pair above one never played, and means the same where people play a track twice and
    where they play an artist a thousand times.

    Raises
    ------
    NotEnoughData
        If nobody played anything.

    References
    ----------
    .. [1] Hu, Koren & Volinsky, "Collaborative Filtering for Implicit Feedback Datasets",
       ICDM 2008, section 4 and equation 6.
    """
    return sparse(plays.row_ids, plays.column_ids, _confidence(plays, config))


def fit(plays: Sparse, config: FactorsConfig, *, progress: Progress | None = None) -> Factors:
    """Return factors whose products rank tracks for users [1]_, by `implicit`'s solver [2]_.

    Iterates until one lowers the loss by less than ``config.tolerance`` of it, or for
    ``config.max_iterations``. The same plays and seed give the same bytes on one machine: each
    row is solved by itself, so the number of cores does not matter.

    Parameters
    ----------
    plays : Sparse [users x tracks, >= 0]
    config : FactorsConfig
    progress : Progress, optional

    Raises
    ------
    NotEnoughData
        If nobody played anything.

    References
    ----------
    .. [1] Hu, Koren & Volinsky, ICDM 2008.
    .. [2] Takács, Pilászy & Tikk, "Applications of the conjugate gradient method for implicit
       feedback collaborative filtering", RecSys 2011.
    """
    by_user = _confidence(plays, config)
    by_track = by_user.T.tocsr()
    users, tracks = _start(by_user, by_track, config)
    reg = float(config.reg)
    threads = 1 if by_user.nnz < WORTH_THREADS else 0
    losses: list[float] = []
    converged = False
    stage = (progress or Silent()).stage("learning factors", config.max_iterations)
    with one_blas_thread(), stage as advance:
        solve = AlternatingLeastSquares(factors=config.embedding_size).solver
        while not converged and len(losses) < config.max_iterations:
            solve(by_user, users, tracks, reg, num_threads=threads)
            solve(by_track, tracks, users, reg, num_threads=threads)
            losses.append(loss(by_user, users, tracks, reg))
            converged = _settled(losses, config.tolerance)
            advance(1)
    level = logging.INFO if converged else logging.WARNING
    log.log(level, "ALS: %d iterations, converged: %s", len(losses), converged)
    return Factors(
        Vectors(plays.row_ids, users),
        Vectors(plays.column_ids, tracks),
        len(losses),
        losses,
        converged,
    )


def loss(
    by_user: csr_matrix[np.float32],
    users: NDArray[np.float32],
    tracks: NDArray[np.float32],
    reg: float,
) -> float:
    """Return the sum that ALS lowers (Hu, Koren & Volinsky, equation 3), over all pairs.

    Pairs never played count 1 * (0 - score)^2, so all pairs' squared scores are
    trace(X'X Y'Y), and only played pairs need their own term.
    """
    terms = np.empty(len(users), np.float64)
    indptr, heard = by_user.indptr, by_user.indices
    in_blocks(
        lambda start, stop: _row_losses(
            indptr, heard, by_user.data, users, tracks, start, stop, terms
        ),
        len(users),
        1024,
    )
    user_gram, track_gram = ((m.T @ m).astype(np.float64) for m in (users, tracks))
    everywhere = float((user_gram * track_gram).sum())
    # a sum in fixed order, so that the number of threads cannot move the stop
    return float(terms.sum()) + everywhere + reg * float(np.trace(user_gram + track_gram))


def top(
    factors: Factors, plays: Sparse, users: NDArray[np.int64], n: int
) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
    """Return the `n` unheard tracks of greatest product for each of `users`, as `top_n` does.

    Parameters
    ----------
    factors : Factors
        In the order of `plays`.
    plays : Sparse [users x tracks]
    users : ndarray [shape=(u,), int64]
        Rows of `plays`.
    n : int
    """
    heard = counts(plays)[users]
    return top_n(
        factors.users.matrix[users],
        factors.tracks.matrix,
        heard.indptr.astype(np.int64),
        heard.indices.astype(np.int32),
        n,
    )


def artist_vectors(tracks: Vectors, members: Sparse) -> Vectors:
    """Return the weighted mean of each artist's tracks; artists without a vector are left out.

    Parameters
    ----------
    tracks : Vectors
    members : Sparse [artists x tracks, > 0]
        Weight of each track in its artist, as its listeners; tracks without a vector do not
        count.
    """
    place = np.array([tracks.rows.get(name, -1) for name in members.column_ids], np.int64)
    weights = csr_matrix((members.values, members.indices, members.indptr), shape=members.shape)
    known = np.flatnonzero(place >= 0)
    weights = weights[:, known]
    sums = weights @ tracks.matrix[place[known]]
    total = np.asarray(weights.sum(axis=1), np.float32).reshape(-1, 1)
    kept = np.flatnonzero((total[:, 0] > 0) & sums.any(axis=1))
    return Vectors(
        [members.row_ids[row] for row in kept.tolist()],
        (sums[kept] / total[kept]).astype(np.float32),
    )


def _confidence(plays: Sparse, config: FactorsConfig) -> csr_matrix[np.float32]:
    matrix = counts(plays)
    strength = matrix.data if config.confidence == "linear" else np.log1p(matrix.data)
    mean = float(strength.mean(dtype=np.float64))  # a numpy float64 would widen the array
    matrix.data = (1 + config.alpha * (strength / mean)).astype(np.float32)
    return matrix


def _start(
    by_user: csr_matrix[np.float32], by_track: csr_matrix[np.float32], config: FactorsConfig
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    rng = np.random.default_rng(config.seed)
    users, tracks = (
        rng.random((matrix.shape[0], config.embedding_size), np.float32) * np.float32(0.01)
        for matrix in (by_user, by_track)
    )
    # the solution of an empty row is zero, and the solver leaves a zero row alone
    users[np.diff(by_user.indptr) == 0] = 0
    tracks[np.diff(by_track.indptr) == 0] = 0
    return users, tracks


def _settled(losses: list[float], tolerance: float) -> bool:
    if len(losses) < 2:
        return False
    before, after = losses[-2:]
    return before - after < tolerance * before


@njit(nogil=True, cache=True, fastmath={"reassoc"})
def _row_losses(indptr, heard, confidences, users, tracks, start, stop, terms):  # type: ignore[no-untyped-def]
    # c (1 - s)^2 of each played pair, less the s^2 that the sum over all pairs holds for it.
    for user in range(start, stop):
        total = 0.0
        for at in range(indptr[user], indptr[user + 1]):
            score = np.float32(0)
            for d in range(users.shape[1]):
                score += users[user, d] * tracks[heard[at], d]
            total += confidences[at] * (1 - score) ** 2 - score**2
        terms[user] = total
