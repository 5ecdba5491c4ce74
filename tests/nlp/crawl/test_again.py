"""Visits come again: conditional, dated by feeds, after a kill, at the pace that hosts want."""

from __future__ import annotations

import gzip
import json
import os
import signal
import subprocess
import sys
import threading
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from discograph.core.errors import Busy, ConfigError, NotEnoughData
from discograph.jobs.crawl import visit
from discograph.nlp.crawl.frontier import Frontier

from .web import Reply, Web, crawled, home_of, page, paths, serving

XML = "application/xml"
ALWAYS = {"revisit_min_h": 0.0, "revisit_max_h": 1.0}


def feed(*items: tuple[str, str]) -> Reply:
    text = "".join(
        f"<item><link>{link}</link><pubDate>{date}</pubDate></item>" for link, date in items
    )
    return Reply(f"<rss><channel>{text}</channel></rss>".encode(), kind="application/rss+xml")


def sitemap(*entries: tuple[str, str]) -> bytes:
    urls = "".join(f"<url><loc>{u}</loc><lastmod>{d}</lastmod></url>" for u, d in entries)
    return f"<urlset>{urls}</urlset>".encode()


def validating(body: str) -> Any:
    """Return a site that knows its page by tag and by date."""

    def route(path: str, web: Web) -> Reply:
        if path == "/robots.txt":
            return Reply(b"", 404)
        asked = web.log[-1].headers
        if path == "/tag" and asked.get("If-None-Match") == '"v1"':
            return Reply(status=304)
        if path == "/date" and asked.get("If-Modified-Since") == "Sat, 03 Jan 2026 10:00:00 GMT":
            return Reply(status=304)
        known = {"ETag": '"v1"'} if path == "/tag" else {}
        known |= {"Last-Modified": "Sat, 03 Jan 2026 10:00:00 GMT"} if path == "/date" else {}
        return page(body, path, links=("/tag", "/date", "/plain"), headers=known)

    return route


def test_a_second_visit_asks_whether_something_changed(tmp_path: Path) -> None:
    home = home_of(tmp_path)
    with serving({"a.example": validating("first")}) as web:
        first, _ = crawled(web, home, "http://a.example/", **ALWAYS)
        assert (first.pages, first.unchanged) == (4, 0)
        web.sites["a.example"] = validating("second")
        again, pages = crawled(web, home, "http://a.example/", **ALWAYS)
        assert (again.requests, again.pages, again.unchanged) == (4, 2, 2)
        assert b"second" in pages["http://a.example/plain"].body
        assert b"first" in pages["http://a.example/tag"].body


def test_feeds_and_sitemaps_name_pages_that_come_once(tmp_path: Path) -> None:
    home = home_of(tmp_path)
    listed = sitemap(("http://b.example/old", "2026-01-02"), ("http://a.example/x", "2026-01-02"))
    index = b"<sitemapindex><sitemap><loc>/list.xml.gz</loc></sitemap></sitemapindex>"
    routes = {
        "/": page("home", head='<link rel=alternate type="application/rss+xml" href="/feed">'),
        "/feed": feed(("/review?utm_source=feed", "Fri, 02 Jan 2026 10:00:00 +0100")),
        "/review": page("a review", links=("/deep",)),
        "/deep": page("deep"),
        "/old": page("an old one"),
        "/index.xml": Reply(index, kind=XML),
        "/list.xml.gz": Reply(gzip.compress(listed), kind="application/gzip"),
    }
    many = {"/": page("many", links=tuple(f"/{n}" for n in range(9)))}
    sites = {"a.example": paths(routes), "b.example": paths(routes), "c.example": paths(many)}
    seeds = [("http://a.example/", "page"), ("http://b.example/index.xml", "page")]
    with serving(sites) as web:
        report, pages = crawled(web, home, *seeds, "http://c.example/", pages_per_site=6)
        assert {url: found.published_at for url, found in pages.items()} == {
            "http://a.example/": None,
            "http://a.example/review": 1_767_344_400,
            "http://a.example/deep": None,
            "http://b.example/old": None,  # a sitemap says when it changed
            "http://c.example/": None,
        }
        assert report.exhausted == ("c.example",)
        # Nothing is due yet at two of the sites, and the third is no seed any more.
        before = len(web.log)
        again, _ = crawled(web, home, *seeds)
        assert (again.requests, again.resumed, len(web.log)) == (0, False, before)


def test_hosts_set_the_pace(tmp_path: Path) -> None:
    links = ("/1", "/2")
    calm = {"/robots.txt": Reply(b"User-agent: *\nCrawl-delay: 2\n", kind="text/plain")}
    routes = {"/": page("home", links=links), "/1": page("one"), "/2": page("two")}
    pace = threading.Event()

    def slow(path: str, web: Web) -> Reply:
        pace.wait(1.5)
        return paths(routes)(path, web)

    sites = {"calm.example": paths(calm | routes), "slow.example": slow}
    sites["own.example"] = paths(routes)
    with serving(sites) as web:
        crawled(web, home_of(tmp_path), *(f"http://{host}/" for host in sites), delay_s=1.0)
        for host, least in (("own.example", 1.0), ("calm.example", 2.0), ("slow.example", 1.5)):
            times = [asked.at for asked in web.log if asked.host == host]
            assert len(times) == 4
            assert times[-1] - times[0] >= 2.5 * least, host  # the first may have come in late


def test_what_is_too_large_takes_of_the_budget_of_bytes(tmp_path: Path) -> None:
    big = Reply(b"x" * 300_000, length=False)
    routes = {f"/{n}": big for n in range(12)} | {
        "/": page("home", links=tuple(map(str, range(12))))
    }
    with serving({"a.example": paths(routes)}) as web:
        limits = {"mib_per_site": 1, "page_max_kib": 200}
        report, _ = crawled(web, home_of(tmp_path), "http://a.example/", **limits)
        assert report.exhausted == ("a.example",)
        assert report.bytes < report.dropped["too large"] * 300_000 < 3_000_000


def test_a_page_that_is_packed_twice_is_no_larger_than_others(tmp_path: Path) -> None:
    packed = gzip.compress(b"<p>" + b"x" * 300_000)
    with serving({"a.example": paths({"/": Reply(packed)})}) as web:
        report, pages = crawled(web, home_of(tmp_path), "http://a.example/", page_max_kib=200)
        assert (pages, report.troubles) == ({}, (("http://a.example/", "too large"),))


def test_a_server_that_fails_at_every_page_is_left_alone(tmp_path: Path) -> None:
    failing = {f"/{n}": Reply(status=500) for n in range(9)}
    routes = {"/": page("home", links=tuple(failing)), **failing}
    with serving({"a.example": paths(routes)}) as web:
        crawled(web, home_of(tmp_path), "http://a.example/")
        assert len(web.asked("a.example")) == 1 + 3


def test_a_seed_that_was_forgotten_says_so(tmp_path: Path) -> None:
    home = home_of(tmp_path)
    with Frontier(home.crawl) as frontier:
        frontier.block("a.example")
    with serving({"a.example": paths({}), "b.example": paths({"/": page("home")})}) as web:
        report, _ = crawled(web, home, "http://a.example/", "http://b.example/")
        assert web.asked("a.example") == []
        ((url, reason),) = report.troubles
        assert url == "http://a.example/"
        assert "you asked to forget it" in reason


def test_the_folder_at_hand_gives_the_crawler_no_code(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home, folder = home_of(tmp_path), tmp_path / "here"
    folder.mkdir()
    (folder / "scrapy.py").write_text("raise SystemExit('not ours')")
    monkeypatch.chdir(folder)
    with serving({"a.example": paths({"/": page("home")})}) as web:
        report, _ = crawled(web, home, "http://a.example/")
        assert report.pages == 1


class Child:
    """The crawling process itself, to be hurt."""

    def __init__(self, web: Web, folder: Path, seeds: list[tuple[str, str]]) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "discograph.jobs.crawler"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)},
        )
        order = {"seeds": seeds, "config": asdict(web.config(timeout_s=60.0))}
        order |= {"frontier": str(folder / "crawl"), "pages": str(folder / "pages")}
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(order) + "\n")
        self.process.stdin.flush()

    def lines(self) -> Any:
        assert self.process.stdout is not None
        return map(json.loads, self.process.stdout)

    def end(self) -> None:
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                pipe.close()
        self.process.wait()


def gated(pages: int, held: int, gate: threading.Event) -> Any:
    """Return a site of some pages that answers no more than `held` before the gate opens."""

    def route(path: str, web: Web) -> Reply:
        if len(web.asked("a.example")) > held:
            gate.wait()
        return page(path, links=tuple(f"/{n}" for n in range(pages)))

    return route


def test_a_killed_crawl_is_gone_on_with(tmp_path: Path) -> None:
    home, gate = home_of(tmp_path), threading.Event()
    seeds = [("http://a.example/", "page")]
    with serving({"a.example": gated(20, 12, gate)}) as web:
        child = Child(web, home.root, seeds)
        for line in child.lines():
            if line["told"]["pages"] == 12:
                break
        with pytest.raises(Busy, match="another crawl"):
            visit(seeds, home, web.config())
        child.process.send_signal(signal.SIGKILL)
        child.end()
        gate.set()
        seen = len(web.log)
        report, pages = crawled(web, home, *seeds)
        assert report.resumed
        assert set(pages) == {"http://a.example/"} | {f"http://a.example/{n}" for n in range(20)}
        assert len(web.log) - seen == 21 - 12  # robots.txt was known


def test_a_crawl_stops_when_nobody_listens(tmp_path: Path) -> None:
    gate = threading.Event()
    with serving({"a.example": gated(20, 5, gate)}) as web:
        child = Child(web, tmp_path, [("http://a.example/", "page")])
        next(line for line in child.lines() if line["told"]["pages"] == 5)
        assert child.process.stdin is not None
        child.process.stdin.close()
        gate.set()
        *_, last = child.lines()
        child.end()
        assert not last["report"]["finished"]
        assert last["report"]["pages"] < 20


def test_a_crawl_needs_a_contact_and_a_seed(tmp_path: Path) -> None:
    with serving({}) as web:
        with pytest.raises(ConfigError, match=r"crawl\.contact"):
            visit([("http://a.example/", "page")], home_of(tmp_path), web.config(contact=" "))
        with pytest.raises(NotEnoughData, match="crawl add URL"):
            visit([], home_of(tmp_path), web.config())
