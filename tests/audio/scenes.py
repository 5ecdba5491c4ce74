"""Six scenes that sound and are loved differently: each has its band and its beat."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from discograph.core.config import AudioConfig
from discograph.core.sound import N_MELS
from discograph.core.vectors import Vectors

SCENES = 6
SMALL = AudioConfig(
    conv_channels=16, embedding_size=24, batch_size=8, epochs=20, learning_rate=3e-3, held_out=0.2
)
FRAMES = 110


@dataclass(frozen=True)
class Scenes:
    """Tracks with their sounds, the factors of those who play them, and who made them."""

    pieces: Mapping[str, NDArray[np.uint8]]
    factors: Vectors
    artist_of: dict[str, str]
    scene_of: dict[str, int]


def scenes(tracks: int = 90, *, per_artist: int = 3, size: int = 8, seed: int = 0) -> Scenes:
    """Return so many tracks of scenes, each artist in one; factors are a scene's and some noise."""
    rng = np.random.default_rng(seed)
    middle = 2 * np.linalg.qr(rng.normal(size=(size, size)))[0][:SCENES]
    names = [f"t{number}" for number in range(tracks)]
    scene_of = {name: number // per_artist % SCENES for number, name in enumerate(names)}
    factors = middle[[scene_of[name] for name in names]] + rng.normal(0, 0.2, (tracks, size))
    factors *= rng.uniform(0.1, 2, (tracks, 1))
    return Scenes(
        {name: np.stack([_piece(rng, scene_of[name]) for _ in range(2)]) for name in names},
        Vectors(names, factors.astype(np.float32)),
        {name: f"a{number // per_artist}" for number, name in enumerate(names)},
        scene_of,
    )


def _piece(rng: np.random.Generator, scene: int) -> NDArray[np.uint8]:
    bands, frames = np.arange(N_MELS), np.arange(FRAMES)[:, None]
    loud = 60 * np.exp(-(((bands - 15 - 40 * (scene % 3)) / 12) ** 2))
    beat = (frames + rng.integers(20)) % (6 if scene < 3 else 20) < 3
    return (40 + loud * beat + rng.normal(0, 8, (FRAMES, N_MELS))).clip(0, 255).astype(np.uint8)
