"""One float32 vector a name: the dense currency between wings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from .errors import InputError


@dataclass(frozen=True)
class Vectors:
    """Names and their vectors, row by row.

    Parameters
    ----------
    ids : sequence of str, length n
        Distinct names, one a row.
    matrix : ndarray [shape=(n, d), float32]
        Finite values.

    Raises
    ------
    InputError
        If the shapes disagree, a name stands twice or a value is not finite.
    """

    ids: Sequence[str]
    matrix: NDArray[np.float32]

    def __post_init__(self) -> None:
        if self.matrix.ndim != 2 or len(self.ids) != len(self.matrix):
            raise InputError(
                f"{len(self.ids)} names and a matrix of shape {self.matrix.shape}; "
                "give one row a name"
            )
        if self.matrix.dtype != np.float32:
            raise InputError(f"vectors are {self.matrix.dtype}; make them float32")
        if not np.isfinite(self.matrix).all():
            raise InputError("vectors hold NaN or infinity; drop those rows first")
        if len(self.rows) != len(self.ids):
            raise InputError("a name stands twice among the vectors; keep one of its rows")

    @cached_property
    def rows(self) -> dict[str, int]:
        """Row number of each name."""
        return {name: row for row, name in enumerate(self.ids)}

    @property
    def size(self) -> int:
        """Length d of each vector."""
        return int(self.matrix.shape[1])

    def __len__(self) -> int:
        return len(self.ids)

    def __contains__(self, name: object) -> bool:
        return name in self.rows

    def __getitem__(self, name: str) -> NDArray[np.float32]:
        row: NDArray[np.float32] = self.matrix[self.rows[name]]
        return row
