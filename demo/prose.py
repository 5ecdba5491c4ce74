"""Writers of the demo world: prose about its artists in the words of their scenes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import TypeVar

import numpy as np

from .catalogue import Catalogue
from .scenes import SCENES
from .sentences import DAYS, FIRST, LAST, LINKS, MONTHS, NUMBERS, PLACES, PLAIN, SENTENCES, THINGS
from .words import WORDS

T = TypeVar("T")
_GAP = re.compile(r"\{([A-Za-z]+)\d?\}")
_ARTICLE = re.compile(r"\b([Aa]) (?=[aeiou](?!ne\b))")
_OWN = 0.8  # share of describing words that are the artist's own, not just of the scene
_BAND = ("the band", "the group", "these people", "they")
_LISTS: dict[str, Sequence[str]] = {
    "plain": PLAIN,
    "thing": THINGS,
    "place": PLACES,
    "number": NUMBERS,
    "day": DAYS,
    "month": MONTHS,
    "common": [image.lower() for scene in SCENES for image in scene.images[-2:]],
}


@dataclass(frozen=True)
class Palette:
    """The words that an artist is described by.

    Parameters
    ----------
    genres : tuple of str
        Of one scene, or two.
    adjectives, nouns, phrases : tuple of str
        Drawn from those of the scenes.
    """

    genres: tuple[str, ...]
    adjectives: tuple[str, ...]
    nouns: tuple[str, ...]
    phrases: tuple[str, ...]

    @property
    def all(self) -> tuple[str, ...]:
        """Every word and phrase."""
        return (*self.genres, *self.adjectives, *self.nouns, *self.phrases)


@dataclass(frozen=True)
class Piece:
    """Something written.

    Parameters
    ----------
    title : str
    paragraphs : tuple of str
        Plain text; albums stand between underscores.
    artists, tracks : frozenset of int
        Whom and what it names, by their numbers in the catalogue.
    about : int or None
        The one artist whose piece it is.
    """

    title: str
    paragraphs: tuple[str, ...]
    artists: frozenset[int]
    tracks: frozenset[int]
    about: int | None


@dataclass(frozen=True)
class Library:
    """What writers know: the music, and how each artist is spoken of.

    Parameters
    ----------
    seed : int
    catalogue : Catalogue
    """

    seed: int
    catalogue: Catalogue

    @cached_property
    def palettes(self) -> tuple[Palette, ...]:
        """The words of each artist."""
        return tuple(map(self._palette, range(len(self.catalogue.artists))))

    @cached_property
    def scenes(self) -> dict[int, tuple[int, ...]]:
        """Artists at home in each scene."""
        homes: dict[int, list[int]] = {}
        for artist, scenes in enumerate(self.catalogue.artist_scenes):
            for scene in scenes:
                homes.setdefault(scene, []).append(artist)
        return {scene: tuple(artists) for scene, artists in homes.items()}

    @cached_property
    def tracks(self) -> tuple[range, ...]:
        """Tracks of each artist."""
        starts = np.searchsorted(
            self.catalogue.artist_of, np.arange(len(self.catalogue.artists) + 1)
        ).tolist()
        return tuple(range(start, end) for start, end in pairwise(starts))

    def called_by_a_word(self, artists: Iterable[int]) -> Iterator[int]:
        """Yield those of `artists` whose names are words of titles."""
        for artist in artists:
            scene = SCENES[self.catalogue.artist_scenes[artist][0]]
            if self.catalogue.artists[artist] in scene.images:
                yield artist

    def _palette(self, artist: int) -> Palette:
        rng = np.random.default_rng([self.seed, 4, artist])
        homes = [WORDS[scene] for scene in self.catalogue.artist_scenes[artist]]

        def some(kind: str, n: int) -> tuple[str, ...]:
            pools = [_shuffled(rng, getattr(home, kind)) for home in homes]
            turns = [word for turn in zip(*pools, strict=False) for word in turn]
            return tuple(turns[:n])

        return Palette(
            tuple(home.genre for home in homes),
            some("adjectives", 4),
            some("nouns", 3),
            some("phrases", 2),
        )


class Writer:
    """Writes one piece.

    Parameters
    ----------
    library : Library
    rng : numpy.random.Generator
    """

    def __init__(self, library: Library, rng: np.random.Generator) -> None:
        self._library = library
        self._rng = rng
        self._said: set[str] = set()
        self._artists: set[int] = set()
        self._tracks: set[int] = set()

    def piece(self, title: str, paragraphs: Sequence[str], about: int | None = None) -> Piece:
        """Return all that was said so far."""
        artists, tracks = frozenset(self._artists), frozenset(self._tracks)
        return Piece(title[0].upper() + title[1:], tuple(paragraphs), artists, tracks, about)

    def paragraph(self, artist: int, *topics: str) -> str:
        """Return a sentence on each topic, none of them used before in this piece."""
        return " ".join(self.sentence(artist, topic) for topic in topics)

    def sentence(self, artist: int, topic: str) -> str:
        """Return a sentence of a topic about an artist; its pattern is new to this piece."""
        fresh = [pattern for pattern in SENTENCES[topic] if pattern not in self._said]
        pattern = self._one(fresh or SENTENCES[topic])
        self._said.add(pattern)
        text = self.fill(pattern, artist)
        if pattern[0].islower() and self._rng.random() < 0.2:
            text = self._one(LINKS) + text
        return text[0].upper() + text[1:]

    def fill(self, pattern: str, artist: int) -> str:
        """Return a pattern with its gaps filled, none of them as another."""
        filled: set[str] = set()

        def draw(gap: re.Match[str]) -> str:
            kind = gap[1]
            if kind == "A":
                return self.name(artist)
            for _ in range(20):
                if (word := self._draw(kind, artist)) not in filled:
                    break
            filled.add(word)
            return self._note(kind, word, artist)

        return _ARTICLE.sub(r"\1n ", _GAP.sub(draw, pattern))

    def name(self, artist: int) -> str:
        """Return the name of an artist who is then named by this piece."""
        self._artists.add(artist)
        return self._library.catalogue.artists[artist]

    def _draw(self, kind: str, artist: int) -> str:
        catalogue, rng = self._library.catalogue, self._rng
        if kind in _LISTS:
            return self._one(_LISTS[kind])
        if kind in ("track", "album"):
            refs = [catalogue.tracks[number] for number in self._library.tracks[artist]]
            plain = [ref for ref in refs if "(" not in (ref.title or "")] or refs
            return self._one([(ref.title if kind == "track" else ref.album) or "" for ref in plain])
        if kind == "O":
            return catalogue.artists[self._other(artist)]
        if kind == "S":
            return self.name(artist) if rng.random() < 0.4 else self._one(_BAND)
        if kind == "person":
            return f"{self._one(FIRST)} {self._one(LAST)}"
        if kind == "year":
            return str(rng.integers(2009, 2027))
        return self._described(kind, artist)

    def _described(self, kind: str, artist: int) -> str:
        own = self._library.palettes[artist]
        homes = [WORDS[scene] for scene in self._library.catalogue.artist_scenes[artist]]
        if kind == "genre":
            return self._one(own.genres)
        words = {"adj": "adjectives", "phrase": "phrases"}.get(kind, "nouns")
        palette = own if self._rng.random() < _OWN else homes[int(self._rng.integers(len(homes)))]
        word = self._one(getattr(palette, words))
        return plural(word) if kind == "nouns" else word

    def _other(self, artist: int) -> int:
        """Return somebody else, mostly of the same scene."""
        home = self._library.catalogue.artist_scenes[artist][0]
        near = self._library.scenes[home]
        pool: Sequence[int] = near
        if len(near) < 2 or self._rng.random() < 0.15:
            pool = range(len(self._library.catalogue.artists))
        return int(self._one([other for other in pool if other != artist]))

    def _note(self, kind: str, word: str, artist: int) -> str:
        """Remember what is named."""
        catalogue = self._library.catalogue
        if kind == "O":
            self._artists.add(catalogue.artists.index(word))
        elif kind == "track":
            own = self._library.tracks[artist]
            self._tracks.add(next(n for n in own if catalogue.tracks[n].title == word))
        return word

    def _one(self, things: Sequence[T]) -> T:
        return things[int(self._rng.integers(len(things)))]


def plural(noun: str) -> str:
    """Return more than one of a thing.

    >>> plural("fiddle"), plural("brush"), plural("melody")
    ('fiddles', 'brushes', 'melodies')
    """
    if noun.endswith("y") and noun[-2] not in "aeiou":
        return f"{noun[:-1]}ies"
    return f"{noun}es" if noun.endswith(("s", "sh", "ch", "x")) else f"{noun}s"


def _shuffled(rng: np.random.Generator, words: Sequence[str]) -> list[str]:
    return [words[place] for place in rng.permutation(len(words)).tolist()]
