"""The normal form of a term: lower case, straight signs, nouns in the singular."""

from __future__ import annotations

from functools import lru_cache

from .lexicon import words

_KEPT = words("singular")
_IRREGULAR = {
    "men": "man",
    "women": "woman",
    "people": "people",
    "children": "child",
    "lives": "life",
    "wives": "wife",
    "knives": "knife",
    "wolves": "wolf",
    "leaves": "leaf",
    "voices": "voice",
    "feet": "foot",
    "teeth": "tooth",
    "grooves": "groove",
    "waves": "wave",
    "movies": "movie",
    "zombies": "zombie",
    "hippies": "hippie",
    "indies": "indie",
    "cookies": "cookie",
    "echoes": "echo",
    "heroes": "hero",
}
_SIGNS = str.maketrans({"’": "'", "‘": "'", "‐": "-", "‑": "-", "–": "-"})  # noqa: RUF001


@lru_cache(maxsize=200_000)
def lower(word: str) -> str:
    """Return the word in lower case, its apostrophes and hyphens plain."""
    return word.lower().translate(_SIGNS)


@lru_cache(maxsize=100_000)
def singular(word: str) -> str:
    """Return the singular of a plural noun in lower case.

    >>> singular("melodies"), singular("choruses"), singular("blues"), singular("guitars")
    ('melody', 'chorus', 'blues', 'guitar')
    """
    if "-" in word:
        first, last = word.rsplit("-", 1)
        return f"{first}-{singular(last)}"
    if word in _KEPT or len(word) < 4 or not word.endswith("s"):
        return _IRREGULAR.get(word, word)
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if word.endswith("ies"):
        return word[:-3] + "y"
    if word.endswith(("sses", "shes", "ches", "xes", "uses", "zzes", "tzes")) and word != "houses":
        return word[:-2]
    if word.endswith(("ss", "us", "is")):
        return word
    return word[:-1]
