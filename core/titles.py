"""A title taken apart: the name that all versions share, and the marks of this version."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from .folding import canonical, words
from .versions import kind_of, mark_of, uncredited

_OPEN, _CLOSE = "([{「『【《〈", ")]}」』】》〉"
_DASH = r"\s[-\u2010-\u2015\u2212~]+(?=\s)|\s[-~](?=[^-~\s][^-~]*[-~]$)"
_JOINT = re.compile(rf"[{re.escape(_OPEN + _CLOSE)}]|{_DASH}")
_SIGNS = frozenset(_OPEN + _CLOSE + "-\u2010\u2011\u2012\u2013\u2014\u2015\u2212~")
_PARTS = re.compile(r"[/;]")
_MONTHS = "january|february|march|april|may|june|july|august|september|october|november|december"
_YEAR_DASH = re.compile(r"\b((?:19|20)\d\d)\s?-\s(?=[^-]*\bre-?master)")
_DATED = re.compile(rf"(?:{_MONTHS}|(?:19|20)\d\d|\d{{1,2}}(?:st|nd|rd|th)?|early|late)\b.*")


# What tells pieces of one name apart, so that it is no mere second half of the name.
_APART = re.compile(
    r"\d|\b(?:parts?|[ivxlc]{2,}|[vx]|first|second|third|reprise|interlude|intro|outro|skit|prelude"
    r"|prologue|epilogue|overture|finale|coda|continued|medley|solo|allegr\w+|adagio|andante\w*|presto"
    r"|largo|lento|moderato|vivace|scherzo|menuett?o?|minuet|rondo|aria|gigue|sarabande|fugue)\b"
)
# Names that say too little to stand without their second half.
_GENERIC = re.compile(
    r"\d|^(?:intro|outro|interlude|skit|untitled|prelude|theme|main title|freestyle|medley|reprise"
    r"|prologue|epilogue|overture|finale|bonus|track|hidden track|commentary|improvisation)$"
    r"|\b(?:sonatas?|sonatinas?|suites?|symphon\w+|concert\w+|pr[ae]ludes?|preludium|etudes?|nocturnes?"
    r"|walt?z\w*|valses?|mazurkas?|quartet|quintet|trio|mass|requiem|variations?|movement|major|minor"
    r"|op|bwv|fugues?|pieces|scenes|images|dances|lieder|miniatures|opera|act|ballet|cantata)\b"
)


class Title(NamedTuple):
    """A normalised title.

    Parameters
    ----------
    base : str
        What all versions share; not empty unless the title is blank.
    marks : tuple of str
        What sets this version apart, sorted: ``("live at wembley",)``; empty for the plain one.
    core : str
        The base without a second half in brackets that people leave out: "(Naive Melody)".
    """

    base: str
    marks: tuple[str, ...]
    core: str

    def __str__(self) -> str:
        return " - ".join((self.base, *self.marks))


@lru_cache(maxsize=1 << 16)
def parse_title(title: str) -> Title:
    """Return `title` as the name that all versions share and the marks of this one.

    Remasters, mono, explicit, single and album versions, radio edits, guests and the film that a
    song is from leave no mark: they are the same track.

    >>> parse_title("Hurt (feat. Somebody) - Live at Folsom / 2008 Remaster")
    Title(base='hurt', marks=('live at folsom',), core='hurt')
    >>> parse_title("Live and Let Die")
    Title(base='live and let die', marks=(), core='live and let die')
    """
    text = canonical(title)
    if _SIGNS.isdisjoint(text):  # most are
        base = uncredited(words(text)) or text
        return Title(base, (), base)
    names: list[tuple[str, str]] = []
    marks: list[str] = []
    said = False
    if "master" in text:
        text = _YEAR_DASH.sub(r"\1 ", text)
    for place, piece in _pieces(text):
        mark = None if place == "name" else mark_of(piece, bracketed=place == "bracket")
        said = said or mark is not None
        if mark:
            marks.append(mark)
        elif mark is None and not (marks and _lengthen(marks, words(piece), place)):
            names.append((place, piece))
    base = _joined(names) or (names[0][1] if said and names else "")
    if not base:  # all of it reads like a version, or it is a face: then that is the name
        base = uncredited(words(text)) or text
        return Title(base, (), base)
    return Title(base, tuple(sorted(set(marks))), _core(names) or base)


def _lengthen(marks: list[str], said: str, place: str) -> bool:
    """Let the last mark take what follows: "live at ... - January 1968" is one evening of many."""
    longer = f"{marks[-1]} {said}"
    fits = kind_of(marks[-1]) == "live" and place == "dash" and not said.startswith("part ")
    if not (fits or _DATED.match(said)) or mark_of(longer, bracketed=False) != longer:
        return False
    marks[-1] = longer
    return True


def _joined(names: list[tuple[str, str]]) -> str:
    if len(names) == 1:
        return uncredited(words(names[0][1]))
    return uncredited(words(" ".join(uncredited(f" {words(piece)}") for _, piece in names)))


def _core(names: list[tuple[str, str]]) -> str:
    if len(names) == 1 or all(place != "bracket" for place, _ in names):
        return ""
    kept = [(place, piece) for place, piece in names if place != "bracket" or _APART.search(piece)]
    core = _joined(kept)
    return "" if _GENERIC.search(core) else core


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
            yield place, " ".join(part.split())
