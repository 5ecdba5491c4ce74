"""The best few of many, in compiled code: a heap with the worst at its top, ties by index."""

from numba import njit


@njit(nogil=True, cache=True)
def push(scores, indices, kept, score, index):  # type: ignore[no-untyped-def]
    """Offer one to the `kept` so far and return how many there are now.

    `scores` and `indices` have room for as many as shall be kept; ``scores[0]`` is the worst.
    """
    if kept == len(scores):
        if _worse(scores[0], indices[0], score, index):
            _down(scores, indices, kept, score, index)
        return kept
    _up(scores, indices, kept, score, index)
    return kept + 1


@njit(nogil=True, cache=True)
def order(scores, indices, kept):  # type: ignore[no-untyped-def]
    """Put the `kept` best first."""
    for size in range(kept - 1, 0, -1):
        score, index = scores[size], indices[size]
        scores[size], indices[size] = scores[0], indices[0]
        _down(scores, indices, size, score, index)


@njit(nogil=True, cache=True)
def _worse(score, index, other, other_index):  # type: ignore[no-untyped-def]
    return score < other or (score == other and index > other_index)


@njit(nogil=True, cache=True)
def _up(scores, indices, hole, score, index):  # type: ignore[no-untyped-def]
    while hole > 0:
        parent = (hole - 1) // 2
        if not _worse(score, index, scores[parent], indices[parent]):
            break
        scores[hole], indices[hole] = scores[parent], indices[parent]
        hole = parent
    scores[hole], indices[hole] = score, index


@njit(nogil=True, cache=True)
def _down(scores, indices, size, score, index):  # type: ignore[no-untyped-def]
    hole = 0
    while True:
        child = 2 * hole + 1
        if child >= size:
            break
        right = child + 1
        if right < size and _worse(scores[right], indices[right], scores[child], indices[child]):
            child = right
        if not _worse(scores[child], indices[child], score, index):
            break
        scores[hole], indices[hole] = scores[child], indices[child]
        hole = child
    scores[hole], indices[hole] = score, index
