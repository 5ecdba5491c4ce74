"""A sparse matrix whose rows and columns have names: the sparse currency between wings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from .errors import InputError


@dataclass(frozen=True)
class Sparse:
    """Compressed sparse rows with named rows and columns.

    Parameters
    ----------
    row_ids, column_ids : sequence of str
        Distinct names, n rows and m columns.
    indptr : ndarray [shape=(n + 1,), int64]
        Row r holds entries ``indptr[r]`` to ``indptr[r + 1]``.
    indices : ndarray [shape=(nnz,), int32]
        Column of each entry.
    values : ndarray [shape=(nnz,), float32]
        Finite values.

    Raises
    ------
    InputError
        If the arrays do not fit together.
    """

    row_ids: Sequence[str]
    column_ids: Sequence[str]
    indptr: NDArray[np.int64]
    indices: NDArray[np.int32]
    values: NDArray[np.float32]

    def __post_init__(self) -> None:
        if len(self.indptr) != len(self.row_ids) + 1:
            raise InputError(f"{len(self.row_ids)} rows but {len(self.indptr)} row pointers")
        if len(self.indices) != len(self.values) or self.indptr[-1] != len(self.indices):
            raise InputError(
                f"{len(self.indices)} columns, {len(self.values)} values and "
                f"{int(self.indptr[-1])} entries do not fit together"
            )
        if not np.isfinite(self.values).all():
            raise InputError("a sparse matrix holds NaN or infinity; drop those entries first")

    @cached_property
    def rows(self) -> dict[str, int]:
        """Row number of each row name."""
        return {name: row for row, name in enumerate(self.row_ids)}

    @cached_property
    def columns(self) -> dict[str, int]:
        """Column number of each column name."""
        return {name: column for column, name in enumerate(self.column_ids)}

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        return len(self.row_ids), len(self.column_ids)

    @property
    def nnz(self) -> int:
        """Stored entries."""
        return len(self.indices)

    def row(self, number: int) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
        """Columns and values of one row."""
        span = slice(self.indptr[number], self.indptr[number + 1])
        return self.indices[span], self.values[span]
