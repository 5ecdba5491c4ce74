"""How good lists are against what was hidden, a user at a time, and how sure that is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata

SAMPLES = 1000


@dataclass(frozen=True)
class Estimate:
    """A mean over users, with its 95% interval."""

    mean: float
    low: float
    high: float


def ndcg(lists: NDArray[np.int32], hidden: list[NDArray[np.int32]], k: int) -> NDArray[np.float64]:
    """Return each user's discounted gain of the first `k`, over that of the best list [1]_.

    A hidden track at rank r gains 1 / log2(r + 1).

    Parameters
    ----------
    lists : ndarray [shape=(u, >= k), int32]
        Best first, no track twice, -1 where a list ends.
    hidden : list of ndarray, length u
        None of them empty.
    k : int

    References
    ----------
    .. [1] Järvelin & Kekäläinen, "Cumulated gain-based evaluation of IR techniques", TOIS 2002.
    """
    gains = 1 / np.log2(np.arange(2, k + 2))
    found = [
        gains[: len(row)][np.isin(row, own)].sum()
        for row, own in zip(lists[:, :k], hidden, strict=True)
    ]
    ideal = np.cumsum(gains)
    best = [ideal[min(k, len(own)) - 1] for own in hidden]
    return np.array(found, np.float64) / np.array(best, np.float64)


def auc(scores: NDArray[np.floating], played: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Return the chance that a track somebody played scores above one they did not [1]_.

    Equal scores count half.

    Parameters
    ----------
    scores : ndarray [shape=(u, n)]
    played : ndarray [shape=(u, n), bool]

    Returns
    -------
    ndarray [shape=(u,), float64]
        NaN for who played none or all.

    References
    ----------
    .. [1] Hanley & McNeil, "The meaning and use of the area under a receiver operating
       characteristic (ROC) curve", Radiology 1982.
    """
    own = played.sum(axis=1)
    above = (rankdata(scores, axis=1) * played).sum(axis=1) - own * (own + 1) / 2
    pairs = own * (played.shape[1] - own)
    return np.where(pairs > 0, above / np.maximum(pairs, 1), np.nan)


def average_precision(
    scores: NDArray[np.floating], played: NDArray[np.bool_]
) -> NDArray[np.float64]:
    """Return the mean, over the tracks somebody played, of precision down to each [1]_.

    Equal scores stand in the order of the tracks.

    Parameters
    ----------
    scores : ndarray [shape=(u, n)]
    played : ndarray [shape=(u, n), bool]

    Returns
    -------
    ndarray [shape=(u,), float64]
        NaN for who played none.

    References
    ----------
    .. [1] Buckley & Voorhees, "Evaluating evaluation measure stability", SIGIR 2000.
    """
    order = np.argsort(-scores, axis=1, kind="stable")
    hits = np.take_along_axis(played, order, axis=1)
    precision = hits.cumsum(axis=1) / np.arange(1, played.shape[1] + 1)
    own = played.sum(axis=1)
    total = (precision * hits).sum(axis=1)
    return np.where(own > 0, total / np.maximum(own, 1), np.nan)


def estimate(values: NDArray[np.float64], seed: int = 0) -> Estimate:
    """Return the mean of `values` with its 95% bootstrap interval over users [1]_.

    References
    ----------
    .. [1] Efron, "Bootstrap methods: another look at the jackknife", Annals of Statistics 1979.
    """
    rng = np.random.default_rng(seed)
    means = values[rng.integers(0, len(values), (SAMPLES, len(values)))].mean(axis=1)
    low, high = np.percentile(means, [2.5, 97.5])
    return Estimate(float(values.mean()), float(low), float(high))
