"""The guide that Neo4j Browser plays: shipped queries in slides, begun with people's own values."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from ...core.templates import templates
from ...cypher.loader import ROOT, load
from ..store import GraphStore, Row

if TYPE_CHECKING:
    from jinja2 import Template

HERE = Path(__file__).parent
STYLE = HERE / "discograph.grass"
PEOPLE = 12
"""People whose values are offered."""
SHOWN = {"limit": 12, "shared": 2}
"""How much a picture shows, so that it can be read."""


def write_style() -> str:
    """Return the style: one colour, size and caption for each label and type, as GraSS."""
    return STYLE.read_text(encoding="utf-8")


def write_guide(store: GraphStore) -> str:
    """Return the guide as the HTML that ``:play`` takes.

    It offers the values that the queries begin with: of each person of the house an artist and
    a track of their week. Whatever names hold is text there.
    """
    people = [_person(row) for row in store.read("read/people_to_guide", limit=PEOPLE)]
    return _template().render(people=people)


def files(store: GraphStore) -> dict[str, str]:
    """Return style, guide and the queries for people, by file name, for any Neo4j Browser."""
    queries = {file.name: file.read_text(encoding="utf-8") for file in _queries()}
    return {STYLE.name: write_style(), "guide.html": write_guide(store), **queries}


def literal(value: str | int) -> str:
    r"""Return a value as Cypher writes it.

    >>> print(literal("it's \\"))
    'it\'s \\'
    """
    if isinstance(value, int):
        return str(value)
    marks = {"\\": "\\\\", "'": "\\'", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
    return "'" + "".join(marks.get(char, char) for char in value) + "'"


def _person(row: Row) -> dict[str, str | int]:
    """Return the values of the queries' parameters that somebody begins with."""
    first, second = [*row["artists"], "", ""][:2]
    return {
        "user": row["user"],
        "week": "",
        "track": row["track"] or "",
        "artist": first,
        "one": first,
        "other": row["served"] if row["served"] not in (None, first) else second,
        **SHOWN,
    }


def _queries() -> list[Path]:
    return sorted((ROOT / "browse").glob("*.cypher"))


@cache
def _template() -> Template:
    house = templates(HERE)
    house.filters["literal"] = literal
    house.globals["query"] = lambda name: load(f"browse/{name}").text
    return house.get_template("guide.html")
