"""How new, how popular and how varied a list is, in numbers that two lists can be compared by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..core.errors import InputError


@dataclass(frozen=True, kw_only=True)
class Crowd:
    """How many listeners tracks have.

    Parameters
    ----------
    users : int
        People who listen to anything.
    listeners : ndarray [shape=(k,), int64]
        Numbers of listeners that tracks have, all above 0, rising.
    tracks : ndarray [shape=(k,), int64]
        How many tracks have each of these numbers.

    Raises
    ------
    InputError
        If the arrays do not fit, or numbers of listeners do not rise from above 0.
    """

    users: int
    listeners: NDArray[np.int64]
    tracks: NDArray[np.int64]

    def __post_init__(self) -> None:
        if self.listeners.shape != self.tracks.shape or self.listeners.ndim != 1:
            raise InputError(
                f"{self.listeners.shape} numbers of listeners, {self.tracks.shape} of tracks"
            )
        if np.any(np.diff(self.listeners, prepend=0) <= 0):
            raise InputError("numbers of listeners must rise, from above 0")


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What a list measures; None where nothing is known to measure it by.

    Parameters
    ----------
    novelty : float or None [bit]
    popularity : float or None, 0..1
    diversity : float or None, 0..2
    """

    novelty: float | None
    popularity: float | None
    diversity: float | None


def measure(listeners: Sequence[int], vectors: NDArray[np.float32], crowd: Crowd) -> Measured:
    """Return what a list measures.

    Parameters
    ----------
    listeners : sequence of int >= 0
        Of each track.
    vectors : ndarray [shape=(m, d), float32]
        ALS factors of those tracks that have some.
    crowd : Crowd
    """
    return Measured(
        novelty=novelty(listeners, crowd.users),
        popularity=popularity(listeners, crowd),
        diversity=diversity(vectors),
    )


def novelty(listeners: Sequence[int], users: int) -> float | None:
    """Return the mean self-information of the tracks, -log2(listeners / users) [1]_ [2]_, in bits.

    One bit more is half as many listeners. A track that nobody has played counts as if one had,
    since nothing is infinitely new. None without tracks or users.

    >>> novelty([1, 4], 16)
    3.0

    References
    ----------
    .. [1] Zhou, Kuscsik, Liu, Medo, Wakeling & Zhang, "Solving the apparent diversity-accuracy
       dilemma of recommender systems", PNAS 107(10), 2010.
    .. [2] Castells, Hurley & Vargas, "Novelty and diversity in recommender systems", in
       Recommender Systems Handbook, 2015.
    """
    if not len(listeners) or users < 1:
        return None
    shares = np.clip(np.asarray(listeners, np.float64), 1, users) / users
    return float(np.mean(-np.log2(shares)))


def popularity(listeners: Sequence[int], crowd: Crowd) -> float | None:
    """Return the mean rank of the tracks by listeners among all played tracks, 0..1.

    The rank of a track is the share of tracks that fewer people play, and half of the share of
    those that as many do. None without tracks, or where nothing was played.

    >>> few = Crowd(users=9, listeners=np.array([1, 5]), tracks=np.array([3, 1]))
    >>> popularity([1, 5, 0], few)
    0.4166666666666667
    """
    total = int(crowd.tracks.sum())
    if not len(listeners) or not total:
        return None
    below = np.concatenate([[0], np.cumsum(crowd.tracks)])
    wanted = np.asarray(listeners, np.int64)
    fewer = below[np.searchsorted(crowd.listeners, wanted, side="left")]
    no_more = below[np.searchsorted(crowd.listeners, wanted, side="right")]
    return float(np.mean((fewer + no_more) / (2 * total)))


def diversity(vectors: NDArray[np.float32]) -> float | None:
    """Return the intra-list diversity: the mean of 1 - cosine over all pairs of tracks [1]_.

    Parameters
    ----------
    vectors : ndarray [shape=(m, d), float32]
        Rows of length 0 point nowhere and are left out.

    Returns
    -------
    float or None
        0 where all point one way, 1 where they have nothing to do with each other; None with
        fewer than two.

    References
    ----------
    .. [1] Ziegler, McNee, Konstan & Lausen, "Improving recommendation lists through topic
       diversification", WWW 2005.
    """
    wide = vectors.astype(np.float64)
    lengths = np.linalg.norm(wide, axis=1) if wide.size else np.empty(0)
    units = wide[lengths > 0] / lengths[lengths > 0, None] if wide.size else wide
    m = len(units)
    if m < 2:
        return None
    # all cosines sum up to the squared length of the rows' sum; m of them are of a row with itself
    cosines = float(np.square(units.sum(axis=0)).sum()) - m
    return 1.0 - cosines / (m * (m - 1))
