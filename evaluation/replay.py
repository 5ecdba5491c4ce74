"""Plays hidden and looked for again: the house's sources and their blend beside the baselines."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..core.config import Config
from ..core.errors import NotEnoughData
from ..core.progress import Progress, Silent
from ..core.sparse import Sparse
from ..embeddings import als, co_listens
from ..embeddings import tune as tuning
from ..embeddings.holdout import Holdout, hide, recall
from ..jobs.blended import blended
from . import baselines
from .metrics import Estimate, estimate, ndcg
from .table import read_plays

log = logging.getLogger(__name__)
MOST_USERS = 5_000
"""Users whose lists are measured; of more, so many are drawn."""
Lists = NDArray[np.int32]


@dataclass(frozen=True)
class Line:
    """One recommender's figures; `seconds` is what fitting and listing took, over all seeds."""

    name: str
    recall: Estimate
    ndcg: Estimate
    seconds: float


@dataclass(frozen=True)
class Report:
    """All recommenders on the same hidden plays.

    Parameters
    ----------
    k : int
    users : int
        Who hid something, the same for every seed.
    tracks : int
    seeds : tuple of int
    lines : list of Line
        Means over users of each user's mean over the seeds, with their 95% intervals.
    settings : list of dict
        What factors and co-listens were fitted with, seed by seed.
    """

    k: int
    users: int
    tracks: int
    seeds: tuple[int, ...]
    lines: list[Line]
    settings: list[dict[str, Any]]

    def as_dict(self) -> dict[str, Any]:
        """Return what ``evaluate --json`` prints."""
        return {
            "k": self.k,
            "users": self.users,
            "tracks": self.tracks,
            "seeds": list(self.seeds),
            "models": [self._row(line) for line in self.lines],
            "settings": self.settings,
        }

    def _row(self, line: Line) -> dict[str, Any]:
        row: dict[str, Any] = {"model": line.name}
        for name, found in (("recall", line.recall), ("ndcg", line.ndcg)):
            row[f"{name}@{self.k}"] = round(found.mean, 4)
            row[f"{name}_from"] = round(found.low, 4)
            row[f"{name}_to"] = round(found.high, 4)
        row["seconds"] = round(line.seconds, 2)
        return row


def evaluate_table(
    path: Path,
    config: Config,
    *,
    k: int = 30,
    seeds: Sequence[int] = (0, 1),
    tune: bool = False,
    progress: Progress | None = None,
) -> Report:
    """Return the report of `evaluate` on a counts table.

    Raises
    ------
    InputError
        If the file cannot be read or does not say who played.
    NotEnoughData
        If nobody has ten tracks.
    """
    plays = read_plays(path, config.ingest)
    return evaluate(plays, config, k=k, seeds=seeds, tune=tune, progress=progress)


def evaluate(
    plays: Sparse,
    config: Config,
    *,
    k: int = 30,
    seeds: Sequence[int] = (0, 1),
    tune: bool = False,
    progress: Progress | None = None,
) -> Report:
    """Return how many of each user's hidden tracks each recommender puts among its first `k`.

    A fifth of the tracks of every user with at least ten is hidden, once for each seed; what
    remains is learned from. The lists come from the code of the weekly job: factors and exact
    top lists, walks over the strongest co-listens, and the blend of both by the weights in the
    settings. The sources that need more than counts (playlists, artists) are not part of it.

    Parameters
    ----------
    plays : Sparse [users x tracks]
    config : Config
    k : int
    seeds : sequence of int
    tune : bool
        Choose hyperparameters for each seed, on an inner split of its training plays.
    progress : Progress, optional

    Raises
    ------
    NotEnoughData
        If nobody has ten tracks.
    """
    watcher = progress or Silent()
    recalls: dict[str, list[NDArray[np.float64]]] = {}
    ndcgs: dict[str, list[NDArray[np.float64]]] = {}
    seconds: dict[str, float] = {}
    settings: list[dict[str, Any]] = []
    for seed in seeds:
        split = hide(plays, seed).drawn(MOST_USERS)
        if len(split.users) == 0:
            raise NotEnoughData("nobody has played ten tracks; there is nothing to hide")
        chosen = _tuned(split.train, config, watcher) if tune else config
        settings.append(
            {"factors": asdict(chosen.factors), "co_listens": asdict(chosen.co_listens)}
        )
        for name, made, took in _all_lists(split, chosen, k, watcher):
            recalls.setdefault(name, []).append(recall(made, split.hidden, k))
            ndcgs.setdefault(name, []).append(ndcg(made, split.hidden, k))
            seconds[name] = seconds.get(name, 0.0) + took
    lines = [
        Line(
            name,
            estimate(np.mean(recalls[name], axis=0)),
            estimate(np.mean(ndcgs[name], axis=0)),
            seconds[name],
        )
        for name in recalls
    ]
    return Report(k, len(split.users), plays.shape[1], tuple(seeds), lines, settings)


def _tuned(train: Sparse, config: Config, watcher: Progress) -> Config:
    chosen = tuning.tune(
        train,
        config.factors,
        config.co_listens,
        seeds=config.weekly.seeds,
        blend=partial(blended, config),
        progress=watcher,
    )
    return replace(config, factors=chosen.factors, co_listens=chosen.co_listens)


def _all_lists(
    split: Holdout, config: Config, k: int, watcher: Progress
) -> list[tuple[str, Lists, float]]:
    n = max(k, config.weekly.candidates)
    train, users = split.train, split.users
    made: list[tuple[str, Lists, float]] = []

    def add(name: str, make: Callable[[], Lists]) -> Lists:
        start = time.perf_counter()
        result = make()
        made.append((name, result, time.perf_counter() - start))
        return result

    scorers: dict[str, Callable[[Sparse], baselines.Scorer]] = {
        "random": baselines.random,
        "popularity": baselines.popularity,
        "item cosine": baselines.item_cosine,
        "EASE": baselines.ease,
    }
    if min(train.shape) > baselines.EASE_LIMIT:
        log.warning("EASE is left out: its inverse would be %d wide", min(train.shape))
        del scorers["EASE"]
    with watcher.stage("making lists", len(scorers) + 3) as advance:
        for name, fit in scorers.items():
            add(name, partial(_by_scorer, fit, train, users, k))
            advance(1)
        factors = add("ALS", partial(_by_factors, train, users, config, n))
        advance(1)
        walks = add("co-listens", partial(_by_walks, train, users, config, n))
        advance(1)
        add("blend", partial(blended, config, factors, walks, k))
        advance(1)
    return made


def _by_scorer(
    fit: Callable[[Sparse], baselines.Scorer], train: Sparse, users: NDArray[np.int64], k: int
) -> Lists:
    return baselines.lists(fit(train), train, users, k)


def _by_factors(train: Sparse, users: NDArray[np.int64], config: Config, n: int) -> Lists:
    return als.top(als.fit(train, config.factors), train, users, n)[0]


def _by_walks(train: Sparse, users: NDArray[np.int64], config: Config, n: int) -> Lists:
    walked = co_listens.fit(train, config.co_listens)
    return co_listens.top(walked, train, users, n, seeds=config.weekly.seeds)[0]
