"""Pages that were fetched before: WARC files of any crawler, saved HTML, plain text."""

from __future__ import annotations

import html
import io
import os
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import PurePath
from typing import Any, BinaryIO
from urllib.parse import quote, urlsplit

from warcio.archiveiterator import ArchiveIterator  # type: ignore[import-untyped]
from warcio.exceptions import ArchiveLoadFailed  # type: ignore[import-untyped]

from ..core.clock import now
from ..core.pages import RawPage
from .archives import DAMAGED
from .files import HEAD_BYTES, Unclosed, as_utf8, shown
from .records import PUBLISHED
from .rows import Bad, Row

MAX_PAGE = 2 << 20
"""Bytes; a longer page is no text."""

_KINDS = ("text/html", "application/xhtml+xml", "text/plain")
_TEXTS = (".txt", ".text", ".md", ".markdown")
_HTML = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--(?:(?!-->).){0,4000}-->\s*)*<(?:!doctype\s+html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)
_TAG = re.compile(r"<(?:link|meta)\b[^<>]*>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"""([a-z:-]+)\s*=\s*("[^"]*"|'[^']*'|[^\s"'>]+)""", re.IGNORECASE)
_SAVED = re.compile(
    r"<!--\s*(?:saved from url=\(\d+\)|Page saved with SingleFile\s+url:)\s*(https?://[^\s>]+)",
    re.IGNORECASE,
)


def sniff_warc(head: bytes, file: str) -> bool:
    """Tell a WARC file."""
    return head.startswith(b"WARC/")


def read_warc(stream: BinaryIO, file: str) -> Iterator[Row]:
    """Yield the pages of a WARC file; other records (images, requests, failures) are passed over.

    Pages are responses, resources and conversions of HTML or plain text. A file that breaks off,
    as the last one of a killed crawler does, ends with a bad row.
    """
    number = 0
    try:
        for number, record in enumerate(ArchiveIterator(Unclosed(stream)), start=1):
            row = _page_of(record, number)
            if row is not None:
                yield row
    except (ArchiveLoadFailed, *DAMAGED) as err:
        yield Bad(number + 1, f"the file is damaged from here on: {err}", "")


def _page_of(record: Any, number: int) -> Row | None:
    """Return the page of a record, None when it is none."""
    kind, url = _kind_of(record), record.rec_headers.get_header("WARC-Target-URI") or ""
    if not kind.lower().startswith(_KINDS):
        return None
    url = url.strip().removeprefix("<").removesuffix(">")  # as old writers put it
    fetched = _seconds(record.rec_headers.get_header("WARC-Date"))
    if not _is_web(url) and not url.startswith("file:"):
        return Bad(number, "it has no address", shown(url))
    if fetched is None:
        return Bad(number, "it has no date", shown(url))
    body = record.content_stream().read(MAX_PAGE + 1)
    if len(body) > MAX_PAGE:
        return Bad(number, f"the page has more than {MAX_PAGE} bytes", shown(url))
    published = _seconds(record.rec_headers.get_header(PUBLISHED))
    return RawPage(url, fetched, body, kind, published)


def _kind_of(record: Any) -> str:
    """Return the content type of a record that holds a page, else nothing."""
    if record.rec_type in {"resource", "conversion"}:
        return record.rec_headers.get_header("Content-Type") or ""
    if record.rec_type != "response" or record.http_headers is None:
        return ""
    if record.http_headers.get_statuscode() != "200":
        return ""
    return record.http_headers.get_header("Content-Type") or "text/html"


def sniff_html(head: bytes, file: str) -> bool:
    """Tell a page of HTML by its first element."""
    return _HTML.match(head.decode(errors="replace")[:8_000].lstrip("\ufeff")) is not None


def read_html(stream: BinaryIO, file: str) -> Iterator[Row]:
    """Yield the one page of a saved HTML file.

    Its address is the canonical one that it states, else Open Graph's, else where a browser says
    that it was saved from, else the file's name; its time is the file's.
    """
    body = _whole(stream)
    if isinstance(body, Bad):
        yield body
        return
    head = as_utf8(body[:HEAD_BYTES]).decode(errors="replace")
    yield RawPage(_address_in(head) or _local(file), _saved_at(stream), body, "text/html")


def sniff_text(head: bytes, file: str) -> bool:
    """Tell plain text by the file's name alone: every log is text, but no page."""
    return PurePath(file).name.lower().removesuffix(".gz").endswith(_TEXTS) and b"\0" not in head


def read_text(stream: BinaryIO, file: str) -> Iterator[Row]:
    """Yield the one page of a text file, its first line the title."""
    body = _whole(stream)
    if isinstance(body, Bad):
        yield body
    else:
        yield RawPage(_local(file), _saved_at(stream), body, "text/plain")


def _whole(stream: BinaryIO) -> bytes | Bad:
    parts, left = [], MAX_PAGE + 1
    while left and (part := stream.read(left)):
        parts.append(part)
        left -= len(part)
    if not left:
        return Bad(1, f"the page has more than {MAX_PAGE} bytes", "")
    return b"".join(parts)


def _address_in(head: str) -> str | None:
    """Return the absolute address that a page states of itself."""
    stated: dict[str, str] = {}
    for tag in _TAG.findall(head):
        given = {key.lower(): value.strip("\"'") for key, value in _ATTRIBUTE.findall(tag)}
        if "canonical" in given.get("rel", "").lower().split():
            stated.setdefault("canonical", given.get("href", ""))
        elif given.get("property", given.get("name", "")).lower() == "og:url":
            stated.setdefault("og:url", given.get("content", ""))
    if (saved := _SAVED.search(head)) is not None:
        stated["saved"] = saved[1]
    for key in ("canonical", "og:url", "saved"):
        url = html.unescape(stated.get(key, "")).strip()
        if _is_web(url):
            return url
    return None


def _is_web(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme in {"http", "https"} and bool(parts.hostname) and url.isprintable()
    except ValueError:
        return False


def _local(file: str) -> str:
    return f"file:{quote(file, safe='/!')}"


def _saved_at(stream: BinaryIO) -> int:
    """Return when the file was last written; of an archive's member, the present."""
    try:
        return int(os.fstat(stream.fileno()).st_mtime)
    except (OSError, AttributeError, io.UnsupportedOperation):
        return int(now().timestamp())


def _seconds(date: str | None) -> int | None:
    try:
        return int(datetime.fromisoformat(date or "").timestamp())
    except (ValueError, OverflowError):
        return None
