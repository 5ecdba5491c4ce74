"""What nobody has played yet, proposed by how it sounds."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from ..core.vectors import Vectors
from ..embeddings.plays import unit
from ..graph.taste import Taste
from ..playlists.blend import Candidate, Evidence
from .candidates import LOVED, NEAR_COSINE

FEW = 5
"""Listeners; for tracks with more, those tell more than the sound."""


@dataclass(frozen=True)
class Sounds:
    """What was learned of sounds.

    Parameters
    ----------
    run : str
    embeddings : Vectors [size=e]
        Unit vectors; of every track that was heard.
    predicted : Vectors [size=d]
        Unit vectors; of the same tracks, the factors that their sound predicts.
    quiet : ndarray [shape=(n,), int]
        Rows of those that `FEW` people at most have played.
    users, tracks : Vectors or None
        ALS factors of the same space, if there are.
    """

    run: str
    embeddings: Vectors
    predicted: Vectors
    quiet: NDArray[np.intp]
    users: Vectors | None = None
    tracks: Vectors | None = None
    names: NDArray[np.str_] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        names = np.array([self.embeddings.ids[row] for row in self.quiet.tolist()], dtype=np.str_)
        object.__setattr__(self, "names", names)


def from_sound(sounds: Sounds, taste: Taste, n: int) -> dict[str, Candidate]:
    """Return the `n` best unknown tracks that few have played, by their sound.

    What counts is how well the predicted factors fit those of the user, plus how near the track
    is to one that the user loves and that was heard too. It hangs on the loved tracks that are
    nearest by sound; where none of them was heard, on those nearest in the taste map to where
    the sound belongs.

    Parameters
    ----------
    sounds : Sounds
    taste : Taste
    n : int
    """
    loved = [track for track, _ in taste.loved]
    heard = [track for track in loved if track in sounds.embeddings]
    score = np.zeros(len(sounds.quiet), np.float32)
    if (fits := fit(sounds, taste.user)) is not None:
        score += fits[sounds.quiet]
    if heard:
        rows = [sounds.embeddings.rows[track] for track in heard]
        near = sounds.embeddings.matrix[sounds.quiet] @ sounds.embeddings.matrix[rows].T
        score += near.max(axis=1)
        hangs = heard
    elif sounds.tracks is not None:
        hangs = [track for track in loved if track in sounds.tracks]
        factors = sounds.tracks.matrix[[sounds.tracks.rows[track] for track in hangs]]
        near = sounds.predicted.matrix[sounds.quiet] @ unit(factors).T
    else:
        return {}
    return _best(sounds, taste, score, near, hangs, n)


def fit(sounds: Sounds, user: str) -> NDArray[np.float32] | None:
    """Return how well the factors that each sound predicts fit those of `user`.

    Returns
    -------
    ndarray [shape=(n,), float32, -1..1] or None
        Cosines, in the order of `sounds.predicted`; None where nothing is known of `user`.
    """
    if sounds.users is None or user not in sounds.users:
        return None
    factors: NDArray[np.float32] = unit(sounds.users[user][None, :])[0]
    return sounds.predicted.matrix @ factors


def _best(
    sounds: Sounds,
    taste: Taste,
    score: NDArray[np.float32],
    near: NDArray[np.float32],
    hangs: list[str],
    n: int,
) -> dict[str, Candidate]:
    found: dict[str, Candidate] = {}
    for place in np.lexsort((sounds.names, -score)):
        track = str(sounds.names[place])
        if len(found) == n or not score[place] > 0:
            break
        nearest = np.argsort(-near[place], kind="stable")[:LOVED]
        behind = tuple(hangs[at] for at in nearest if near[place, at] >= NEAR_COSINE)
        if track not in taste.known and behind:
            found[track] = Candidate(track, float(score[place]), Evidence(behind))
    return found
