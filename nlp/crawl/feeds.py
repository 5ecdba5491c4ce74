"""Feeds and sitemaps: which pages they name, and of which date."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from itertools import islice
from typing import Literal, NamedTuple

from lxml import etree  # type: ignore[import-untyped]

Kind = Literal["feed", "sitemap", "page"]
_MAX_ENTRIES = 50_000  # the most that a sitemap may have
_HEAD = 2048
_CHUNK = 1 << 16
_SITEMAP = re.compile(rb"<(?:\w+:)?(?:urlset|sitemapindex)[\s>]")
_FEED = re.compile(rb"<(?:rss|(?:\w+:)?feed|rdf:RDF|channel)[\s>]", re.IGNORECASE)
_HTML = re.compile(rb"<(?:!doctype\s+html|html|head|body)[\s>]", re.IGNORECASE)
_DATES = ("published", "pubDate", "date", "issued", "updated", "modified", "created")
_RDF_ABOUT = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}about"
_LONGEST_DATE = 64
_EARLIEST = 631_152_000  # 1990: no page of the web is older, but many dates are


class Entry(NamedTuple):
    """A page that a feed or sitemap names, and its date there (s since 1970)."""

    url: str
    dated_at: int | None


class Sitemap(NamedTuple):
    """Pages of a sitemap, or sitemaps of an index."""

    pages: list[Entry]
    sitemaps: list[Entry]


def kind_of(body: bytes) -> Kind:
    """Return what a body is, by its first bytes."""
    head = body[:_HEAD].replace(b"\0", b"")  # UTF-16 and UTF-32 are ASCII with zeros here
    if _SITEMAP.search(head):
        return "sitemap"
    html = _HTML.search(head)
    feed = _FEED.search(head)
    if feed and not (html and html.start() < feed.start()):
        return "feed"
    return "feed" if head.lstrip().startswith(b"{") and b"jsonfeed.org/version" in head else "page"


def entries_of(body: bytes) -> list[Entry]:
    """Return the entries of a feed (RSS, Atom, RDF, JSON Feed), as far as it can be read.

    Links are as they stand there. Read by libxml2 alone, in time that is linear in its size:
    a megabyte made for the purpose keeps a more lenient parser busy for minutes.
    """
    if body[:_HEAD].lstrip().startswith(b"{"):
        return _json_entries(body)
    found = (_entry(element) for element in _elements(body, frozenset({"item", "entry"})))
    return [entry for entry in islice(found, _MAX_ENTRIES) if entry.url]


def _entry(element: etree._Element) -> Entry:
    dates: dict[str, str] = {}
    url = weak = ""
    for child in element:
        name, text = _name(child), (child.text or "").strip()
        if name in _DATES:
            dates.setdefault(name, text)
        elif name == "link":
            href, rel = child.get("href"), child.get("rel", "alternate")
            if rel == "alternate":
                url = url or (href or text).strip()
        elif name in ("guid", "id") and child.get("isPermaLink", "true").lower() == "true":
            weak = weak or text
    if not weak.startswith(("http://", "https://")):
        weak = ""
    known = (_date(dates[name]) for name in _DATES if name in dates)
    about = element.get(_RDF_ABOUT, "")
    return Entry(url or weak or about, next((date for date in known if date is not None), None))


def _json_entries(body: bytes) -> list[Entry]:
    try:
        items = json.loads(body).get("items") or []
        found = [
            Entry(item["url"], _date(item.get("date_published")))
            for item in items[:_MAX_ENTRIES]
            if isinstance(item, dict) and isinstance(item.get("url"), str)
        ]
    except (ValueError, AttributeError, TypeError, RecursionError):
        return []
    return found


def sitemap_of(body: bytes) -> Sitemap:
    """Return what a sitemap names, as far as it can be read."""
    found = Sitemap([], [])
    places = {"url": found.pages, "sitemap": found.sitemaps}
    for kind, entry in _sitemap_entries(body):
        places[kind].append(entry)
        if len(places[kind]) >= _MAX_ENTRIES:
            break
    return found


def _sitemap_entries(body: bytes) -> Iterator[tuple[str, Entry]]:
    for element in _elements(body, frozenset(("url", "sitemap"))):
        texts = {_name(child): (child.text or "").strip() for child in element}
        if url := texts.get("loc"):
            yield _name(element), Entry(url, _date(texts.get("lastmod", "")))


def _elements(body: bytes, names: frozenset[str]) -> Iterator[etree._Element]:
    """Yield the elements of some local names, in order; no more of a body is held than a chunk."""
    parser = etree.XMLPullParser(
        ("start", "end"),
        recover=True,
        resolve_entities=False,
        no_network=True,
        remove_comments=True,
        remove_pis=True,
    )
    within = 0  # how many such elements are open
    for start in range(0, len(body) + _CHUNK, _CHUNK):
        chunk = body[start : start + _CHUNK]
        with suppress(etree.XMLSyntaxError, ValueError):  # what came before the fault was read
            parser.feed(chunk) if chunk else parser.close()
        for event, element in parser.read_events():
            named = _name(element) in names
            if event == "start":
                within += named
                continue
            within -= named
            if named:
                yield element
            if not within:
                _let_go(element)


def _let_go(element: etree._Element) -> None:
    """Empty an element that was read, and take those before it out of the tree."""
    element.clear()
    while (before := element.getprevious()) is not None:
        element.getparent().remove(before)


def _name(element: etree._Element) -> str:
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _date(text: object) -> int | None:
    """Return the moment of a date as feeds and sitemaps write it, None where it is none."""
    if not isinstance(text, str) or len(text) > _LONGEST_DATE:
        return None
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        with suppress(ValueError, OverflowError, IndexError, TypeError):
            moment = read(text.strip())
            moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
            return seconds if (seconds := int(moment.timestamp())) >= _EARLIEST else None
    return None
