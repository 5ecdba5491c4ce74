"""Sound learned: a CNN trained on what was heard, every track embedded, all put into the graph."""

from __future__ import annotations

import hashlib
import logging
import re
import shutil
import time
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..audio.embed import embed
from ..audio.head import predict_factors
from ..audio.model_file import load_network, save_network
from ..audio.train import train
from ..core.config import AudioConfig, Config
from ..core.errors import ModelError, NotEnoughData
from ..core.home import Home
from ..core.progress import Progress, Silent
from ..core.vectors import Vectors
from ..embeddings import index
from ..embeddings.store import load_factors
from ..graph.audio import KIND, forget_runs, publish
from ..graph.lease import Lease, lease
from ..graph.runs import Run, current, start
from ..graph.server import ManagedServer
from ..graph.sounds import sounding_tracks
from ..graph.store import GraphStore
from .scan import KIND as SCAN
from .scan import ScanReport, tell
from .sound_files import INDEX, NETWORK, VECTORS, load_sounds, save_sounds
from .sound_store import SoundStore

log = logging.getLogger(__name__)
GROWTH = 1.25
"""The CNN is trained anew when there is so many times as much to learn from."""
_FOLDER = re.compile(r"a\d+(\.part)?")


@dataclass(frozen=True, kw_only=True)
class AudioReport:
    """What the current run knows of sounds, and how it came to it.

    Parameters
    ----------
    run : str or None
        None where nothing was heard, or nothing was learned of who plays what.
    fresh : bool
        Whether it was made just now; False when nothing had changed since.
    trained : bool
        Whether the CNN was trained for it; else the one of before was kept, its last layer fitted
        again.
    tracks : int
        That have a vector of their sound.
    learned_from : int
        Tracks that the CNN was trained on.
    held_out_cosine : float or None
        Between predicted and true factors, on artists whom the CNN was not trained on.
    seconds : float [s]
        What it took, until its results were about to be committed.
    """

    run: str | None
    fresh: bool
    trained: bool = False
    tracks: int = 0
    learned_from: int = 0
    held_out_cosine: float | None = None
    seconds: float = 0.0

    def as_dict(self) -> dict[str, Any]:
        """Return what ``audio train --json`` prints."""
        return asdict(self)


def learn(
    store: GraphStore,
    home: Home,
    config: Config,
    *,
    force: bool = False,
    server: ManagedServer | None = None,
    progress: Progress | None = None,
) -> AudioReport:
    """Learn from the sound of the tracks that are played who would like those that are not.

    Nothing happens when nothing changed since the current run: no sound, no factors and no
    setting of the CNN. It is trained when there is none, when its settings were changed, or when
    there is a quarter more to learn from; else it is kept, and its last layer alone is fitted to
    the factors of today. A training that is killed goes on where it was.

    Parameters
    ----------
    store : GraphStore
    home : Home
        Its sounds are read; it gets ``models/<run>/{network,sounds,index-sounds}``.
    config : Config
    force : bool
        Train the CNN though nothing changed.
    server : ManagedServer, optional
        See `ingest`.
    progress : Progress, optional

    Raises
    ------
    AudioError
        If the packages that learn are not installed.
    Busy
        If another such run, or a scan, is at work.
    """
    watcher = progress or Silent()
    home.make()
    with lease(store, KIND) as held, lease(store, SCAN), SoundStore(home.sounds) as kept:
        tell(kept, store, home, config, ScanReport(), server=server, progress=watcher)
        return _Work(store, home, config.audio, held, kept, watcher).learn(force)


@dataclass(frozen=True)
class _Work:
    """One run, or the finding that none is needed."""

    store: GraphStore
    home: Home
    config: AudioConfig
    held: Lease
    kept: SoundStore
    watcher: Progress

    def learn(self, force: bool) -> AudioReport:
        began = time.monotonic()
        before = current(self.store, KIND)
        self._clean(before)
        sounds = sounding_tracks(self.store)
        factors = current(self.store, "factors")
        if not sounds or factors is None:
            return AudioReport(run=None, fresh=False)
        wanted = {
            "audio": network_settings(self.config),
            "factors": f"{factors.id} {factors.started_at}",
            "sounds": _digest(sounds),
        }
        if before is not None and not force and self._stands(before, wanted):
            return _report(before, fresh=False)
        tracks = load_factors(self.home.models / factors.id / "factors").tracks
        run = start(self.store, KIND, wanted, input=factors.input)
        try:
            done = self._make(run, before, force, sounds, tracks, factors.id, began)
        except NotEnoughData as err:
            log.info("no sound is learned: %s", err)
            self._clean(before)
            return AudioReport(run=None, fresh=False)
        self._clean(done)
        log.info("%s: learned in %.1f s", run.id, time.monotonic() - began)
        return _report(done, fresh=True)

    def _make(
        self,
        run: Run,
        before: Run | None,
        force: bool,
        sounds: Mapping[str, str],
        factors: Vectors,
        factors_run: str,
        began: float,
    ) -> Run:
        pieces = _Pieces(self.kept, sounds)
        makers = {
            id: (artist or id, n) for id, artist, n in self.store.stream("read/makers_of_sounds")
        }
        listeners = {id: max(1, n) for id, (_, n) in makers.items()}
        aside = self.home.models / f"{run.id}.part"
        metrics = self._network(run, before, force, pieces, factors, makers, aside)
        network = load_network(aside / NETWORK)
        heard, _ = embed(network, pieces, sorted(sounds), progress=self.watcher)
        embeddings = _centred(heard)
        predicted = predict_factors(embeddings, factors, listeners)
        save_sounds(aside / VECTORS, embeddings, predicted, run=run.id, factors=factors_run)
        index.build(embeddings, aside / INDEX, run=run.id, seed=self.config.seed)
        aside.rename(self.home.models / run.id)
        metrics |= {"tracks": len(embeddings), "seconds": round(time.monotonic() - began, 3)}
        return publish(self.store, self.held, run, embeddings, metrics, progress=self.watcher)

    def _network(
        self,
        run: Run,
        before: Run | None,
        force: bool,
        pieces: Mapping[str, NDArray[np.uint8]],
        factors: Vectors,
        makers: Mapping[str, tuple[str, int]],
        aside: Path,
    ) -> dict[str, Any]:
        """Put into `aside` the network to hear with; return what is to be told of it."""
        known = [track for track in pieces if track in factors]
        kept = None if force else self._kept(before, len(known))
        if kept is not None and before is not None:
            shutil.copytree(kept, aside / NETWORK)
            told = ("learned_from", "held_out_cosine")
            return {"trained": False, **{name: before.metrics[name] for name in told}}
        trained = train(
            pieces,
            factors,
            artist_of={track: artist for track, (artist, _) in makers.items()},
            config=self.config,
            checkpoint=self.home.sounds / "training",
            progress=self.watcher,
        )
        save_network(aside / NETWORK, trained, factors_run=run.config["factors"])
        shutil.rmtree(self.home.sounds / "training", ignore_errors=True)
        return {
            "trained": True,
            "learned_from": len(known),
            "held_out_cosine": trained.metrics["held_out_cosine"],
        }

    def _kept(self, before: Run | None, learnable: int) -> Path | None:
        """Return the network of before, where it is good enough still."""
        if before is None or before.config["audio"] != network_settings(self.config):
            return None
        if learnable >= GROWTH * before.metrics["learned_from"]:
            return None
        folder = self.home.models / before.id / NETWORK
        try:
            load_network(folder)
        except ModelError as err:
            log.warning("training again: %s", err)
            return None
        return folder

    def _stands(self, before: Run, wanted: Mapping[str, Any]) -> bool:
        """Tell whether the current run is of all that is there, and its files are as written."""
        if before.config != wanted:
            return False
        folder = self.home.models / before.id
        try:
            load_network(folder / NETWORK)
            load_sounds(folder / VECTORS)
            index.NeighbourIndex.open(folder / INDEX)
        except ModelError as err:
            log.warning("learning again: %s", err)
            return False
        return True

    def _clean(self, keep: Run | None) -> None:
        """Remove what runs other than `keep` left, in the graph and on disk."""
        forget_runs(self.store, self.held)
        self.held.renew()  # raises when it is lost: the folders may be somebody else's now
        for folder in self.home.models.glob("a*"):
            if _FOLDER.fullmatch(folder.name) and (keep is None or folder.name != keep.id):
                shutil.rmtree(folder)


class _Pieces(Mapping[str, NDArray[np.uint8]]):
    """What was heard of each track, read when it is asked for."""

    def __init__(self, kept: SoundStore, sounds: Mapping[str, str]) -> None:
        self._kept = kept
        self._sounds = sounds

    def __getitem__(self, track: str) -> NDArray[np.uint8]:
        return self._kept.pieces(self._sounds[track])

    def __iter__(self) -> Iterator[str]:
        return iter(self._sounds)

    def __len__(self) -> int:
        return len(self._sounds)


def network_settings(config: AudioConfig) -> dict[str, Any]:
    """Return the settings that another network would come of."""
    hearing = {"processes", "excerpt_s", "longest_s", "file_timeout_s", "memory_mib", "pieces"}
    return {name: value for name, value in asdict(config).items() if name not in hearing}


def _centred(vectors: Vectors) -> Vectors:
    """Return vectors seen from their middle: rectified ones all point into one corner of space."""
    return Vectors(vectors.ids, vectors.matrix - vectors.matrix.mean(axis=0))


def _digest(sounds: Mapping[str, str]) -> str:
    return hashlib.blake2b(repr(sorted(sounds.items())).encode(), digest_size=16).hexdigest()


def _report(run: Run, *, fresh: bool) -> AudioReport:
    known = {field.name for field in fields(AudioReport)}
    numbers = {name: value for name, value in run.metrics.items() if name in known}
    return AudioReport(run=run.id, fresh=fresh, **numbers)
