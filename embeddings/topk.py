"""The best unheard tracks of every user, exactly, by tiles that fit in the cache."""

from __future__ import annotations

from typing import Final

import numpy as np
import scipy.linalg.cython_blas  # noqa: F401  loaded now, so that the one-thread limit holds for it
from numba import njit
from numpy.typing import NDArray
from scipy.sparse import csr_array

from ..core.errors import InputError
from .heap import order, push
from .plays import in_blocks, one_blas_thread

USERS, TRACKS = 256, 512
"""A tile of products: 512 KiB of float32, near a core and large enough for BLAS's full rate."""
STEP = 32
"""Products that are passed over together when none is good enough."""
LAYOUT: Final = ("C", "W")


def top_n(
    users: NDArray[np.float32],
    tracks: NDArray[np.float32],
    masked_indptr: NDArray[np.int64],
    masked_indices: NDArray[np.int32],
    n: int,
) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
    """Return the `n` tracks of greatest dot product with each user, heard ones left out.

    Equal scores stand by track number. The same input gives the same bytes on one machine,
    whatever the number of cores.

    Parameters
    ----------
    users : ndarray [shape=(u, d), float32]
    tracks : ndarray [shape=(t, d), float32]
    masked_indptr : ndarray [shape=(u + 1,), int64]
        User r has heard ``masked_indices[masked_indptr[r]:masked_indptr[r + 1]]``.
    masked_indices : ndarray [shape=(m,), int32, 0..t - 1]
        In any order, repeated or not.
    n : int >= 1

    Returns
    -------
    indices : ndarray [shape=(u, n), int32]
        Best first; -1 where fewer than `n` tracks are unheard.
    scores : ndarray [shape=(u, n), float32]
        Their products; -inf where the index is -1.

    Raises
    ------
    InputError
        If the shapes disagree, or a masked track is not among the tracks.
    """
    _check(users, tracks, masked_indptr, masked_indices, n)
    count = len(users)
    indices = np.full((count, n), -1, np.int32)
    scores = np.full((count, n), -np.inf, np.float32)
    if count == 0 or len(tracks) == 0:
        return indices, scores
    # one layout and type for each argument, so that the kernel is compiled once
    rows, tiles = (np.require(part, np.float32, LAYOUT) for part in (users, _tiles(tracks)))
    indptr = np.require(masked_indptr, np.int64, LAYOUT)
    heard = np.require(_rising(masked_indptr, masked_indices, len(tracks)), np.int32, LAYOUT)
    with one_blas_thread():
        in_blocks(
            lambda start, stop: _fill(
                rows[start:stop],
                tiles,
                len(tracks),
                indptr[start : stop + 1],
                heard,
                indices[start:stop],
                scores[start:stop],
            ),
            count,
            USERS,
        )
    return indices, scores


def _check(
    users: NDArray[np.float32],
    tracks: NDArray[np.float32],
    indptr: NDArray[np.int64],
    heard: NDArray[np.int32],
    n: int,
) -> None:
    if n < 1:
        raise InputError(f"lists of {n} tracks; make them at least 1 long")
    if users.ndim != 2 or tracks.ndim != 2 or users.shape[1] != tracks.shape[1]:
        raise InputError(f"users of shape {users.shape} and tracks of shape {tracks.shape}")
    if len(indptr) != len(users) + 1 or indptr[-1] != len(heard):
        raise InputError(f"{len(users)} users, but a mask of {len(indptr) - 1} with {len(heard)}")
    if len(heard) and not (heard.min() >= 0 and heard.max() < len(tracks)):
        raise InputError(f"a mask beyond the {len(tracks)} tracks; leave out what has no vector")


def _rising(indptr: NDArray[np.int64], heard: NDArray[np.int32], tracks: int) -> NDArray[np.int32]:
    ones = np.ones(len(heard), np.int8)
    mask = csr_array((ones, heard.copy(), indptr.copy()), shape=(len(indptr) - 1, tracks))
    mask.sort_indices()
    return mask.indices


def _tiles(tracks: NDArray[np.float32]) -> NDArray[np.float32]:
    # (tiles, d, TRACKS): each tile's factors side by side in memory, the last filled up with zeros
    count, dims = tracks.shape
    padded = np.zeros((-(-count // TRACKS) * TRACKS, dims), np.float32)
    padded[:count] = tracks
    return padded.reshape(-1, TRACKS, dims).transpose(0, 2, 1)


@njit(nogil=True, cache=True)
def _fill(users, tiles, tracks, indptr, heard, indices, scores):  # type: ignore[no-untyped-def]
    # A block of users against all tracks, tile by tile; tracks come in rising order, so an
    # equal score never displaces an earlier one.
    rows = len(users)
    products = np.empty((rows, TRACKS), np.float32)
    seen, kept = indptr[:-1].copy(), np.zeros(rows, np.int64)
    for tile in range(len(tiles)):
        first = tile * TRACKS
        last = min(first + TRACKS, tracks)
        np.dot(users, tiles[tile], products)
        for row in range(rows):
            line, end = products[row, : last - first], indptr[row + 1]
            while seen[row] < end and heard[seen[row]] < last:
                line[heard[seen[row]] - first] = -np.inf
                seen[row] += 1
            kept[row] = _offer(line, first, scores[row], indices[row], kept[row])
    for row in range(rows):
        order(scores[row], indices[row], kept[row])


@njit(nogil=True, cache=True)
def _offer(line, first, best, at, kept):  # type: ignore[no-untyped-def]
    floor = best[0] if kept == len(best) else np.float32(-np.inf)
    for begin in range(0, len(line), STEP):
        block = line[begin : begin + STEP]
        above = 0
        for place in range(len(block)):  # without a branch, so many are compared at once
            above += block[place] > floor
        if above == 0:
            continue
        for place in range(len(block)):
            if block[place] > floor:
                kept = push(best, at, kept, block[place], first + begin + place)
                floor = best[0] if kept == len(best) else floor
    return kept
