"""A week drawn as a graph: the person, what they love, what lies between, and the new around."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from .places import apart, bent, crowd, eased

WIDTH = 1280
MIDDLE = WIDTH / 2
ROW = 46
"""From a track to the next on its side."""
MARGIN = 34
LOVED, TRACKS = 160.0, 405.0
"""Half axes, across, of the two ellipses that loved and new tracks stand on."""
LOVED_HEIGHT = 0.9
"""The inner ellipse is that much lower than the outer."""
LOVED_GAP = 25.0
SHELF = 105.0
"""What a loved track's name stands on: its lines leave level, as long as that."""
BETWEEN = (0.7, 0.6, 0.8)
"""How far on the way to a track something lies: one thing, or the first and last of several."""
THINGS_GAP = 30.0

_Key = tuple[str, str]  # of what lies between: its kind and id


@dataclass(frozen=True, slots=True, kw_only=True)
class Loved:
    """A track of the person that others hang on; `artist` is None where only an id is known."""

    id: str
    title: str
    artist: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Between:
    """What lies between a loved track and a new one.

    Parameters
    ----------
    kind : str
        ``"artist"``, ``"playlist"``, ``"word"`` or ``"sound"``.
    id : str
        Of the node; what has the same kind and id is drawn once on each side of the person.
    name : str
    """

    kind: str
    id: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Strand:
    """One new track, and what leads there.

    Parameters
    ----------
    position : int
        In the week.
    title, artist : str
    source : str
        That gave most of its score.
    loved : tuple of Loved
        The one that it hangs on first.
    listeners : int
        Other people who play both.
    between : tuple of Between
    """

    position: int
    title: str
    artist: str
    source: str
    loved: tuple[Loved, ...]
    listeners: int
    between: tuple[Between, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Dot:
    """Something in the picture.

    Parameters
    ----------
    kind : str
        ``"track"``, ``"loved"``, ``"people"`` or that of a `Between`.
    x, y : float
    left : bool
        Whether it stands left of the person.
    name, more : str
    tracks : tuple of int
        Positions of the tracks that it leads to.
    source : str
        The leading one of the first of these.
    people : tuple of (float, float)
        Where each of a crowd stands.
    """

    kind: str
    x: float
    y: float
    left: bool
    name: str
    more: str
    tracks: tuple[int, ...]
    source: str
    people: tuple[tuple[float, float], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A curve: its SVG path, the positions it leads to, their source; the second reason faint."""

    d: str
    tracks: tuple[int, ...]
    source: str
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """Dots and lines, in a space of `width` x `height`; the person stands in the middle."""

    width: int
    height: int
    dots: tuple[Dot, ...]
    lines: tuple[Line, ...]


def draw(strands: Sequence[Strand]) -> Picture:
    """Return the picture of a week; the same week is the same picture.

    New tracks stand in two columns bent around the person, those of a common loved track next to
    each other, in the order of the week as far as that allows: down on the right, and up again on
    the left. Loved tracks stand inside, each at the height of what hangs on it, and on both sides
    where that does.

    Parameters
    ----------
    strands : sequence of Strand
        Each with another position.
    """
    ordered = _neighbours(strands)
    rows = max(1, math.ceil(len(ordered) / 2))
    height = rows * ROW + 2 * MARGIN
    right = _Side(ordered[:rows], height, left=False)
    left = _Side(ordered[rows:][::-1], height, left=True, first_row=2 * rows - len(ordered))
    dots = [*right.dots(), *left.dots()]
    return Picture(
        width=WIDTH,
        height=height,
        dots=tuple(sorted(dots, key=lambda dot: dot.kind == "track")),  # stable: clockwise
        lines=(*right.lines(), *left.lines()),
    )


def _neighbours(strands: Sequence[Strand]) -> list[Strand]:
    """Return strands in their order, but each followed by those that share a loved track."""
    hanging: dict[str, list[Strand]] = {}
    for strand in sorted(strands, key=lambda s: s.position):
        for loved in strand.loved:
            hanging.setdefault(loved.id, []).append(strand)
    found: dict[int, Strand] = {}
    waiting = sorted(strands, key=lambda s: -s.position)
    while waiting:
        strand = waiting.pop()
        if strand.position not in found:
            found[strand.position] = strand
            for loved in reversed(strand.loved):
                waiting += reversed(hanging[loved.id])
    return list(found.values())


class _Side:
    """One half of a picture: where everything of its strands stands, from the top down.

    Parameters
    ----------
    strands : sequence of Strand
        One a row.
    height : int
    left : bool
    first_row : int
    """

    def __init__(
        self, strands: Sequence[Strand], height: int, *, left: bool, first_row: int = 0
    ) -> None:
        self._strands = strands
        self._height = height
        self._left = left
        self._tracks = {
            strand.position: self._track(strand, MARGIN + (row + 0.5) * ROW)
            for row, strand in enumerate(strands, start=first_row)
        }
        self._loved = self._place_loved()
        self._things = self._place_things()

    def dots(self) -> Iterator[Dot]:
        """Yield all of them, tracks in the order of their places on the way around."""
        yield from self._loved.values()
        yield from self._things.values()
        yield from list(self._tracks.values())[:: -1 if self._left else 1]

    def lines(self) -> Iterator[Line]:
        """Yield those from the person, then those to tracks."""
        for dot in self._loved.values():
            points = [(MIDDLE, self._height / 2), (dot.x, dot.y)]
            yield _line(points, dot.tracks, dot.source, "love")
        for strand in self._strands:
            for place, behind in enumerate(strand.loved):
                if (start := self._loved.get(behind.id)) is not None:
                    between = [] if place else [self._things[key] for key in _keys(strand)]
                    way = [*between, self._tracks[strand.position]]
                    points = [(start.x, start.y), (self._edge(start), start.y)]
                    points += [(dot.x, dot.y) for dot in way]
                    kind = "second" if place else "lead"
                    yield _line(points, (strand.position,), strand.source, kind)

    def _across(self, far: float) -> float:
        return MIDDLE - far if self._left else MIDDLE + far

    def _edge(self, loved: Dot) -> float:
        return loved.x + (-SHELF if self._left else SHELF)

    def _track(self, strand: Strand, y: float) -> Dot:
        return Dot(
            kind="track",
            x=self._across(bent(TRACKS, y, self._height)),
            y=y,
            left=self._left,
            name=strand.title,
            more=strand.artist,
            tracks=(strand.position,),
            source=strand.source,
        )

    def _place_loved(self) -> dict[str, Dot]:
        """Return where loved tracks stand: the first of each strand, and those of several."""
        strands: dict[str, list[Strand]] = {}
        named: dict[str, Loved] = {}
        for strand in self._strands:
            for loved in strand.loved:
                strands.setdefault(loved.id, []).append(strand)
                named[loved.id] = loved
        first = {strand.loved[0].id for strand in self._strands if strand.loved}
        drawn = [id for id, found in strands.items() if id in first or len(found) > 1]
        middle = self._height / 2
        heights = [_mean(self._tracks[s.position].y for s in strands[id]) for id in drawn]
        inner = [middle + LOVED_HEIGHT * (y - middle) for y in heights]
        return {
            id: Dot(
                kind="loved",
                x=self._across(bent(LOVED, y, self._height)),
                y=y,
                left=self._left,
                name=named[id].title,
                more=named[id].artist or "",
                tracks=tuple(s.position for s in strands[id]),
                source=strands[id][0].source,
            )
            for id, y in zip(drawn, apart(inner, LOVED_GAP), strict=True)
        }

    def _place_things(self) -> dict[_Key, Dot]:
        """Return what is drawn on the way to tracks: what lies between, else the people."""
        places: dict[_Key, list[tuple[Strand, float, float]]] = {}
        for strand in self._strands:
            keys = _keys(strand)
            for key, share in zip(keys, _shares(len(keys)), strict=True):
                start, end = self._loved[strand.loved[0].id], self._tracks[strand.position]
                x, edge = start.x + share * (end.x - start.x), self._edge(start)
                y = start.y + eased((x - edge) / (end.x - edge)) * (end.y - start.y)
                places.setdefault(key, []).append((strand, x, y))
        heights = [_mean(y for _, _, y in found) for found in places.values()]
        return {
            key: self._thing(key, found, y)
            for (key, found), y in zip(
                places.items(), apart(heights, THINGS_GAP), strict=True
            )
        }  # fmt: skip

    def _thing(self, key: _Key, found: Sequence[tuple[Strand, float, float]], y: float) -> Dot:
        x, first = _mean(x for _, x, _ in found), found[0][0]
        names = {(thing.kind, thing.id): thing.name for thing in first.between}
        return Dot(
            kind=key[0],
            x=x,
            y=y,
            left=self._left,
            name=names.get(key, str(first.listeners)),
            more="",
            tracks=tuple(strand.position for strand, _, _ in found),
            source=first.source,
            people=crowd(first.listeners, x, y) if key[0] == "people" else (),
        )


def _keys(strand: Strand) -> list[_Key]:
    if not strand.loved:
        return []
    if strand.between:
        return list(dict.fromkeys((thing.kind, thing.id) for thing in strand.between))
    return [("people", str(strand.position))] if strand.listeners else []


def _shares(n: int) -> list[float]:
    one, first, last = BETWEEN
    return [one] if n == 1 else [first + (last - first) * at / (n - 1) for at in range(n)]


def _line(
    points: Sequence[tuple[float, float]], tracks: tuple[int, ...], source: str, kind: str
) -> Line:
    """Return a curve through points that leaves and reaches each of them level."""
    parts = [f"M{points[0][0]:.1f} {points[0][1]:.1f}"]
    for (x, y), (to_x, to_y) in pairwise(points):
        half = (x + to_x) / 2
        parts.append(f"C{half:.1f} {y:.1f} {half:.1f} {to_y:.1f} {to_x:.1f} {to_y:.1f}")
    return Line(d="".join(parts), tracks=tracks, source=source, kind=kind)


def _mean(values: Iterable[float]) -> float:
    found = list(values)
    return sum(found) / len(found)
