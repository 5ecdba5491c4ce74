"""A URL has one spelling; traps are known by their shape."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from discograph.nlp.crawl.urls import canonical, is_trap, shape

BASE = "https://Tapehiss.example:443/reviews/2026/index.html?page=2#top"


@pytest.mark.parametrize(
    ("link", "url"),
    [
        ("/a", "https://tapehiss.example/a"),
        ("a b", "https://tapehiss.example/reviews/2026/a%20b"),
        ("../../../x/./y/../z/", "https://tapehiss.example/x/z/"),
        ("?page=3", "https://tapehiss.example/reviews/2026/index.html?page=3"),
        ("//Other.Example./", "https://other.example/"),
        ("HTTP://B.example:80", "http://b.example/"),
        ("http://b.example:8080/?b=2&a=1&&", "http://b.example:8080/?a=1&b=2"),
        ("http://bücher.example/ü?q=ü", "http://xn--bcher-kva.example/%C3%BC?q=%C3%BC"),
        ("/%7euser/100%/%c3%bc", "https://tapehiss.example/%7Euser/100%25/%C3%BC"),
        ("/a?utm_source=x&fbclid=1&id=5", "https://tapehiss.example/a?id=5"),
        ("/a;jsessionid=1A2B?sid=0123456789abcdef", "https://tapehiss.example/a"),
        ("/a?sid=12&s=word", "https://tapehiss.example/a?s=word&sid=12"),
        ("/(S(abcdefghij0123456789))/a", "https://tapehiss.example/a"),
        ("http://[2001:DB8::1]:81/", "http://[2001:db8::1]:81/"),
    ],
)
def test_links_become_urls(link: str, url: str) -> None:
    assert canonical(link, BASE) == url


@pytest.mark.parametrize(
    "link",
    [
        *("mailto:me@a.example", "javascript:alert(1)", "file:///etc/passwd", "ftp://a.example/"),
        *("data:text/html,x", "http://", "http://user:secret@a.example/", "http://@a.example/"),
        *("http://[::1", "http://a.example:99999/", "http://a.example:x/", "x" * 5000),
        *("http://bü..example/", "http://" + "a" * 64 + ".bücher/", "/" + "ü" * 400),
    ],
)
def test_what_is_no_page_of_the_web_is_none(link: str) -> None:
    assert canonical(link, BASE) is None


@given(st.text(max_size=60), st.sampled_from([BASE, "http://a.example", "http://a.example/b/c"]))
def test_a_url_is_its_own_spelling(link: str, base: str) -> None:
    url = canonical(link, base)
    if url is not None:
        assert canonical(url) == url
        assert urlsplit(url).scheme in ("http", "https")
        assert url.isascii()
        assert url.isprintable()


@pytest.mark.parametrize(
    "path",
    [
        *("/photo.JPG", "/live.mp3", "/a/b/a/b/a/b", "/x/x/x", "/1/2/3/4/5/6/7/8/9/10/11/12/13"),
        *("/wp-login.php", "/cart/", "/calendar/2026/1", "/events/2031/05", "/?year=2040"),
        *("/a?replytocom=7", "/a?a=1&b=2&c=3&d=4&e=5&f=6&g=7", "/user/login", "/a/print/"),
    ],
)
def test_traps_are_seen(path: str) -> None:
    assert is_trap(f"http://a.example{path}", 2026)


@pytest.mark.parametrize(
    "path",
    [
        *("/", "/reviews/2026/11/lush-new-album", "/artist/1975", "/albums/2112-rush/", "/?p=1234"),
        *("/a?page=2&tag=shoegaze", "/blueprint-3", "/logincal", "/a/b/a/b", "/mp3-blogs"),
        *("/news/20310", "/carters/", "/best-of-2026"),
    ],
)
def test_pages_are_no_traps(path: str) -> None:
    assert not is_trap(f"http://a.example{path}", 2026)


def test_variants_have_one_shape() -> None:
    variants = ["http://www.a.example/e/2026/1?m=2&d=3", "http://a.example/e/1/22?d=9&m="]
    assert {shape(url) for url in variants} == {"a.example/e/0/0?d&m"}
    assert shape("http://a.example/lush-1") != shape("http://a.example/dreamy-1")
