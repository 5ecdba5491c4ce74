"""Vectors of tracks by their sound, and the factors of who would play them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import torch
from numpy.typing import NDArray

from ..core.progress import Progress, Silent
from ..core.vectors import Vectors
from .cnn import Network, device

WINDOWS = 32
"""Pieces that go through the network at once."""
_TRACKS = 16  # read at once


def embed(
    network: Network,
    pieces: Mapping[str, NDArray[np.uint8]],
    ids: Sequence[str],
    *,
    progress: Progress | None = None,
) -> tuple[Vectors, Vectors]:
    """Return the vector of each track, and the factors that are expected of it.

    Both are means over the track's pieces.

    Parameters
    ----------
    network : Network
    pieces : mapping of str to ndarray [shape=(n, t, N_MELS), uint8]
        Quantised log-mel, at least one piece a track; each track is asked for once.
    ids : sequence of str
        Distinct names of tracks in `pieces`.
    progress : Progress, optional

    Returns
    -------
    tuple of Vectors [size=embedding_size] and Vectors [size=factors]
        The output of the layer before the last, and of the last; in the order of `ids`.
    """
    where = device()
    network.to(where)
    vectors = np.empty((len(ids), network.shape.embedding_size), np.float32)
    factors = np.empty((len(ids), network.shape.factors), np.float32)
    with (progress or Silent()).stage("hearing tracks", len(ids)) as advance:
        for start in range(0, len(ids), _TRACKS):
            found = [pieces[track] for track in ids[start : start + _TRACKS]]
            stop = start + len(found)
            vectors[start:stop], factors[start:stop] = _means(network, found, where)
            advance(len(found))
    return Vectors(ids, vectors), Vectors(ids, factors)


def _means(
    network: Network, found: Sequence[NDArray[np.uint8]], where: torch.device
) -> list[NDArray[np.float32]]:
    # in float32: bfloat16 would save 0.5 ms a piece, where a processor has it, of the 100 ms that
    # it took to decode the file, and another processor would find other vectors
    windows = torch.from_numpy(np.concatenate(found))
    with torch.inference_mode():
        parts = [network(part.to(where)) for part in torch.split(windows, WINDOWS)]
    lengths = np.array([len(own) for own in found])
    starts = np.cumsum(lengths) - lengths
    return [
        np.add.reduceat(torch.cat(outputs).cpu().numpy(), starts) / lengths[:, None]
        for outputs in zip(*parts, strict=True)
    ]
