"""Artists hidden from the factors, and ways to score their tracks for people."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..audio.cnn import Network
from ..audio.embed import embed
from ..audio.head import predict_factors
from ..core.errors import NotEnoughData
from ..core.sparse import Sparse
from ..core.vectors import Vectors
from ..embeddings.als import Factors
from ..embeddings.plays import counts, sparse, unit

SHARE = 5
"""One artist in so many is hidden."""
MOST_USERS = 5_000
"""Users who are asked about; of more, so many are drawn."""
REG = 1.0
"""Ridge of the straight line from loudness to factors, a track, in standardised numbers."""
Pieces = Mapping[str, NDArray[np.uint8]]
Tags = Mapping[str, Collection[str]]


@dataclass(frozen=True, kw_only=True)
class Cold:
    """Plays without those of some artists.

    Parameters
    ----------
    train : Sparse [users x tracks]
        What may be learned from.
    learned : list of str
        Tracks with a sound that somebody plays, of the other artists.
    hidden : list of str
        The same of the artists hidden.
    users : ndarray [shape=(u,), int64]
        Rows of those who played something hidden.
    played : ndarray [shape=(u, len(hidden)), bool]
    """

    train: Sparse
    learned: list[str]
    hidden: list[str]
    users: NDArray[np.int64]
    played: NDArray[np.bool_]


def hide_artists(
    plays: Sparse, sounds: Iterable[str], artist_of: Mapping[str, str], seed: int
) -> Cold:
    """Return `plays` without any of a fifth of the artists who have a sound.

    Parameters
    ----------
    plays : Sparse [users x tracks]
    sounds : iterable of str
        Tracks that can be heard.
    artist_of : mapping of str to str
        Of every track; one that is not in it counts as an artist of its own.
    seed : int

    Raises
    ------
    NotEnoughData
        If fewer than two artists were both heard and played.
    """
    matrix = counts(plays)
    makers = np.array([artist_of.get(track, track) for track in plays.column_ids])
    can = set(sounds)
    known = np.array([track in can for track in plays.column_ids])
    known &= np.bincount(matrix.indices, minlength=plays.shape[1]) > 0
    artists = np.unique(makers[known])
    if len(artists) < 2:
        raise NotEnoughData("fewer than two artists were both heard and played; hear more files")
    drawn = np.random.default_rng(seed).permutation(artists)[: max(1, len(artists) // SHARE)]
    gone = np.isin(makers, drawn)
    hidden = np.flatnonzero(known & gone)
    played = matrix[:, hidden].toarray() > 0
    users = np.flatnonzero(played.any(axis=1))
    users = np.sort(np.random.default_rng(0).permutation(users)[:MOST_USERS])
    matrix.data[gone[matrix.indices]] = 0
    matrix.eliminate_zeros()
    return Cold(
        train=sparse(plays.row_ids, plays.column_ids, matrix),
        learned=[plays.column_ids[column] for column in np.flatnonzero(known & ~gone).tolist()],
        hidden=[plays.column_ids[column] for column in hidden.tolist()],
        users=users,
        played=played[users],
    )


def all_scores(
    cold: Cold,
    factors: Factors,
    network: Network,
    truth: Factors,
    pieces: Pieces,
    *,
    artist_of: Mapping[str, str],
    tags: Tags,
    seed: int,
) -> Iterator[tuple[str, NDArray[np.float32]]]:
    """Yield each way to score the hidden tracks, from what knows least to what knows most.

    Parameters
    ----------
    cold : Cold
    factors : Factors
        Learned from ``cold.train``.
    network : Network
        Learned from `factors` of ``cold.learned``.
    truth : Factors
        Learned with nothing hidden.
    pieces : mapping of str to ndarray [shape=(n, t, N_MELS), uint8]
    artist_of : mapping of str to str
    tags : mapping of str to collection of str
        Of tracks; may be empty.
    seed : int

    Yields
    ------
    tuple of str and ndarray [shape=(u, len(cold.hidden)), float32]
    """
    users, true_users = (of.users.matrix[cold.users] for of in (factors, truth))
    yield "random", np.random.default_rng(seed).random(cold.played.shape, np.float32)
    known = Vectors(cold.learned, unit(_rows(factors.tracks, cold.learned)))
    if tags:
        yield "tags", users @ _by_tags(known, cold.hidden, tags).T
    yield "loudness", users @ _by_loudness(known, cold.hidden, pieces).T
    vectors, predicted = embed(network, pieces, [*cold.learned, *cold.hidden])
    yield "CNN", users @ _rows(predicted, cold.hidden).T
    listeners = np.bincount(cold.train.indices, minlength=len(cold.train.column_ids)).tolist()
    again = predict_factors(
        vectors, known, dict(zip(cold.train.column_ids, listeners, strict=True))
    )
    yield "CNN, last layer anew", users @ _rows(again, cold.hidden).T
    yield "artist", true_users @ _by_artist(truth.tracks, cold.hidden, artist_of).T
    yield "true factors", true_users @ _rows(truth.tracks, cold.hidden).T


def _rows(vectors: Vectors, names: Sequence[str]) -> NDArray[np.float32]:
    rows: NDArray[np.float32] = vectors.matrix[[vectors.rows[name] for name in names]]
    return rows


def _by_tags(known: Vectors, hidden: Sequence[str], tags: Tags) -> NDArray[np.float32]:
    """Mean over a track's tags of the mean directions of known tracks with each."""
    found = np.zeros((len(hidden), known.size), np.float32)
    of: dict[str, list[int]] = defaultdict(list)
    for row, track in enumerate(known.ids):
        for tag in tags.get(track, ()):
            of[tag].append(row)
    for row, track in enumerate(hidden):
        own = [known.matrix[of[tag]].mean(axis=0) for tag in tags.get(track, ()) if tag in of]
        if own:
            found[row] = np.mean(own, axis=0)
    return found


def _by_loudness(known: Vectors, hidden: Sequence[str], pieces: Pieces) -> NDArray[np.float32]:
    """Directions by ridge regression on mean and deviation of each band."""
    x, there = (np.stack([_bands(pieces[t]) for t in names]) for names in (known.ids, hidden))
    mean, scale = x.mean(axis=0), x.std(axis=0) + 1e-3  # a band may never change
    x, there = (x - mean) / scale, (there - mean) / scale
    middle = known.matrix.mean(axis=0)
    gram = x.T @ x + REG * len(x) * np.eye(x.shape[1])
    line = np.linalg.solve(gram, x.T @ (known.matrix - middle))
    found: NDArray[np.float32] = (there @ line + middle).astype(np.float32)
    return found


def _bands(pieces: NDArray[np.uint8]) -> NDArray[np.float64]:
    frames = pieces.reshape(-1, pieces.shape[-1])
    return np.concatenate([frames.mean(axis=0), frames.std(axis=0)])


def _by_artist(
    tracks: Vectors, hidden: Sequence[str], artist_of: Mapping[str, str]
) -> NDArray[np.float32]:
    """Mean direction of the other tracks of each track's artist; zero where there is none."""
    directions = unit(tracks.matrix)
    rows: dict[str, list[int]] = defaultdict(list)
    for row, track in enumerate(tracks.ids):
        rows[artist_of.get(track, track)].append(row)
    found = np.zeros((len(hidden), tracks.size), np.float32)
    for place, track in enumerate(hidden):
        others = [row for row in rows[artist_of.get(track, track)] if row != tracks.rows[track]]
        if others:
            found[place] = directions[others].mean(axis=0)
    return found
