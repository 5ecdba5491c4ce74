"""Where beats meet steps: whether a track can be run to, and how."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import NamedTuple

from ..core.errors import InputError
from ..core.sound import Descriptors

SURE = 0.5
"""Confidence from which a tempo or a metre is believed. One that is half or double the true one
harms nobody, as steps still fall on beats; but where a detector is unsure it also errs by 3:2,
and then hardly a step meets a beat. So what is unsure is left out altogether."""
FASTEST = 300.0
SLOWEST = 40.0
WIDEST = 0.1
"""A wider tolerance would let steps drift through the beat; 3:2 begins at 0.25."""
_MATCHES = ((1.0, "at the beat"), (2.0, "two steps a beat"), (0.5, "a step every second beat"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Runner:
    """A track that somebody might run to.

    Parameters
    ----------
    track : str
    heard : Descriptors
    duration_s : float or None [s]
    score : float, 0..1
        How much it is liked; comparable among new ones, and among those that are not.
    new : bool
        Whether the person never played it.
    works, artists : tuple of str
        No work stands twice; each track of an artist makes the next one count less.
    """

    track: str
    heard: Descriptors
    duration_s: float | None
    score: float
    new: bool
    works: tuple[str, ...] = ()
    artists: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How somebody wants to run.

    Parameters
    ----------
    cadence : float [steps a minute]
    minutes : float
    tolerance : float
        Share of the steps that a beat may be off.
    warm_up, cool_down : float [min]
        How long the steps quicken at the beginning and slow down at the end.
    easy : float, 0.7..1
        Share of the cadence that the warm-up begins and the cool-down ends with.

    Raises
    ------
    InputError
        If nobody could run so.
    """

    cadence: float
    minutes: float
    tolerance: float
    warm_up: float
    cool_down: float
    easy: float

    def __post_init__(self) -> None:
        _between("cadence", self.cadence, SLOWEST, FASTEST)
        _between("minutes", self.minutes, 1, 24 * 60)
        _between("tolerance", 100 * self.tolerance, 0.1, 100 * WIDEST, "%")
        _between("easy", 100 * self.easy, 70, 100, "%")
        _between("warm-up", self.warm_up, 0, self.minutes)
        _between("cool-down", self.cool_down, 0, self.minutes - self.warm_up)


def ramp(minutes: float) -> float:
    """Return how long steps quicken, and slow down, when nobody says [min]; an eighth, 5 at most.

    >>> ramp(40), ramp(16)
    (5.0, 2.0)
    """
    return min(5.0, minutes / 8)


class Match(NamedTuple):
    """How a beat meets the steps.

    Parameters
    ----------
    steps : float [steps a minute]
        That the beat asks for: its tempo, the double or the half of it.
    name : str
        In words.
    """

    steps: float
    name: str


def match(tempo_bpm: float, cadence: float) -> Match:
    """Return which of a tempo, its double and its half is nearest to a cadence.

    >>> match(84.0, 170.0)
    Match(steps=168.0, name='two steps a beat')
    """
    return min(
        (Match(tempo_bpm * factor, name) for factor, name in _MATCHES),
        key=lambda found: abs(math.log2(found.steps / cadence)),
    )


def tempos(plan: Plan) -> list[tuple[float, float]]:
    """Return in which ranges the tempo of a track for any part of a plan lies [beats a minute]."""
    low = plan.cadence * plan.easy * (1 - plan.tolerance)
    high = plan.cadence * (1 + plan.tolerance)
    return [(low / factor, high / factor) for factor, _ in _MATCHES]


def unfit(runner: Runner) -> str | None:
    """Return why nobody can run to a track, or None."""
    heard = runner.heard
    if not heard.tempo_bpm or heard.tempo_confidence < SURE:
        return "unsure tempo"
    if not heard.time_signature or heard.time_signature_confidence < SURE:
        return "unsure metre"
    if heard.time_signature != 4:
        return "not in four"
    if not runner.duration_s:
        return "unknown length"
    return None


def _between(name: str, value: float, low: float, high: float, unit: str = "") -> None:
    if not low <= value <= high:
        told = f"{name} is {value:g}{unit}; make it between {low:g}{unit} and {high:g}{unit}"
        raise InputError(told)
