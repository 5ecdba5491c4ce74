"""Tracks of artists whom the factors do not know, and how well sound finds their listeners."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..audio.train import train
from ..core.config import Config
from ..core.progress import Progress
from ..core.sparse import Sparse
from ..core.vectors import Vectors
from ..embeddings import als
from .cold_scores import Pieces, Tags, all_scores, hide_artists
from .metrics import Estimate, auc, average_precision, estimate


@dataclass(frozen=True)
class ColdLine:
    """One way to score tracks that nobody has played."""

    name: str
    auc: Estimate
    precision: Estimate


@dataclass(frozen=True)
class ColdReport:
    """All ways on the same hidden artists.

    Parameters
    ----------
    users : int
        Who played something hidden, of one seed at least.
    tracks : tuple of int
        That were heard and hidden, seed by seed.
    seeds : tuple of int
    lines : list of ColdLine
        Means over users of each user's mean over the seeds, with their 95% intervals.
    training : list of dict
        How training the CNN went, seed by seed.
    """

    users: int
    tracks: tuple[int, ...]
    seeds: tuple[int, ...]
    lines: list[ColdLine]
    training: list[dict[str, Any]]

    def as_dict(self) -> dict[str, Any]:
        """Return the report in plain values."""
        return {
            "users": self.users,
            "tracks": list(self.tracks),
            "seeds": list(self.seeds),
            "scores": [_row(line) for line in self.lines],
            "training": self.training,
        }


def cold_start(
    plays: Sparse,
    pieces: Pieces,
    config: Config,
    *,
    artist_of: Mapping[str, str],
    tags: Tags | None = None,
    seeds: Sequence[int] = (0, 1),
    progress: Progress | None = None,
) -> ColdReport:
    """Return how well tracks of artists whom nobody has played find who plays them [1]_.

    A fifth of the artists is hidden, once for each seed, with all plays of all their tracks.
    From the rest factors are learned, and from sounds and factors the CNN. What a user played
    of the hidden tracks shall stand above what they did not, by their vector and

    - ``random``: nothing;
    - ``tags``: mean factors of the tracks with the same tags, where there are tags;
    - ``loudness``: factors by a straight line from mean and deviation of each band of the mel;
    - ``CNN``, and ``CNN, last layer anew``: as the week has it, fitted in closed form;
    - ``artist``: mean true factors of the artist's other tracks, who so is no longer cold;
    - ``true factors``: what is learned with nothing hidden, and no sound can do better than.

    Parameters
    ----------
    plays : Sparse [users x tracks]
    pieces : mapping of str to ndarray [shape=(n, t, N_MELS), uint8]
        Quantised log-mel of tracks.
    config : Config
        For factors and sound.
    artist_of : mapping of str to str
        Of every track of `plays`; one that is not in it counts as an artist of its own.
    tags : mapping of str to collection of str, optional
        Of tracks.
    seeds : sequence of int
    progress : Progress, optional

    Raises
    ------
    NotEnoughData
        If too little was both heard and played.

    References
    ----------
    .. [1] van den Oord, Dieleman & Schrauwen, "Deep content-based music recommendation", NIPS 2013,
       section 5.3: AUC .71 to .77 by CNN and .96 by true factors, in the Million Song Dataset.
    """
    truth = als.fit(plays, config.factors)
    measured: dict[str, list[NDArray[np.float64]]] = {}
    tracks: list[int] = []
    training: list[dict[str, Any]] = []
    for seed in seeds:
        cold = hide_artists(plays, pieces, artist_of, seed)
        factors = als.fit(cold.train, config.factors)
        rows = [factors.tracks.rows[track] for track in cold.learned]
        trained = train(
            pieces,
            Vectors(cold.learned, factors.tracks.matrix[rows]),
            artist_of=artist_of,
            config=config.audio,
            progress=progress,
        )
        tracks.append(len(cold.hidden))
        training.append(trained.metrics)
        for name, scores in all_scores(
            cold, factors, trained.network, truth, pieces,
            artist_of=artist_of, tags=tags or {}, seed=seed,
        ):  # fmt: skip
            found = np.full((2, plays.shape[0]), np.nan)
            found[:, cold.users] = auc(scores, cold.played), average_precision(scores, cold.played)
            measured.setdefault(name, []).append(found)
    lines = [_line(name, np.stack(found)) for name, found in measured.items()]
    asked = np.isfinite(measured["random"]).any(axis=(0, 1))
    return ColdReport(int(asked.sum()), tuple(tracks), tuple(seeds), lines, training)


def _line(name: str, found: NDArray[np.float64]) -> ColdLine:
    """Return figures of [shape=(seeds, 2, users)], NaN where a user has none."""
    with_any = [values[:, np.isfinite(values).any(axis=0)] for values in found.swapaxes(0, 1)]
    return ColdLine(name, *(estimate(np.nanmean(values, axis=0)) for values in with_any))


def _row(line: ColdLine) -> dict[str, Any]:
    row: dict[str, Any] = {"by": line.name}
    for name, found in (("auc", line.auc), ("map", line.precision)):
        row[name] = round(found.mean, 4)
        row[f"{name}_from"] = round(found.low, 4)
        row[f"{name}_to"] = round(found.high, 4)
    return row
