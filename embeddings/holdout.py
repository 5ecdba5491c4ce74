"""Plays hidden from training, and how many of them a list finds again."""

from __future__ import annotations

import random
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from ..core.sparse import Sparse
from .plays import counts, sparse

AT_LEAST = 10
"""Users with fewer tracks hide nothing."""
SHARE = 5
"""One track in so many is hidden."""


@dataclass(frozen=True)
class Holdout:
    """Plays in two parts.

    Parameters
    ----------
    train : Sparse [users x tracks]
        What may be learned from; the same users and tracks as before.
    users : ndarray [shape=(h,), int64]
        Rows of the users who hide something.
    hidden : list of ndarray of int32, length h
        Their hidden tracks, rising.
    """

    train: Sparse
    users: NDArray[np.int64]
    hidden: list[NDArray[np.int32]]

    def drawn(self, n: int) -> Holdout:
        """Return the same with at most `n` of the users to ask about, always the same ones."""
        if len(self.users) <= n:
            return self
        some = np.sort(np.random.default_rng(0).permutation(len(self.users))[:n])
        return Holdout(self.train, self.users[some], [self.hidden[row] for row in some])


def hide(plays: Sparse, seed: int) -> Holdout:
    """Return `plays` with a fifth of the tracks of each user of ten tracks or more hidden.

    The draw is Python's, over users and tracks in the order of their names, so anybody can
    draw the same from the table itself.
    """
    matrix = counts(plays)
    rng = random.Random(seed)
    names = plays.column_ids
    hidden: dict[int, NDArray[np.int32]] = {}
    keep = np.ones(matrix.nnz, np.bool_)
    for row in sorted(range(matrix.shape[0]), key=lambda row: plays.row_ids[row]):
        start, stop = matrix.indptr[row], matrix.indptr[row + 1]
        heard = matrix.indices[start:stop]
        if len(heard) < AT_LEAST:
            continue
        title = [names[track] for track in heard.tolist()]
        by_name = sorted(range(len(heard)), key=title.__getitem__)
        drawn = np.array(rng.sample(by_name, len(heard) // SHARE))
        keep[start + drawn] = False
        hidden[row] = np.sort(heard[drawn])
    rows = np.repeat(np.arange(matrix.shape[0]), np.diff(matrix.indptr))
    train = csr_matrix((matrix.data[keep], (rows[keep], matrix.indices[keep])), shape=matrix.shape)
    users = sorted(hidden)
    return Holdout(
        sparse(plays.row_ids, plays.column_ids, train),
        np.array(users, np.int64),
        [hidden[row] for row in users],
    )


def recall(
    lists: NDArray[np.int32], hidden: list[NDArray[np.int32]], k: int
) -> NDArray[np.float64]:
    """Return for each user the share of the hidden tracks that the first `k` of a list hold.

    Of k at most: a user who hides more than `k` could not have them all in `k` places.

    Parameters
    ----------
    lists : ndarray [shape=(u, >= k), int32]
        Best first, no track twice, -1 where a list ends.
    hidden : list of ndarray, length u
        None of them empty.
    k : int
    """
    found = [np.isin(row[:k], own).sum() for row, own in zip(lists, hidden, strict=True)]
    possible = [min(k, len(own)) for own in hidden]
    return np.array(found, np.float64) / np.array(possible, np.float64)
