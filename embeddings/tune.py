"""Hyperparameters from the training plays alone, by hiding some of them once more."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TypeVar

import numpy as np
from scipy.sparse import csr_matrix

from ..core.config import CoListensConfig, FactorsConfig
from ..core.errors import NotEnoughData
from ..core.progress import Advance, Progress, Silent
from ..core.sparse import Sparse
from . import als
from . import co_listens as walks
from .holdout import Holdout, hide, recall
from .plays import counts, sparse
from .topk import top_n

log = logging.getLogger(__name__)
LENGTH = 30
"""Tracks of a list, as in a week."""
MOST_PLAYS = 1_000_000
"""Of a larger matrix some users are drawn: a choice among so few values needs no more."""
ALPHAS = (10.0, 20.0, 40.0)
REGS = (10.0, 30.0, 100.0)
WALK_ALPHAS = (0.4, 0.6, 0.8)
WALK_BETAS = (0.1, 0.2, 0.3, 0.4)
_Setting = TypeVar("_Setting")


@dataclass(frozen=True)
class Tuned:
    """What was chosen.

    Parameters
    ----------
    factors : FactorsConfig
    co_listens : CoListensConfig
    factors_recall, co_listens_recall : float [0..1]
        Of 30 tracks on the inner split, each alone.
    """

    factors: FactorsConfig
    co_listens: CoListensConfig
    factors_recall: float
    co_listens_recall: float


def tune(
    plays: Sparse,
    factors: FactorsConfig,
    co_listens: CoListensConfig,
    *,
    seeds: int,
    seed: int = 0,
    progress: Progress | None = None,
) -> Tuned:
    """Return the settings whose lists find most of what an inner split of `plays` hides.

    A grid over alpha and reg of ALS, then its other form of confidence, and a grid over alpha
    and beta of the walk; the settings given stand in both, and win when nothing is better.
    All else in them stays as given. Always the same number of fits, on at most a million plays,
    so the time is bounded; the same input and seed choose the same.

    Parameters
    ----------
    plays : Sparse [users x tracks]
        Training plays: nothing that a later measurement hides may be among them.
    factors : FactorsConfig
    co_listens : CoListensConfig
    seeds : int
        Tracks of a user that co-listens start from.
    seed : int
    progress : Progress, optional

    Raises
    ------
    NotEnoughData
        If nobody has ten tracks.
    """
    split = hide(_sample(plays, seed), seed)
    if len(split.users) == 0:
        raise NotEnoughData("nobody has played ten tracks; there is nothing to tune by")
    grid = [replace(factors, alpha=a, reg=r) for a in ALPHAS for r in REGS]
    steps = [replace(co_listens, alpha=a, beta=b) for a in WALK_ALPHAS for b in WALK_BETAS]
    with (progress or Silent()).stage("tuning", len(grid) + len(steps) + 4) as advance:
        of_als = partial(_als_recall, split)
        best, _ = _best([factors, *grid], of_als, advance)
        forms = [best, replace(best, confidence=_other(best.confidence))]
        best, found = _best(forms, of_als, advance)
        walk, walked = _best([co_listens, *steps], partial(_walk_recall, split, seeds), advance)
    log.info("tuned: ALS recall %.4f with %s, walks %.4f with %s", found, best, walked, walk)
    return Tuned(best, walk, found, walked)


def _best(
    settings: Sequence[_Setting], measure: Callable[[_Setting], float], advance: Advance
) -> tuple[_Setting, float]:
    scores = []
    for setting in settings:
        scores.append(measure(setting))
        advance(1)
    place = int(np.argmax(scores))  # the first of equals
    return settings[place], scores[place]


def _other(confidence: str) -> str:
    return "linear" if confidence == "log" else "log"


def _sample(plays: Sparse, seed: int) -> Sparse:
    matrix = counts(plays)
    if matrix.nnz <= MOST_PLAYS:
        return plays
    order = np.random.default_rng(seed).permutation(matrix.shape[0])
    within = np.cumsum(np.diff(matrix.indptr)[order]) <= MOST_PLAYS
    rows = np.sort(order[: max(1, int(within.sum()))])
    return sparse([plays.row_ids[row] for row in rows], plays.column_ids, matrix[rows])


def _als_recall(split: Holdout, config: FactorsConfig) -> float:
    fitted = als.fit(split.train, config)
    rows = csr_matrix((split.train.values, split.train.indices, split.train.indptr))[split.users]
    lists, _ = top_n(
        fitted.users.matrix[split.users],
        fitted.tracks.matrix,
        rows.indptr.astype(np.int64),
        rows.indices.astype(np.int32),
        LENGTH,
    )
    return float(recall(lists, split.hidden, LENGTH).mean())


def _walk_recall(split: Holdout, seeds: int, config: CoListensConfig) -> float:
    walked = walks.fit(split.train, config)
    lists, _ = walks.top(walked, split.train, split.users, LENGTH, seeds=seeds)
    return float(recall(lists, split.hidden, LENGTH).mean())
