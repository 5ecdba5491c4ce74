"""The best unheard tracks of every user, exactly, by tiles that fit in the cache."""

from __future__ import annotations

from typing import Final

import numpy as np
import scipy.linalg.cython_blas  # noqa: F401  loaded now, so that the one-thread limit holds for it
from numba import njit
from numpy.typing import NDArray
from scipy.sparse import csr_array

from ..core.errors import InputError
from .plays import in_blocks, one_blas_thread

USERS, TRACKS = 64, 1024
"""A tile of products: 256 KiB of float32, so that it stays in a core's second-level cache."""
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
    users, tracks = (np.require(part, np.float32, LAYOUT) for part in (users, tracks))
    indptr = np.require(masked_indptr, np.int64, LAYOUT)
    heard = np.require(_rising(masked_indptr, masked_indices, len(tracks)), np.int32, LAYOUT)
    with one_blas_thread():
        in_blocks(
            lambda start, stop: _fill(users, tracks, indptr, heard, start, stop, indices, scores),
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


@njit(nogil=True, cache=True)
def _fill(users, tracks, indptr, heard, start, stop, indices, scores):  # type: ignore[no-untyped-def]
    # Users start..stop against all tracks, tile by tile. What beats the floor of a user's list is
    # gathered in a pool, and the pool cut down to the best when it is full. Tracks come in rising
    # order, so an equal score never displaces an earlier one.
    rows, n = stop - start, indices.shape[1]
    products = np.empty(USERS * TRACKS, np.float32)
    room = 2 * n + STEP
    pool, at = np.empty((rows, room), np.float32), np.empty((rows, room), np.int32)
    seen, held = indptr[start:stop].copy(), np.zeros(rows, np.int64)
    floor = np.full(rows, -np.inf, np.float32)
    for first in range(0, len(tracks), TRACKS):
        last = min(first + TRACKS, len(tracks))
        tile = products[: rows * (last - first)].reshape(rows, last - first)
        np.dot(users[start:stop], tracks[first:last].T, tile)
        for row in range(rows):
            line, end = tile[row], indptr[start + row + 1]
            while seen[row] < end and heard[seen[row]] < last:
                line[heard[seen[row]] - first] = -np.inf
                seen[row] += 1
            held[row], floor[row] = _gather(
                line, first, n, pool[row], at[row], held[row], floor[row]
            )
    for row in range(rows):
        kept, _ = _cut(n, pool[row], at[row], held[row], floor[row])
        order = np.argsort(-pool[row, :kept], kind="mergesort")
        scores[start + row, :kept] = pool[row][order]
        indices[start + row, :kept] = at[row][order]


@njit(nogil=True, cache=True)
def _gather(line, first, n, pool, at, held, floor):  # type: ignore[no-untyped-def]
    for begin in range(0, len(line), STEP):
        block = line[begin : begin + STEP]
        above = 0
        for place in range(len(block)):  # without a branch, so many are compared at once
            above += block[place] > floor
        if above == 0:
            continue
        if held + above > len(pool):
            held, floor = _cut(n, pool, at, held, floor)
        for place in range(len(block)):
            if block[place] > floor:
                pool[held], at[held] = block[place], first + begin + place
                held += 1
    return held, floor


@njit(nogil=True, cache=True)
def _cut(n, pool, at, held, floor):  # type: ignore[no-untyped-def]
    # The best n of the pool, still in rising order; of those at the floor the first.
    if held <= n:
        return held, floor
    floor = np.partition(pool[:held], held - n)[held - n]
    spare = n
    for place in range(held):
        spare -= pool[place] > floor
    kept = 0
    for place in range(held):
        if pool[place] == floor:
            spare -= 1
        if pool[place] > floor or (pool[place] == floor and spare >= 0):
            pool[kept], at[kept] = pool[place], at[place]
            kept += 1
    return kept, floor
