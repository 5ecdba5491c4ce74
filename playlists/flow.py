"""Tracks in an order of small steps: from each to the next, in key, tempo and loudness."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ..core.errors import InputError
from ..core.sound import KEYS, Descriptors
from .cadence import SURE

Matrix = NDArray[np.float64]

LONGEST = 1_000
"""Tracks; the time to order them grows with the cube of their number."""
TEMPO_STEP = np.log2(1.06)
"""Octaves; a DJ's pitch fader reaches 6%, so that is a step that can just be bridged."""
OCTAVE_STEPS = 1.0
"""Cost of a beat that halves or doubles: it goes on, but it feels otherwise."""
LOUDNESS_STEP = 3.0
"""LU; a difference that people reach for the volume at."""
UNKNOWN_STEPS = 3.0
"""Cost of a step to or from what is unknown: about that between any two tracks."""
STARTS = 10
"""Tracks from which a first way is sought, of lists of up to `STARTED` tracks; one of longer."""
STARTED = 100
MOVED = (1, 2, 3)
"""Lengths of the pieces that are moved as a whole."""
_LEAST = 1e-9


def sure(heard: Descriptors) -> Descriptors:
    """Return what steps are measured by: what is unsure counts as unknown."""
    keyed = heard.key is not None and heard.mode is not None and heard.key_confidence >= SURE
    return Descriptors(
        tempo_bpm=heard.tempo_bpm or None if heard.tempo_confidence >= SURE else None,
        key=heard.key if keyed else None,
        mode=heard.mode if keyed else None,
        loudness_lufs=heard.loudness_lufs,
    )


def unheard(heard: Descriptors) -> bool:
    """Tell whether nothing is known of a track that a step could be measured by."""
    return sure(heard) == Descriptors()


def costs(heard: Sequence[Descriptors]) -> Matrix:
    """Return what the step between any two tracks costs; symmetric, nought between equals.

    Key, tempo and loudness add up, each in steps that a listener just takes: neighbours on the
    wheel of keys (fifths, with relative keys side by side), 6% of the tempo with halves and doubles
    brought together, 3 LU. What is unsure counts as unknown.

    Parameters
    ----------
    heard : sequence of Descriptors, length n

    Returns
    -------
    ndarray [shape=(n, n), float64]
    """
    known = [sure(one) for one in heard]
    keys = _column([_wheel(h) for h in known])
    minor = np.array([h.mode == "minor" for h in known])
    fifths = np.abs(keys[:, None] - keys[None, :])
    fifths = np.minimum(fifths, 12 - fifths) + (minor[:, None] != minor[None, :])
    tempos = np.log2(_column([h.tempo_bpm for h in known]))
    octaves = np.abs(tempos[:, None] - tempos[None, :])
    folded = np.abs(octaves - np.round(octaves)) / TEMPO_STEP + OCTAVE_STEPS * np.round(octaves)
    loudness = _column([h.loudness_lufs for h in known])
    lufs = np.abs(loudness[:, None] - loudness[None, :]) / LOUDNESS_STEP
    total: Matrix = sum(
        (np.where(np.isnan(part), UNKNOWN_STEPS, part) for part in (fifths, folded, lufs)),
        np.zeros((len(heard), len(heard))),
    )
    np.fill_diagonal(total, 0.0)
    return total


def length(steps: Matrix, order: Sequence[int]) -> float:
    """Return the cost of a whole way."""
    at = np.asarray(order, np.intp)
    return float(steps[at[:-1], at[1:]].sum())


def flow(heard: Sequence[Descriptors]) -> list[int]:
    """Return the places of tracks in an order of small steps, those of unknown sound last.

    An open travelling salesman's path: nearest neighbours from several starts, each improved by
    turning stretches around (2-opt [1]_) and moving short ones (Or-opt [2]_) while that helps. The
    given order is kept where nothing better is found, so it never gets worse. The same tracks in
    the same order give the same.

    Parameters
    ----------
    heard : sequence of Descriptors, length n

    Returns
    -------
    list of int
        A permutation of 0..n-1.

    Raises
    ------
    InputError
        If there are more than `LONGEST` tracks.

    References
    ----------
    .. [1] Croes, "A method for solving traveling-salesman problems", Operations Research 6, 1958.
    .. [2] Or, "Traveling salesman-type combinatorial problems and their relation to the logistics
       of regional blood banking", Northwestern University, 1976.
    """
    if len(heard) > LONGEST:
        raise InputError(f"{len(heard):,} tracks are too many to order; give at most {LONGEST:,}")
    known = [at for at, h in enumerate(heard) if not unheard(h)]
    last = [at for at, h in enumerate(heard) if unheard(h)]
    return [*(known[at] for at in _shortest(costs([heard[at] for at in known]))), *last]


def _shortest(steps: Matrix) -> list[int]:
    n = len(steps)
    best = list(range(n))
    if n < 3:
        return best
    starts = np.linspace(0, n - 1, min(n, STARTS)).astype(int) if n <= STARTED else [0]
    for start in starts:
        way = _improved(steps, _nearest(steps, int(start)))
        if length(steps, way) < length(steps, best) - _LEAST:
            best = way
    return best


def _nearest(steps: Matrix, start: int) -> list[int]:
    """Return the way that always goes to the nearest track that is left."""
    way, left = [start], np.ones(len(steps), bool)
    left[start] = False
    while left.any():
        way.append(int(np.where(left, steps[way[-1]], np.inf).argmin()))
        left[way[-1]] = False
    return way


def _improved(steps: Matrix, way: Sequence[int]) -> list[int]:
    """Return a way that no single move makes shorter; the best move is made each time."""
    n = len(way)
    # A place that is no way from anywhere stands at both ends, so that the ends may move too.
    walled = np.zeros((n + 1, n + 1))
    walled[:n, :n] = steps
    path = np.array([n, *way, n])
    while True:
        gain, at, to = _best_turn(walled, path)
        piece = 0
        for size in MOVED[: n - 1]:
            found = _best_move(walled, path, size)
            if found[0] > gain + _LEAST:
                gain, at, to = found
                piece = size
        if gain <= _LEAST:
            return [int(track) for track in path[1:-1]]
        if piece:
            path = _moved(path, at, to, piece)
        else:
            path[at + 1 : to + 1] = path[at + 1 : to + 1][::-1].copy()


def _best_turn(steps: Matrix, path: NDArray[np.int_]) -> tuple[float, int, int]:
    """Return the gain of turning around what lies between two edges, and the edges."""
    one, other = path[:-1], path[1:]
    edges = steps[one, other]
    gains = edges[:, None] + edges - steps[np.ix_(one, one)] - steps[np.ix_(other, other)]
    gains[np.tril_indices(len(edges), 1)] = -np.inf
    at, to = divmod(int(gains.argmax()), len(edges))
    return float(gains[at, to]), at, to


def _best_move(steps: Matrix, path: NDArray[np.int_], size: int) -> tuple[float, int, int]:
    """Return the gain of moving a piece into another edge, where it begins, and the edge.

    The edge is below nought, ``-1 - edge``, where the piece is turned around.
    """
    one, other = path[:-1], path[1:]
    edges, begins = steps[one, other], np.arange(1, len(path) - size)
    before, first, last, after = (
        path[begins - 1], path[begins], path[begins + size - 1], path[begins + size]
    )  # fmt: skip
    saved = steps[before, first] + steps[last, after] - steps[before, after]
    own = np.arange(len(edges))
    touching = (own >= begins[:, None] - 1) & (own <= begins[:, None] + size - 1)
    best = (-np.inf, 0, 0)
    for turned, (head, tail) in enumerate(((first, last), (last, first))):
        gains = saved[:, None] - steps[np.ix_(head, one)] - steps[np.ix_(tail, other)] + edges
        gains[touching] = -np.inf
        at, to = divmod(int(gains.argmax()), len(edges))
        if gains[at, to] > best[0] + _LEAST:
            best = (float(gains[at, to]), int(begins[at]), -1 - to if turned else to)
    return best


def _moved(path: NDArray[np.int_], at: int, to: int, size: int) -> NDArray[np.int_]:
    """Return a path with a piece moved, as `_best_move` says."""
    edge, piece = (to, path[at : at + size]) if to >= 0 else (-1 - to, path[at : at + size][::-1])
    rest = np.delete(path, slice(at, at + size))
    return np.insert(rest, edge + 1 if edge < at else edge + 1 - size, piece)


def _wheel(heard: Descriptors) -> int | None:
    """Return where a key stands on the wheel, 0..11; relative keys stand at one place."""
    if heard.key is None:
        return None
    major = KEYS.index(heard.key) + (3 if heard.mode == "minor" else 0)
    return major * 7 % 12


def _column(values: Sequence[float | None]) -> Matrix:
    return np.array([np.nan if value is None else value for value in values], np.float64)
