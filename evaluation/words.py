"""How good terms and neighbours by words are, against what others say of the same artists."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..core.errors import NotEnoughData
from ..core.folding import canonical, words
from .metrics import Estimate, estimate

Terms = Callable[[str], Iterable[str]]
"""The terms of an artist, best first."""
Neighbours = Callable[[str], Iterable[str]]
"""The artists nearest to an artist, best first."""
Known = Mapping[str, Collection[str]]
N_GENRES = 20
N_JUDGED = 10
N_NEAR = 20


@dataclass(frozen=True)
class WordTruth:
    """What others say of some artists.

    Parameters
    ----------
    genres : mapping of str to collection of str
        What each artist plays, to be found among the terms.
    judged : mapping of str to collection of str
        All words that are right for an artist, of those artists who are well known.
    near : mapping of str to mapping
        By whose judgement it is: the artists that are near to each artist.
    """

    genres: Known
    judged: Known
    near: Mapping[str, Known]


@dataclass(frozen=True)
class WordLine:
    """One maker of terms: a figure by the name of the measure, over `artists` artists each."""

    name: str
    figures: dict[str, Estimate]
    artists: dict[str, int]

    def as_dict(self) -> dict[str, Any]:
        """Return what a report prints."""
        row: dict[str, Any] = {"terms": self.name}
        for measure, found in self.figures.items():
            row[measure] = round(found.mean, 4)
            row[f"{measure} from"] = round(found.low, 4)
            row[f"{measure} to"] = round(found.high, 4)
            row[f"{measure} artists"] = self.artists[measure]
        return row


def measure(
    name: str, truth: WordTruth, terms: Terms | None, neighbours: Neighbours | None = None
) -> WordLine:
    """Return the figures of one maker of terms and neighbours.

    - ``genres@20``: share of an artist's genres among their first 20 terms.
    - ``P@10``: share of right ones among their first 10 terms; a missing or repeated one is wrong.
    - ``P@10 in words``: the same, where any term is right whose words all stand in right ones.
    - ``<judgement>@20``: how many of the near artists are among the first 20 neighbours, over as
      many as could be.

    Artists of whom a measure knows nothing do not count in it.

    Raises
    ------
    NotEnoughData
        If a measure has no artist at all.
    """
    found: dict[str, NDArray[np.float64]] = {}
    if terms is not None:
        found[f"genres@{N_GENRES}"] = _each(truth.genres, terms, _recall_of_terms)
        found[f"P@{N_JUDGED}"] = _each(truth.judged, terms, _precision)
        found[f"P@{N_JUDGED} in words"] = _each(truth.judged, terms, _precision_in_words)
    if neighbours is not None:
        for judgement, near in truth.near.items():
            found[f"{judgement}@{N_NEAR}"] = _each(near, neighbours, _recall_of_artists)
    return WordLine(
        name,
        {measure: estimate(values) for measure, values in found.items()},
        {measure: len(values) for measure, values in found.items()},
    )


def fold(term: str) -> str:
    """Return a term in the spelling that terms are compared in: without hyphens and plurals.

    >>> fold("Post-Grunge"), fold("female vocalists"), fold("Rock 'n' Roll")
    ('post grunge', 'female vocalist', 'rock and roll')
    """
    return " ".join(
        word[:-1] if len(word) > 3 and word[-1] == "s" and word[-2] not in "sui" else word
        for word in words(canonical(term)).split()
    )


def _each(
    known: Known,
    listed: Callable[[str], Iterable[str]],
    figure: Callable[[Sequence[str], Set[str]], float],
) -> NDArray[np.float64]:
    values = [figure(list(listed(artist)), set(right)) for artist, right in known.items() if right]
    if not values:
        raise NotEnoughData("nothing is known of any artist; there is nothing to compare with")
    return np.array(values)


def _recall_of_terms(terms: Sequence[str], right: Set[str]) -> float:
    wanted = {fold(term) for term in right}
    return len(wanted & {fold(term) for term in terms[:N_GENRES]}) / len(wanted)


def _precision(terms: Sequence[str], right: Set[str]) -> float:
    wanted = {fold(term) for term in right}
    return len(wanted & {fold(term) for term in terms[:N_JUDGED]}) / N_JUDGED


def _precision_in_words(terms: Sequence[str], right: Set[str]) -> float:
    wanted = {word for term in right for word in fold(term).split()}
    listed = {fold(term) for term in terms[:N_JUDGED]}
    return sum(wanted.issuperset(term.split()) for term in listed) / N_JUDGED


def _recall_of_artists(neighbours: Sequence[str], right: Set[str]) -> float:
    return len(right & set(neighbours[:N_NEAR])) / min(N_NEAR, len(right))
