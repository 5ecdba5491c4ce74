"""Scenes of a map: the hills of its density, and the words that are most their own."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter
from scipy.sparse import csr_array

MOST = 40
"""Scenes: more names than that nobody reads."""
SIDE = 192
"""Cells of the grid that density is counted on, each way."""
FINEST, COARSER = 0.028, 1.15
"""How far a track is felt at first, as a share of the map's side, and what widens that while there
are too many hills."""
SMALLEST = 0.01
"""Share of all tracks that makes a scene; what is less belongs to the hill that is nearest."""


def find_scenes(places: NDArray[np.float32]) -> NDArray[np.int32]:
    """Return the scene of each place: which hill of the map's density it stands on.

    From each cell of a grid the way leads up to the densest cell around, until there is none; all
    that come to one top are one scene. Scenes are numbered by size, the largest first, and there
    are at most `MOST`.

    Parameters
    ----------
    places : ndarray [shape=(n, 2), float32, -1..1]

    Returns
    -------
    ndarray [shape=(n,), int32]
    """
    if not len(places):
        return np.empty(0, np.int32)
    cells = np.clip(((places + 1) * (SIDE / 2)).astype(np.int64), 0, SIDE - 1)
    counts = np.zeros((SIDE, SIDE))
    np.add.at(counts, (cells[:, 1], cells[:, 0]), 1.0)
    here = cells[:, 1] * SIDE + cells[:, 0]
    width = FINEST * SIDE
    while len(np.unique(tops := _tops(gaussian_filter(counts, width))[here])) > MOST:
        width *= COARSER
    return _by_size(_merged(tops, places))


def particular_words(
    scenes: NDArray[np.int32], weights: csr_array, *, n: int = 2
) -> list[list[int]]:
    """Return the `n` columns that are most each scene's own, the most telling first.

    A word counts by its mean weight in the scene, times the logarithm of how much that is above
    its mean in all of the map; so neither what is said everywhere nor what was said once names
    a scene.

    Parameters
    ----------
    scenes : ndarray [shape=(n,), int32]
        As `find_scenes` returns them.
    weights : csr_array [shape=(n, words), >= 0]
    n : int
    """
    count = int(scenes.max(initial=-1)) + 1
    size = np.bincount(scenes, minlength=count)
    members = csr_array((1 / size[scenes], (scenes, np.arange(len(scenes)))))
    means = (members @ weights).toarray() if count else np.zeros((0, weights.shape[1]))
    everywhere = np.asarray(weights.sum(axis=0)).ravel() / max(len(scenes), 1)
    above = np.divide(means, everywhere, out=np.ones_like(means), where=everywhere > 0)
    telling = means * np.log(np.maximum(above, 1))
    order = np.argsort(-telling, axis=1, kind="stable")[:, :n]
    return [
        [column for column in row.tolist() if telling[scene, column] > 0]
        for scene, row in enumerate(order)
    ]


def middles(places: NDArray[np.float32], scenes: NDArray[np.int32]) -> NDArray[np.float32]:
    """Return the place in each scene that is nearest to the median of it."""
    found = np.empty((int(scenes.max(initial=-1)) + 1, 2), np.float32)
    for scene in range(len(found)):
        mine = places[scenes == scene]
        away = np.linalg.norm(mine - np.median(mine, axis=0), axis=1)
        found[scene] = mine[int(away.argmin())]
    return found


def _tops(density: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return for each cell, in one row, the cell of the hilltop that the way up leads to."""
    # a grain of difference, so that of equal cells one is higher
    ground = density + np.linspace(0, 1e-9 * density.max(), density.size).reshape(density.shape)
    padded = np.pad(ground, 1, constant_values=-1.0)
    number = np.arange(ground.size).reshape(ground.shape)
    ahead = np.pad(number, 1)
    best, to = ground.copy(), number.copy()
    for down in range(3):
        for across in range(3):
            span = (slice(down, down + SIDE), slice(across, across + SIDE))
            higher = padded[span] > best
            best[higher], to[higher] = padded[span][higher], ahead[span][higher]
    up = to.ravel()
    while not np.array_equal(further := up[up], up):
        up = further
    return up


def _merged(tops: NDArray[np.int64], places: NDArray[np.float32]) -> NDArray[np.int64]:
    """Return tops, those of too few tracks given to the nearest scene that is large enough."""
    names, scene, size = np.unique(tops, return_inverse=True, return_counts=True)
    middle = np.array([places[scene == one].mean(axis=0) for one in range(len(names))])
    large = np.flatnonzero(size >= min(SMALLEST * len(tops), size.max()))
    away = np.linalg.norm(middle[:, None] - middle[large][None], axis=2)
    to = large[away.argmin(axis=1)]
    return np.asarray(to[scene], np.int64)


def _by_size(found: NDArray[np.int64]) -> NDArray[np.int32]:
    names, first, scene, size = np.unique(
        found, return_index=True, return_inverse=True, return_counts=True
    )
    order = sorted(range(len(names)), key=lambda one: (-size[one], first[one]))
    place = np.empty(len(names), np.int32)
    place[order] = np.arange(len(names), dtype=np.int32)
    return place[scene]
