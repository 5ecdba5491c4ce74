"""Plays to measure on: many users with a few tastes each, tracks with long tails."""

from __future__ import annotations

import numpy as np

from discograph.core.sparse import Sparse


def made_up(users: int, tracks: int, plays: int, seed: int = 0) -> Sparse:
    """Return about `plays` pairs: popular tracks are heard more, and those of a user's scenes."""
    rng = np.random.default_rng(seed)
    scene = rng.integers(0, 50, tracks)
    popular = 1 / (rng.permutation(tracks) + 10.0) ** 0.8
    chances = [np.cumsum(popular * (scene == number)) for number in range(50)]
    rows, columns = [], []
    lengths = np.clip(rng.lognormal(0, 0.8, users) / np.exp(0.32) * plays / users, 3, tracks / 20)
    for user, length in enumerate(lengths.astype(int)):
        for number in rng.integers(0, 50, 2):
            drawn = rng.random(length // 2 + 1) * chances[number][-1]
            heard = np.unique(np.searchsorted(chances[number], drawn))
            columns.append(heard)
            rows.append(np.full(len(heard), user))
    pairs = np.unique(np.concatenate(rows) * np.int64(tracks) + np.concatenate(columns))
    indptr = np.searchsorted(pairs // tracks, np.arange(users + 1)).astype(np.int64)
    values = rng.geometric(0.3, len(pairs)).astype(np.float32)
    return Sparse(
        [f"u{number}" for number in range(users)],
        [f"t{number}" for number in range(tracks)],
        indptr,
        (pairs % tracks).astype(np.int32),
        values,
    )
