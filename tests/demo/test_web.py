"""The demo world's web says what its truth says, in ever new words, and can be crawled."""

import hashlib
import re
import socket
import struct
import threading
from collections import Counter
from collections.abc import Iterator
from html import unescape
from http.client import HTTPConnection
from itertools import combinations
from urllib.parse import urljoin, urlsplit
from urllib.robotparser import RobotFileParser

import pytest
from defusedxml import ElementTree

from discograph.core.identity import artist_id, normalise_artist
from discograph.demo.press import BLOG, MAGAZINE, SHOP, WIKI
from discograph.demo.scenes import SCENES
from discograph.demo.web import SEEDS, Web, serve
from discograph.demo.world import SPAN, World, world
from discograph.nlp.crawl.feeds import entries_of, kind_of, sitemap_of

_MAIN = re.compile(r'<article>.*</article>|<div class="post">.*?</div>|</table>.*?<div', re.S)


@pytest.fixture(scope="module")
def demo() -> World:
    return world()


@pytest.fixture(scope="module")
def web(demo: World) -> Web:
    return Web(demo)


@pytest.fixture(scope="module")
def texts(web: Web) -> dict[str, str]:
    """What is written on each page that robots.txt leaves open."""
    return {url: _text(web, url) for url in web.truth.artists if url not in web.truth.closed}


def test_it_is_four_sites_of_a_few_hundred_pages(web: Web) -> None:
    pages = Counter(urlsplit(url).hostname for url in web.pages)
    assert set(pages) == {MAGAZINE, BLOG, WIKI, SHOP}
    assert 300 <= pages.total() <= 500
    assert min(pages.values()) >= 25


def test_the_same_world_has_the_same_web_to_the_byte() -> None:
    def digest(seed: int) -> str:
        small = Web(world(seed, people=30, tracks=300, artists=40, scenes=5, playlists=6))
        return hashlib.sha256(repr((small.pages, small.truth)).encode()).hexdigest()

    assert digest(3) == digest(3)
    assert digest(3) != digest(4)


def test_a_page_names_whom_its_truth_names(web: Web, demo: World, texts: dict[str, str]) -> None:
    ids = {name: artist_id(normalise_artist(name)) for name in demo.catalogue.artists}
    for url, text in texts.items():
        found = {name for name in ids if name in text}
        assert {ids[name] for name in found} >= web.truth.artists[url]
        assert {ids[name] for name in found if " " in name} <= web.truth.artists[url]


def test_some_pages_name_several_and_some_nobody(web: Web) -> None:
    named = Counter(len(web.truth.artists[url]) for url in web.truth.artists)
    assert named[0] >= 2
    assert sum(pages for artists, pages in named.items() if artists >= 5) >= 20
    assert len(set().union(*web.truth.tracks.values())) > 200


def test_artists_with_common_words_for_names_are_named_and_their_words_are_used(
    web: Web, demo: World, texts: dict[str, str]
) -> None:
    images = {image for scene in SCENES for image in scene.images}
    plain = [name for name in demo.catalogue.artists if name in images]
    assert len(plain) == len(SCENES)
    for name in plain:
        own = artist_id(normalise_artist(name))
        assert any(own in named for named in web.truth.artists.values())
    everything = " ".join(texts.values())
    used = [name for name in plain if re.search(rf"\b{name.lower()}\b", everything)]
    assert len(used) > 10


def test_no_two_pages_say_the_same_but_the_copies(web: Web, texts: dict[str, str]) -> None:
    shingles = {url: _shingles(text) for url, text in texts.items()}
    for one, other in combinations(shingles, 2):
        both, less = shingles[one] & shingles[other], min(len(shingles[one]), len(shingles[other]))
        copied = web.truth.copies.get(one) == other or web.truth.copies.get(other) == one
        assert (len(both) == less) if copied else (len(both) < 0.25 * less), (one, other)
    assert len(web.truth.copies) == 5


def test_artists_are_described_by_their_own_words_among_many_others(
    web: Web, texts: dict[str, str]
) -> None:
    truth = web.truth
    every = {word for words in truth.scenes.values() for word in words}
    own = strange = other = 0
    for url, about in truth.about.items():
        if url in texts:
            text = texts[url].lower()
            found = {
                word for word in every if word in text and re.search(rf"\b{word}(?:s|es)?\b", text)
            }
            theirs = set(truth.words[about])
            home = {word for ws in truth.scenes.values() if theirs & set(ws) for word in ws}
            own += len(found & theirs)
            other += len(found & home - theirs)
            strange += len(found - home)
    assert own > 2 * other > 0
    assert strange < 0.1 * own


def test_most_planted_words_are_on_some_page(web: Web, texts: dict[str, str]) -> None:
    everything = " ".join(texts.values()).lower()
    words = [word for words in web.truth.scenes.values() for word in words]
    assert len(set(words)) == len(words) > 250
    assert sum(word in everything for word in words) > 0.97 * len(words)


def test_feeds_and_sitemap_say_when(web: Web) -> None:
    for url, kind in SEEDS[:3]:
        body = web.pages[url].body
        ElementTree.fromstring(body)  # well-formed
        assert kind_of(body) == kind
        found = entries_of(body) if kind == "feed" else sitemap_of(body).pages
        assert all(entry.url in web.truth.artists and entry.dated_at for entry in found)
        assert len(found) >= 20
    pages = sitemap_of(web.pages[SEEDS[1][0]].body).pages
    assert {page.url for page in pages} == {u for u in web.truth.artists if f"//{MAGAZINE}/" in u}


def test_all_that_is_open_can_be_reached_from_the_seeds(web: Web) -> None:
    robots = {site: _robots(web, site) for site in (MAGAZINE, BLOG, WIKI, SHOP)}
    reached: set[str] = set()
    todo = [url for url, _ in SEEDS]
    while todo:
        url = todo.pop()
        if url in reached or "/calendar/" in url or not robots[_site(url)].can_fetch("x", url):
            continue
        reached.add(url)
        if answer := web.answer(url):
            todo += _links(url, answer.body.decode())
    assert {url for url in web.truth.artists if url not in reached} == web.truth.closed


def test_the_calendar_never_ends(web: Web) -> None:
    seen, url = set(), f"http://{BLOG}/calendar/2026/06/"
    for _ in range(50):
        seen.add(url)
        answer = web.answer(url)
        assert answer is not None
        url = [link for link in _links(url, answer.body.decode()) if "/calendar/" in link][-2]
    assert len(seen) == 50


def test_it_is_served_on_loopback(web: Web) -> None:
    with serve(web) as hosts:
        assert set(hosts) == {MAGAZINE, BLOG, WIKI, SHOP}
        connection = HTTPConnection(hosts[MAGAZINE], timeout=10)
        status, etag, body = _get(connection, MAGAZINE, "/feed.xml")
        assert (status, body) == (200, web.pages[SEEDS[0][0]].body)
        assert _get(connection, MAGAZINE, "/feed.xml", etag)[::2] == (304, b"")
        assert _get(connection, BLOG, "/robots.txt")[0] == 404
        assert _get(connection, WIKI, "/wiki/Main_Page?x=1")[0] == 200
        assert _get(connection, BLOG, "/calendar/x/y/")[0] == 404
        connection.close()


def test_nothing_is_said_of_a_client_that_hangs_up(
    web: Web, capfd: pytest.CaptureFixture[str]
) -> None:
    with serve(web) as hosts:
        connection = HTTPConnection(hosts[MAGAZINE], timeout=10)
        _get(connection, MAGAZINE, "/feed.xml")  # and goes on listening to it
        listening = [t for t in threading.enumerate() if "process_request" in t.name]
        connection.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        connection.close()
        for thread in listening:
            thread.join(10)
    assert listening
    assert capfd.readouterr().err == ""


def test_a_feed_has_the_newest_of_two_years_first(web: Web) -> None:
    for url in (SEEDS[0][0], SEEDS[2][0]):
        days = [entry.dated_at or 0 for entry in entries_of(web.pages[url].body)]
        assert days == sorted(days, reverse=True)
        assert SPAN.end_s - SPAN.days * 86_400 < days[-1] < days[0] < SPAN.end_s


def _text(web: Web, url: str) -> str:
    page = web.pages[url].body.decode()
    found = _MAIN.search(page)
    assert found is not None, url
    return unescape(re.sub(r"<[^>]*>", " ", found[0]))


def _shingles(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", text.lower())
    return {tuple(words[start : start + 5]) for start in range(len(words) - 4)}


def _robots(web: Web, site: str) -> RobotFileParser:
    parser = RobotFileParser()
    rules = web.pages.get(f"http://{site}/robots.txt")
    parser.parse(rules.body.decode().splitlines() if rules else [])
    return parser


def _site(url: str) -> str:
    return urlsplit(url).netloc


def _links(url: str, text: str) -> Iterator[str]:
    for link in re.findall(r'href="([^"]+)"|<(?:link|loc)>([^<]+)<', text):
        yield urljoin(url, unescape(link[0] or link[1]))


def _get(
    connection: HTTPConnection, site: str, path: str, etag: str | None = None
) -> tuple[int, str | None, bytes]:
    headers = {"Host": site} | ({"If-None-Match": etag} if etag else {})
    connection.request("GET", path, headers=headers)
    answer = connection.getresponse()
    return answer.status, answer.getheader("ETag"), answer.read()
