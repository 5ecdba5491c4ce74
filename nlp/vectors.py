"""One short vector an artist or track from its terms: close where the same is said."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.linalg import svds

Matrix = NDArray[Any]
TINY = 1e-6
"""Lengths below are nothing but rounding."""


def cultural_vectors(
    weights: csr_array, *, embedding_size: int = 64, seed: int = 0
) -> NDArray[np.float32]:
    """Return unit vectors whose products tell how alike the words about two artists are [1]_.

    A truncated singular value decomposition of the weights. Here a rare word counts more than a
    common one, whatever either says of music: two artists of whom the same odd thing is said are
    near. So weights are taken over the usual one of their term, times its inverse frequency.

    Parameters
    ----------
    weights : csr_array [shape=(n, terms), float32, 0..1]
    embedding_size : int > 0
    seed : int

    Returns
    -------
    ndarray [shape=(n, embedding_size), float32]
        Rows of length 1; zeros where there is no term. Where artists or terms are fewer than
        `embedding_size`, the last columns are zeros.

    References
    ----------
    .. [1] Deerwester, Dumais, Furnas, Landauer & Harshman, "Indexing by latent semantic
       analysis", JASIS 1990.
    """
    vectors = np.zeros((weights.shape[0], embedding_size), np.float32)
    rows = _unit_rows(_by_rarity(weights))
    if not rows.nnz:
        return vectors
    left, values, right = _decomposed(rows, embedding_size, seed)
    left *= np.where(right[np.arange(len(right)), np.abs(right).argmax(axis=1)] < 0, -1, 1)
    vectors[:, : len(values)] = left * values
    length = np.linalg.norm(vectors, axis=1, keepdims=True)
    np.divide(vectors, length, out=vectors, where=length > TINY)
    vectors[length[:, 0] <= TINY] = 0
    return vectors


def _decomposed(rows: csr_array, size: int, seed: int) -> tuple[Matrix, Matrix, Matrix]:
    """Return the largest singular values, falling, between their vectors."""
    if min(rows.shape) <= size:
        left, values, right = np.linalg.svd(rows.toarray(), full_matrices=False)
        return left, values, right
    start = np.random.default_rng(seed).standard_normal(min(rows.shape))
    left, values, right = svds(rows, k=size, v0=start)
    order = np.argsort(-values)
    return left[:, order], values[order], right[order]


def _by_rarity(weights: csr_array) -> csr_array:
    """Return weights over the usual one of their term, times how rare it is."""
    n, terms = weights.shape
    rows = weights.astype(np.float64).tocsr()
    having = np.bincount(rows.indices, minlength=terms)
    usual = np.bincount(rows.indices, rows.data, terms) / np.maximum(having, 1)
    rarity = np.log1p(n / np.maximum(having, 1))
    rows.data = np.sqrt(rows.data / usual[rows.indices]) * rarity[rows.indices]
    return rows


def _unit_rows(weights: csr_array) -> csr_array:
    length = np.sqrt(np.asarray(weights.multiply(weights).sum(axis=1)).ravel())
    rows = weights.astype(np.float64).tocsr()
    rows.data /= np.repeat(np.where(length > 0, length, 1), np.diff(rows.indptr))
    return rows
