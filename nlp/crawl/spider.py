"""The spider: asks for what is due, robots.txt first, one request at a time a site."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any
from urllib.parse import urljoin, urlsplit

from scrapy import Request, Spider, signals
from scrapy.exceptions import DownloadCancelledError, IgnoreRequest, StopDownload
from scrapy.http import Response
from scrapy.http.headers import Headers
from twisted.python.failure import Failure

from ...core.config import CrawlConfig
from .answers import BUSY, REDIRECTS, Answer, is_wanted
from .frontier import Due, Frontier
from .robots import MAX_BYTES, Robots, text_of
from .settings import ACCEPT, floor_s
from .turns import Turns
from .visits import Visits

_HEADERS = ("content-type", "etag", "last-modified", "location", "retry-after", "x-robots-tag")
_LISTS = frozenset({"x-robots-tag"})
_ROBOTS_HOPS = 5  # RFC 9309, 2.3.1.2
_LOOK_S = 1.0
_STRIKES = 3
"""Connections and servers that fail in a row before a site is left alone."""
_DAY_S = 86_400.0
_NO_LIMIT = 1 << 40
_REMEMBERED = 1000


class CrawlSpider(Spider):
    """Visits what is due at the sites whose turn it is.

    Parameters
    ----------
    config : CrawlConfig
    frontier : Frontier
    turns : Turns
    visits : Visits
    refused : dict
        Host name -> private address, as the resolver fills it.
    tell : callable
        Called after every visit, and before a wait.
    """

    name = "discograph"

    def __init__(
        self,
        config: CrawlConfig,
        frontier: Frontier,
        turns: Turns,
        visits: Visits,
        refused: dict[str, str],
        tell: Callable[[], None],
    ) -> None:
        super().__init__()
        self._config = config
        self._frontier = frontier
        self._turns = turns
        self._visits = visits
        self._refused = refused
        self._tell = tell
        self._rules: dict[str, Robots] = {}
        self._strikes: Counter[str] = Counter()
        self._stirred = asyncio.Event()
        self.stopped = False
        self.error: BaseException | None = None

    @classmethod
    def from_crawler(cls, crawler: Any, *args: Any, **kwargs: Any) -> CrawlSpider:
        """Return a spider that looks at headers before bodies come."""
        spider = super().from_crawler(crawler, *args, **kwargs)
        for name in ("headers_received", "bytes_received", "spider_error"):
            crawler.signals.connect(getattr(spider, name), getattr(signals, name))
        return spider

    def stop(self) -> None:
        """Ask for nothing more."""
        self.stopped = True
        self._stirred.set()

    async def start(self) -> AsyncIterator[Request]:
        """Yield requests, whenever a site has its turn, until nothing is due soon."""
        while not self.stopped:
            self._stirred.clear()
            if (due := self._turns.next()) is None:
                wait = self._turns.wait_s()
                if wait is None and not self._turns.busy:
                    return
                self._tell()
                await self._rest(_LOOK_S if wait is None else min(wait, _LOOK_S))
            elif (request := self._first(due)) is not None:
                yield request
            else:
                await asyncio.sleep(0)  # thousands of closed URLs must not hold up the rest

    async def _rest(self, wait_s: float) -> None:
        try:
            await asyncio.wait_for(self._stirred.wait(), wait_s)
        except TimeoutError:
            self._turns.wake()

    def headers_received(self, headers: Headers, request: Request, **_: object) -> None:
        """Take no body that is no text: music, pictures, archives."""
        content_type = (headers.get(b"Content-Type") or b"").decode("latin-1") or None
        if "hops" not in request.cb_kwargs:
            if not is_wanted(content_type, request.cb_kwargs["due"].kind):
                raise StopDownload(fail=True)
        elif not headers.get(b"Content-Encoding"):  # a packed one must not unpack without limit
            request.meta["download_maxsize"] = _NO_LIMIT

    def bytes_received(self, data: bytes, request: Request, **_: object) -> None:
        """Count what comes; take as much of a robots.txt as is read."""
        request.meta["came"] = request.meta.get("came", 0) + len(data)
        if "hops" in request.cb_kwargs and request.meta["came"] >= MAX_BYTES:
            raise StopDownload(fail=False)

    def spider_error(self, failure: Failure, **_: object) -> None:
        """Stop at a fault of ours, or of the disk."""
        self.error = failure.value
        self.stop()

    # -- requests ------------------------------------------------------------------------------

    def _first(self, due: Due) -> Request | None:
        """Return what to ask: the page, robots.txt before it, or nothing where that closes it."""
        origin = _origin(due.url)
        if (rules := self._rules.get(origin)) is None:
            text = self._frontier.robots(origin)
            if text is None:
                return self._request(f"{origin}/robots.txt", due, 0, hops=0)
            rules = self._learn(origin, text)
        if not rules.allows(due.url):
            self._visits.refuse(due)
            self._over(due)
            return None
        headers = {}
        if due.digest is not None:
            headers = {"If-None-Match": due.etag, "If-Modified-Since": due.modified}
        return self._request(due.url, due, rules.delay_s, headers)

    def _request(
        self,
        url: str,
        due: Due,
        delay_s: float,
        headers: dict[str, str | None] | None = None,
        hops: int | None = None,
    ) -> Request:
        floor = max(floor_s(self._config, urlsplit(url).hostname or ""), delay_s)
        if (slot := self.crawler.engine.downloader.slots.get(due.site)) is not None:
            slot.delay = max(slot.delay, floor)
        given = {name: value for name, value in (headers or {}).items() if value}
        if hops is not None:
            given["Accept-Encoding"] = "identity"  # cut off where it is too long
        asked = {"User-Agent": self.crawler.settings["USER_AGENT"], "Accept": ACCEPT, **given}
        meta = {
            "download_slot": due.site,
            "download_timeout": self._config.timeout_s,
            "floor_s": floor,
        }
        robots = {} if hops is None else {"hops": hops}
        return Request(
            url,
            self._came if hops is None else self._robots_came,
            headers=asked,
            meta=meta,
            cb_kwargs={"due": due, **robots},
            errback=self._failed if hops is None else self._robots_failed,
            dont_filter=True,
        )

    def _learn(self, origin: str, text: str) -> Robots:
        if len(self._rules) >= _REMEMBERED:
            self._rules.clear()
        rules = self._rules[origin] = Robots.parse(text)
        return rules

    # -- answers -------------------------------------------------------------------------------

    def _came(self, response: Response, due: Due) -> None:
        self._visits.settle(due, _answer(response))
        if response.status < 500:
            self._strikes[due.site] = 0
        elif response.status not in BUSY:
            self._strike(due)
        came: int = response.meta.get("came", 0)  # unpacked, it may be more
        self._over(due, 1, max(came, len(response.body)))

    def _failed(self, failure: Failure) -> None:
        request: Request = failure.request  # type: ignore[attr-defined]
        due: Due = request.cb_kwargs["due"]
        if isinstance(failure.value, StopDownload):
            self._visits.drop(due, "no page")
        elif isinstance(failure.value, DownloadCancelledError | IgnoreRequest):
            self._visits.drop(due, "too large")
        else:
            self._visits.fail(due, self._trouble(failure, due))
        self._over(due, 1, request.meta.get("came", 0))

    def _trouble(self, failure: Failure, due: Due) -> str:
        """Return why there is no answer; a site that cannot be reached is left alone."""
        host = urlsplit(failure.request.url).hostname or ""  # type: ignore[attr-defined]
        if (address := self._refused.get(host)) is not None:
            self._frontier.pause(due.site, _DAY_S)
            return f"leads to a private address: {address}"
        self._strike(due)
        return failure.type.__name__ if failure.type else "unknown"

    def _strike(self, due: Due) -> None:
        self._strikes[due.site] += 1
        if self._strikes[due.site] >= _STRIKES:
            self._frontier.pause(due.site)

    def _robots_came(self, response: Response, due: Due, hops: int) -> Iterator[Request]:
        answer, origin = _answer(response), _origin(due.url)
        location = answer.headers.get("location", "")
        if answer.status in REDIRECTS and location and hops < _ROBOTS_HOPS:
            target = _robots_target(response.url, location)
            if target is not None:
                yield self._request(target, due, 0, hops=hops + 1)
                return
        if answer.status >= 500 or answer.status in BUSY:
            self._frontier.pause(due.site, answer.retry_after_s(self._visits.now()))
            self._visits.tally.dropped[f"robots.txt: status {answer.status}"] += 1
            self._over(due)
            return
        text = text_of(answer.body) if answer.status == 200 else ""
        self._frontier.set_robots(origin, text)
        self._learn(origin, text)
        if (request := self._first(due)) is not None:
            yield request

    def _robots_failed(self, failure: Failure) -> None:
        due: Due = failure.request.cb_kwargs["due"]  # type: ignore[attr-defined]
        reason = self._trouble(failure, due)
        self._visits.tally.dropped[f"robots.txt: {reason}"] += 1
        self._frontier.pause(due.site)
        self._over(due)

    def _over(self, due: Due, requests: int = 0, size: int = 0) -> None:
        self._turns.over(due.site, requests=requests, size=size)
        self._tell()
        self._stirred.set()


def _answer(response: Response) -> Answer:
    headers = {
        name: b"\n".join(values).decode("latin-1")
        for name in _HEADERS
        if (values := response.headers.getlist(name)[: None if name in _LISTS else 1])
    }
    return Answer(response.status, headers, response.body)


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _robots_target(url: str, location: str) -> str | None:
    try:
        target = urljoin(url, location)
        return target if urlsplit(target).scheme in ("http", "https") else None
    except ValueError:
        return None
