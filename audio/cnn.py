"""The network: convolutions along time over a piece of log-mel, pooled over all of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from ..core.sound import N_MELS

FILTER = 4
"""Frames that a filter spans."""
POOLS = (4, 2, 2, 1)
"""Frames that become one after each convolution."""


@dataclass(frozen=True, kw_only=True)
class Shape:
    """Sizes of a network.

    Parameters
    ----------
    conv_channels : int > 0
        Filters of each convolution.
    embedding_size : int > 0
        Width of the first two dense layers, the second of which is a track's vector.
    factors : int > 0
        Width of the last: how long the factors are that it predicts.
    """

    conv_channels: int
    embedding_size: int
    factors: int


class Network(nn.Module):
    """From a piece of quantised log-mel to a vector and the factors of who would play it [1]_.

    Four convolutions along time, in which the mel bands are channels, three of them followed by
    max pooling; then mean, maximum and root mean square of each filter over all time [2]_, and
    three dense layers. A piece may be of any length from 103 frames.

    Made by `made`, or by loading what was saved.

    Parameters
    ----------
    shape : Shape

    References
    ----------
    .. [1] van den Oord, Dieleman & Schrauwen, "Deep content-based music recommendation", NIPS 2013.
    .. [2] Dieleman, "Recommending music on Spotify with deep learning", 2014: pooling over all
       time by several functions.
    """

    mean: Tensor
    deviation: Tensor

    def __init__(self, shape: Shape) -> None:
        super().__init__()
        width, size = shape.conv_channels, shape.embedding_size
        self.shape = shape
        self.convolutions = nn.ModuleList(
            nn.Conv1d(into, width, FILTER) for into in (N_MELS, width, width, width)
        )
        self.dense = nn.ModuleList(
            (nn.Linear(3 * width, size), nn.Linear(size, size), nn.Linear(size, shape.factors))
        )
        self.register_buffer("mean", torch.zeros(N_MELS))
        self.register_buffer("deviation", torch.ones(N_MELS))

    @classmethod
    def made(cls, shape: Shape, seed: int) -> Self:
        """Return a network that knows nothing yet: the same bytes for the same `seed`."""
        with torch.random.fork_rng(devices=[]):  # the caller's own draws go on undisturbed
            torch.default_generator.manual_seed(seed)
            return cls(shape)

    def see(self, tracks: Iterable[NDArray[np.uint8]]) -> None:
        """Take from `tracks` how loud each band is, and how much it varies.

        What enters the network is then about 0, a deviation of 1 apart.

        Parameters
        ----------
        tracks : iterable of ndarray [shape=(n, t, N_MELS), uint8]
        """
        frames, sums, squares = 0, np.zeros(N_MELS, np.int64), np.zeros(N_MELS, np.int64)
        for pieces in tracks:  # one by one: as wider numbers all of them would fill the memory
            rows = pieces.reshape(-1, N_MELS).astype(np.int64)
            frames += len(rows)
            sums += rows.sum(axis=0)
            squares += (rows * rows).sum(axis=0)
        mean = sums / frames
        variance = squares / frames - mean**2
        self.mean.copy_(torch.from_numpy(mean))
        self.deviation.copy_(torch.from_numpy(np.sqrt(variance.clip(0)) + 1))

    def forward(self, pieces: Tensor) -> tuple[Tensor, Tensor]:
        """Return vectors and predicted factors of pieces.

        Parameters
        ----------
        pieces : Tensor [shape=(n, t, N_MELS), uint8]

        Returns
        -------
        tuple of Tensor [shape=(n, embedding_size)] and Tensor [shape=(n, factors)]
        """
        x = ((pieces.float() - self.mean) / self.deviation).transpose(1, 2)
        for convolution, pool in zip(self.convolutions, POOLS, strict=True):
            # the larger of two is rectified the same before and after, and after is less work
            x = functional.relu(functional.max_pool1d(convolution(x), pool))
        # the root's slope is endless where a filter is silent all through: the rectifier before it
        # lets nothing of that pass
        x = torch.cat((x.mean(2), x.amax(2), x.square().mean(2).sqrt()), dim=1)
        first, second, last = self.dense
        vectors = functional.relu(second(functional.relu(first(x))))
        return vectors, last(vectors)


def device() -> torch.device:
    """Return where to compute: on a GPU if one is there."""
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")
