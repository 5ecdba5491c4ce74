"""A small web on loopback: many hosts on one real server, which notes who asks for what, when."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from discograph.core.config import CrawlConfig
from discograph.core.home import Home
from discograph.core.pages import RawPage
from discograph.formats.warc import Archive
from discograph.jobs.crawl import CrawlReport, visit

HTML = "text/html; charset=utf-8"


@dataclass(frozen=True)
class Asked:
    """A request that came."""

    host: str
    path: str
    at: float
    headers: Mapping[str, str]


@dataclass(frozen=True)
class Reply:
    """What a path answers; `drip` writes the body byte by byte until the test is over."""

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    kind: str = HTML
    drip: bool = False
    length: bool = True


Route = Callable[[str, "Web"], Reply]


class Web:
    """Hosts, each a function from path to reply; unknown hosts answer a page at any path."""

    def __init__(self, sites: Mapping[str, Route], port: int = 0) -> None:
        self.sites = dict(sites)
        self.log: list[Asked] = []
        self.most_at_once: Counter[str] = Counter()
        self.over = threading.Event()
        self._now: Counter[str] = Counter()
        self._lock = threading.Lock()
        self.server = _Server(("127.0.0.1", port), _handler(self))
        self.port = self.server.server_port

    def asked(self, host: str) -> list[str]:
        """Return the paths that were asked for at a host, robots.txt left out."""
        return [a.path for a in self.log if a.host == host and a.path != "/robots.txt"]

    def answer(self, asked: Asked) -> Reply:
        with self._lock:
            self.log.append(asked)
        route = self.sites.get(asked.host)
        return page("a stranger") if route is None else route(asked.path, self)

    @contextmanager
    def busy(self, host: str) -> Iterator[None]:
        with self._lock:
            self._now[host] += 1
            self.most_at_once[host] = max(self.most_at_once[host], self._now[host])
        try:
            yield
        finally:
            with self._lock:
                self._now[host] -= 1

    def config(self, **changes: Any) -> CrawlConfig:
        """Return settings that lead every host of this web to it, without delays."""
        values: dict[str, Any] = {
            "contact": "https://lanternpost.example/about",
            "delay_s": 0.0,
            "timeout_s": 20.0,
            "connect_to": {host: f"127.0.0.1:{self.port}" for host in self.sites},
        }
        return CrawlConfig(**(values | changes))


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, *_: object) -> None:
        """Say nothing: a client that hangs up is what some tests are about."""


@contextmanager
def serving(sites: Mapping[str, Route]) -> Iterator[Web]:
    web = Web(sites)
    thread = threading.Thread(target=web.server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield web
    finally:
        web.over.set()
        web.server.shutdown()
        web.server.server_close()
        thread.join()


def _handler(web: Web) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            host = self.headers.get("Host", "").partition(":")[0]
            with web.busy(host), suppress(ConnectionError):
                asked = Asked(host, self.path, time.monotonic(), dict(self.headers))
                self._send(web.answer(asked))

        def _send(self, reply: Reply) -> None:
            self.send_response(reply.status)
            self.send_header("Content-Type", reply.kind)
            for name, value in reply.headers.items():
                self.send_header(name, value)
            if reply.drip or not reply.length:
                self.send_header("Connection", "close")
            else:
                self.send_header("Content-Length", str(len(reply.body)))
            self.end_headers()
            while reply.drip and not web.over.wait(0.1):
                self.wfile.write(b"x")
                self.wfile.flush()
            if reply.status != 304:
                self.wfile.write(reply.body)
            self.close_connection = reply.drip or not reply.length

        def log_message(self, *_: object) -> None:
            pass

    return Handler


def page(*words: str, links: tuple[str, ...] = (), head: str = "", **reply: Any) -> Reply:
    """Return a page of some words and links."""
    anchors = "".join(f'<a href="{link}">more</a>' for link in links)
    text = f"<html><head>{head}</head><body><p>{' '.join(words)}</p>{anchors}</body></html>"
    return Reply(text.encode(), **reply)


def paths(routes: Mapping[str, Reply]) -> Route:
    """Return a site of fixed paths."""
    missing = Reply(b"not here", 404)
    return lambda path, web: routes.get(path, missing)


def crawled(
    web: Web, home: Home, *seeds: str | tuple[str, str], **changes: Any
) -> tuple[CrawlReport, dict[str, RawPage]]:
    """Crawl for real; return the report, and what the archive holds by URL."""
    pairs = [(seed, "page") if isinstance(seed, str) else seed for seed in seeds]
    report = visit(pairs, home, web.config(**changes))
    return report, kept(home)


def kept(home: Home) -> dict[str, RawPage]:
    return {found.url: found for _, found in Archive(home.pages).read()}


def home_of(path: Path) -> Home:
    return Home(path / "home").make()
