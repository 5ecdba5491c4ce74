"""What training left on disk, opened for lists."""

from __future__ import annotations

import logging
from functools import lru_cache

from ..core.config import Config
from ..core.errors import NotEnoughData
from ..core.home import Home
from ..core.progress import Progress
from ..embeddings.index import NeighbourIndex
from ..embeddings.store import load_factors
from ..graph.runs import current
from ..graph.store import GraphStore
from .candidates import Models
from .factors import KIND, train

log = logging.getLogger(__name__)
REMEMBERED = 100_000
"""Tracks whose neighbours are looked up once only, since people love the same ones."""


def open_models(store: GraphStore, home: Home) -> Models | None:
    """Return the models of the current run, or None when nothing was trained yet.

    Raises
    ------
    ModelError
        If a file is missing or does not match its manifest.
    """
    run = current(store, KIND)
    if run is None:
        return None
    folder = home.models / run.id
    factors = load_factors(folder / "factors")
    index = NeighbourIndex.open(folder / "index-tracks")
    return Models(run.id, factors.users, factors.tracks, lru_cache(REMEMBERED)(index.similar))


def fresh_models(
    store: GraphStore, home: Home, config: Config, progress: Progress
) -> Models | None:
    """Return models that know everything in the graph, trained now where need be.

    None when there is nothing to learn from.
    """
    try:
        train(store, home, config, progress=progress)
    except NotEnoughData as err:
        log.info("no models: %s", err)
        return None
    return open_models(store, home)
