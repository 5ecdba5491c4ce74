"""Small matrices whose answers are known."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from discograph.core.sparse import Sparse


def matrix(dense: ArrayLike, columns: str = "t") -> Sparse:
    """Return `dense` with rows u0, u1, ... and columns t0, t1, ..."""
    table = np.asarray(dense, np.float32)
    rows, cols = np.nonzero(table)
    indptr = np.concatenate([[0], np.cumsum(np.count_nonzero(table, axis=1))]).astype(np.int64)
    return Sparse(
        [f"u{row}" for row in range(table.shape[0])],
        [f"{columns}{column}" for column in range(table.shape[1])],
        indptr,
        cols.astype(np.int32),
        table[rows, cols],
    )


def checkerboard(size: int) -> Sparse:
    """Even users play even tracks and odd ones odd ones, but nobody the track of their number."""
    place = np.arange(size)
    dense = (place[:, None] + place) % 2 == 0
    dense[place, place] = False
    return matrix(dense)


def dense(sparse: Sparse) -> NDArray[np.float32]:
    """Return the full matrix."""
    full = np.zeros(sparse.shape, np.float32)
    rows = np.repeat(np.arange(sparse.shape[0]), np.diff(sparse.indptr))
    np.add.at(full, (rows, sparse.indices), sparse.values)
    return full
