"""One crawl, from its order to its report; a process runs one, since a reactor runs once."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from scrapy.crawler import Crawler
from scrapy.utils.reactor import install_reactor
from twisted.python.failure import Failure

from ...core.config import CrawlConfig
from ...core.pages import RawPage, site_of
from .addresses import CheckedResolver
from .frontier import Frontier
from .settings import scrapy_settings
from .spider import CrawlSpider
from .turns import Budget, Turns
from .urls import canonical
from .visits import Visits

_COMMIT_S = 1.0
_HOUR_S = 3600.0
_FORGOTTEN = "never visited again: you asked to forget it"


class Keeper(Protocol):
    """Where pages go."""

    def append(self, page: RawPage) -> None:
        """Add a page; a kill of the process does not lose it."""

    def sync(self) -> None:
        """Wait until all pages are on the disk."""


@dataclass(frozen=True, slots=True)
class Order:
    """What to crawl.

    Parameters
    ----------
    folder : Path
        The frontier's.
    seeds : tuple of (str, str)
        URL and kind: feed, sitemap, page.
    config : CrawlConfig
    """

    folder: Path
    seeds: tuple[tuple[str, str], ...]
    config: CrawlConfig


def crawl(
    order: Order,
    keeper: Keeper,
    tell: Callable[[Mapping[str, int]], None],
    stop: threading.Event | None = None,
) -> dict[str, Any]:
    """Visit what is due until nothing is due soon or budgets are spent; return the report.

    Installs and runs Twisted's reactor: once in a process.

    Parameters
    ----------
    order : Order
    keeper : Keeper
    tell : callable
        Told once a second how many requests and pages there were.
    stop : threading.Event, optional
        Set by another thread, it ends the crawl soon; the next one goes on with it.

    Returns
    -------
    dict
        The fields of `Tally`, and sites, resumed, finished, exhausted (sites), troubles (URL and
        reason, of seeds), seconds.
    """
    config = order.config
    hours = (config.revisit_min_h * _HOUR_S, config.revisit_max_h * _HOUR_S)
    began = time.monotonic()
    with Frontier(order.folder, hours) as frontier:
        resumed = frontier.begin()
        sites, forgotten = _seeded(frontier, order.seeds)
        budget = Budget(config.pages_per_site, config.mib_per_site << 20, config.seconds_per_site)
        turns = Turns(frontier, sites, budget)
        visits = Visits(
            frontier, keeper.append, depth=config.depth, page_max=config.page_max_kib << 10
        )
        commits = _Commits(frontier, keeper, visits, tell)
        commits.now()
        try:
            finished = _visit(config, frontier, turns, visits, commits, stop)
        finally:
            commits.now()  # what was seen before a fault was seen
        if finished:
            frontier.finish()
        return {
            **visits.tally.as_dict(),
            "sites": len(sites),
            "resumed": resumed,
            "finished": finished,
            "exhausted": turns.exhausted(),
            "troubles": [*frontier.reasons(sites), *((url, _FORGOTTEN) for url in forgotten)],
            "seconds": time.monotonic() - began,
        }


def _seeded(frontier: Frontier, seeds: tuple[tuple[str, str], ...]) -> tuple[set[str], list[str]]:
    """Bring the seeds into the frontier; return their sites, and the seeds that are blocked."""
    found = {url: kind for seed, kind in seeds if (url := canonical(seed)) is not None}
    frontier.keep_seeds(found)
    blocked = [url for url, kind in found.items() if not frontier.seed(url, kind)]
    return {site_of(url) for url in found.keys() - set(blocked)}, blocked


class _Commits:
    """Pages first, then what is known of them: a kill may have a page fetched twice, never lost."""

    def __init__(
        self,
        frontier: Frontier,
        keeper: Keeper,
        visits: Visits,
        tell: Callable[[Mapping[str, int]], None],
    ) -> None:
        self._frontier = frontier
        self._keeper = keeper
        self._tally = visits.tally
        self._tell = tell
        self._last = 0.0

    def now(self) -> None:
        self._last = time.monotonic()
        self._keeper.sync()
        self._frontier.commit()
        self._tell({"requests": self._tally.requests, "pages": self._tally.pages})

    def soon(self) -> None:
        if time.monotonic() - self._last >= _COMMIT_S:
            self.now()


def _visit(
    config: CrawlConfig,
    frontier: Frontier,
    turns: Turns,
    visits: Visits,
    commits: _Commits,
    stop: threading.Event | None,
) -> bool:
    """Run the reactor; tell whether the crawl came to its own end."""
    install_reactor("twisted.internet.asyncioreactor.AsyncioSelectorReactor")
    from twisted.internet import reactor

    refused: dict[str, str] = {}
    resolver: Any = reactor
    resolver.installNameResolver(CheckedResolver(resolver.nameResolver, config.connect_to, refused))
    crawler = Crawler(CrawlSpider, scrapy_settings(config))
    ended: list[Any] = []

    def over(result: object) -> None:
        ended.append(result)
        resolver.stop()

    crawler.crawl(config, frontier, turns, visits, refused, commits.soon).addBoth(over)
    spider = crawler.spider
    if not isinstance(spider, CrawlSpider):
        raise ended[0].value
    if stop is not None:
        threading.Thread(target=_watch, args=(stop, spider, resolver), daemon=True).start()
    if not ended:
        resolver.run(installSignalHandlers=False)
    for fault in (spider.error, *(end.value for end in ended if isinstance(end, Failure))):
        if fault is not None:
            raise fault
    return not spider.stopped


def _watch(stop: threading.Event, spider: CrawlSpider, reactor: Any) -> None:
    stop.wait()
    reactor.callFromThread(spider.stop)
