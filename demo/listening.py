"""What people of the demo world play, skip, save and visit, and when."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from ..formats.rows import Listen, Save, TrackRef, Visit
from .catalogue import Catalogue

_DAY_S = 86_400
_GAP_S = 31  # nobody starts two tracks within this time
_STRAY = 0.002  # pull of a scene that is not one's own
_OLD_SPELLING = 40  # every fortieth track is known to half of the people by its remaster


@dataclass(frozen=True)
class Person:
    """Somebody with a taste.

    Parameters
    ----------
    name : str
    taste : ndarray [shape=(scenes,), float]
        Share of each scene, sum 1.
    liking : ndarray [shape=(artists,), float]
        How much more than others they like each artist (natural log).
    plays : int
        Plays over all the time.
    """

    name: str
    taste: NDArray[np.float64]
    liking: NDArray[np.float64]
    plays: int


@dataclass(frozen=True)
class Span:
    """The time that listens lie in.

    Parameters
    ----------
    end_s : int [epoch seconds]
    days : int
    """

    end_s: int
    days: int


def listen(
    rng: np.random.Generator, person: Person, catalogue: Catalogue, span: Span
) -> Iterator[Listen | Save | Visit]:
    """Yield all that one person did, listens first, each kind in the order of time."""
    library, plays = _library(rng, person, catalogue)
    track = np.repeat(library, plays)
    at = _times(rng, plays, span)
    order = np.argsort(at, kind="stable")
    track, at = track[order], _apart(at[order], span)
    yield from _listens(rng, person, catalogue, track, at)
    yield from _saves(rng, person, catalogue, library[plays > 3], span)
    yield from _visits(rng, person, catalogue, library, span)


def pull(person: Person, catalogue: Catalogue) -> NDArray[np.float64]:
    """Return how strongly each track draws a person (natural log; -inf for an unknown one)."""
    with np.errstate(divide="ignore"):
        known = np.log(catalogue.popularity)
    taste = person.taste[catalogue.scene_of]
    liking = np.where(
        taste > 0, person.liking[catalogue.artist_of], 0.0
    )  # strays go with the crowd
    return np.asarray(np.log(taste + _STRAY) + known + liking)


def _library(
    rng: np.random.Generator, person: Person, catalogue: Catalogue
) -> tuple[NDArray[np.intp], NDArray[np.int64]]:
    """Tracks that a person plays and how often: a draw without replacement by the Gumbel trick."""
    drawn = pull(person, catalogue) + rng.gumbel(size=len(catalogue.tracks))
    size = min(int(person.plays**0.75), int(np.isfinite(drawn).sum()))
    library = np.argsort(-drawn, kind="stable")[:size]
    weight = (1.0 + np.arange(size)) ** -0.6 * rng.lognormal(0.0, 0.7, size)
    plays = rng.multinomial(person.plays, weight / weight.sum())
    return library[plays > 0], plays[plays > 0]


def _times(rng: np.random.Generator, plays: NDArray[np.int64], span: Span) -> NDArray[np.int64]:
    """When: each track is found on some day and played less and less; at one's own hours."""
    total = int(plays.sum())
    found = np.repeat(rng.uniform(0.0, 0.97, len(plays)), plays)
    day = (span.days * (found + (1.0 - found) * rng.beta(0.7, 1.8, total))).astype(np.int64)
    peak = rng.choice([8.0, 13.0, 18.0, 21.0])
    second = (rng.normal(peak, 2.5, total) % 24 * 3600).astype(np.int64)
    return span.end_s - span.days * _DAY_S + np.minimum(day, span.days - 1) * _DAY_S + second


def _apart(at: NDArray[np.int64], span: Span) -> NDArray[np.int64]:
    """Push sorted times apart, so that no two lie within `_GAP_S`."""
    steps = _GAP_S * np.arange(len(at))
    pushed = np.maximum.accumulate(at - steps) + steps
    return np.asarray(pushed - max(0, int(pushed[-1]) - span.end_s + 1))


def _listens(
    rng: np.random.Generator,
    person: Person,
    catalogue: Catalogue,
    track: NDArray[np.intp],
    at: NDArray[np.int64],
) -> Iterator[Listen]:
    strange = person.taste[catalogue.scene_of[track]] < _STRAY
    skipped = rng.random(len(track)) < np.where(strange, 0.3, 0.06)
    part = np.where(rng.random(len(track)) < 0.85, 1.0, rng.uniform(0.55, 1.0, len(track)))
    cut_s = rng.integers(2, 26, len(track))
    known_as = catalogue.tracks
    if rng.random() < 0.5:
        known_as = tuple(map(_remastered, range(len(known_as)), known_as))
    for number, when, skip, share, early_s in zip(
        track.tolist(), at.tolist(), skipped.tolist(), part.tolist(), cut_s.tolist(), strict=True
    ):
        ref = known_as[number]
        heard_s = early_s if skip else round((ref.duration_s or 0.0) * share)
        yield Listen(ref, when, float(heard_s), skip, False, person.name)


def _remastered(number: int, ref: TrackRef) -> TrackRef:
    if number % _OLD_SPELLING:
        return ref
    return replace(ref, title=f"{ref.title} - Remastered {2009 + number % 9}")


def _saves(
    rng: np.random.Generator,
    person: Person,
    catalogue: Catalogue,
    loved: NDArray[np.intp],
    span: Span,
) -> Iterator[Save]:
    for number in loved[rng.random(len(loved)) < 0.35].tolist():
        yield Save(catalogue.tracks[number], _some_time(rng, span), person.name)


def _visits(
    rng: np.random.Generator,
    person: Person,
    catalogue: Catalogue,
    library: NDArray[np.intp],
    span: Span,
) -> Iterator[Visit]:
    for number in library[rng.random(len(library)) < 0.06].tolist():
        artist = catalogue.artists[catalogue.artist_of[number]]
        yield Visit(artist, _some_time(rng, span), person.name)


def _some_time(rng: np.random.Generator, span: Span) -> int:
    return span.end_s - int(rng.integers(1, span.days * _DAY_S))
