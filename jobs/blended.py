"""The blend of a week on bare matrices: the same fusion, of lists of numbers."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..core.config import Config
from ..playlists.blend import Candidate, fuse


def blended(
    config: Config, als: NDArray[np.int32], co_listens: NDArray[np.int32], n: int
) -> NDArray[np.int32]:
    """Return the blend of the two sources that need nothing but plays.

    Parameters
    ----------
    config : Config
        Of ``[sources]`` the weights, of ``[weekly]`` the rank constant.
    als, co_listens : ndarray [shape=(u, m), int32]
        Each user's tracks, best first; -1 where a list ends.
    n : int

    Returns
    -------
    ndarray [shape=(u, n), int32]
    """
    weights = {"als": config.sources.als, "co_listens": config.sources.co_listens}
    result = np.full((len(als), n), -1, np.int32)
    for user, (one, other) in enumerate(zip(als, co_listens, strict=True)):
        sources = {"als": _candidates(one), "co_listens": _candidates(other)}
        fused = fuse(sources, weights, config.weekly.rank_constant)[:n]
        result[user, : len(fused)] = [int(item.track) for item in fused]
    return result


def _candidates(ranked: NDArray[np.int32]) -> list[Candidate]:
    tracks = ranked[ranked >= 0].tolist()
    return [Candidate(str(track), -float(rank)) for rank, track in enumerate(tracks)]
