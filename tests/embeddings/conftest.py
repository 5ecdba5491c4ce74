"""Plays to learn from."""

from __future__ import annotations

import numpy as np
import pytest

from discograph.core.sparse import Sparse

from .worlds import checkerboard, matrix


@pytest.fixture(scope="session")
def board() -> Sparse:
    return checkerboard(50)


@pytest.fixture(scope="session")
def scattered() -> Sparse:
    """Random plays of 80 users and 120 tracks; one user and one track have none."""
    rng = np.random.default_rng(5)
    dense = rng.poisson(0.15, (80, 120)) * rng.integers(1, 9, (80, 120))
    dense[7], dense[:, 11] = 0, 0
    return matrix(dense)
