"""Where spellings stand on a page, before anybody judges what they mean."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol, TypeVar

from spacy.language import Language
from spacy.matcher import PhraseMatcher

from .names import Name, Spelling, Strength, spellings
from .page import Page


@dataclass(frozen=True, slots=True, eq=False)
class Match:
    """A spelling at the tokens from `start` until before `end`."""

    start: int
    end: int
    spelling: Spelling


@dataclass(frozen=True, slots=True)
class Claim:
    """That an artist or track is meant by the tokens from `start` until before `end`."""

    start: int
    end: int
    kind: str
    id: str


class _Placed(Protocol):
    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


_P = TypeVar("_P", bound=_Placed)


class NameTable:
    """All spellings of many names, to be looked for at once.

    Weak ones (a single common word) are looked for in capitals only, as long as a page has
    capitals: every page is full of "yes" and "air".

    Parameters
    ----------
    names : iterable of Name
    nlp : Language
        See `page.blank_english`.
    """

    def __init__(self, names: Iterable[Name], nlp: Language) -> None:
        self._nlp = nlp
        self._spellings = {nlp.vocab.strings.add(t): s for t, s in spellings(names).items()}
        self._sure = PhraseMatcher(nlp.vocab, attr="NORM")
        self._weak = PhraseMatcher(nlp.vocab, attr="ORTH")
        for key, spelling in self._spellings.items():
            if spelling.strength > Strength.WEAK:
                self._add(self._sure, key, [spelling.text])
            else:
                self._add(self._weak, key, sorted(_in_capitals(spelling.text)))

    @cached_property
    def _caseless(self) -> PhraseMatcher:
        """Weak spellings, and artists with an "s": who leaves out capitals leaves out apostrophes.

        "radioheads first album". Few pages are so: it is built when the first one comes.
        """
        matcher = PhraseMatcher(self._nlp.vocab, attr="NORM")
        for key, spelling in self._spellings.items():
            forms = [spelling.text] if spelling.strength == Strength.WEAK else []
            if spelling.artists and not spelling.text.lower().endswith("s"):
                forms.append(f"{spelling.text}s")
            if forms:
                self._add(matcher, key, forms)
        return matcher

    def _add(self, matcher: PhraseMatcher, key: int, forms: Iterable[str]) -> None:
        strings = self._nlp.vocab.strings
        matcher.add(strings[key], [self._nlp.tokenizer(form) for form in forms])

    def matches(self, page: Page) -> list[Match]:
        """Return every spelling on `page`, in order of place, the longer of two at one first."""
        found = self._sure(page.doc)
        found += (self._weak if page.cased else self._caseless)(page.doc)
        unique = sorted(set(found), key=lambda match: (match[1], -match[2]))
        return [Match(start, end, self._spellings[key]) for key, start, end in unique]


def _in_capitals(text: str) -> set[str]:
    """Return the ways in which a weak spelling shows that it is a name."""
    written = {text.title(), text.capitalize(), text.upper(), _each_capital(text)}
    first, _, rest = text.partition(" ")
    if first.lower() == "the" and rest:
        written |= {f"the {form}" for form in _in_capitals(rest)}
    if not text.islower():
        written.add(text)
    return written


def _each_capital(text: str) -> str:
    return " ".join(word[:1].upper() + word[1:] for word in text.split(" "))


def longest(matches: Iterable[_P]) -> list[_P]:
    """Return `matches` without those that overlap a longer one, in order of place."""
    taken: set[int] = set()
    kept = []
    for match in sorted(matches, key=lambda match: (match.start - match.end, match.start)):
        tokens = range(match.start, match.end)
        if taken.isdisjoint(tokens):
            taken.update(tokens)
            kept.append(match)
    return sorted(kept, key=lambda match: match.start)


def free_of(matches: Iterable[_P], others: Sequence[_Placed]) -> list[_P]:
    """Return those of `matches` that overlap none of `others`."""
    taken = {token for other in others for token in range(other.start, other.end)}
    return [m for m in matches if taken.isdisjoint(range(m.start, m.end))]
