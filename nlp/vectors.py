"""One short vector an artist or track from its terms: close where the same is said."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.linalg import svds


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
        Rows of length 1; zeros where there is no term. Where n or the terms are too few, the
        last columns are zeros.

    References
    ----------
    .. [1] Deerwester, Dumais, Furnas, Landauer & Harshman, "Indexing by latent semantic
       analysis", JASIS 1990.
    """
    vectors = np.zeros((weights.shape[0], embedding_size), np.float32)
    rows = _unit_rows(_by_rarity(weights))
    size = min(embedding_size, min(rows.shape) - 1)
    if size < 1 or not rows.nnz:
        return vectors
    start = np.random.default_rng(seed).standard_normal(min(rows.shape))
    left, values, right = svds(rows, k=size, v0=start)
    order = np.argsort(-values)
    left, values, right = left[:, order], values[order], right[order]
    left *= np.where(right[np.arange(size), np.abs(right).argmax(axis=1)] < 0, -1, 1)
    vectors[:, :size] = left * values
    length = np.linalg.norm(vectors, axis=1, keepdims=True)
    np.divide(vectors, length, out=vectors, where=length > 1e-6)
    vectors[length[:, 0] <= 1e-6] = 0
    return vectors


def _by_rarity(weights: csr_array) -> csr_array:
    """Return weights that count by how rare their term is; what one artist has tells nothing."""
    n, terms = weights.shape
    rows = weights.astype(np.float64).tocsr()
    having = np.bincount(rows.indices, minlength=terms)
    usual = np.bincount(rows.indices, rows.data, terms) / np.maximum(having, 1)
    rarity = np.where(having > 1, np.log(max(n, 1) / np.maximum(having, 1)), 0)
    rows.data = np.sqrt(rows.data / usual[rows.indices]) * rarity[rows.indices]
    return rows


def _unit_rows(weights: csr_array) -> csr_array:
    length = np.sqrt(np.asarray(weights.multiply(weights).sum(axis=1)).ravel())
    rows = weights.astype(np.float64).tocsr()
    rows.data /= np.repeat(np.where(length > 0, length, 1), np.diff(rows.indptr))
    return rows
