"""Teaching the network which factors belong to which sound."""

from __future__ import annotations

import copy
import hashlib
import json
import logging
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from ..core.config import AudioConfig
from ..core.errors import NotEnoughData
from ..core.progress import Progress, Silent
from ..core.vectors import Vectors
from .checkpoint import Course, resume, store
from .cnn import Network, Shape, device
from .embed import embed

log = logging.getLogger(__name__)
LEAST_TRACKS = 20
LEAST_ARTISTS = 5
SEEN = 256
"""Tracks from which the network takes how loud each band is."""
WINDOW = 300
"""Frames that are learned from at once: drawn from all of a track, half a piece teaches as much."""
ROOM = 512 << 20
"""Bytes of pieces that are kept in memory from one epoch to the next."""


@dataclass(frozen=True, kw_only=True)
class Trained:
    """What training gives.

    Parameters
    ----------
    network : Network
        As it was after the best epoch.
    loss, held_out_cosine : list of float
        After each epoch: mean squared distance from the factors of tracks learned from, and mean
        cosine with those of artists held out.
    best_epoch : int
        Counted from 0.
    learned_from, held_out : int
        Tracks.
    windows_per_s : float
        Learned from, since training began or was resumed.
    """

    network: Network
    loss: list[float]
    held_out_cosine: list[float]
    best_epoch: int
    learned_from: int
    held_out: int
    windows_per_s: float

    @property
    def metrics(self) -> dict[str, Any]:
        """Numbers for a manifest or a run."""
        return {
            "epochs": len(self.loss),
            "best_epoch": self.best_epoch,
            "loss": self.loss[self.best_epoch],
            "held_out_cosine": self.held_out_cosine[self.best_epoch],
            "tracks_learned_from": self.learned_from,
            "tracks_held_out": self.held_out,
            "windows_per_s": round(self.windows_per_s, 1),
        }


def train(
    pieces: Mapping[str, NDArray[np.uint8]],
    targets: Vectors,
    *,
    artist_of: Mapping[str, str],
    config: AudioConfig,
    checkpoint: Path | None = None,
    progress: Progress | None = None,
) -> Trained:
    """Return a network that tells from its sound which factors a track has [1]_.

    Learns the direction of the factors from a window of each track an epoch, drawn anew, and
    is watched on artists held out of it. Ends `config.patience` epochs after the best, or after
    `config.epochs`. The same input gives the same bytes on one machine, also when training was
    killed on the way and goes on from its checkpoint.

    Parameters
    ----------
    pieces : mapping of str to ndarray [shape=(n, t, N_MELS), uint8]
        Quantised log-mel, pieces of one length; each track is asked for at most once an epoch.
    targets : Vectors
        ALS factors of tracks; those of length 0, and tracks without pieces, do not count.
    artist_of : mapping of str to str
        A track that is not in it counts as an artist of its own.
    config : AudioConfig
    checkpoint : Path, optional
        A folder to keep how far training has come; whoever calls removes it in the end.
    progress : Progress, optional

    Raises
    ------
    NotEnoughData
        If there are fewer than `LEAST_TRACKS` tracks or `LEAST_ARTISTS` artists to learn from.

    References
    ----------
    .. [1] van den Oord, Dieleman & Schrauwen, "Deep content-based music recommendation", NIPS 2013.
    """
    names = set(pieces)
    tracks = sorted(t for t in targets.ids if t in names and targets[t].any())
    learned, held = split(tracks, artist_of, config)
    kept = _Kept(pieces)
    course = _start(kept, learned, targets.size, config)
    digest = _digest(tracks, targets, artist_of, config, course.network)
    if checkpoint is not None:
        resume(checkpoint, course, digest)
    began, before = time.perf_counter(), len(course.loss)
    with (
        (progress or Silent()).stage("learning to hear", config.epochs) as advance,
        # on a GPU the fastest way is chosen by trying, and differs from run to run
        torch.backends.cudnn.flags(enabled=True, deterministic=True, benchmark=False),
    ):
        advance(before)
        while not _over(course, config):
            course.loss.append(_epoch(course, kept, learned, targets, config))
            course.held_out_cosine.append(_watch(course.network, kept, held, targets))
            if course.best_epoch == len(course.loss) - 1:
                course.best = copy.deepcopy(course.network.state_dict())
            if checkpoint is not None:
                store(checkpoint, course, digest)
            advance(1)
    seconds = time.perf_counter() - began
    course.network.load_state_dict(course.best)
    trained = Trained(
        network=course.network.cpu(),
        loss=course.loss,
        held_out_cosine=course.held_out_cosine,
        best_epoch=course.best_epoch,
        learned_from=len(learned),
        held_out=len(held),
        windows_per_s=(len(course.loss) - before) * len(learned) / seconds,
    )
    log.info("CNN: %s in %.1f s", trained.metrics, seconds)
    return trained


def split(
    tracks: Sequence[str], artist_of: Mapping[str, str], config: AudioConfig
) -> tuple[list[str], list[str]]:
    """Return the tracks to learn from and those to be watched on, no artist on both sides.

    Raises
    ------
    NotEnoughData
        If they are fewer than `LEAST_TRACKS`, or of fewer than `LEAST_ARTISTS` artists.
    """
    artists = sorted({artist_of.get(track, track) for track in tracks})
    if len(tracks) < LEAST_TRACKS or len(artists) < LEAST_ARTISTS:
        raise NotEnoughData(
            f"{len(tracks)} tracks of {len(artists)} artists were both heard and played; the CNN "
            f"learns from {LEAST_TRACKS} tracks of {LEAST_ARTISTS} artists or more"
        )
    order = np.random.default_rng(config.seed).permutation(len(artists))
    n = max(1, round(config.held_out * len(artists)))
    out = {artists[number] for number in order[:n].tolist()}
    learned, held = (
        [track for track in tracks if (artist_of.get(track, track) in out) is side]
        for side in (False, True)
    )
    return learned, held


class _Kept(Mapping[str, NDArray[np.uint8]]):
    """Pieces that are asked for epoch after epoch: the first ones stay, as many as find room."""

    def __init__(self, pieces: Mapping[str, NDArray[np.uint8]]) -> None:
        self._pieces = pieces
        self._found: dict[str, NDArray[np.uint8]] = {}
        self._room = ROOM

    def __getitem__(self, track: str) -> NDArray[np.uint8]:
        if track in self._found:
            return self._found[track]
        found = self._pieces[track]
        if found.nbytes <= self._room:
            self._room -= found.nbytes
            self._found[track] = found
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(self._pieces)

    def __len__(self) -> int:
        return len(self._pieces)


def _start(kept: _Kept, learned: Sequence[str], factors: int, config: AudioConfig) -> Course:
    shape = Shape(
        conv_channels=config.conv_channels, embedding_size=config.embedding_size, factors=factors
    )
    network = Network.made(shape, config.seed)
    some = np.random.default_rng([config.seed, 0]).permutation(len(learned))[:SEEN]
    network.see(kept[learned[row]] for row in some.tolist())
    network.to(device())
    optimizer = torch.optim.Adam(network.parameters(), lr=config.learning_rate)
    return Course(network=network, optimizer=optimizer)


def _over(course: Course, config: AudioConfig) -> bool:
    done = len(course.loss)
    return done == config.epochs or (done > 0 and done - course.best_epoch > config.patience)


def _epoch(
    course: Course, kept: _Kept, learned: Sequence[str], targets: Vectors, config: AudioConfig
) -> float:
    rng = np.random.default_rng([config.seed, 1, len(course.loss)])  # no state to be kept
    network, where = course.network, device()
    order = rng.permutation(len(learned)).tolist()
    total = 0.0
    for start in range(0, len(order), config.batch_size):
        names = [learned[row] for row in order[start : start + config.batch_size]]
        drawn = np.stack([_window(kept[name], rng) for name in names])
        _, predicted = network(torch.from_numpy(drawn).to(where))
        away = (predicted - _directions(targets, names).to(where)).square().sum(1)
        course.optimizer.zero_grad()
        away.mean().backward()
        course.optimizer.step()
        total += float(away.detach().sum())
    return total / len(order)


def _window(pieces: NDArray[np.uint8], rng: np.random.Generator) -> NDArray[np.uint8]:
    n, frames, _ = pieces.shape
    length = min(WINDOW, frames)
    start = rng.integers(frames - length + 1)
    return pieces[rng.integers(n), start : start + length]


def _watch(network: Network, kept: _Kept, held: Sequence[str], targets: Vectors) -> float:
    _, predicted = embed(network, kept, held)
    found = torch.from_numpy(predicted.matrix)
    return float(functional.cosine_similarity(found, _directions(targets, held)).mean())


def _directions(targets: Vectors, names: Sequence[str]) -> Tensor:
    rows = targets.matrix[[targets.rows[name] for name in names]]
    return functional.normalize(torch.from_numpy(rows))


def _digest(
    tracks: Sequence[str],
    targets: Vectors,
    artist_of: Mapping[str, str],
    config: AudioConfig,
    network: Network,
) -> str:
    makers = [[track, artist_of.get(track, track)] for track in tracks]
    # the layers too: a newer version may have others
    found = hashlib.sha256(json.dumps([makers, repr(config), repr(network), WINDOW]).encode())
    found.update(targets.matrix[[targets.rows[track] for track in tracks]].tobytes())
    return found.hexdigest()
