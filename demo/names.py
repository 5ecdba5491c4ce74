"""Invented names of artists, albums, tracks and people."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from ..core.identity import normalise_artist, work_key
from .scenes import Scene

_TITLES = (
    "{0} {1}",
    "The {0}",
    "{0} and {1}",
    "Under the {0}",
    "{0} for {1}",
    "No {0}",
    "My {0} {1}",
    "{0}",
    "Another {0}",
    "Beyond the {0}",
    "{0} Again",
    "Where the {0} Goes",
    "Little {0}",
    "{0} in the {1}",
    "Last {0}",
    "Your {0}",
)
_ALBUMS = ("{0} Songs", "The {0} Year", "{0} & {1}", "Of {0}", "{0} Season", "Letters from {0}")
_PEOPLE = (
    *("an", "bel", "cor", "dai", "el", "fio", "gret", "hen", "isk", "jor", "kai", "len"),
    *("mil", "nor", "ove", "pet", "rin", "sol", "tam", "una", "vik", "wil", "yar", "zeb"),
)


class Namer:
    """Draws invented names; no two artists, people or works of one artist get the same.

    Parameters
    ----------
    rng : numpy.random.Generator
    taken : iterable of str
        Names that people have already.
    """

    def __init__(self, rng: np.random.Generator, taken: Sequence[str] = ()) -> None:
        self._rng = rng
        self._taken = set(taken)

    def artist(self, scene: Scene) -> str:
        """Return the name of an artist of `scene`."""
        return self._fresh(lambda: self._artist(scene), normalise_artist)

    def title(self, scene: Scene, artist: str) -> str:
        """Return the title of a track by `artist`."""
        return self._fresh(
            lambda: self._phrase(_TITLES, scene), lambda title: work_key(artist, title)
        )

    def album(self, scene: Scene) -> str:
        """Return the title of an album; two artists may share one."""
        return self._phrase(_ALBUMS, scene)

    def person(self) -> str:
        """Return what a person is called."""
        return self._fresh(lambda: "".join(self._some(_PEOPLE, int(self._rng.integers(2, 4)))), str)

    def _artist(self, scene: Scene) -> str:
        word = "".join(self._some(scene.syllables, 2)).title()
        style = self._rng.integers(5)
        if style == 0:
            return f"The {word} {self._one(scene.bands)}"
        if style == 1:
            return f"{word} {self._one(scene.bands)}"
        if style == 2:
            return word
        return f"{word} {''.join(self._some(scene.syllables, 2)).title()}"

    def _phrase(self, patterns: Sequence[str], scene: Scene) -> str:
        return self._one(patterns).format(*self._some(scene.images, 2))

    def _one(self, words: Sequence[str]) -> str:
        return words[int(self._rng.integers(len(words)))]

    def _some(self, words: Sequence[str], n: int) -> list[str]:
        return [words[place] for place in self._rng.permutation(len(words))[:n]]

    def _fresh(self, draw: Callable[[], str], key: Callable[[str], str]) -> str:
        while True:
            name = draw()
            if (known := key(name)) not in self._taken:
                self._taken.add(known)
                return name
