"""Names of tracks as people mean them: normalised names, aliases and the ids made from them."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from difflib import SequenceMatcher
from functools import lru_cache

from .folding import canonical, words
from .ids import ArtistId, TrackId, WorkId
from .titles import Title, parse_title
from .versions import kind_of, uncredited

_ALIKE = 0.85
_COVER_OF = re.compile(
    r"(?:.* )?(?:in the style of|made famous by|originally (?:performed|recorded) by|cover of)"
    r" (?P<artist>.+)|(?!(?:acoustic|live|piano|orchestral|metal|rock|guitar)\b)(?P<of>.+) cover"
)
_SPACE = re.compile(r"(?<!\d) | (?!\d)")  # "rock star" is "rockstar", but "1 2" is not "12"
_COUNTED = re.compile(r"\d+|\b(?:[ivxlc]{2,}|[a-h]|major|minor|sharp|flat)\b")


@lru_cache(maxsize=1 << 16)
def normalise_artist(name: str) -> str:
    """Return the name of an artist in its one spelling, without guests and a leading "the".

    >>> normalise_artist("The Beatles"), normalise_artist("AC/DC"), normalise_artist("P!nk")
    ('beatles', 'ac dc', 'pink')
    """
    text = canonical(name).removesuffix(" - topic").removesuffix(", the")
    spelt = uncredited(words(text))
    while spelt.startswith("the ") and spelt != "the the":
        spelt = spelt[4:]
    return spelt or canonical(name)


def normalise_title(title: str) -> str:
    """Return a title in its one spelling: the base, then each version mark after a dash.

    >>> normalise_title("Hurt (Live at Folsom) [Remastered 2008]")
    'hurt - live at folsom'
    """
    return str(parse_title(title))


def name_alias(artist: str, title: str) -> str:
    """Return ``name:<normalised artist>|<normalised title>``, the alias that every name has."""
    return f"name:{normalise_artist(artist)}|{normalise_title(title)}"


def work_key(artist: str, title: str) -> str:
    """Return what all versions of a track share: ``<normalised artist>|<core as one word>``.

    A title that says whose song it covers belongs to the work of that artist.

    >>> work_key("Somebody", "Angie (Rolling Stones Cover)")
    'rolling stones|angie'
    """
    _, marks, core = parse_title(title)
    for mark in marks:
        if covered := _COVER_OF.fullmatch(mark):
            artist = covered["artist"] or covered["of"]
    return f"{normalise_artist(artist)}|{_SPACE.sub('', core)}"


def compatible(one: str, other: str) -> bool:
    """Tell whether two name aliases under one strong alias may be spellings of one track.

    They are of the same version, and their titles are equal; or are much alike, with the same
    numbers, under one artist; or are written in different scripts. Symmetric, not transitive.
    """
    (artist, title), (artist2, title2) = _parted(one), _parted(other)
    if not _same_version(title.marks, title2.marks):
        return False
    if title.base == title2.base:
        return True
    if _counted(title.base) != _counted(title2.base):
        return False
    if _script(title.base) != _script(title2.base):
        return True
    return artist == artist2 and _alike(title.base, title2.base)


def track_id(alias: str) -> TrackId:
    """Return the id of the track whose canonical alias is `alias`."""
    return TrackId(_digest("t", alias))


def work_id(key: str) -> WorkId:
    """Return the id of the work called `key`."""
    return WorkId(_digest("w", key))


def artist_id(normalised: str) -> ArtistId:
    """Return the id of the artist of that normalised name."""
    return ArtistId(_digest("a", normalised))


def _digest(prefix: str, text: str) -> str:
    return prefix + hashlib.blake2b(text.encode(), digest_size=8).hexdigest()


def _parted(alias: str) -> tuple[str, Title]:
    artist, _, title = alias.removeprefix("name:").partition("|")
    return artist, parse_title(title)


def _same_version(marks: tuple[str, ...], marks2: tuple[str, ...]) -> bool:
    """Equal marks, or marks of the same kinds where one says more than the other."""
    if marks == marks2:
        return True
    if {kind_of(mark) for mark in marks} != {kind_of(mark) for mark in marks2}:
        return False
    said, said2 = set(" ".join(marks).split()), set(" ".join(marks2).split())
    return said <= said2 or said2 <= said


def _counted(base: str) -> list[str]:
    """Digits, Roman numbers and keys: what tells movements and parts from each other."""
    return sorted(_COUNTED.findall(base))


def _alike(base: str, base2: str) -> bool:
    short, long = sorted((base, base2), key=lambda text: (len(text), text))
    if f" {short} " in f" {long} ":  # a second half of the name that one source leaves out
        return True
    return SequenceMatcher(None, short, long, autojunk=False).ratio() >= _ALIKE


@lru_cache(maxsize=1 << 12)
def _script(text: str) -> str:
    """Script of the first letter, as ``"LATIN"`` or ``"CYRILLIC"``; empty when there is none."""
    letter = next((char for char in text if char.isalpha()), "")
    return unicodedata.name(letter, "").partition(" ")[0] if letter else ""
