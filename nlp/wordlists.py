"""Words that tell names from other words: common ones, people, places, and the talk of music."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files

ANYWHERE = "anywhere in the sentence"
BEFORE_ARTIST = "before an artist"
AFTER_ARTIST = "after an artist"
JOINED_TO_ARTIST = 'joined by "with", "for", "to" or "of" to an artist'
BEFORE_TRACK = "before a track"
AFTER_TITLE = "in parentheses after a page's title"
NEVER_ALONE = "names no artist has alone"

_FOLDER = files(__package__) / "words"


@lru_cache(maxsize=1)
def common() -> frozenset[str]:
    """Return English words that are often written in lower case."""
    return frozenset(_lines("common.txt")) | cues(ANYWHERE)


@lru_cache(maxsize=1)
def people() -> frozenset[str]:
    """Return frequent given names and surnames."""
    return frozenset(_lines("people.txt"))


@lru_cache(maxsize=1)
def places() -> frozenset[str]:
    """Return countries, states and cities, some of several words."""
    return frozenset(_lines("places.txt"))


@lru_cache(maxsize=8)
def cues(part: str) -> frozenset[str]:
    """Return the words of one part of ``music.txt``, as `ANYWHERE`."""
    lines = _lines("music.txt")
    first = lines.index(f"[{part}]") + 1
    found: list[str] = []
    for line in lines[first:]:
        if line.startswith("["):
            break
        found += line.split()
    return frozenset(found)


def _lines(name: str) -> list[str]:
    return (_FOLDER / name).read_text(encoding="utf-8").split("\n")[:-1]
