"""The names to look for: how each may be written, and how much a spelling proves by itself."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import IntEnum

from ..core.folding import canonical, words
from . import wordlists

_IN_BRACKETS = re.compile(r"\s*[(\[{][^)\]}]*[)\]}]\s*$")
_GUESTS = re.compile(r"\s(?:feat\.?|ft\.?|featuring|w/)\s.*$", re.IGNORECASE)
_AFTER_DASH = re.compile(r"\s[-\u2013\u2014]\s.*$")
_AND = re.compile(r"\s(?:&|and|\+)\s", re.IGNORECASE)
_SMALL = "the a an of and in on to for with at by from or n de la le el my"
LINKS = frozenset(_SMALL.split())
"""Small words inside names, which need no capital."""
_LONGEST = 100
"""Characters; longer ones are descriptions, not names."""


@dataclass(frozen=True, slots=True)
class Name:
    """A name of an artist or track of the graph.

    Parameters
    ----------
    id : str
        Of the artist or track; several names may share it, as aliases do.
    kind : str
        ``"artist"`` or ``"track"``.
    text : str
        As written.
    artist : str or None
        A track's artist.
    """

    id: str
    kind: str
    text: str
    artist: str | None = None


class Strength(IntEnum):
    """What it takes to believe that a spelling is meant as a name."""

    WEAK = 0
    """A common word, a place, a person's given name, one letter: evidence around it."""
    CAPITAL = 1
    """Several common words: their capitals."""
    STRONG = 2
    """Hardly anything else is written so."""


@dataclass(slots=True)
class Spelling:
    """One way of writing, and everybody who may be meant by it.

    Parameters
    ----------
    text : str
        As the first name of it is written.
    strength : Strength
    artists : list of str
        Ids.
    tracks : dict of str to str or None
        Id to artist's id.
    """

    text: str
    strength: Strength
    artists: list[str] = field(default_factory=list)
    tracks: dict[str, str | None] = field(default_factory=dict)


def spellings_of(name: Name) -> Iterator[str]:
    """Yield how `name` may be written, itself first; some twice.

    Without what stands in brackets, without "the", "and" for "&", and without punctuation; a
    title also without what follows a dash (its version).

    >>> sorted(set(spellings_of(Name("a1", "artist", "The Mamas & the Papas"))))[:2]
    ['Mamas & the Papas', 'Mamas and the Papas']
    """
    text = " ".join(name.text.split())
    if name.kind == "artist" and text.lower().endswith(", the"):
        text = f"The {text[:-5]}"
    forms = [text]
    bare = _IN_BRACKETS.sub("", _GUESTS.sub("", text))
    forms.append(bare)
    if name.kind == "track":
        forms.append(_IN_BRACKETS.sub("", _AFTER_DASH.sub("", bare)))
    for form in dict.fromkeys(forms):
        if not form or len(form) > _LONGEST:
            continue
        yield form
        yield from _respelt(form, artist=name.kind == "artist")


def _respelt(form: str, *, artist: bool) -> Iterator[str]:
    ands = {_AND.sub(" & ", form), _AND.sub(" and ", form)} | {form}
    yield from ands
    plain = words(canonical(form))
    if plain:
        yield plain
    if artist and form.lower().startswith("the ") and _stands_alone(form[4:]):
        for each in ands:
            yield each[4:]
        if plain.startswith("the "):
            yield plain[4:]


def _stands_alone(rest: str) -> bool:
    """Tell whether a name with "the" is known without it: Beatles, but not Who."""
    return strength_of(words(canonical(rest))) > Strength.WEAK


def strength_of(folded: str) -> Strength:
    """Return how much a spelling proves, by its words in lower case.

    >>> strength_of("radiohead"), strength_of("talking heads"), strength_of("yes")
    (<Strength.STRONG: 2>, <Strength.CAPITAL: 1>, <Strength.WEAK: 0>)
    """
    parts = [part for part in folded.split() if any(map(str.isalnum, part))]
    content = [part for part in parts if part not in LINKS]
    if not content or folded in wordlists.places():
        return Strength.WEAK
    rare = [part for part in content if _is_rare(part)]
    if len(parts) == 1:
        return Strength.STRONG if rare and len(parts[0]) > 3 else _short(parts[0])
    if rare and (len(content) > 1 or len(rare[0]) > 3):
        return Strength.STRONG
    if len(content) == 1:  # "the who" is two words, but one of them says nothing
        return Strength.WEAK
    return Strength.CAPITAL


def _short(word: str) -> Strength:
    """U2, XTC, Jay-Z: what is no word is believed in capitals, but two letters alone are not."""
    if not any(map(str.isalpha, word)) or len(word) < 2:
        return Strength.WEAK
    known = word in wordlists.common() or word in wordlists.people() or word in wordlists.places()
    odd = len(word) == 3 or not word.isalpha()  # "jay-z" and "u2", besides
    return Strength.CAPITAL if odd and not known else Strength.WEAK


def _is_rare(word: str) -> bool:
    plain = word.replace("-", "").replace("'", "")
    if len(plain) < 3 or plain.isdigit():
        return False
    if plain in wordlists.common() or plain in wordlists.people() or plain in wordlists.places():
        return False
    return any(not _known(part) for part in re.split("[-']", word) if part)


def _known(part: str) -> bool:
    return (
        len(part) < 3 or part.isdigit() or part in wordlists.common() or part in wordlists.people()
    )


def spellings(names: Iterable[Name]) -> dict[str, Spelling]:
    """Return every spelling of `names`, by its folded text.

    Of the tracks that one spelling may mean, those wholly so called come first, then in order of
    `names`.
    """
    found: dict[str, Spelling] = {}
    kept = list(names)
    for name in kept:
        _enter(found, name, " ".join(name.text.split()))
    for name in kept:
        for form in dict.fromkeys(spellings_of(name)):
            _enter(found, name, form)
    return found


def _enter(found: dict[str, Spelling], name: Name, form: str) -> None:
    folded = canonical(form)
    if not folded or len(form) > _LONGEST:
        return
    entry = found.get(folded)
    if entry is None:
        entry = found[folded] = Spelling(form, strength_of(folded))
    if name.kind == "track":
        entry.tracks.setdefault(name.id, name.artist)
    elif name.id not in entry.artists:
        entry.artists.append(name.id)
