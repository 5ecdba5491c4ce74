"""Hyperparameters from the training plays alone, by hiding some of them once more."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from ..core.config import CoListensConfig, FactorsConfig
from ..core.errors import NotEnoughData
from ..core.progress import Advance, Progress, Silent
from ..core.sparse import Sparse
from . import als
from . import co_listens as walks
from .holdout import Holdout, hide, recall
from .plays import counts, sparse

log = logging.getLogger(__name__)
Lists = NDArray[np.int32]
Blend = Callable[[Lists, Lists, int], Lists]
"""Lists of ALS, lists of co-listens, length -> one list a user."""
LENGTH = 30
"""Tracks of a list, as in a week."""
DEPTH = 100
"""Candidates of a source: those behind them hardly come among the first 30 of a blend."""
SPLITS = 2
MOST_PLAYS = 1_000_000
MOST_USERS = 1_000
"""Of a larger matrix some users are drawn: a choice among so few values needs no more."""
SURE = 2.0
"""Standard errors by which another setting must be better than the given one."""
ALPHAS = (5.0, 10.0, 20.0, 40.0)
REGS = (3.0, 10.0, 30.0)
WALK_ALPHAS = (0.4, 0.6, 0.8)
WALK_BETAS = (0.2, 0.35, 0.5)
_Setting = TypeVar("_Setting")


@dataclass(frozen=True)
class Tuned:
    """What was chosen.

    Parameters
    ----------
    factors : FactorsConfig
    co_listens : CoListensConfig
    recall, given_recall : float [0..1]
        Of the blend's 30 tracks on the inner splits, as chosen and as given.
    """

    factors: FactorsConfig
    co_listens: CoListensConfig
    recall: float
    given_recall: float


def tune(
    plays: Sparse,
    factors: FactorsConfig,
    co_listens: CoListensConfig,
    *,
    seeds: int,
    blend: Blend,
    seed: int = 0,
    progress: Progress | None = None,
) -> Tuned:
    """Return the settings whose blend finds most of what inner splits of `plays` hide.

    First alpha and beta of the walk over a grid, then alpha and reg of ALS and its other form
    of confidence. It is the blend that counts: settings that are best for each source alone
    make the two alike, and their blend worse. A setting replaces the given one only where it is
    better by two standard errors over users; the best of many on few plays is often chance.

    The number of fits is fixed, and large matrices are sampled, so the time is bounded. The
    same input and seed choose the same.

    Parameters
    ----------
    plays : Sparse [users x tracks]
        Training plays: nothing that a later measurement hides may be among them.
    factors : FactorsConfig
    co_listens : CoListensConfig
        All but alpha, beta, reg and confidence stay as given.
    seeds : int
        Tracks of a user that co-listens start from.
    blend : callable
    seed : int
    progress : Progress, optional

    Raises
    ------
    NotEnoughData
        If nobody has ten tracks.
    """
    splits = _splits(plays, seed)
    steps = [replace(co_listens, alpha=a, beta=b) for a in WALK_ALPHAS for b in WALK_BETAS]
    grid = [replace(factors, alpha=a, reg=r) for a in ALPHAS for r in REGS]
    with (progress or Silent()).stage("tuning", len(steps) + len(grid) + 3) as advance:
        given = [_by_factors(split, factors) for split in splits]

        def of_walk(setting: CoListensConfig) -> NDArray[np.float64]:
            made = [_by_walks(split, setting, seeds) for split in splits]
            return _found(splits, given, made, blend)

        walk, base, found = _better(co_listens, steps, of_walk, advance)
        walked = [_by_walks(split, walk, seeds) for split in splits]

        def of_factors(setting: FactorsConfig) -> NDArray[np.float64]:
            made = [_by_factors(split, setting) for split in splits]
            return _found(splits, made, walked, blend)

        best, _, found = _better(factors, grid, of_factors, advance)
        other = replace(best, confidence="linear" if best.confidence == "log" else "log")
        best, _, found = _better(best, [other], of_factors, advance, known=found)
    tuned = Tuned(best, walk, float(found.mean()), float(base.mean()))
    log.info("tuned: recall %.4f instead of %.4f", tuned.recall, tuned.given_recall)
    return tuned


def _better(
    given: _Setting,
    others: Sequence[_Setting],
    measure: Callable[[_Setting], NDArray[np.float64]],
    advance: Advance,
    *,
    known: NDArray[np.float64] | None = None,
) -> tuple[_Setting, NDArray[np.float64], NDArray[np.float64]]:
    """Return the best setting, and each user's recall with the given one and with the best."""
    if known is None:
        known = measure(given)
        advance(1)
    best, found = given, known
    for setting in others:
        recalls = measure(setting)
        advance(1)
        gain = recalls - known
        sure = gain.mean() > SURE * gain.std() / np.sqrt(len(gain))
        if sure and recalls.mean() > found.mean():
            best, found = setting, recalls
    return best, known, found


def _splits(plays: Sparse, seed: int) -> list[Holdout]:
    sample = _sample(plays, seed)
    splits = [hide(sample, seed + number) for number in range(SPLITS)]
    if len(splits[0].users) == 0:
        raise NotEnoughData("nobody has played ten tracks; there is nothing to tune by")
    return [split.drawn(MOST_USERS) for split in splits]


def _sample(plays: Sparse, seed: int) -> Sparse:
    matrix = counts(plays)
    if matrix.nnz <= MOST_PLAYS:
        return plays
    order = np.random.default_rng(seed).permutation(matrix.shape[0])
    within = np.cumsum(np.diff(matrix.indptr)[order]) <= MOST_PLAYS
    rows = np.sort(order[: max(1, int(within.sum()))])
    return sparse([plays.row_ids[row] for row in rows.tolist()], plays.column_ids, matrix[rows])


def _found(
    splits: list[Holdout], by_als: list[Lists], by_walks: list[Lists], blend: Blend
) -> NDArray[np.float64]:
    recalls = [
        recall(blend(one, other, LENGTH), split.hidden, LENGTH)
        for split, one, other in zip(splits, by_als, by_walks, strict=True)
    ]
    mean: NDArray[np.float64] = np.mean(recalls, axis=0)
    return mean


def _by_factors(split: Holdout, config: FactorsConfig) -> Lists:
    return als.top(als.fit(split.train, config), split.train, split.users, DEPTH)[0]


def _by_walks(split: Holdout, config: CoListensConfig, seeds: int) -> Lists:
    walked = walks.fit(split.train, config)
    return walks.top(walked, split.train, split.users, DEPTH, seeds=seeds)[0]
