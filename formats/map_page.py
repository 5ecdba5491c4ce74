"""All music as a map that asks nothing of any host: where somebody is at home, and what is new."""

from __future__ import annotations

import json
from base64 import b64encode
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .document import cut, render

LONGEST = 120
"""Characters of a name; a map has fifty thousand."""
STEPS = 65_535
"""A place is told in so many steps each way: finer than a point at any zoom."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """A part of the map.

    Parameters
    ----------
    name : str
    x, y : float, -1..1
        Where its name stands.
    """

    name: str
    x: float
    y: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A track of the person's week.

    Parameters
    ----------
    row : int
        Which track of the map.
    position : int
        In the week.
    reason : str
    """

    row: int
    position: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class MapPage:
    """A map, and whose.

    Parameters
    ----------
    user : str
    week : str or None
        As ``2026-W47``, the one whose tracks are marked.
    titles : sequence of str
    artists : sequence of str
        ``""`` where nobody is known.
    places : ndarray [shape=(n, 2), float32, -1..1]
        Of the tracks, y upwards.
    listeners, plays : ndarray [shape=(n,), int]
        How many people play a track, and how often the person does.
    own : ndarray [shape=(n,), bool]
        What the person plays or saved.
    scene : ndarray [shape=(n,), int32]
        Which of `scenes` a track is of.
    scenes : sequence of Scene
        The largest first.
    marks : sequence of Mark
        In the order of the week.
    unplaced : int
        Tracks of which nothing is known that could place them.
    """

    user: str
    week: str | None
    titles: Sequence[str]
    artists: Sequence[str]
    places: NDArray[np.float32]
    listeners: NDArray[np.int64]
    plays: NDArray[np.int64]
    own: NDArray[np.bool_]
    scene: NDArray[np.int32]
    scenes: Sequence[Scene]
    marks: Sequence[Mark]
    unplaced: int = 0


def write_map(page: MapPage) -> str:
    """Return the map as one HTML file; the same map is the same text.

    Nothing in it is fetched from anywhere, and its own policy forbids that. Of other people it
    holds how many play a track, and nothing else.
    """
    return render(
        "map_page",
        {},
        page=page,
        tracks=len(page.titles),
        own=int(page.own.sum()),
        rows=_scene_rows(page),
        marks=[_mark(page, mark) for mark in page.marks],
        data=_data(page),
    )


def _scene_rows(page: MapPage) -> list[dict[str, Any]]:
    """Return what the table tells of each scene, where the person is most at home first."""
    size = np.bincount(page.scene, minlength=len(page.scenes))
    own = np.bincount(page.scene[page.own], minlength=len(page.scenes))
    new = Counter(int(page.scene[mark.row]) for mark in page.marks)
    rows = [
        {
            "number": number,
            "name": scene.name,
            "tracks": int(size[number]),
            "own": int(own[number]),
            "new": new[number],
        }
        for number, scene in enumerate(page.scenes)
    ]
    return sorted(rows, key=lambda row: (-row["own"], -row["new"], row["number"]))


def _mark(page: MapPage, mark: Mark) -> dict[str, Any]:
    return {
        "row": mark.row,
        "position": mark.position,
        "title": page.titles[mark.row],
        "artist": page.artists[mark.row],
        "scene": page.scenes[page.scene[mark.row]].name,
    }


def _data(page: MapPage) -> str:
    """Return all that is drawn as JSON in which nothing can end the element that holds it."""
    names = list(dict.fromkeys(page.artists))
    number = {name: at for at, name in enumerate(names)}
    spots = np.rint((np.clip(page.places, -1, 1) + 1) * (STEPS / 2))
    mine = np.flatnonzero(page.own)
    told = {
        "places": _packed(spots, "<u2"),
        "scene": _packed(page.scene, "<u2"),
        "listeners": _packed(page.listeners, "<u4"),
        "artist": _packed(np.array([number[name] for name in page.artists]), "<u4"),
        "own": _packed(mine, "<u4"),
        "plays": _packed(page.plays[mine], "<u4"),
        "titles": [cut(title, LONGEST) for title in page.titles],
        "artists": [cut(name, LONGEST) for name in names],
        "scenes": [
            {"name": cut(scene.name, LONGEST), "x": round(scene.x, 4), "y": round(scene.y, 4)}
            for scene in page.scenes
        ],
        "marks": [
            {"row": mark.row, "position": mark.position, "reason": cut(mark.reason, 400)}
            for mark in page.marks
        ],
    }
    text = json.dumps(told, separators=(",", ":"))  # ASCII: no character is one to a parser
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _packed(values: NDArray[Any], kind: str) -> str:
    return b64encode(values.astype(kind).tobytes()).decode()
