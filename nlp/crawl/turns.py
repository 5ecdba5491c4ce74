"""Whose turn it is: one URL at a time of each site, within its budgets."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from math import inf

from .frontier import Due, Frontier, Spent

_BATCH = 50
_LOOK_S = 1.0
_PATIENCE_S = 30.0
"""A crawl waits so long for what is due soon; the rest is for the next crawl."""


@dataclass(frozen=True, slots=True)
class Budget:
    """What one site may take in one crawl."""

    pages: int
    bytes: int
    seconds: float

    def allows(self, spent: Spent) -> bool:
        """Tell whether something is left."""
        return (
            spent.pages < self.pages and spent.bytes < self.bytes and spent.seconds < self.seconds
        )


@dataclass(slots=True)
class _Site:
    name: str
    spent: Spent
    began: float | None = None
    waiting: deque[Due] = field(default_factory=deque)
    rests_until: float = 0.0  # of the clock; only a visit of its own makes something due before


class Turns:
    """The sites of a crawl take turns; who has had one stands at the end of the queue.

    Parameters
    ----------
    frontier : Frontier
    sites : iterable of str
        Those of the seeds: no other site is ever visited.
    budget : Budget
    clock : callable
        Seconds of a clock that only goes forward.
    """

    def __init__(
        self,
        frontier: Frontier,
        sites: Iterable[str],
        budget: Budget,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._frontier = frontier
        self._budget = budget
        self._clock = clock
        self._sites = {name: _Site(name, frontier.spent(name)) for name in sorted(set(sites))}
        self._ready = deque(self._sites.values())
        self._busy: dict[str, Due] = {}
        self._resting: dict[str, _Site] = {}
        self._woken = clock()

    def __contains__(self, site: str) -> bool:
        return site in self._sites

    @property
    def busy(self) -> int:
        """How many sites are being asked."""
        return len(self._busy)

    def next(self) -> Due | None:
        """Return the URL whose turn it is; its site has no other turn until `over`."""
        if self._clock() - self._woken >= _LOOK_S:  # however busy the others are
            self.wake()
        while self._ready:
            site = self._ready.popleft()
            if (due := self._take(site)) is not None:
                self._busy[site.name] = due
                return due
            self._rest(site)
        return None

    def _rest(self, site: _Site) -> None:
        wait = self._wait_s(site)
        site.rests_until = inf if wait is None else self._clock() + wait
        self._resting[site.name] = site

    def _take(self, site: _Site) -> Due | None:
        if not self._budget.allows(self._so_far(site)) or self._frontier.paused_s(site.name):
            site.waiting.clear()
            return None
        if not site.waiting:
            site.waiting.extend(self._frontier.due(site.name, _BATCH))
        if not site.waiting:
            return None
        if site.began is None:
            site.began = self._clock()
        return site.waiting.popleft()

    def over(self, site: str, *, requests: int = 0, size: int = 0) -> None:
        """Note that a turn is over, what it took, and that the site may have another one."""
        found = self._sites[site]
        pages, spent, seconds = found.spent
        found.spent = Spent(pages + requests, spent + size, seconds)
        self._frontier.spend(site, self._so_far(found))
        self._busy.pop(site, None)
        self._ready.append(found)

    def wait_s(self) -> float | None:
        """Return in how many seconds a resting site has something due; None: not soon."""
        until = min((site.rests_until for site in self._resting.values()), default=inf)
        wait = max(0.0, until - self._clock())
        return wait if wait <= _PATIENCE_S else None

    def wake(self) -> None:
        """Let the sites that have rested stand in the queue again."""
        self._woken = self._clock()
        rested = [site for site in self._resting.values() if site.rests_until <= self._woken]
        for site in rested:
            del self._resting[site.name]
        self._ready.extend(rested)

    def exhausted(self) -> list[str]:
        """Return the sites that have used up their budget and have more that is due."""
        return [
            name
            for name, site in self._sites.items()
            if not self._budget.allows(self._so_far(site)) and self._frontier.due(name, 1)
        ]

    def _wait_s(self, site: _Site) -> float | None:
        if not self._budget.allows(self._so_far(site)):
            return None
        due = self._frontier.next_due_s(site.name)
        return None if due is None else max(due, self._frontier.paused_s(site.name))

    def _so_far(self, site: _Site) -> Spent:
        passed = 0.0 if site.began is None else self._clock() - site.began
        return Spent(site.spent.pages, site.spent.bytes, site.spent.seconds + passed)
