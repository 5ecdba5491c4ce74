"""How good lists are against what was hidden, a user at a time, and how sure that is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

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
