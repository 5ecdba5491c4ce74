"""Where the tracks of a list come from: sources, each with what of the user's it hangs on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass

import numpy as np
from numpy.typing import NDArray

from ..core.config import Config, WeeklyConfig
from ..core.vectors import Vectors
from ..embeddings.topk import top_n
from ..graph.store import GraphStore
from ..graph.taste import Taste, TrackFacts
from ..playlists.blend import Candidate, Evidence

Candidates = dict[str, dict[str, Candidate]]
"""Candidates of one user by source and track."""

LOVED = 6
"""Loved tracks that a candidate remembers, as the queries do."""
NEAR = 30
"""Neighbours looked up a loved track."""
NEAR_COSINE = 0.1
"""What points less in the same direction only does so by chance."""
FAN = 100
"""Most that one node leads to in a raw traversal."""
PEERS = 20
"""People whose tracks the raw traversal proposes."""
LISTS = 10
"""Playlists whose tracks are proposed."""
LONGEST_LIST = 1_000
"""Longer playlists say little about any two of their tracks."""
ARTISTS = 20
"""Loved artists whose related artists are looked at."""
ARTIST_TRACKS = 10
"""Tracks proposed of a related artist."""
ALIKE = 0.5
"""Cosine from which artists are described alike."""
WORDED = 30
"""Artists whose tracks are proposed for their words."""
FEW = 20
"""Listeners; of tracks with more, enough is known without words."""
WORDED_TRACKS = 3
"""Tracks proposed of an artist for their words."""
Similar = Callable[[str, int], Sequence[tuple[str, float]]]
"""Nearest of one with their cosines, at most so many."""


@dataclass(frozen=True)
class Models:
    """What training left for a list.

    Parameters
    ----------
    run : str
    users, tracks : Vectors
        ALS factors.
    similar : callable
        Nearest tracks of a track with their cosines, at most so many, from the index.
    """

    run: str
    users: Vectors
    tracks: Vectors
    similar: Similar


def from_factors(
    models: Models, tastes: Sequence[Taste], n: int
) -> dict[str, dict[str, Candidate]]:
    """Return each user's `n` best unknown tracks by the product of ALS factors.

    A track hangs on the loved tracks that are nearest to it by cosine; one that none of them is
    near to is left out. Users that training has not seen have none.
    """
    seen = [taste for taste in tastes if taste.user in models.users]
    if not seen or not len(models.tracks):
        return {}
    columns = models.tracks.rows
    masks = [
        np.array(sorted(columns[t] for t in taste.known if t in columns), np.int32)
        for taste in seen
    ]
    indptr = np.zeros(len(seen) + 1, np.int64)
    np.cumsum([len(mask) for mask in masks], out=indptr[1:])
    factors = models.users.matrix[[models.users.rows[taste.user] for taste in seen]]
    indices, scores = top_n(factors, models.tracks.matrix, indptr, np.concatenate(masks), n)
    return {
        taste.user: _hanging(models.tracks, taste, found[row > 0], row[row > 0])
        for taste, found, row in zip(seen, indices, scores, strict=True)
    }


def _hanging(
    vectors: Vectors, taste: Taste, found: NDArray[np.int32], scores: NDArray[np.float32]
) -> dict[str, Candidate]:
    """Return found tracks with the loved tracks nearest to them, where any is near."""
    loved = [track for track, _ in taste.loved if track in vectors]
    if not loved:
        return {}
    rows = np.array([vectors.rows[track] for track in loved])
    cosines = _directions(vectors.matrix[found]) @ _directions(vectors.matrix[rows]).T
    order = np.argsort(-cosines, axis=1, kind="stable")[:, :LOVED]
    candidates = {}
    for at, score, row, nearest in zip(found, scores.tolist(), cosines, order, strict=True):
        if near := tuple(loved[place] for place in nearest if row[place] >= NEAR_COSINE):
            track = vectors.ids[at]
            candidates[track] = Candidate(track, score, Evidence(near))
    return candidates


def _directions(matrix: NDArray[np.float32]) -> NDArray[np.float32]:
    norms = np.linalg.norm(matrix, axis=1, keepdims=True)
    directions: NDArray[np.float32] = matrix / np.maximum(norms, np.finfo(np.float32).tiny)
    return directions


def from_neighbours(models: Models, taste: Taste, n: int) -> dict[str, Candidate]:
    """Return the `n` unknown tracks with the greatest sum of cosines to what a user loves."""
    gains: dict[str, list[tuple[float, str]]] = {}
    for loved, _ in taste.loved:
        if loved not in models.tracks:
            continue
        for track, cosine in models.similar(loved, NEAR):
            if track not in taste.known and cosine >= NEAR_COSINE:
                gains.setdefault(track, []).append((cosine, loved))
    found = [
        Candidate(
            track,
            float(sum(gain for gain, _ in by)),
            Evidence(tuple(loved for _, loved in sorted(by, key=lambda g: (-g[0], g[1])))[:LOVED]),
        )
        for track, by in gains.items()
    ]
    found.sort(key=lambda c: (-c.score, c.track))
    return {c.track: c for c in found[:n]}


def from_graph(
    store: GraphStore, source: str, user: str, week: str, config: WeeklyConfig
) -> dict[str, Candidate]:
    """Return what ``cypher/recommend/<source>`` proposes to a user.

    Parameters
    ----------
    store : GraphStore
    source : str
    user : str
    week : str
        The week that is being made; lists of other weeks count as served.
    config : WeeklyConfig
    """
    params = GRAPH_SOURCES[source](config)
    rows = store.stream(
        f"recommend/{source}",
        user=user,
        week=week,
        seeds=config.seeds,
        limit=limit_of(source, config),
        **params,
    )
    return {
        track: Candidate(track, score, Evidence(tuple(loved), tuple(via)))
        for track, score, loved, via in rows
    }


def from_words(
    store: GraphStore,
    similar: Similar,
    taste: Taste,
    facts: Mapping[str, TrackFacts],
    week: str,
    config: WeeklyConfig,
) -> dict[str, Candidate]:
    """Return tracks that few play, of artists who are described like those whom a user plays most.

    A candidate hangs on the user's tracks of the one artist who is described most like its own.

    Parameters
    ----------
    store : GraphStore
    similar : callable
        Artists described most like one.
    taste : Taste
    facts : mapping of str to TrackFacts
        Of the loved tracks.
    week : str
    config : WeeklyConfig
    """
    loved: dict[str, list[str]] = {}
    plays: Counter[str] = Counter()
    for track, times in taste.loved:
        if track in facts and facts[track].artists:
            loved.setdefault(facts[track].artists[0], []).append(track)
            plays[facts[track].artists[0]] += times
    near: dict[str, list[tuple[float, str]]] = {}
    for artist in sorted(loved, key=lambda artist: (-plays[artist], artist))[:ARTISTS]:
        for other, cosine in similar(artist, NEAR):
            if cosine >= ALIKE and other not in loved:
                near.setdefault(other, []).append((cosine * plays[artist] ** 0.5, artist))
    closest = sorted((-sum(gain for gain, _ in by), other) for other, by in near.items())
    rows = [[other, -score, max(near[other])[1]] for score, other in closest]
    found = store.stream(
        "recommend/cultural",
        user=taste.user,
        week=week,
        rows=rows[:WORDED],
        few=FEW,
        fan=WORDED_TRACKS,
        limit=limit_of("cultural", config),
    )
    return {
        track: Candidate(track, score, Evidence(tuple(loved[played][:LOVED]), tuple(via)))
        for track, score, played, via in found
    }


GRAPH_SOURCES: Mapping[str, Callable[[WeeklyConfig], dict[str, int]]] = {
    "co_listens": lambda config: {},
    "shared_taste": lambda config: {"fan": FAN, "peers": PEERS, "supernode": config.supernode},
    "playlists": lambda config: {"lists": LISTS, "longest": LONGEST_LIST},
    "related_artists": lambda config: {"artists": ARTISTS, "fan": ARTIST_TRACKS},
}


def limit_of(source: str, config: WeeklyConfig) -> int:
    """Return how many candidates to take: what stands deep in a light source decides nothing."""
    if source == "co_listens":
        return config.candidates
    return max(config.tracks, config.candidates // 3)


def weights(config: Config) -> dict[str, float]:
    """Return the weight of each source that is switched on."""
    return {name: weight for name, weight in asdict(config.sources).items() if weight > 0}
