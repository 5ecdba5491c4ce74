"""The map of somebody's taste: all music laid out once, and what is theirs pointed out in it."""

from __future__ import annotations

import json
import logging
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from ..core.errors import ModelError, NotEnoughData, UnknownNode
from ..core.folder import put, take
from ..core.home import Home
from ..core.progress import Progress, Silent
from ..core.vectors import Vectors
from ..embeddings.layout import lay_out
from ..embeddings.scenes import find_scenes, middles, particular_words
from ..formats.map_page import MapPage, Mark, Scene, write_map
from ..graph.map import (
    MapTrack,
    drawn_from,
    map_plays,
    map_tracks,
    map_vectors,
    map_words,
)
from ..graph.store import GraphStore
from ..graph.users import known_user
from ..graph.weeks import read_week

log = logging.getLogger(__name__)
FORM = 1
"""Of the layout: another number where the same vectors are to be laid out anew."""
WORDS, ASKED = 2, 6
"""Words that name a scene, and those that they are chosen among."""


def taste_map(store: GraphStore, home: Home, user: str, *, progress: Progress | None = None) -> str:
    """Return the map of all music as one HTML file, with what `user` plays and their newest week.

    The layout is kept in the home and drawn again only when something was learned since, so the
    same graph gives the same map, and the second person's comes fast. It holds nobody's listens.

    Parameters
    ----------
    store : GraphStore
    home : Home
    user : str
    progress : Progress, optional

    Raises
    ------
    UnknownNode
        If there is no such user.
    NotEnoughData
        If nothing was learned yet that tracks could be laid out by.
    """
    known_user(store, user)
    places = _places(store, home, progress or Silent())
    found = map_tracks(store)
    tracks = [track for track in found if track.id in places]
    if not tracks:
        raise NotEnoughData("no track of the map is in the graph any more; run `discograph train`")
    spots = places.matrix[[places.rows[track.id] for track in tracks]]
    return write_map(_page(store, user, tracks, spots, unplaced=len(found) - len(tracks)))


def _places(store: GraphStore, home: Home, watcher: Progress) -> Vectors:
    """Return the layout of what was learned last, from the home where it is there."""
    wanted = {"form": FORM, "runs": drawn_from(store)}
    try:
        manifest, path = take(home.map)
        if {name: manifest.get(name) for name in wanted} == wanted:
            return _read(path)
    except (ModelError, OSError):
        pass  # not there yet, damaged, or just replaced by another's: it is made again
    vectors = map_vectors(store)
    if not vectors:
        raise NotEnoughData(
            "nothing was learned yet that tracks could be laid out by; `discograph import` a "
            "history, then `discograph train`"
        )
    began = time.monotonic()
    places = lay_out(vectors, progress=watcher)
    log.info("laid out %d tracks in %.1f s", len(places), time.monotonic() - began)
    home.make()
    put(home.map, ".npz", lambda path: _write(path, places), wanted)
    return places


def _write(path: Path, places: Vectors) -> None:
    ids = np.frombuffer(json.dumps(list(places.ids)).encode(), np.uint8)
    with path.open("wb") as file:
        np.savez(file, ids=ids, places=places.matrix)


def _read(path: Path) -> Vectors:
    with np.load(path, allow_pickle=False) as arrays:
        return Vectors(json.loads(arrays["ids"].tobytes()), arrays["places"])


def _page(
    store: GraphStore,
    user: str,
    tracks: Sequence[MapTrack],
    places: NDArray[np.float32],
    *,
    unplaced: int,
) -> MapPage:
    row_of = {track.id: row for row, track in enumerate(tracks)}
    plays = map_plays(store, user)
    mine = {row_of[id]: number for id, number in plays.items() if id in row_of}
    times, own = np.zeros(len(tracks), np.int64), np.zeros(len(tracks), np.bool_)
    times[list(mine)], own[list(mine)] = list(mine.values()), True
    scene = find_scenes(places)
    week, marks = _marks(store, user, row_of)
    return MapPage(
        user=user,
        week=week,
        titles=[track.title for track in tracks],
        artists=[track.name or "" for track in tracks],
        places=places,
        listeners=np.array([track.listeners for track in tracks], np.int64),
        plays=times,
        own=own,
        scene=scene,
        scenes=[
            Scene(name=name, x=float(x), y=float(y))
            for name, (x, y) in zip(
                _names(tracks, scene, map_words(store)), middles(places, scene), strict=True
            )
        ],
        marks=marks,
        unplaced=unplaced,
    )


def _marks(
    store: GraphStore, user: str, row_of: Mapping[str, int]
) -> tuple[str | None, list[Mark]]:
    """Return a user's newest week and its tracks on the map; None before the first week."""
    try:
        week = read_week(store, user)
    except UnknownNode:
        return None, []
    return week["week"], [
        Mark(row=row_of[track["id"]], position=track["position"], reason=track["reason"])
        for track in week["tracks"]
        if track["id"] in row_of
    ]


def _names(
    tracks: Sequence[MapTrack],
    scene: NDArray[np.int32],
    words: Mapping[str, Mapping[str, float]],
) -> list[str]:
    """Return what scenes are called: their words, else their artists whom most people play."""
    terms = sorted(set().union(*words.values()))
    column = {term: at for at, term in enumerate(terms)}
    said = [words.get(track.artist or "", {}) for track in tracks]
    indptr = np.cumsum([0, *map(len, said)])
    columns = np.array([column[term] for told in said for term in told], np.int64)
    weights = np.array([weight for told in said for weight in told.values()], np.float64)
    matrix = csr_array((weights, columns, indptr), shape=(len(tracks), len(terms)))
    found = particular_words(scene, matrix, n=ASKED) if terms else [[]] * (int(scene.max()) + 1)
    heard: list[Counter[str]] = [Counter() for _ in found]
    for track, number in zip(tracks, scene.tolist(), strict=True):
        if track.name is not None:
            heard[number][track.name] += track.listeners
    return [
        " · ".join(_plain([terms[at] for at in mine]))
        or ", ".join(name for name, _ in heard[number].most_common(WORDS))
        or f"scene {number + 1}"
        for number, mine in enumerate(found)
    ]


def _plain(words: Sequence[str]) -> list[str]:
    """Return the first words that say something of their own: no `folk` beside `harbour folk`."""
    parts = [set(word.split()) for word in words]
    found: list[int] = []
    for at, mine in enumerate(parts):
        if not any(mine < other for other in parts) and not any(mine & parts[to] for to in found):
            found.append(at)
    return [words[at] for at in found[:WORDS]]
