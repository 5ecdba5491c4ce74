"""Tracks in the order of a run: the steps quicken, hold and slow down again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .cadence import Match, Plan, Runner, match, unfit

NEW_EVERY = 3
"""Every so manyth track is a new one, as long as there are any."""
NEARNESS = 0.5
"""What a track at the edge of the tolerance loses of its score against one right at the step."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Leg:
    """A track's place in a run.

    Parameters
    ----------
    track : str
    start_s, duration_s : float [s]
    phase : str
        ``"warm-up"``, ``"run"`` or ``"cool-down"``.
    wanted : float [steps a minute]
        That the plan asks for in the middle of the track.
    match : Match
    """

    track: str
    start_s: float
    duration_s: float
    phase: str
    wanted: float
    match: Match


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Tracks for a run.

    Parameters
    ----------
    legs : tuple of Leg
    missing_s : float [s]
        More than half a track: so much of the plan has no music.
    left_out : dict of str to int
        Tracks by why they cannot be run to.
    """

    legs: tuple[Leg, ...]
    missing_s: float
    left_out: dict[str, int]


def run(runners: Sequence[Runner], plan: Plan) -> Run:
    """Return tracks in the order in which to run to them.

    Each time the best liked track is taken whose beat meets the steps that the plan asks for in
    its middle, the nearer the better. While the steps quicken, none is slower than the one before;
    while they slow down, none is faster. Where a part of the plan has no more tracks, it ends there
    and the next begins; a cool-down with none that is slow enough stays as fast as it got.

    Parameters
    ----------
    runners : sequence of Runner
        In any order.
    plan : Plan

    Returns
    -------
    Run
        Unless tracks are missing, within half a track of the time that the plan asks for.
    """
    left_out: Counter[str] = Counter()
    field = []
    for runner in sorted(runners, key=lambda runner: runner.track):
        if why := unfit(runner):
            left_out[why] += 1
        else:
            field.append(runner)
    legs = _Course(field, plan).fill() if field else ()
    missing = plan.minutes * 60 - sum(leg.duration_s for leg in legs)
    half = max((leg.duration_s for leg in legs), default=0.0) / 2
    return Run(legs=legs, missing_s=missing if missing > half else 0.0, left_out=dict(left_out))


class _Course:
    """A plan that is being filled, track by track."""

    def __init__(self, field: Sequence[Runner], plan: Plan) -> None:
        self._field = field
        self._plan = plan
        self._matches = [match(runner.heard.tempo_bpm or 0.0, plan.cadence) for runner in field]
        self._steps = np.array([found.steps for found in self._matches])
        self._lengths = np.array([runner.duration_s for runner in field], np.float64)
        self._scores = np.array([runner.score for runner in field], np.float64)
        self._new = np.array([runner.new for runner in field])
        self._left = np.ones(len(field), bool)
        self._works: set[str] = set()
        self._artists: Counter[str] = Counter()
        self._legs: list[Leg] = []
        self._elapsed = 0.0
        # Moments at which the steps are as fast as planned, slow down again, and end.
        self._warm = plan.warm_up * 60
        self._end = plan.minutes * 60
        self._cool = self._end - plan.cool_down * 60
        self._floor = 0.0

    def fill(self) -> tuple[Leg, ...]:
        """Return the legs, from the first on."""
        while True:
            middles = self._elapsed + self._lengths / 2
            asked = self._asked(middles)
            fits, values = self._fitting(middles, asked)
            if fits.any():
                at = int(np.where(fits, values, -1.0).argmax())
                self._take(at, float(middles[at]), float(asked[at]))
            elif not self._cut():
                return tuple(self._legs)

    def _asked(self, at_s: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the steps a minute at some moments: rising, level and falling straight lines."""
        plan = self._plan
        up = np.clip(at_s / max(self._warm, 1.0), 0, 1)
        down = np.clip((at_s - self._cool) / max(plan.cool_down * 60, 1.0), 0, 1)
        shares = 1 - (1 - plan.easy) * np.maximum(1 - up, down)
        asked: NDArray[np.float64] = np.maximum(plan.cadence * shares, self._floor)
        return asked

    def _fitting(
        self, middles: NDArray[np.float64], asked: NDArray[np.float64]
    ) -> tuple[NDArray[np.bool_], NDArray[np.float64]]:
        """Return which tracks may come next, and how good each is."""
        off = np.abs(self._steps / asked - 1) / self._plan.tolerance
        fits = self._left & (off <= 1) & (middles <= self._end)
        if self._legs:
            last = self._legs[-1]
            if last.phase == "warm-up":
                fits &= (middles >= self._warm) | (self._steps >= last.match.steps)
            if last.phase == "cool-down":
                fits &= self._steps <= last.match.steps
        wish = self._new if (len(self._legs) + 1) % NEW_EVERY == 0 else ~self._new
        if (fits & wish).any():
            fits &= wish
        again = [sum(self._artists[artist] for artist in r.artists) for r in self._field]
        return fits, self._scores * (1 - NEARNESS * off) / (1 + np.array(again))

    def _take(self, at: int, middle: float, asked: float) -> None:
        runner, length = self._field[at], float(self._lengths[at])
        phase = "warm-up" if middle < self._warm else "run" if middle <= self._cool else "cool-down"
        self._legs.append(
            Leg(
                track=runner.track,
                start_s=self._elapsed,
                duration_s=length,
                phase=phase,
                wanted=asked,
                match=self._matches[at],
            )
        )
        self._elapsed += length
        self._works |= {runner.track, *runner.works}
        self._artists.update(set(runner.artists))
        self._left &= [self._works.isdisjoint((r.track, *r.works)) for r in self._field]

    def _cut(self) -> bool:
        """End the part of the plan that has no track any more; False when that was the last one."""
        if self._elapsed < self._warm:
            self._warm = self._elapsed
        elif self._elapsed < self._cool and self._plan.cool_down:
            self._cool = self._elapsed
            self._end = self._elapsed + self._plan.cool_down * 60
        elif self._plan.cool_down and not self._floor:
            slowed = (leg.wanted for leg in self._legs if leg.phase == "cool-down")
            self._floor = min(slowed, default=self._plan.cadence)
        else:
            return False
        return True
