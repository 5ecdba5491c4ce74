"""The graph model as a picture: `python docs/making/model.py` writes it anew."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from math import cos, hypot, pi, sin
from pathlib import Path

FILE = Path(__file__).parents[1] / "images" / "graph-model.svg"
WIDTH, HEIGHT, RADIUS = 970, 705, 46
INK, PAPER = "#23232b", "#fbfaf7"
_ARROW, _LOOP = 9.0, 131.0

NODES = {
    "User": (130, 300), "Playlist": (290, 124), "Alias": (480, 124), "Track": (480, 300),
    "Work": (296, 440), "Page": (650, 124), "Artist": (800, 300), "Term": (664, 436),
}  # fmt: skip
KINDS = {
    "brought by files": "#4361a6", "read in pages": "#2f7d4f", "learned": "#b4541f"
}  # fmt: skip


@dataclass(frozen=True)
class Edge:
    """A type of relationship between two labels.

    Parameters
    ----------
    bend : float
        How far it swings out to its left, in widths of a node; of a loop its direction in degrees.
    """

    source: str
    type: str
    target: str
    kind: str
    bend: float = 0.0


BROUGHT, READ, LEARNED = KINDS
EDGES = (
    Edge("User", "LISTENED", "Track", BROUGHT, 0.35),
    Edge("User", "SAVED", "Track", BROUGHT, -0.35),
    Edge("User", "OWNS", "Playlist", BROUGHT),
    Edge("User", "VISITED", "Artist", BROUGHT, -8),
    Edge("User", "TAGGED", "Artist", BROUGHT, -7.1),
    Edge("Playlist", "CONTAINS", "Track", BROUGHT),
    Edge("Alias", "NAMES", "Track", BROUGHT),
    Edge("Alias", "STANDS_WITH", "Alias", BROUGHT, 90),
    Edge("Track", "VERSION_OF", "Work", BROUGHT),
    Edge("Track", "BY", "Artist", BROUGHT),
    Edge("User", "SIMILAR", "User", LEARNED, 180),
    Edge("Track", "CO_LISTENED", "Track", LEARNED, 258),
    Edge("Artist", "RELATED", "Artist", LEARNED, 38),
    Edge("Artist", "MENTIONED_WITH", "Artist", READ, 322),
    Edge("Page", "MENTIONS", "Track", READ),
    Edge("Page", "MENTIONS", "Artist", READ),
    Edge("Track", "DESCRIBED_BY", "Term", READ, 0.4),
    Edge("Artist", "DESCRIBED_BY", "Term", READ, -0.4),
    Edge("Term", "DESCRIBES", "Track", READ, 0.4),
    Edge("Term", "DESCRIBES", "Artist", READ, -0.4),
)


def picture() -> str:
    """Return the picture as SVG."""
    return "\n".join(_lines()) + "\n"


def _lines() -> Iterator[str]:
    what = "; ".join(f"{e.source} {e.type} {e.target}" for e in EDGES)
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" '
        'font-family="system-ui, sans-serif" text-anchor="middle">'
    )
    yield f"<title>The graph model</title><desc>{escape(what)}</desc>"
    yield f'<rect width="{WIDTH}" height="{HEIGHT}" rx="14" fill="{PAPER}"/>'
    for edge in EDGES:
        yield from _edge(edge)
    for label, (x, y) in NODES.items():
        look = f'fill="#fff" stroke="{INK}" stroke-width="2"'
        yield f'<circle cx="{x}" cy="{y}" r="{RADIUS}" {look}/>'
        yield _text(label, x, y + 5, f'font-size="16" font-weight="600" fill="{INK}"')
    for row, (kind, colour) in enumerate(KINDS.items()):
        y = 28 + 22 * row
        yield f'<path d="M20 {y}h30" stroke="{colour}" stroke-width="2.5"/>'
        yield _text(kind, 58, y + 5, f'font-size="14" text-anchor="start" fill="{INK}"')
    yield "</svg>"


def _edge(edge: Edge) -> Iterator[str]:
    if edge.source == edge.target:
        line, tip, back, middle = _loop(edge)
    else:
        line, tip, back, middle = _curve(edge)
    colour = KINDS[edge.kind]
    yield f'<path d="{line}" fill="none" stroke="{colour}" stroke-width="2"/>'
    yield f'<path d="{_head(tip, back)}" fill="{colour}"/>'
    bold = 'font-size="12.5" font-weight="600" paint-order="stroke"'
    yield _text(
        edge.type,
        middle[0],
        middle[1] + 4,
        f'{bold} fill="{colour}" stroke="{PAPER}" stroke-width="5"',
    )


def _text(text: str, x: float, y: float, look: str) -> str:
    return f'<text x="{x:.0f}" y="{y:.0f}" {look}>{escape(text)}</text>'


Point = tuple[float, float]


def _curve(edge: Edge) -> tuple[str, Point, Point, Point]:
    """Return the line of an edge, where it ends, whence it comes there, and its middle."""
    (x, y), (u, v) = NODES[edge.source], NODES[edge.target]
    length = hypot(u - x, v - y)
    swing = 2 * RADIUS * edge.bend
    over = ((x + u) / 2 + swing * (v - y) / length, (y + v) / 2 - swing * (u - x) / length)
    start, tip = _towards((x, y), over), _towards((u, v), over)
    middle = tuple(a / 4 + b / 2 + c / 4 for a, b, c in zip(start, over, tip, strict=True))
    line = "M{:.1f} {:.1f}Q{:.1f} {:.1f} {:.1f} {:.1f}".format(*start, *over, *tip)
    return line, tip, over, (middle[0], middle[1])


def _loop(edge: Edge) -> tuple[str, Point, Point, Point]:
    x, y = NODES[edge.source]
    turns = [edge.bend / 180 * pi + way for way in (-0.55, 0.55)]
    far = [(x + _LOOP * cos(t), y - _LOOP * sin(t)) for t in turns]
    start, tip = (_towards((x, y), point) for point in far)
    line = "M{:.1f} {:.1f}C{:.1f} {:.1f} {:.1f} {:.1f} {:.1f} {:.1f}".format(
        *start, *far[0], *far[1], *tip
    )
    middle = [(a + 3 * b + 3 * c + d) / 8 for a, b, c, d in zip(start, *far, tip, strict=True)]
    return line, tip, far[1], (middle[0], middle[1])


def _towards(centre: Point, point: Point) -> Point:
    """Return where the way from a node's centre to a point leaves the node."""
    length = hypot(point[0] - centre[0], point[1] - centre[1])
    share = (RADIUS + 3) / length
    return tuple(c + share * (p - c) for c, p in zip(centre, point, strict=True))  # type: ignore[return-value]


def _head(tip: Point, back: Point) -> str:
    length = hypot(back[0] - tip[0], back[1] - tip[1])
    along = ((back[0] - tip[0]) / length, (back[1] - tip[1]) / length)
    sides = [
        (
            tip[0] + _ARROW * (1.3 * along[0] + side * along[1]),
            tip[1] + _ARROW * (1.3 * along[1] - side * along[0]),
        )
        for side in (-0.6, 0.6)
    ]
    return "M{:.1f} {:.1f}L{:.1f} {:.1f}L{:.1f} {:.1f}Z".format(*tip, *sides[0], *sides[1])


if __name__ == "__main__":
    FILE.write_text(picture(), encoding="utf-8")
