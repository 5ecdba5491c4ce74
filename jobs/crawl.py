"""Crawling: seeds from the graph, pages into the archive, by a process of its own."""

from __future__ import annotations

import json
import logging
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from typing import IO, Any

from ..core.clock import now
from ..core.config import Config, CrawlConfig
from ..core.errors import Busy, ConfigError, CrawlError, InputError, NotEnoughData
from ..core.home import Home
from ..core.progress import Progress, Silent
from ..graph import crawl_seeds
from ..graph.store import GraphStore, Row
from ..nlp.crawl.frontier import KINDS
from ..nlp.crawl.urls import canonical

log = logging.getLogger(__name__)

_STOP_S = 15.0
_PROXY = re.compile(r".*_proxy", re.IGNORECASE)
_SITEMAP = re.compile(r"sitemap[^/]*\.xml(?:\.gz)?$", re.IGNORECASE)
_FEED = re.compile(r"(?:/feed/?|/rss/?|/atom/?|\.rss|\.atom|\.rdf|(?:feed|rss|atom|index)\.xml)$")


@dataclass(frozen=True, kw_only=True)
class CrawlReport:
    """What a crawl did.

    Parameters
    ----------
    sites : int
        Sites of the seeds.
    requests : int
        Requests, robots.txt not counted.
    pages : int
        New or changed pages kept.
    unchanged : int
        Pages, feeds and sitemaps that were as before.
    found : int
        URLs that were new.
    bytes : int
    seconds : float
    dropped : mapping
        Reason -> how often a URL gave no page for it.
    exhausted : tuple of str
        Sites that have used up a budget: the rest comes with the next crawl.
    troubles : tuple of (str, str)
        Seeds that gave nothing, each with its reason.
    resumed : bool
        Whether it went on with a crawl that was interrupted.
    finished : bool
        Whether it came to its own end.
    """

    sites: int
    requests: int
    pages: int
    unchanged: int
    found: int
    bytes: int
    seconds: float
    dropped: Mapping[str, int]
    exhausted: tuple[str, ...]
    troubles: tuple[tuple[str, str], ...]
    resumed: bool
    finished: bool

    def as_dict(self) -> dict[str, Any]:
        """Return it as plain values."""
        return asdict(self)


def crawl(
    store: GraphStore, home: Home, config: Config, *, progress: Progress | None = None
) -> CrawlReport:
    """Visit what is due at the sites of the seeds; keep the pages under ``home.pages``.

    Raises
    ------
    ConfigError
        If the settings name no contact.
    NotEnoughData
        If there is no seed.
    Busy
        If another crawl or import adds pages.
    CrawlError
        If the process that crawls failed.
    """
    seeds = [(row["url"], row["kind"]) for row in crawl_seeds.crawl_seeds(store)]
    return visit(seeds, home, config.crawl, progress=progress)


def visit(
    seeds: Iterable[tuple[str, str]],
    home: Home,
    config: CrawlConfig,
    *,
    progress: Progress | None = None,
) -> CrawlReport:
    """Do as `crawl`, from seeds (URL and kind) that are given instead of the graph's."""
    if not config.contact.strip():
        raise ConfigError(
            "crawl.contact is empty; give the address or page where site owners reach you: "
            "it is sent with every request"
        )
    order = {
        "seeds": sorted(seeds),
        "frontier": str(home.crawl),
        "pages": str(home.pages),
        "config": asdict(config),
    }
    if not order["seeds"]:
        raise NotEnoughData("nothing to crawl yet; name a feed, sitemap or page: crawl add URL")
    with (progress or Silent()).stage("crawling") as advance:
        report = _run(order, advance)
    log.info(
        "crawled %d sites: %d pages of %d requests in %.1f s",
        *(report[name] for name in ("sites", "pages", "requests", "seconds")),
    )
    return CrawlReport(
        **{
            **report,
            "exhausted": tuple(report["exhausted"]),
            "troubles": tuple((url, reason) for url, reason in report["troubles"]),
        }
    )


def _run(order: Mapping[str, Any], advance: Any) -> dict[str, Any]:
    """Let a process of its own crawl: Twisted's reactor runs once in a process."""
    environment = {name: value for name, value in os.environ.items() if not _PROXY.fullmatch(name)}
    # The child must find this very package, however this process found it.
    environment["PYTHONPATH"] = os.pathsep.join(path for path in sys.path if path)
    package = __name__.rpartition(".")[0]
    with tempfile.TemporaryFile() as errors:
        child = subprocess.Popen(
            [sys.executable, "-P", "-m", f"{package}.crawler"],  # no module of the folder at hand
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            env=environment,
            text=True,
            start_new_session=True,  # an interrupt is ours to handle: the child stops by itself
        )
        try:
            last = _talk(child, order, advance)
        finally:
            _end(child)
        if "report" in last:
            found: dict[str, Any] = last["report"]
            return found
        if "busy" in last:
            raise Busy(last["busy"])
        raise CrawlError(f"the crawler ended with status {child.returncode}: {_tail(errors)}")


def _talk(child: subprocess.Popen[str], order: Mapping[str, Any], advance: Any) -> dict[str, Any]:
    """Give the order; follow what the child says, to its last line."""
    last: dict[str, Any] = {}
    pages = 0
    if child.stdin is None or child.stdout is None:
        return last
    with suppress(BrokenPipeError):  # it has died, and said of what
        child.stdin.write(json.dumps(order) + "\n")
        child.stdin.flush()
    for line in child.stdout:
        last = json.loads(line)
        if "told" in last:
            advance(last["told"]["pages"] - pages)
            pages = last["told"]["pages"]
    return last


def _end(child: subprocess.Popen[str]) -> None:
    """Let the child stop, which the end of its stdin tells it to; a kill loses little."""
    for pipe in (child.stdin, child.stdout):
        if pipe is not None:
            with suppress(BrokenPipeError):
                pipe.close()
    try:
        child.wait(_STOP_S)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()


def _tail(errors: IO[bytes]) -> str:
    errors.seek(0)
    lines = errors.read().decode("utf-8", "replace").strip().splitlines()
    return lines[-1] if lines else "it said nothing"


# -- seeds -------------------------------------------------------------------------------------


def add_seeds(store: GraphStore, urls: Iterable[str], kind: str | None = None) -> list[str]:
    """Add URLs to crawl from; return those that were not there, as they are written from now on.

    Parameters
    ----------
    store : GraphStore
    urls : iterable of str
        ``https://`` is put before what has no scheme.
    kind : {"feed", "sitemap", "page"}, optional
        None: as the URL looks; the first visit sets right what does not fit.

    Raises
    ------
    InputError
        If one is no URL of http or https, or there is no such kind; then none is added.
    """
    if kind is not None and kind not in KINDS:
        raise InputError(f"no kind {kind!r} of seed; there are: {', '.join(KINDS)}")
    seeds = [(url := _checked(given), kind or _kind(url)) for given in urls]
    return crawl_seeds.add_crawl_seeds(store, seeds, int(now().timestamp()))


def seeds(store: GraphStore) -> list[Row]:
    """Return ``{url, kind, added_at}`` of every seed, by URL."""
    return crawl_seeds.crawl_seeds(store)


def remove_seed(store: GraphStore, url: str) -> bool:
    """Crawl no more from a URL; tell whether it was a seed. What was fetched stays."""
    return crawl_seeds.remove_crawl_seed(store, _checked(url))


def _checked(given: str) -> str:
    text = given.strip()
    url = canonical(text if "://" in text else f"https://{text}")
    if url is None:
        raise InputError(
            f"{given!r} is no address to crawl; write it as https://lanternpost.example/"
        )
    return url


def _kind(url: str) -> str:
    path = url.partition("?")[0]
    return "sitemap" if _SITEMAP.search(path) else "feed" if _FEED.search(path) else "page"
