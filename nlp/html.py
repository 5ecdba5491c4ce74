"""HTML as it comes: decoded, parsed within limits, asked for its title, date and language."""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from lxml import etree, html  # type: ignore[import-untyped]

MAX_ELEMENTS = 60_000
"""A page with more is no text."""
_MAX_DEPTH = 250
_DAY_S = 86_400
_EARLIEST = 631_152_000  # 1990: nothing was published on the Web before
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:-]+)", re.ASCII | re.IGNORECASE)
_CHARSET_BYTES = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_XML_ENCODING = re.compile(rb"^\s*<\?xml[^>]{0,100}encoding\s*=\s*[\"']([\w.:-]+)", re.IGNORECASE)
_UNPRINTED = re.compile(r"<(script|style|noscript|svg|template|iframe)\b([^<>]*)>", re.IGNORECASE)
_CLOSED = {
    name: re.compile(rf"</{name}\s*>", re.IGNORECASE)
    for name in ("script", "style", "noscript", "svg", "template", "iframe")
}
_CONTROLS = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_DATES = (
    "article:published_time", "og:published_time", "datepublished", "date", "dc.date",
    "dc.date.issued", "dcterms.created", "dcterms.date", "sailthru.date", "parsely-pub-date",
    "pubdate", "publishdate", "publication_date", "citation_publication_date",
)  # fmt: skip


class Unparsable(ValueError):
    """Markup that nobody can read; never leaves the wing."""


@dataclass(frozen=True)
class HtmlPage:
    """A parsed page.

    Parameters
    ----------
    tree : lxml element
    """

    tree: Any

    def title(self) -> str:
        """Return its name without the site's: Open Graph's, else the title element's."""
        given = self._meta("og:title") or ""
        if not given.strip():
            given = " ".join(self.tree.xpath("string(//title[1])").split())
        return given.strip() or " ".join(self.tree.xpath("string(//h1[1])").split())

    def lang(self) -> str | None:
        """Return the language that the page says it is in, as ``"en"``."""
        said = self.tree.get("lang") or self.tree.get("{http://www.w3.org/XML/1998/namespace}lang")
        return said.strip().lower()[:2] if said else None

    def published_at(self, latest: int) -> int | None:
        """Return when it says it was published [s since 1970]; None when it does not.

        By its JSON-LD, else its meta elements. What is before 1990 or a day after `latest` is a
        fault.
        """
        for given in (*self._linked_dates(), *self._meta_dates()):
            if (when := moment_of(given)) is not None and _EARLIEST <= when <= latest + _DAY_S:
                return when
        return None

    def _meta(self, name: str) -> str | None:
        found = self.tree.xpath("//meta[@property=$n or @name=$n]/@content", n=name)
        return str(found[0]) if found else None

    def _meta_dates(self) -> Iterator[str]:
        given: dict[str, str] = {}
        for meta in self.tree.xpath("//meta[@content]"):
            name = meta.get("property") or meta.get("name") or meta.get("itemprop") or ""
            given.setdefault(name.lower(), meta.get("content"))
        yield from (given[name] for name in _DATES if name in given)

    def _linked_dates(self) -> Iterator[str]:
        for script in self.tree.xpath("//script[contains(@type, 'ld+json')]"):
            try:
                document = json.loads(script.text or "")
            except (ValueError, RecursionError):
                continue
            yield from _dates_in(document)


def parse(body: bytes, content_type: str | None) -> HtmlPage:
    """Return the parsed page of `body`.

    Scripts, styles and drawings are left out before parsing: they are most of many pages.

    Raises
    ------
    Unparsable
        If there is no element in it, or too many.
    """
    text = _CONTROLS.sub("", _printed(decoded(body, content_type)))
    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", text)
    if not text.strip():
        raise Unparsable("it is empty")
    try:
        parser = html.HTMLParser(remove_comments=True, remove_pis=True, huge_tree=False)
        tree = html.document_fromstring(text, parser=parser, ensure_head_body=True)
    except (etree.LxmlError, ValueError, AssertionError, RecursionError) as err:
        raise Unparsable(str(err)) from err
    if tree.xpath("count(//*)") > MAX_ELEMENTS:
        raise Unparsable(f"it has more than {MAX_ELEMENTS} elements")
    return HtmlPage(tree)


def decoded(body: bytes, content_type: str | None) -> str:
    """Return `body` as text.

    By its byte order mark, else as the server says, as it says itself, UTF-8, or Windows-1252,
    the first that fits; bytes that do not fit the last become replacement characters.
    """
    for mark, encoding in _MARKS:
        if body.startswith(mark):
            return body[len(mark) :].decode(encoding, errors="replace")
    for encoding in _encodings(body, content_type):
        try:
            return body.decode(encoding)
        except (LookupError, UnicodeError, ValueError):
            continue
    return body.decode("cp1252", errors="replace")


def _printed(text: str) -> str:
    """Return `text` without scripts, styles and drawings; JSON-LD stays. Linear in its length."""
    kept: list[str] = []
    done = place = 0
    unclosed: set[str] = set()
    while (opened := _UNPRINTED.search(text, place)) is not None:
        name, place = opened[1].lower(), opened.end()
        if name in unclosed or "ld+json" in opened[2]:
            continue
        closed = _CLOSED[name].search(text, place)
        if closed is None:
            unclosed.add(name)
            continue
        kept += (text[done : opened.start()], " ")
        done = place = closed.end()
    return "".join((*kept, text[done:]))


def _encodings(body: bytes, content_type: str | None) -> Iterator[str]:
    said = [found[1] for found in [_CHARSET.search(content_type or "")] if found]
    head = body[:4_096]
    said += [m[1].decode() for m in (_XML_ENCODING.search(head), _CHARSET_BYTES.search(head)) if m]
    for name in said:
        try:
            codec = codecs.lookup(name)
        except (LookupError, ValueError):
            continue
        if codec._is_text_encoding and not codec.name.startswith(("utf-16", "utf-32", "utf-7")):
            # as browsers do: who says Latin-1 writes Windows-1252
            yield "cp1252" if codec.name in {"iso8859-1", "ascii"} else codec.name
    yield "utf-8"


def moment_of(given: object) -> int | None:
    """Return a written date or time [s since 1970]; None when it is none. A naive one is UTC."""
    if not isinstance(given, str) or len(given) > 100:
        return None
    text = given.strip()
    try:
        when = datetime.fromisoformat(text)
    except ValueError:
        try:
            when = parsedate_to_datetime(text)
        except (ValueError, TypeError, IndexError, OverflowError):
            return None
    try:
        return int((when if when.tzinfo else when.replace(tzinfo=UTC)).timestamp())
    except (OverflowError, ValueError):
        return None


def _dates_in(document: object) -> Iterator[str]:
    """Yield what a JSON-LD document gives as ``datePublished``, outermost first."""
    level = [document]
    for _ in range(4):
        deeper: list[object] = []
        for item in level[:100]:
            if isinstance(item, dict):
                if isinstance(item.get("datePublished"), str):
                    yield item["datePublished"]
                deeper += item.values()
            elif isinstance(item, list):
                deeper += item
        level = deeper
