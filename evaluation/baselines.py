"""What a recommender must beat: chance, popularity, item cosine and EASE."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import scipy.linalg
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from ..core.sparse import Sparse
from ..embeddings.plays import counts

Scorer = Callable[[NDArray[np.int64]], NDArray[np.float32]]
"""Scores of all tracks for some users: [shape=(u,), rows] -> [shape=(u, tracks)]."""
EASE_LIMIT = 15_000
"""EASE inverts a dense matrix as wide as the fewer of users and tracks."""
PART = 256
"""Users whose scores are in memory at once."""


def random(train: Sparse, seed: int = 0) -> Scorer:
    """Return a scorer that knows nothing."""
    tracks = train.shape[1]
    return lambda users: np.stack(
        [np.random.default_rng([seed, int(user)]).random(tracks, np.float32) for user in users]
    )


def popularity(train: Sparse) -> Scorer:
    """Return a scorer that gives everybody what most listen to."""
    listeners = np.bincount(counts(train).indices, minlength=train.shape[1]).astype(np.float32)
    return lambda users: np.tile(listeners, (len(users), 1))


def item_cosine(train: Sparse) -> Scorer:
    """Return a scorer by the summed cosines of tracks' listeners with a user's tracks [1]_.

    References
    ----------
    .. [1] Sarwar, Karypis, Konstan & Riedl, "Item-based collaborative filtering recommendation
       algorithms", WWW 2001.
    """
    heard = _binary(train)
    listeners = np.maximum(np.bincount(heard.indices, minlength=heard.shape[1]), 1)
    scaled = heard.copy()
    scaled.data = (listeners[heard.indices] ** -0.5).astype(np.float32)

    def scores(users: NDArray[np.int64]) -> NDArray[np.float32]:
        # (B D) B' (B D): over users, and never the product of all tracks with all
        dense: NDArray[np.float32] = ((scaled[users] @ heard.T) @ scaled).toarray()
        return dense

    return scores


def ease(train: Sparse, reg: float = 50.0) -> Scorer:
    """Return a scorer by the closed-form linear autoencoder [1]_.

    With P = (X'X + reg I)^-1 the weights are I - P / diag(P), column by column. Where users are
    fewer than tracks, (XX' + reg I)^-1 X = X P gives the same from the smaller inverse.

    References
    ----------
    .. [1] Steck, "Embarrassingly shallow autoencoders for sparse data", WWW 2019.
    """
    heard = _binary(train)
    if heard.shape[0] < heard.shape[1]:
        inverse = _inverse((heard @ heard.T).toarray(), reg)
        explained = sum(
            np.asarray(heard[at : at + PART].multiply(inverse[at : at + PART] @ heard).sum(axis=0))
            for at in range(0, heard.shape[0], PART)
        )
        diagonal = (1 - np.ravel(explained)) / reg

        def by_users(users: NDArray[np.int64]) -> NDArray[np.float32]:
            return (heard[users].toarray() - (inverse[users] @ heard) / diagonal).astype(np.float32)

        return by_users
    inverse = _inverse((heard.T @ heard).toarray(), reg)
    weights = (-inverse / np.diag(inverse)).astype(np.float32)
    np.fill_diagonal(weights, 0)
    return lambda users: heard[users] @ weights


def lists(score: Scorer, train: Sparse, users: NDArray[np.int64], n: int) -> NDArray[np.int32]:
    """Return the `n` best unheard tracks of each of `users`; ties by track number.

    Returns
    -------
    ndarray [shape=(u, n), int32]
        -1 where fewer are unheard.
    """
    found = np.full((len(users), n), -1, np.int32)
    for start in range(0, len(users), PART):
        part = users[start : start + PART]
        for row, values in enumerate(score(part)):
            heard = train.row(int(part[row]))[0]
            values[heard] = -np.inf
            unheard = len(values) - len(np.unique(heard))
            best = np.argsort(-values, kind="stable")[: min(n, unheard)]
            found[start + row, : len(best)] = best
    return found


def _binary(train: Sparse) -> csr_matrix[np.float32]:
    matrix = counts(train)
    matrix.data = np.ones_like(matrix.data)
    return matrix


def _inverse(gram: NDArray[np.float32], reg: float) -> NDArray[np.float32]:
    gram[np.diag_indices_from(gram)] += np.float32(reg)
    inverse: NDArray[np.float32] = scipy.linalg.inv(gram, overwrite_a=True)
    return inverse
