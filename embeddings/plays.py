"""A matrix of plays made ready for arithmetic, and work on it spread over the cores."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, csr_matrix
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from ..core.errors import InputError, NotEnoughData
from ..core.processes import cores
from ..core.sparse import Sparse


def counts(plays: Sparse) -> csr_matrix[np.float32]:
    """Return `plays` with each pair once, columns rising, and pairs of no plays left out.

    Raises
    ------
    InputError
        If plays are negative.
    NotEnoughData
        If nobody played anything.
    """
    matrix = csr_matrix(
        (plays.values.copy(), plays.indices.copy(), plays.indptr.copy()), shape=plays.shape
    )
    matrix.sum_duplicates()
    matrix.eliminate_zeros()
    if matrix.nnz == 0:
        raise NotEnoughData("nobody has played anything yet; import some listens first")
    if matrix.data.min() < 0:
        raise InputError(f"plays of {matrix.data.min():g} in the matrix; make them 0 or more")
    return matrix


def sparse(
    row_ids: Sequence[str],
    column_ids: Sequence[str],
    matrix: csr_matrix[np.float32] | csr_array[np.float32],
) -> Sparse:
    """Return a scipy matrix with names on its rows and columns."""
    return Sparse(
        row_ids,
        column_ids,
        matrix.indptr.astype(np.int64),
        matrix.indices.astype(np.int32),
        matrix.data.astype(np.float32),
    )


def unit(matrix: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return rows of length 1; rows of length 0 stay so."""
    length = np.linalg.norm(matrix, axis=1, keepdims=True)
    # a float32 constant: `where` with a Python float would make float64 under some numpys
    return np.divide(matrix, np.where(length > 0, length, np.float32(1)), dtype=np.float32)


@contextmanager
def one_blas_thread() -> Iterator[None]:
    """Keep BLAS to one thread where our own threads call it: more make it ten times slower."""
    with threadpool_limits(1, "blas"):
        yield


def in_blocks(
    work: Callable[[int, int], None],
    rows: int,
    size: int,
    *,
    advance: Callable[[int], None] = lambda rows: None,
) -> None:
    """Call ``work(start, stop)`` for each block of `size` rows, on all cores.

    `work` is compiled code that lets go of the interpreter's lock. Threads rather than numba's
    own loops: those compile for seconds and do not stand calls from two threads at once.
    """
    starts = range(0, rows, size)
    with ThreadPoolExecutor(cores()) as pool:
        for done in pool.map(lambda start: _block(work, start, min(start + size, rows)), starts):
            advance(done)


def _block(work: Callable[[int, int], None], start: int, stop: int) -> int:
    work(start, stop)
    return stop - start
