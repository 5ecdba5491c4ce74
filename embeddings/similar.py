"""Users of like taste and artists of like listeners: nearest by angle, and met in real plays."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numba import njit
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from ..core.sparse import Sparse
from ..core.vectors import Vectors
from .plays import in_blocks, unit
from .topk import top_n

NEIGHBOURS = 20
LOOKED_AT = 3 * NEIGHBOURS
"""Nearest by angle that are asked what they share."""
SHARED = 2
"""Tracks (of users) or listeners (of artists) shared at least: angles alone are hearsay."""


def similar_users(users: Vectors, plays: Sparse) -> Sparse:
    """Return for each user the nearest others who also played at least two of their tracks.

    Parameters
    ----------
    users : Vectors
    plays : Sparse [users x tracks]
        Users without a vector have no neighbours.

    Returns
    -------
    Sparse [users x users, 0..1]
        Cosines of the factors, at most 20 a row, best first.
    """
    return _similar(users, _pattern(plays), plays.row_ids)


def related_artists(artists: Vectors, plays: Sparse, members: Sparse) -> Sparse:
    """Return for each artist the nearest others with at least two listeners in common.

    Parameters
    ----------
    artists : Vectors
    plays : Sparse [users x tracks]
    members : Sparse [artists x tracks]
        Which tracks are whose; over the same tracks as `plays`.

    Returns
    -------
    Sparse [artists x artists, 0..1]
        Cosines, at most 20 a row, best first.
    """
    place = np.array([plays.columns.get(name, -1) for name in members.column_ids], np.int64)
    known = np.flatnonzero(place >= 0)
    heard = _pattern(plays).tocsc()[:, place[known]]
    listeners = (_pattern(members)[:, known] @ heard.T).tocsr()
    listeners.data = np.ones_like(listeners.data)
    return _similar(artists, listeners, members.row_ids)


def _similar(vectors: Vectors, contacts: csr_matrix[np.float32], ids: Sequence[str]) -> Sparse:
    # `contacts`: what each of `ids` touches; two are met when they touch enough of the same.
    row_of = {name: row for row, name in enumerate(ids)}
    kept = np.flatnonzero(vectors.matrix.any(axis=1))
    names = [vectors.ids[row] for row in kept.tolist()]
    touched = contacts[[row_of[name] for name in names]]
    touched.sort_indices()
    directions = unit(vectors.matrix[kept])
    n = len(names)
    nearest, cosines = top_n(
        directions,
        directions,
        np.arange(n + 1, dtype=np.int64),
        np.arange(n, dtype=np.int32),
        LOOKED_AT,
    )
    fit = (nearest >= 0) & (cosines > 0)
    rows, _ = np.nonzero(fit)
    met = _met(touched, rows, nearest[fit])
    rows, columns, weights = rows[met], nearest[fit][met], cosines[fit][met]
    # best first within a row already: the first twenty of each
    place = np.arange(len(rows)) - np.searchsorted(rows, rows)
    best = place < NEIGHBOURS
    indptr = np.searchsorted(rows[best], np.arange(n + 1)).astype(np.int64)
    return Sparse(names, names, indptr, columns[best], np.minimum(weights[best], 1))


def _met(
    touched: csr_matrix[np.float32], rows: NDArray[np.intp], columns: NDArray[np.int32]
) -> NDArray[np.bool_]:
    met = np.zeros(len(rows), np.bool_)
    indptr, indices = touched.indptr, touched.indices
    in_blocks(
        lambda start, stop: _meet(indptr, indices, rows, columns, start, stop, met),
        len(rows),
        16_384,
    )
    return met


def _pattern(matrix: Sparse) -> csr_matrix[np.float32]:
    ones = (matrix.values > 0).astype(np.float32)
    pattern = csr_matrix((ones, matrix.indices, matrix.indptr), shape=matrix.shape)
    pattern.eliminate_zeros()
    return pattern


@njit(nogil=True, cache=True)
def _meet(indptr, indices, rows, columns, start, stop, met):  # type: ignore[no-untyped-def]
    # Walk two rising rows side by side until they have met often enough.
    for pair in range(start, stop):
        one, one_end = indptr[rows[pair]], indptr[rows[pair] + 1]
        other, other_end = indptr[columns[pair]], indptr[columns[pair] + 1]
        shared = 0
        while one < one_end and other < other_end and shared < SHARED:
            shared += indices[one] == indices[other]
            step = indices[one] <= indices[other]
            other += indices[other] <= indices[one]
            one += step
        met[pair] = shared == SHARED
