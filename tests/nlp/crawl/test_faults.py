"""One crawl of a web full of faults: every site in its own way, none hurts the others."""

from __future__ import annotations

import gzip
import secrets
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from discograph.core.home import Home
from discograph.core.pages import RawPage
from discograph.jobs.crawl import CrawlReport

from .web import Reply, Web, crawled, home_of, page, paths, serving

BUDGET = 60
MIB = 1 << 20
ROBOTS = {"kind": "text/plain"}


def robots(text: str, **reply: object) -> Reply:
    return Reply(text.encode(), **{**ROBOTS, **reply})  # type: ignore[arg-type]


def tired(path: str, web: Web) -> Reply:
    """Asks for a pause of two seconds, once."""
    if len(web.asked("tired.example")) == 1:
        return Reply(b"slowly", 429, {"Retry-After": "2"})
    return page("rested")


def calendar(path: str, web: Web) -> Reply:
    if path == "/robots.txt":
        return Reply(status=404)
    year, month = (int(n) for n in path.split("/")[2:4]) if path.count("/") == 3 else (2020, 1)
    later = (year + month // 12, month % 12 + 1)
    return page(path, links=(f"/events/{later[0]}/{later[1]}", f"/events/{year + 1}/{month}"))


def sessions(path: str, web: Web) -> Reply:
    token = secrets.token_hex(16)
    links = (f"/a?PHPSESSID={token}", f"/b;jsessionid={token}", f"/c?utm_source={token}")
    return page(path.partition("?")[0].partition(";")[0], links=links)


def deeper(path: str, web: Web) -> Reply:
    return page(path, links=("more/", "a/b/", f"?page={len(path)}"))


def endless(path: str, web: Web) -> Reply:
    return page(path, links=tuple(f"/{secrets.token_urlsafe(9)}/x" for _ in range(5)))


def queries(path: str, web: Web) -> Reply:
    """Shows one and the same page at any query."""
    return page("the same", links=tuple(f"/shop?colour={n}&size={n}" for n in range(300)))


BOMB = gzip.compress(bytes(64 * MIB))
HUGE_ROBOTS = "User-agent: *\nDisallow: /closed\n" + "# so much to say\n" * 200_000
HOSTILE = b"<table>" * 50_000 + b"<a href='/next'>\0<p>" + b"<b><div " * 50_000
LATIN = "<p>Motörhead</p><a href='/caf\xe9'>x</a>".encode("latin-1")
OPEN = ("/open", "/closed")

SITES = {
    "plain.example": paths(
        {
            "/": page(
                "home",
                links=(
                    *("/one", "/two#part", "http://other.example/", "file:///etc/passwd"),
                    *("//www.plain.example/three", "mailto:me@plain.example", "/song.mp3", "/loud"),
                ),
                headers={"Set-Cookie": "visitor=1"},
            ),
            "/one": page("one", links=("/deep/1", "/")),
            "/two": page("two"),
            "/deep/1": page("deep", links=("/deep/2",)),
            "/deep/2": page("too deep"),
            "/loud": Reply(b"ID3" * 1000, kind="audio/mpeg"),
        }
    ),
    "www.plain.example": paths({"/three": page("three")}),
    "other.example": paths({"/": page("other")}),
    "shut.example": paths({"/robots.txt": robots("User-agent: *\nDisallow: /\n"), "/": page("")}),
    "half.example": paths(
        {
            "/robots.txt": robots("User-agent: discograph\nDisallow: /closed\n\nUser-agent: *\n"),
            "/": page("half", links=OPEN),
            "/open": page("open"),
        }
    ),
    "down.example": paths({"/robots.txt": robots("", status=503), "/": page("down")}),
    "long.example": paths(
        {"/robots.txt": robots(HUGE_ROBOTS), "/": page("long", links=OPEN), "/open": page("open")}
    ),
    "moved.example": paths(
        {
            "/robots.txt": Reply(status=301, headers={"Location": "/rules.txt"}),
            "/rules.txt": robots("User-agent: *\nDisallow: /closed\n"),
            "/": page("moved", links=OPEN),
            "/open": page("open"),
        }
    ),
    "round.example": paths(
        {
            "/robots.txt": Reply(status=302, headers={"Location": "/robots.txt?"}),
            "/robots.txt?": Reply(status=302, headers={"Location": "/robots.txt"}),
            "/": page("round"),
        }
    ),
    "lured.example": lambda path, web: (
        Reply(status=302, headers={"Location": f"http://127.0.0.1:{web.port}/robots.txt"})
        if path == "/robots.txt"
        else page("lured")
    ),
    "tired.example": tired,
    "gone.example": paths(
        {"/robots.txt": Reply(status=403), "/": Reply(b"", 503, {"Retry-After": "3600"})}
    ),
    "drip.example": paths({"/": Reply(drip=True)}),
    "bomb.example": paths({"/": Reply(BOMB, headers={"Content-Encoding": "gzip"})}),
    "flood.example": paths(
        {"/": page("flood", headers={f"X-{n}": "y" * 1000 for n in range(2000)})}
    ),
    "big.example": paths(
        {
            "/": page("big", links=("/said", "/unsaid", "/fits")),
            "/said": Reply(b"x" * (3 * MIB)),
            "/unsaid": Reply(b"x" * (3 * MIB), length=False),
            "/fits": Reply(b"<p>fits" + b"x" * MIB),
        }
    ),
    "charset.example": paths(
        {
            "/": Reply(LATIN, kind="text/html; charset=utf-8"),
            "/caf%EF%BF%BD": page("found"),
            "/caf%C3%A9": page("found"),
        }
    ),
    "hostile.example": paths({"/": Reply(HOSTILE), "/next": page("survived")}),
    "away.example": paths(
        {
            "/": page("away", links=("/file", "/other", "/here", "/loop")),
            "/file": Reply(status=302, headers={"Location": "file:///etc/passwd"}),
            "/other": Reply(status=302, headers={"Location": "http://other.example/"}),
            "/here": Reply(status=301, headers={"Location": "/there"}),
            "/loop": Reply(status=302, headers={"Location": "/loop"}),
            "/there": page("there"),
        }
    ),
    "calendar.example": calendar,
    "sessions.example": sessions,
    "deeper.example": deeper,
    "queries.example": queries,
    "endless.example": endless,
    "shy.example": paths(
        {
            "/": page("shy", links=("/meta", "/header", "/still", "/followed")),
            "/meta": page(
                "", links=("/a",), head='<meta name="robots" content="noindex,nofollow">'
            ),
            "/header": page("", headers={"X-Robots-Tag": "noarchive"}),
            "/still": page("", links=("/c",), headers={"X-Robots-Tag": "nofollow"}),
            "/followed": Reply(b'<a rel="nofollow" href="/b">no</a>'),
        }
    ),
    "broken.example": lambda path, web: Reply(b"oops", 404 if path == "/robots.txt" else 500),
}


@dataclass
class Faults:
    web: Web
    home: Home
    report: CrawlReport
    pages: dict[str, RawPage]

    def paths_of(self, host: str) -> set[str]:
        """Return the paths of the pages that were kept of a host."""
        start = f"http://{host}"
        return {url.removeprefix(start) for url in self.pages if url.startswith(f"{start}/")}


@pytest.fixture(scope="module")
def faults(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Faults]:
    home = home_of(tmp_path_factory.mktemp("faults"))
    with serving(SITES) as web, pytest.MonkeyPatch.context() as patch:
        for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY"):
            patch.setenv(name, "http://127.0.0.1:9")
        strangers = ("localhost", "127.0.0.1", "2130706433", "[::ffff:127.0.0.1]", "0")
        seeds = [f"http://{host}/" for host in SITES if host not in ("www.plain.example",)]
        seeds += [f"http://{host}:{web.port}/" for host in strangers]
        seeds.remove("http://other.example/")
        report, pages = crawled(web, home, *seeds, pages_per_site=BUDGET, timeout_s=10.0, hosts=64)
        yield Faults(web, home, report, pages)


def test_pages_of_the_site_are_followed_to_their_depth(faults: Faults) -> None:
    assert faults.paths_of("plain.example") == {"/", "/one", "/two", "/deep/1", "/deep/2"}
    assert faults.paths_of("www.plain.example") == {"/three"}
    assert faults.web.asked("plain.example").count("/one") == 1


def test_other_sites_are_not_asked(faults: Faults) -> None:
    assert faults.web.asked("other.example") == []
    assert dict(faults.report.dropped)["redirects to another site: other.example"] == 1


def test_music_is_not_fetched(faults: Faults) -> None:
    assert "/song.mp3" not in faults.web.asked("plain.example")
    assert "/loud" not in faults.paths_of("plain.example")


def test_the_crawler_says_who_it_is_and_keeps_no_cookie(faults: Faults) -> None:
    for asked in faults.web.log:
        assert asked.headers["User-Agent"] == "discograph/1.0 (+https://lanternpost.example/about)"
        assert "Cookie" not in asked.headers


def test_one_request_at_a_time_a_host(faults: Faults) -> None:
    # Of one that it hangs up on, the server may hear of the next before it notices.
    assert {most for host, most in faults.web.most_at_once.items() if host != "big.example"} == {1}


def test_robots_are_obeyed(faults: Faults) -> None:
    assert faults.web.asked("shut.example") == []
    for host in ("half.example", "long.example"):
        assert faults.web.asked(host) == ["/", "/open"]
    assert faults.web.asked("moved.example") == ["/rules.txt", "/", "/open"]
    assert ("http://shut.example/", "closed by robots.txt") in faults.report.troubles


def test_robots_that_fail_close_the_site_for_now(faults: Faults) -> None:
    assert faults.web.asked("down.example") == []
    assert faults.web.asked("lured.example") == []
    assert dict(faults.report.dropped)["robots.txt: status 503"] == 1


def test_robots_that_are_not_there_allow_everything(faults: Faults) -> None:
    assert faults.paths_of("round.example") == {"/"}
    assert faults.web.asked("gone.example") == ["/"]


def test_no_private_address_is_reached(faults: Faults) -> None:
    reached = {asked.host for asked in faults.web.log}
    assert reached <= set(SITES)
    refused = {url for url, reason in faults.report.troubles if "private address" in reason}
    assert refused == set()  # robots.txt came first, and was refused already
    private = {r for r in faults.report.dropped if r.startswith("robots.txt: leads to a private")}
    assert private >= {"robots.txt: leads to a private address: 127.0.0.1"}
    assert sum(faults.report.dropped[reason] for reason in private) == 6


def test_retry_after_is_waited_for(faults: Faults) -> None:
    first, second = (a.at for a in faults.web.log if a.host == "tired.example" and a.path == "/")
    assert second - first >= 2.0
    assert faults.paths_of("tired.example") == {"/"}


def test_a_long_retry_after_is_for_the_next_crawl(faults: Faults) -> None:
    assert faults.web.asked("gone.example") == ["/"]
    with sqlite3.connect(faults.home.crawl / "frontier.sqlite") as db:
        (until, asked) = db.execute(
            "SELECT until_at, strftime('%s') FROM pause WHERE site = 'gone.example'"
        ).fetchone()
    db.close()
    assert 3000 < until - float(asked) <= 3600


def test_a_dripping_body_is_given_up(faults: Faults) -> None:
    assert faults.paths_of("drip.example") == set()
    assert ("http://drip.example/", "DownloadTimeoutError") in faults.report.troubles


def test_what_is_too_large_is_dropped_packed_or_not(faults: Faults) -> None:
    assert faults.paths_of("bomb.example") == set()
    assert ("http://bomb.example/", "too large") in faults.report.troubles
    assert faults.paths_of("big.example") == {"/", "/fits"}
    assert faults.paths_of("flood.example") == set()
    assert "http://flood.example/" in dict(faults.report.troubles)


def test_bytes_are_kept_whatever_their_charset(faults: Faults) -> None:
    assert faults.pages["http://charset.example/"].body == LATIN
    assert len(faults.paths_of("charset.example")) == 2


def test_hostile_markup_does_no_harm(faults: Faults) -> None:
    assert faults.pages["http://hostile.example/"].body == HOSTILE


def test_redirects_are_followed_on_the_site_alone(faults: Faults) -> None:
    assert faults.paths_of("away.example") == {"/", "/there"}
    assert faults.web.asked("away.example").count("/loop") == 1


def test_traps_end_by_themselves(faults: Faults) -> None:
    this_year = {path for path in faults.web.asked("calendar.example")}
    assert len(this_year) < BUDGET
    assert set(faults.web.asked("sessions.example")) == {"/", "/a", "/b", "/c"}
    assert len(faults.web.asked("deeper.example")) < BUDGET
    assert faults.paths_of("queries.example") == {"/"}


def test_budgets_end_the_rest(faults: Faults) -> None:
    assert len(faults.web.asked("endless.example")) == BUDGET
    assert "endless.example" in faults.report.exhausted


def test_pages_that_ask_for_it_are_not_kept_or_followed(faults: Faults) -> None:
    assert faults.paths_of("shy.example") == {"/", "/still", "/followed"}
    assert not {"/a", "/b", "/c"} & set(faults.web.asked("shy.example"))


def test_a_failing_page_is_tried_again_later(faults: Faults) -> None:
    assert faults.web.asked("broken.example") == ["/"]
    assert ("http://broken.example/", "status 500") in faults.report.troubles


def test_the_crawl_came_to_its_end(faults: Faults) -> None:
    assert faults.report.finished
    assert not faults.report.resumed
    assert faults.report.pages == len(faults.pages)
