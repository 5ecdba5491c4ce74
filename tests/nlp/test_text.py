from __future__ import annotations

import json
import zlib

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from discograph.core.pages import RawPage
from discograph.nlp.fingerprints import NearDuplicates, fingerprints
from discograph.nlp.html import decoded
from discograph.nlp.text import MAX_BYTES, Dropped, PageText, extract

PROSE = (
    "The quartet from the coast plays slow, bright songs with a great deal of room in them. "
    "Their second album was made in a barn over one winter, and you can hear the cold in it. "
    "Guitars ring out and die away, a voice comes and goes behind them, and nobody is in a hurry. "
)
NOW = 1_700_000_000


def page(body: str, head: str = "") -> RawPage:
    top = f"<head><title>A day</title>{head}</head>"
    text = f"<!doctype html><html>{top}<body>{body}</body></html>"
    return RawPage("https://www.tapehiss.example/a", NOW, text.encode(), "text/html; charset=utf-8")


def article(*paragraphs: str) -> str:
    written = "".join(f"<p>{text}</p>" for text in paragraphs)
    menu = "<nav><a href='/'>Home</a><a href='/shop'>Shop</a></nav>"
    foot = "<footer>Imprint and cookies</footer>"
    return f"{menu}<article><h1>A day</h1>{written}</article>{foot}"


def read(raw: RawPage) -> PageText:
    found = extract(raw)
    assert isinstance(found, PageText), found
    return found


def test_the_text_of_an_article_comes_without_its_furniture() -> None:
    found = read(page(article(PROSE, PROSE[::-1].title() and "And then they left. " * 5)))
    assert found.site == "tapehiss.example"
    assert found.title == "A day"
    assert "room in them" in found.text
    assert "Shop" not in found.text
    assert "cookies" not in found.text
    assert "\n" in found.text
    assert found.lang == "en"


@pytest.mark.parametrize(
    ("head", "when"),
    [
        ('<meta property="article:published_time" content="2021-03-04T05:06:07Z">', 1_614_834_367),
        ('<meta name="date" content="Thu, 04 Mar 2021 05:06:07 GMT">', 1_614_834_367),
        (
            '<script type="application/ld+json">'
            + json.dumps({"@graph": [{"@type": "Blog", "datePublished": "2021-03-04T05:06:07Z"}]})
            + "</script>",
            1_614_834_367,
        ),
        ('<script type="application/ld+json">{"datePublished": </script>', None),
        ('<meta name="date" content="2091-03-04">', None),
        ('<meta name="date" content="soon">', None),
        ('<meta name="date" content="Mon, 01 Jan 99999999999999999999 00:00:00 GMT">', None),
        ('<meta name="date" content="Mon, 01 Jan 2021 00:00:00 +99999999999999">', None),
    ],
)  # fmt: skip
def test_the_date_is_that_of_the_markup(head: str, when: int | None) -> None:
    assert read(page(article(PROSE), head)).published_at == when


def test_the_date_of_the_feed_comes_first() -> None:
    raw = page(article(PROSE), '<meta name="date" content="2021-03-04">')
    dated = RawPage(raw.url, raw.fetched_at, raw.body, raw.content_type, published_at=1_600_000_000)
    assert read(dated).published_at == 1_600_000_000


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (page(article("Too little to say.")), "too short"),
        (page(""), "no text"),
        (RawPage("u", NOW, b""), "could not be parsed"),
        (RawPage("u", NOW, b"x" * (MAX_BYTES + 1)), "too large"),
        (
            page(article("Die Gruppe von der Küste spielt langsame, helle Lieder. " * 6)),
            "not English",
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_dropped_with_its_reason(raw: RawPage, reason: str) -> None:
    assert extract(raw) == Dropped(raw.url, reason)


def test_plain_text_is_read_as_it_stands() -> None:
    found = read(RawPage("file:///notes.txt", NOW, f"A day\n\n{PROSE}".encode(), "text/plain"))
    assert (found.title, found.text, found.site) == ("A day", PROSE.strip(), "local")


@pytest.mark.parametrize(
    ("body", "said", "text"),
    [
        ("Björk".encode(), None, "Björk"),
        ("Björk".encode("cp1252"), None, "Björk"),
        ("Björk — “live”".encode("cp1252"), "text/html; charset=iso-8859-1", "Björk — “live”"),
        (b"\xff\xfe" + "Björk".encode("utf-16-le"), None, "Björk"),
        (b'<meta charset="koi8-r">' + "Кино".encode("koi8-r"), None, '<meta charset="koi8-r">Кино'),
        ("Björk".encode(), "text/html; charset=nonsense", "Björk"),
        (b"abc", "text/html; charset=base64", "abc"),
        (b"\xef\xbb\xbfabc", "text/html; charset=koi8-r", "abc"),
    ],
)
def test_bytes_are_read_as_a_browser_would(body: bytes, said: str | None, text: str) -> None:
    assert decoded(body, said) == text


@pytest.mark.parametrize(
    "body",
    [
        b"<div>" * 100_000,
        b"<a href=x>" * 70_000 + b"<p>",
        b"<p>" + b"&#x110000;&#0;&nbsp" * 5_000,
        b"<table><tr><td>" * 30_000,
        b"<!--" * 50_000,
        b"<script>" * 50_000,
        b"<p title='" + b"<" * 500_000,
        b"\x00" * 100_000,
        zlib.compress(b"text" * 1_000),
        b"<html><body>" + b"word " * 200_000,
    ],
    ids=lambda body: repr(body[:12]),
)
def test_hostile_markup_is_text_or_a_reason(body: bytes) -> None:
    assert isinstance(extract(RawPage("u", NOW, body, "text/html")), PageText | Dropped)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.binary(max_size=300), st.sampled_from([None, "text/plain", "text/html; charset=utf-16"]))
def test_any_bytes_are_text_or_a_reason(body: bytes, said: str | None) -> None:
    assert isinstance(extract(RawPage("u", NOW, body, said)), PageText | Dropped)


def test_the_same_words_have_the_same_fingerprints_however_they_are_set() -> None:
    assert fingerprints(PROSE) == fingerprints(f"  {PROSE.upper().replace(',', ' ;')}\n")
    assert fingerprints(PROSE)[0] != fingerprints(PROSE + "More.")[0]
    assert -(2**63) <= fingerprints(PROSE)[1] < 2**63


def test_a_text_with_a_line_added_is_a_near_duplicate_and_another_is_not() -> None:
    words = [f"word{number * 7919 % 1_000}" for number in range(800)]
    seen = NearDuplicates()
    whole, other = " ".join(words), " ".join(f"{word}x" for word in words)
    for text, new in [(whole, True), (whole, False), (f"{whole} read more", False), (other, True)]:
        sha256, simhash = fingerprints(text)
        assert seen.add(simhash, sha256) is new


@given(st.integers(-(2**63), 2**63 - 1), st.sets(st.integers(0, 63), max_size=6))
def test_hashes_that_differ_in_three_bits_at_most_are_near(simhash: int, flipped: set[int]) -> None:
    other = simhash & 0xFFFFFFFFFFFFFFFF
    for bit in flipped:
        other ^= 1 << bit
    other = other - 2**64 if other >= 2**63 else other
    seen = NearDuplicates()
    assert seen.add(simhash, "one")
    assert seen.add(other, "two") is (len(flipped) > 3)
