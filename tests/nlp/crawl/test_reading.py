"""Feeds, sitemaps, links and robots.txt are read as far as they can be."""

from __future__ import annotations

import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from discograph.nlp.crawl.answers import Answer, unpacked
from discograph.nlp.crawl.feeds import Entry, _elements, entries_of, kind_of, sitemap_of
from discograph.nlp.crawl.links import links_of
from discograph.nlp.crawl.robots import Robots, text_of

MIB = 1 << 20
RSS = b"""<?xml version="1.0" encoding="iso-8859-1"?>
<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><link>http://a.example/</link><atom:link rel="self" href="http://a.example/feed"/>
<item><title>Mot\xf6rhead &nbsp; &bull; live</title><link> http://a.example/1 </link>
  <pubDate>Fri, 02 Jan 2026 10:00:00 GMT</pubDate><enclosure url="http://a.example/1.mp3"/></item>
<item><guid>http://a.example/2</guid><dc:date>2026-01-02T11:00:00+01:00</dc:date></item>
<item><guid isPermaLink="false">http://a.example/no</guid><description>no link</description></item>
<item><link>http://a.example/3</link><pubDate>someday</pubDate></item>
<item><link>http://a.example/4</link><title>unclosed <b>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><link href="http://a.example/"/>
<entry><link rel="replies" href="http://a.example/1#c"/><link href="http://a.example/1"/>
  <updated>2026-01-03T00:00:00Z</updated><published>2026-01-02</published></entry>
<entry><id>http://a.example/2</id><updated>1970-01-01T00:00:00Z</updated></entry></feed>"""
RDF = b"""<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
 xmlns="http://purl.org/rss/1.0/"><item rdf:about="http://a.example/1"><title>x</title></item>
</rdf:RDF>"""
JSON = b"""{"version": "https://jsonfeed.org/version/1.1", "items": [
 {"url": "http://a.example/1", "date_published": "2026-01-02T10:00:00Z"}, {"id": "2"}, 3]}"""
AT = 1_767_348_000


def test_feeds_of_all_kinds_are_read() -> None:
    assert entries_of(RSS) == [
        Entry("http://a.example/1", AT),
        Entry("http://a.example/2", AT),
        Entry("http://a.example/3", None),
        Entry("http://a.example/4", None),
    ]
    day = AT - 10 * 3600
    assert entries_of(ATOM.encode("utf-16")) == [
        Entry("http://a.example/1", day),
        Entry("http://a.example/2", None),
    ]
    assert entries_of(RDF) == [Entry("http://a.example/1", None)]
    assert entries_of(JSON) == [Entry("http://a.example/1", AT)]


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (RSS, "feed"),
        (ATOM.encode("utf-16"), "feed"),
        (RDF, "feed"),
        (JSON, "feed"),
        (b"<?xml version='1.0'?><!-- by hand --><urlset>", "sitemap"),
        (b"<s:sitemapindex xmlns:s='x'>", "sitemap"),
        (b"<!DOCTYPE html><html><p>an <rss> feed", "page"),
        (b"<p>words", "page"),
        (b"", "page"),
        (b"{}", "page"),
    ],
)
def test_a_body_shows_what_it_is(body: bytes, kind: str) -> None:
    assert kind_of(body) == kind


def test_sitemaps_are_read_to_where_they_break() -> None:
    found = sitemap_of(
        b'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:i="i">'
        b"<url><loc> http://a.example/1?a=1&amp;b=2 </loc><lastmod>2026-01-02T10:00:00Z</lastmod>"
        b"<i:image><i:loc>http://a.example/1.jpg</i:loc></i:image></url>"
        b"<url><lastmod>2026</lastmod></url><url><loc>http://a.example/2</loc></url><url><loc>http"
    )
    assert found.pages[:2] == [
        Entry("http://a.example/1?a=1&b=2", AT),
        Entry("http://a.example/2", None),
    ]
    index = b"<sitemapindex><sitemap><loc>http://a.example/s.xml</loc></sitemap></sitemapindex>"
    assert sitemap_of(index) == ([], [Entry("http://a.example/s.xml", None)])


BOMBS = {
    "entities": b'<!DOCTYPE r [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
    b'<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]><rss><item><link>http://a.example/&c;</link></item>',
    "files": b'<!DOCTYPE r [<!ENTITY f SYSTEM "file:///etc/passwd">]>'
    b"<rss><item><link>http://a.example/&f;</link></item></rss>",
    "deep": b"<rss>" + b"<item>" * (MIB // 6),
    "many": b"<rss>" + b"<item><link>http://a.example/</link></item>" * (MIB // 88),
    "open": b"<rss><item><title>" + b"<" * MIB,
    "dates": b"<rss><item><link>/</link><pubDate>" + b"1" * MIB + b"</pubDate></item>",
    "json": b'{"version": "https://jsonfeed.org/version/1", "items": ' + b"[" * MIB,
}


@pytest.mark.parametrize("name", BOMBS)
def test_bombs_do_not_go_off(name: str) -> None:
    body = BOMBS[name]
    found = [*entries_of(body), *sitemap_of(body).pages]
    assert len(found) <= 50_000
    assert not any("root:" in entry.url or "haha" in entry.url for entry in found)
    links_of("http://a.example/", body, None)


def test_a_long_sitemap_is_never_in_memory_as_a_whole() -> None:
    listed = b"<url><loc>http://a.example/</loc></url>"
    body = b"<urlset>" + b"<a><b/></a>" * (MIB // 11) + listed + b"</urlset>"
    ((size, name),) = [
        (sum(1 for _ in element.getroottree().getroot().iter()), element.tag)
        for element in _elements(body, frozenset({"url"}))
    ]
    assert name == "url"
    assert size < MIB // 80  # of some 200,000


@pytest.mark.parametrize(
    ("header", "kept", "followed"),
    [
        *(("", True, True), ("noindex", False, True), ("nofollow", True, False)),
        *(("none", False, False), ("max-snippet: 20, NoArchive", False, True)),
        *(("otherbot: noindex, nofollow", True, True), ("discograph: noindex", False, True)),
        ("otherbot: noindex\nnoarchive", False, True),
        ("unavailable_after: 25 Jun 2026 15:00:00 PST", True, True),
    ],
)
def test_headers_ask_robots_as_they_may(header: str, kept: bool, followed: bool) -> None:
    answer = Answer(200, {"x-robots-tag": header})
    assert (answer.may_be_kept, answer.may_be_followed) == (kept, followed)


@given(st.binary(max_size=300), st.sampled_from([b"", b"<rss>", b"<urlset><url>", b"{", RSS]))
def test_no_body_is_too_odd(noise: bytes, start: bytes) -> None:
    body = start + noise
    kind_of(body)
    entries_of(body)
    sitemap_of(body)
    links_of("http://a.example/", body, "text/html; charset=nonsense")
    Robots.parse(text_of(body)).allows("http://a.example/x")


def test_links_are_as_they_stand_there() -> None:
    found = links_of(
        "http://a.example/b/",
        b"<base href='/c/'><link rel=alternate type='application/atom+xml' href=feed>"
        b"<a href='1'>x</a><a href=' 2&amp;x '>x</a><a href=1>x</a><a>x</a><a href='#top'>x</a>"
        b"<a href=3 rel='nofollow noopener'>x</a><area href=4><!-- <a href=5>x</a> -->",
        None,
    )
    assert (found.base, found.feeds) == ("http://a.example/c/", ("feed",))
    assert found.pages == ("1", "2&x", "4")
    assert found.keep


def test_robots_follow_the_standard() -> None:
    rules = Robots.parse(
        text_of(
            b"\xef\xbb\xbfUser-agent: other\nDisallow: /\n\nUser-agent: Discograph\nDisallow: /a\n"
            b"Allow: /a/b$\nCrawl-delay: 90000\n\xff\xfe nonsense\n\nUser-agent: *\nDisallow: /c"
        )
    )
    allowed = [
        p for p in ("/", "/a", "/a/b", "/a/bc", "/c") if rules.allows(f"http://x.example{p}")
    ]
    assert allowed == ["/", "/a/b", "/c"]
    assert rules.delay_s == 3600
    assert Robots.parse("").allows("http://x.example/")
    assert Robots.parse("").delay_s == 0


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        *(("120", 120.0), ("0", 0.0), ("9" * 400, 9_999_999_999.0), ("-5", None), ("", None)),
        *(("Thu, 01 Jan 1970 00:16:50 GMT", 10.0), ("Thu, 01 Jan 1970 00:00:00 GMT", 0.0)),
        *(("soon", None), ("1.5", None), ("²", None)),
    ],
)
def test_retry_after_is_seconds_or_a_date(text: str, seconds: float | None) -> None:
    assert Answer(429, {"retry-after": text}).retry_after_s(1000.0) == seconds


def test_a_packed_sitemap_grows_to_a_limit() -> None:
    packed = gzip.compress(b"<urlset>" + bytes(1000))
    assert unpacked(packed, 2000) == b"<urlset>" + bytes(1000)
    assert unpacked(packed, 500) is None
    assert unpacked(packed[:-12], 2000) is not None
    assert unpacked(b"\x1f\x8bnonsense", 500) is None
    assert unpacked(b"<urlset>", 2) == b"<urlset>"
