"""A sparse matrix with names holds what a dense one holds."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import csr_array

from discograph.core.errors import InputError
from discograph.core.sparse import Sparse


def sparse_of(dense: np.ndarray) -> Sparse:
    matrix = csr_array(dense)
    return Sparse(
        [f"r{row}" for row in range(dense.shape[0])],
        [f"c{column}" for column in range(dense.shape[1])],
        matrix.indptr.astype(np.int64),
        matrix.indices.astype(np.int32),
        matrix.data.astype(np.float32),
    )


@given(st.lists(st.lists(st.integers(0, 3), min_size=4, max_size=4), min_size=1, max_size=6))
def test_rows_are_those_of_the_dense_matrix(lines: list[list[int]]) -> None:
    dense = np.array(lines, dtype=np.float32)
    sparse = sparse_of(dense)
    again = np.zeros_like(dense)
    for name, number in sparse.rows.items():
        columns, values = sparse.row(number)
        again[int(name[1:]), columns] = values
    assert again.tolist() == dense.tolist()
    assert sparse.shape == dense.shape
    assert sparse.nnz == np.count_nonzero(dense)
    assert sparse.columns["c2"] == 2


INDPTR = np.array([0, 1, 2], np.int64)
INDICES = np.array([0, 1], np.int32)
VALUES = np.array([1, 2], np.float32)


@pytest.mark.parametrize(
    ("rows", "indptr", "indices", "values", "reason"),
    [
        (["a"], INDPTR, INDICES, VALUES, "1 rows"),
        (["a", "b"], INDPTR, INDICES[:1], VALUES, "fit together"),
        (["a", "b"], INDPTR + 1, INDICES, VALUES, "fit together"),
        (["a", "b"], INDPTR, INDICES, VALUES * np.float32(np.nan), "NaN"),
    ],
)
def test_arrays_that_do_not_fit_are_refused(
    rows: list[str], indptr: np.ndarray, indices: np.ndarray, values: np.ndarray, reason: str
) -> None:
    with pytest.raises(InputError, match=reason):
        Sparse(rows, ["x", "y"], indptr, indices, values)
