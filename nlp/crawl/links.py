"""Links of a page, and what it asks of robots."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from urllib.parse import urljoin

from lxml import etree  # type: ignore[import-untyped]
from w3lib.encoding import html_to_unicode

_MAX_LINKS = 1000
_FEEDS = frozenset({"application/rss+xml", "application/atom+xml", "application/feed+json"})
_NO_LINK = ("#", "javascript:", "mailto:", "tel:", "data:")


@dataclass(frozen=True, slots=True)
class Links:
    """What a page of HTML says to a crawler.

    Parameters
    ----------
    base : str
        What its links are relative to.
    pages : tuple of str
        As they stand there, in order, each once; those marked nofollow left out.
    feeds : tuple of str
    keep : bool
        False where it asks robots neither to index nor to archive it.
    """

    base: str
    pages: tuple[str, ...] = ()
    feeds: tuple[str, ...] = ()
    keep: bool = True


def links_of(url: str, body: bytes, content_type: str | None) -> Links:
    """Return what a page says to a crawler; of what is no HTML at all, nothing."""
    _, text = html_to_unicode(content_type, body)
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True)
    try:
        root = etree.fromstring(text.replace("\0", "").encode("utf-8", "replace"), parser)
    except (etree.ParseError, ValueError):
        return Links(url)
    if root is None:
        return Links(url)
    asks = _asks(root)
    follow = not asks & {"nofollow", "none"}
    return Links(
        base=_base(root, url),
        pages=tuple(_pages(root)) if follow else (),
        feeds=tuple(_feeds(root)) if follow else (),
        keep=not asks & {"noindex", "noarchive", "none"},
    )


def _pages(root: etree._Element) -> list[str]:
    found: dict[str, None] = {}
    for link in root.iter("a", "area"):
        href = (link.get("href") or "").strip()
        if href and not href.startswith(_NO_LINK) and "nofollow" not in (link.get("rel") or ""):
            found[href] = None
            if len(found) >= _MAX_LINKS:
                break
    return list(found)


def _feeds(root: etree._Element) -> list[str]:
    return [
        link.get("href", "")
        for link in islice(root.iter("link"), _MAX_LINKS)
        if (link.get("type") or "").lower() in _FEEDS and "alternate" in (link.get("rel") or "")
    ]


def _base(root: etree._Element, url: str) -> str:
    for base in root.iter("base"):
        if href := base.get("href"):
            try:
                return urljoin(url, str(href).strip())
            except ValueError:
                return url
    return url


def _asks(root: etree._Element) -> set[str]:
    """Return the words of the page's robots meta elements."""
    return {
        word.strip().lower()
        for meta in islice(root.iter("meta"), _MAX_LINKS)
        if (meta.get("name") or "").lower() in {"robots", "discograph"}
        for word in (meta.get("content") or "").split(",")
    }
