"""What becomes of an answer: pages kept, links noted, the next visit planned."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, fields
from hashlib import blake2b
from time import gmtime, time
from typing import Any

from ...core.pages import RawPage, site_of
from .answers import BUSY, GONE, REDIRECTS, Answer, unpacked
from .feeds import Entry, Kind, entries_of, kind_of, sitemap_of
from .frontier import Due, Frontier
from .links import Links, links_of
from .urls import canonical, is_trap

_DAY_S = 86_400.0
_CLOSED_S = 7 * _DAY_S
_UNPACKED = 16
"""A sitemap that is a gzip file may grow to so many times the largest page."""


@dataclass(slots=True)
class Tally:
    """What a crawl did."""

    requests: int = 0
    pages: int = 0
    unchanged: int = 0
    bytes: int = 0
    found: int = 0
    dropped: Counter[str] = field(default_factory=Counter)

    def as_dict(self) -> dict[str, Any]:
        """Return it as plain values."""
        return {item.name: getattr(self, item.name) for item in fields(self)} | {
            "dropped": dict(self.dropped)
        }


class Visits:
    """Visits of one crawl.

    Parameters
    ----------
    frontier : Frontier
    keep : callable
        Takes every page that is kept.
    depth : int
        Links are followed so far from a seed.
    page_max : int [bytes]
    clock : callable
        Seconds since 1970.
    """

    def __init__(
        self,
        frontier: Frontier,
        keep: Callable[[RawPage], None],
        *,
        depth: int,
        page_max: int,
        clock: Callable[[], float] = time,
    ) -> None:
        self.tally = Tally()
        self._frontier = frontier
        self._keep = keep
        self._depth = depth
        self._page_max = page_max
        self._clock = clock

    def now(self) -> float:
        """Return the present moment, in seconds since 1970."""
        return self._clock()

    def settle(self, due: Due, answer: Answer) -> None:
        """Note what came of asking for `due`."""
        self.tally.requests += 1
        self.tally.bytes += len(answer.body)
        if answer.status in BUSY:
            self._wait(due, answer)
            return
        self._frontier.resume(due.site)
        if answer.status == 304:
            self.tally.unchanged += 1
            self._frontier.visited(due, None)
        elif answer.status in REDIRECTS:
            self._redirect(due, answer)
        elif answer.status == 200:
            self._take(due, answer)
        elif answer.status >= 500:
            self.fail(due, f"status {answer.status}")
        else:
            gone = float("inf") if answer.status in GONE else None
            self.drop(due, f"status {answer.status}", gone)

    def fail(self, due: Due, reason: str) -> None:
        """Note what may pass: the URL is tried again later."""
        self.tally.dropped[reason] += 1
        self._frontier.fail(due, reason)

    def drop(self, due: Due, reason: str, after_s: float | None = None) -> None:
        """Note what will not pass soon."""
        self.tally.dropped[reason] += 1
        self._frontier.drop(due, reason, after_s)

    def refuse(self, due: Due) -> None:
        """Note that robots.txt closes a URL."""
        self.drop(due, "closed by robots.txt", _CLOSED_S)

    def _wait(self, due: Due, answer: Answer) -> None:
        self._frontier.pause(due.site, answer.retry_after_s(self._clock()))
        self.tally.dropped[f"status {answer.status}"] += 1

    # -- what an answer leads to ---------------------------------------------------------------

    def _redirect(self, due: Due, answer: Answer) -> None:
        location = answer.headers.get("location", "")
        target = canonical(location, due.url) if location else None
        if target is None or target == due.url:
            self.drop(due, "redirects to nowhere")
        elif site_of(target) != due.site:
            self.drop(due, f"redirects to another site: {site_of(target)}")
        else:
            if due.kind == "page":
                self._link([target], due.depth)
            elif due.depth < self._depth:
                self._frontier.name(target, due.kind, due.depth + 1, None)
            self._frontier.visited(due, None)

    def _take(self, due: Due, answer: Answer) -> None:
        limit = self._page_max * (_UNPACKED if due.kind == "sitemap" else 1)
        if (body := unpacked(answer.body, limit)) is None:
            self.drop(due, "too large")
            return
        kind = kind_of(body)
        if kind != due.kind and due.depth == 0:
            due = due._replace(kind=kind)  # people name a feed a page, and the other way round
        digest = blake2b(body, digest_size=16).digest()
        if digest == due.digest:
            self.tally.unchanged += 1
        elif kind == due.kind:
            self._use(due, answer, body, digest, kind)
        etag, modified = (answer.headers.get(name) for name in ("etag", "last-modified"))
        self._frontier.visited(due, digest, _short(etag), _short(modified))

    def _use(self, due: Due, answer: Answer, body: bytes, digest: bytes, kind: Kind) -> None:
        if kind == "feed":
            self._name(due, entries_of(body), "page", 1)
        elif kind == "sitemap":
            listed = sitemap_of(body)
            self._name(due, listed.pages, "page", 1)
            if due.depth < self._depth:
                self._name(due, listed.sitemaps, "sitemap", due.depth + 1)
        elif not answer.is_page:
            self.tally.dropped["no page"] += 1
        elif self._frontier.is_elsewhere(due, digest):
            self.tally.dropped["the same as another page"] += 1
        else:
            self._page(due, answer, body)

    def _page(self, due: Due, answer: Answer, body: bytes) -> None:
        links = Links(due.url)
        if not (answer.content_type or "").lower().startswith("text/plain"):
            links = links_of(due.url, body, answer.content_type)
        if links.keep and answer.may_be_kept:
            now = int(self._clock())
            self._keep(RawPage(due.url, now, body, answer.content_type, due.published_at))
            self.tally.pages += 1
        else:
            self.tally.dropped["asks not to be kept"] += 1
        if due.depth < self._depth and answer.may_be_followed:
            self._link(_on_site(due, links.base, links.pages), due.depth + 1)
            if due.depth == 0:
                found = [Entry(url, None) for url in links.feeds]
                self._name(due, found, "feed", 1, links.base)

    def _link(self, urls: Iterable[str], depth: int) -> None:
        year = gmtime(self._clock()).tm_year
        self.tally.found += self._frontier.link((u for u in urls if not is_trap(u, year)), depth)

    def _name(
        self, due: Due, entries: Iterable[Entry], kind: Kind, depth: int, base: str = ""
    ) -> None:
        latest = self._clock() + _DAY_S
        for entry in entries:
            known = entry.dated_at is not None and entry.dated_at <= latest
            at = entry.dated_at if known else None  # of what is yet to come, nothing
            for url in _on_site(due, base or due.url, [entry.url]):
                new = self._frontier.name(url, kind, depth, at, by_feed=due.kind == "feed")
                self.tally.found += new


def _on_site(due: Due, base: str, links: Iterable[str]) -> Iterator[str]:
    for link in links:
        url = canonical(link, base)
        if url is not None and site_of(url) == due.site:
            yield url


def _short(header: str | None) -> str | None:
    return header if header and len(header) <= 256 else None
