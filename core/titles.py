"""A title taken apart: the name that all versions share, and the marks of this version."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from .folding import canonical, words
from .versions import mark_of, uncredited

_OPEN, _CLOSE = "([{「『【《〈", ")]}」』】》〉"
_DASH = r"\s[-\u2010-\u2015\u2212~]+(?=\s)|\s[-~](?=[^-~\s][^-~]*[-~]$)"
_JOINT = re.compile(rf"[{re.escape(_OPEN + _CLOSE)}]|{_DASH}")
_SIGNS = frozenset(_OPEN + _CLOSE + "-\u2010\u2011\u2012\u2013\u2014\u2015\u2212~")
_PARTS = re.compile(r"[/;]")
_MONTHS = "january|february|march|april|may|june|july|august|september|october|november|december"
_DATED = re.compile(rf"(?:{_MONTHS}|(?:19|20)\d\d|\d{{1,2}}(?:st|nd|rd|th)?|early|late)\b.*")


class Title(NamedTuple):
    """A normalised title.

    Parameters
    ----------
    base : str
        What all versions share; not empty unless the title is blank.
    marks : tuple of str
        What sets this version apart, sorted: ``("live at wembley",)``; empty for the plain one.
    """

    base: str
    marks: tuple[str, ...]

    def __str__(self) -> str:
        return " - ".join((self.base, *self.marks))


@lru_cache(maxsize=1 << 16)
def parse_title(title: str) -> Title:
    """Return `title` as the name that all versions share and the marks of this one.

    Remasters, mono, explicit, single and album versions, radio edits, guests and the film that a
    song is from leave no mark: they are the same track.

    >>> parse_title("Hurt (feat. Somebody) - Live at Folsom / 2008 Remaster")
    Title(base='hurt', marks=('live at folsom',))
    >>> parse_title("Live and Let Die")
    Title(base='live and let die', marks=())
    """
    text = canonical(title)
    if _SIGNS.isdisjoint(text):  # most are
        return Title(uncredited(words(text)) or text, ())
    names: list[str] = []
    marks: list[str] = []
    raw = ""
    for place, piece in _pieces(text):
        mark = None if place == "name" else mark_of(piece, bracketed=place == "bracket")
        if mark:
            marks.append(mark)
        elif mark is None and marks and _DATED.match(words(piece)):
            marks[-1] += " " + words(piece)  # "live at ... - January 1968" is one evening of many
        elif mark is None:
            raw = raw or piece
            names.append(uncredited(" " + words(piece)))
    base = uncredited(words(" ".join(names))) or raw
    if not base:  # all of it reads like a version: then that is the name
        return Title(words(text) or text, ())
    return Title(base, tuple(sorted(set(marks))))


def _pieces(text: str) -> Iterator[tuple[str, str]]:
    """Yield ("name" | "dash" | "bracket", text) in the order of the title."""
    place, depth, start = "name", 0, 0
    held = ""
    for joint in _JOINT.finditer(text):
        held += text[start : joint.start()]
        start = joint.end()
        opens, closes = joint[0] in _OPEN, joint[0] in _CLOSE
        if depth == 0 and not closes:
            yield from _parts(place, held)
            place, depth, held = (place if opens else "dash"), int(opens), ""
        elif depth == 1 and closes:
            yield from _parts("bracket", held)
            depth, held = 0, ""
        else:
            depth, held = max(0, depth + opens - closes), held + " "
    yield from _parts("bracket" if depth else place, held + text[start:])


def _parts(place: str, piece: str) -> Iterator[tuple[str, str]]:
    """Yield one piece, or each part of an aside like "live / 2009 remaster"."""
    whole = place == "name" or piece.lstrip().startswith("from ")
    for part in [piece] if whole else _PARTS.split(piece):
        if part.strip():
            yield place, part.strip()
