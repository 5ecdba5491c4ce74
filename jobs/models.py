"""What training left on disk, opened for lists."""

from __future__ import annotations

import logging
from functools import lru_cache

import numpy as np

from ..audio.extra import need
from ..core.config import Config
from ..core.errors import AudioError, Busy, ModelError, NotEnoughData
from ..core.home import Home
from ..core.progress import Progress
from ..core.vectors import Vectors
from ..embeddings.index import NeighbourIndex
from ..embeddings.plays import unit
from ..embeddings.store import load_factors
from ..graph.audio import KIND as AUDIO
from ..graph.runs import current
from ..graph.store import GraphStore
from ..graph.terms import KIND as TERMS
from .candidates import Models, Similar
from .factors import KIND, train
from .sound_candidates import FEW, Sounds
from .sound_files import INDEX, VECTORS, load_sounds
from .words import open_words

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


def alike(store: GraphStore, home: Home) -> Similar | None:
    """Return what tells which artists are described alike, or None when nobody is described.

    A damaged index is no reason to have no list: then there is none of this source.
    """
    try:
        found = open_words(store, home)
    except ModelError as err:
        log.warning("lists without words, run `discograph terms`: %s", err)
        return None
    return lru_cache(REMEMBERED)(found.similar) if found is not None else None


def open_sounds(store: GraphStore, home: Home, models: Models | None) -> Sounds | None:
    """Return what was learned of sounds, or None where nothing was.

    Damaged files are no reason to have no list: then there is none of this source.
    """
    run = current(store, AUDIO)
    if run is None:
        return None
    try:
        embeddings, predicted, factors = load_sounds(home.models / run.id / VECTORS)
    except ModelError as err:
        log.warning("lists without sounds, run `discograph audio train`: %s", err)
        return None
    same = models is not None and models.run == factors
    few = {id for (id,) in store.stream("read/quiet_sounds", few=FEW)}
    quiet = [row for row, track in enumerate(embeddings.ids) if track in few]
    return Sounds(
        run=run.id,
        embeddings=Vectors(embeddings.ids, unit(embeddings.matrix)),
        predicted=predicted,
        quiet=np.array(quiet, np.intp),
        users=models.users if models is not None and same else None,
        tracks=models.tracks if models is not None and same else None,
    )


def open_sound_index(store: GraphStore, home: Home) -> NeighbourIndex | None:
    """Return the index of what sounds alike, or None where no sound was learned.

    Raises
    ------
    ModelError
        If a file is missing or does not match its manifest.
    """
    run = current(store, AUDIO)
    return None if run is None else NeighbourIndex.open(home.models / run.id / INDEX)


def fresh_sounds(store: GraphStore, home: Home, config: Config, progress: Progress) -> None:
    """See that what was heard is learned from, as far as anything was heard.

    Where somebody else does that right now, or nothing to learn with is installed, lists go by
    what was learned before.
    """
    if next(store.stream("read/quiet_sounds", few=FEW), None) is None:
        return
    try:
        for package in ("torch", "safetensors"):
            need(package)
        from .audio import learn

        learn(store, home, config, progress=progress)
    except (AudioError, Busy) as err:
        log.warning("lists with the sounds of before: %s", err)


def fresh_words(store: GraphStore, home: Home, config: Config, progress: Progress) -> None:
    """See that artists are described by all pages and tags that there are, as far as there are any.

    Where somebody else does that right now, lists go by what was said before.
    """
    try:
        described_anew(store, home, config, progress)
    except Busy as err:
        log.warning("lists with the words of before: %s", err)


def described_anew(store: GraphStore, home: Home, config: Config, progress: Progress) -> None:
    """Describe artists by all pages and tags that there are, as far as there are any.

    Raises
    ------
    Busy
        If somebody else does that right now.
    """
    told = any(home.pages.glob("*.warc.gz")) or next(store.stream("read/tags"), None) is not None
    if not told and current(store, TERMS) is None:
        return
    from .terms import describe  # what reads English takes seconds to load

    describe(store, home, config, progress=progress)


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
