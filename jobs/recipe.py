"""What a training run is to be made of, and whether the one that stands is just that."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from functools import partial
from typing import Any

from ..core.config import CoListensConfig, Config, FactorsConfig
from ..core.errors import ModelError
from ..core.home import Home
from ..core.progress import Progress
from ..core.sparse import Sparse
from ..embeddings.index import NeighbourIndex
from ..embeddings.store import load_factors
from ..embeddings.tune import tune
from ..graph.runs import Run, runs
from ..graph.store import GraphStore
from .blended import blended

log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True)
class Recipe:
    """What goes into a run: the same of all of it makes the same run.

    Parameters
    ----------
    given : mapping
        The settings as they stand in the configuration.
    factors : FactorsConfig
    co_listens : CoListensConfig
        The settings to train with: those given, or those that were tuned from them.
    tuned : mapping or None
        What the tuned and the given ones found of hidden plays when they were chosen; None when
        not tuned.
    input : str or None
        The newest finished import.
    imports : int
        How many there are: a clock that was set back hides none.
    """

    given: Mapping[str, Any]
    factors: FactorsConfig
    co_listens: CoListensConfig
    tuned: Mapping[str, float] | None = None
    input: str | None
    imports: int

    def as_config(self) -> dict[str, Any]:
        """Return what is kept with the run."""
        return {
            "given": self.given,
            "factors": asdict(self.factors),
            "co_listens": asdict(self.co_listens),
            "tuned": self.tuned,
            "imports": self.imports,
        }


def recipe(store: GraphStore, config: Config, before: Run | None, *, tune: bool) -> Recipe:
    """Return what to make a run of now.

    Settings that were tuned for the run before are used again, unless one of those in the
    configuration was changed since: what somebody writes there after tuning is meant to count.

    Parameters
    ----------
    store : GraphStore
    config : Config
    before : Run or None
        The current run.
    tune : bool
        Whether settings are about to be tuned anew.
    """
    imports = [run for run in runs(store, "ingest") if run.finished_at is not None]
    newest = max(imports, key=lambda run: (run.finished_at, run.id), default=None)
    plain = Recipe(
        given={"factors": asdict(config.factors), "co_listens": asdict(config.co_listens)},
        factors=config.factors,
        co_listens=config.co_listens,
        input=newest.id if newest else None,
        imports=len(imports),
    )
    if tune or before is None or not before.config.get("tuned"):
        return plain
    if before.config["given"] != plain.given:
        log.warning("settings were changed: what was tuned is set aside; tune again")
        return plain
    return replace(
        plain,
        factors=FactorsConfig(**before.config["factors"]),
        co_listens=CoListensConfig(**before.config["co_listens"]),
        tuned=before.config["tuned"],
    )


def tuned(plain: Recipe, listens: Sparse, config: Config, progress: Progress) -> Recipe:
    """Return `plain` with settings chosen by what they find of hidden plays.

    Parameters
    ----------
    plain : Recipe
    listens : Sparse [listeners x tracks]
    config : Config
        Of the week that the settings are chosen for: its seeds, and how it blends.
    progress : Progress

    Raises
    ------
    NotEnoughData
        If nobody has played enough to hide some of it.
    """
    chosen = tune(
        listens,
        plain.factors,
        plain.co_listens,
        seeds=config.weekly.seeds,
        blend=partial(blended, config),
        seed=plain.factors.seed,
        progress=progress,
    )
    return replace(
        plain,
        factors=chosen.factors,
        co_listens=chosen.co_listens,
        tuned={"recall": chosen.recall, "given_recall": chosen.given_recall},
    )


def stands(home: Home, before: Run, wanted: Recipe, *, tune: bool) -> bool:
    """Tell whether the current run is what `wanted` would make, and its files are as written."""
    known = before.config
    if (before.input, known.get("imports")) != (wanted.input, wanted.imports):
        return False
    if known.get("given") != wanted.given or (tune and not known["tuned"]):
        return False
    folder = home.models / before.id
    try:
        load_factors(folder / "factors")
        NeighbourIndex.open(folder / "index-tracks")
        if before.metrics["artists"]:
            NeighbourIndex.open(folder / "index-artists")
    except ModelError as err:
        log.warning("training again: %s", err)
        return False
    return True
