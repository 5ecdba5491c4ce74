"""A week drawn as a graph: the person, what they love, what lies between, and the new around."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
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
BETWEEN = (0.62, 0.5, 0.75)
"""How far on the way to a track something lies: one thing, or the first and last of several."""
THINGS_GAP = 30.0


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
        Of the node; what has the same kind and id is drawn once.
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
    the left. Loved tracks stand inside, each at the height of what hangs on it.

    Parameters
    ----------
    strands : sequence of Strand
        Each with another position.
    """
    ordered = _neighbours(strands)
    rows = max(1, math.ceil(len(ordered) / 2))
    height = rows * ROW + 2 * MARGIN
    tracks = _tracks(ordered, rows, height)
    loved = _loved(ordered, tracks, height)
    things = _things(ordered, tracks, loved)
    lines = [*_from_person(loved, height), *_to_tracks(ordered, tracks, loved, things)]
    dots = (*loved.values(), *dict.fromkeys(d for found in things.values() for d in found))
    return Picture(
        width=WIDTH, height=height, dots=(*dots, *tracks.values()), lines=tuple(lines)
    )  # fmt: skip


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


def _tracks(ordered: Sequence[Strand], rows: int, height: int) -> dict[int, Dot]:
    dots = {}
    for place, strand in enumerate(ordered):
        left = place >= rows
        row = 2 * rows - 1 - place if left else place
        y = MARGIN + (row + 0.5) * ROW
        dots[strand.position] = Dot(
            kind="track",
            x=_across(bent(TRACKS, y, height), left=left),
            y=y,
            left=left,
            name=strand.title,
            more=strand.artist,
            tracks=(strand.position,),
            source=strand.source,
        )
    return dots


def _loved(
    ordered: Sequence[Strand], tracks: Mapping[int, Dot], height: int
) -> dict[str, Dot]:  # fmt: skip
    """Return where loved tracks stand: the first of each strand, and those of several."""
    strands: dict[str, list[Strand]] = {}
    named: dict[str, Loved] = {}
    for strand in ordered:
        for loved in strand.loved:
            strands.setdefault(loved.id, []).append(strand)
            named[loved.id] = loved
    first = {strand.loved[0].id for strand in ordered if strand.loved}
    drawn = [id for id, found in strands.items() if id in first or len(found) > 1]
    dots: dict[str, Dot] = {}
    for left in (False, True):
        here = [id for id in drawn if _mostly_left(strands[id], tracks) is left]
        wanted = [_mean(tracks[s.position].y for s in strands[id]) for id in here]
        inner = [height / 2 + LOVED_HEIGHT * (y - height / 2) for y in wanted]
        for id, y in zip(here, apart(inner, LOVED_GAP), strict=True):
            dots[id] = Dot(
                kind="loved",
                x=_across(bent(LOVED, y, height), left=left),
                y=y,
                left=left,
                name=named[id].title,
                more=named[id].artist or "",
                tracks=tuple(s.position for s in strands[id]),
                source=strands[id][0].source,
            )
    return dots


def _things(
    ordered: Sequence[Strand], tracks: Mapping[int, Dot], loved: Mapping[str, Dot]
) -> dict[int, tuple[Dot, ...]]:
    """Return what is drawn on the way to each track: what lies between, else the people."""
    places: dict[tuple[str, str], list[tuple[Strand, float, float]]] = {}
    for strand in ordered:
        keys = _keys(strand)
        for key, share in zip(keys, _shares(len(keys)), strict=True):
            start, end = loved[strand.loved[0].id], tracks[strand.position]
            at = start.x + share * (end.x - start.x), start.y + eased(share) * (end.y - start.y)
            places.setdefault(key, []).append((strand, *at))
    dots = {key: _thing(key, found) for key, found in places.items()}
    for left in (False, True):
        here = [key for key, dot in dots.items() if dot.left is left]
        for key, y in zip(here, apart([dots[key].y for key in here], THINGS_GAP), strict=True):
            people = crowd(places[key][0][0].listeners, dots[key].x, y)
            dots[key] = replace(dots[key], y=y, people=people if key[0] == "people" else ())
    return {s.position: tuple(dots[key] for key in _keys(s)) for s in ordered}


def _thing(key: tuple[str, str], found: Sequence[tuple[Strand, float, float]]) -> Dot:
    x, y = _mean(x for _, x, _ in found), _mean(y for _, _, y in found)
    first = found[0][0]
    names = {(thing.kind, thing.id): thing.name for thing in first.between}
    return Dot(
        kind=key[0],
        x=x,
        y=y,
        left=x < MIDDLE,
        name=names.get(key, str(first.listeners)),
        more="",
        tracks=tuple(strand.position for strand, _, _ in found),
        source=first.source,
    )


def _keys(strand: Strand) -> list[tuple[str, str]]:
    if not strand.loved:
        return []
    if strand.between:
        return list(dict.fromkeys((b.kind, b.id) for b in strand.between))
    return [("people", str(strand.position))] if strand.listeners else []


def _shares(n: int) -> list[float]:
    one, first, last = BETWEEN
    return [one] if n == 1 else [first + (last - first) * at / (n - 1) for at in range(n)]


def _from_person(loved: Mapping[str, Dot], height: int) -> Iterator[Line]:
    for dot in loved.values():
        yield _line([(MIDDLE, height / 2), (dot.x, dot.y)], dot.tracks, dot.source, "love")


def _to_tracks(
    ordered: Sequence[Strand],
    tracks: Mapping[int, Dot],
    loved: Mapping[str, Dot],
    things: Mapping[int, tuple[Dot, ...]],
) -> Iterator[Line]:
    for strand in ordered:
        end, at = tracks[strand.position], (strand.position,)
        for place, behind in enumerate(strand.loved):
            if behind.id in loved:
                way = [loved[behind.id], *(() if place else things[strand.position]), end]
                kind = "second" if place else "lead"
                yield _line([(dot.x, dot.y) for dot in way], at, strand.source, kind)


def _line(
    points: Sequence[tuple[float, float]], tracks: tuple[int, ...], source: str, kind: str
) -> Line:
    """Return a curve through points that leaves and reaches each of them level."""
    parts = [f"M{points[0][0]:.1f} {points[0][1]:.1f}"]
    for (x, y), (to_x, to_y) in pairwise(points):
        half = (x + to_x) / 2
        parts.append(f"C{half:.1f} {y:.1f} {half:.1f} {to_y:.1f} {to_x:.1f} {to_y:.1f}")
    return Line(d="".join(parts), tracks=tracks, source=source, kind=kind)


def _across(far: float, *, left: bool) -> float:
    return MIDDLE - far if left else MIDDLE + far


def _mostly_left(strands: Sequence[Strand], tracks: Mapping[int, Dot]) -> bool:
    left = sum(tracks[strand.position].left for strand in strands)
    return 2 * left > len(strands) or (
        2 * left == len(strands) and tracks[strands[0].position].left
    )


def _mean(values: Iterable[float]) -> float:
    found = list(values)
    return sum(found) / len(found)
