"""A page as a WARC record (ISO 28500) in a gzip member of its own, and back."""

from __future__ import annotations

import io
import logging
import zlib
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from warcio.archiveiterator import ArchiveIterator  # type: ignore[import-untyped]
from warcio.exceptions import ArchiveLoadFailed  # type: ignore[import-untyped]
from warcio.recordloader import ArcWarcRecord  # type: ignore[import-untyped]
from warcio.statusandheaders import StatusAndHeaders  # type: ignore[import-untyped]
from warcio.warcwriter import WARCWriter  # type: ignore[import-untyped]

from ..core.pages import RawPage

log = logging.getLogger(__name__)

_GZIP = 31  # zlib's word for a gzip member with the largest window
_MAGIC = b"\x1f\x8b\x08"
_LEVEL = 5  # 9 takes twice as long for 2% less
_CHUNK = 1 << 16
_MAX_RECORD = 1 << 28
_LAST_S = 253_402_300_799  # the end of the year 9999
PUBLISHED = "Discograph-Published"
"""The WARC header for when a page came out, by its feed."""


def packed_page(page: RawPage, more: Mapping[str, str] | None = None) -> bytes:
    """Return the member of a page, with more headers of WARC where given."""
    return _packed(_saved(page, more or {}))


def packed_info(name: str, more: Mapping[str, str] | None = None) -> bytes:
    """Return the member that a file of this name begins with, with more fields where given."""
    fields = {"software": "discograph", "format": "WARC File Format 1.1", "robots": "obey"}
    return _packed(_WRITER.create_warcinfo_record(name, {**fields, **(more or {})}))


def members(stream: BinaryIO, path: Path) -> Iterator[tuple[int, bytes]]:
    """Yield the gzip members that follow, each with the offset behind it; skip what is damaged."""
    at, left = stream.tell(), b""
    while left or (left := stream.read(_CHUNK)):
        try:
            used, member, left = _member(stream, left)
        except (zlib.error, EOFError) as err:
            log.warning("%s: no whole record at byte %d: %s", path, at, err)
            if (found := _next_member(stream, at + 1)) is None:
                return
            at, left = found, b""
            stream.seek(at)
        else:
            at += used
            yield at, member


def _member(stream: BinaryIO, left: bytes) -> tuple[int, bytes, bytes]:
    """Return the packed size of a member that begins with `left`, the member, and what follows."""
    packer, parts, used = zlib.decompressobj(_GZIP), [], 0
    while True:
        parts.append(packer.decompress(left, _MAX_RECORD))
        if packer.unconsumed_tail:
            raise zlib.error("it unpacks to more than a record may")
        used += len(left) - len(packer.unused_data)
        if packer.eof:
            return used, b"".join(parts), packer.unused_data
        if not (left := stream.read(_CHUNK)):
            raise EOFError("the file ends in it")


def _next_member(stream: BinaryIO, at: int) -> int | None:
    stream.seek(at)
    rest = stream.read()
    found = rest.find(_MAGIC)
    while found >= 0:
        with suppress(zlib.error):
            if zlib.decompressobj(_GZIP).decompress(rest[found:], 5) == b"WARC/":
                return at + found
        found = rest.find(_MAGIC, found + 1)
    return None


def record_of(member: bytes) -> ArcWarcRecord | None:
    """Return the record that a member holds, None where it holds none."""
    try:
        return next(iter(ArchiveIterator(io.BytesIO(member))), None)
    except ArchiveLoadFailed:
        return None


def page_of(record: ArcWarcRecord) -> RawPage | None:
    """Return the page of a record, None of one that holds no page."""
    headers = record.rec_headers
    if record.rec_type == "resource":
        kind = headers.get_header("Content-Type")
    elif record.rec_type == "response" and record.http_headers is not None:
        kind = record.http_headers.get_header("Content-Type")
    else:
        return None
    published = headers.get_header(PUBLISHED)
    return RawPage(
        url=headers.get_header("WARC-Target-URI"),
        fetched_at=_seconds(headers.get_header("WARC-Date")),
        body=record.content_stream().read(),
        content_type=kind,
        published_at=None if published is None else _seconds(published),
    )


def _saved(page: RawPage, more: Mapping[str, str]) -> ArcWarcRecord:
    """Return the record of a page: what a server said, or where there was none, the file."""
    headers = {"WARC-Date": _date(page.fetched_at), **more}
    if page.published_at is not None:
        headers[PUBLISHED] = _date(page.published_at)
    if not page.url.startswith(("http:", "https:")):  # readers look for no answer of HTTP there
        return _WRITER.create_warc_record(
            _line(page.url).replace(" ", "%20"),
            "resource",
            payload=io.BytesIO(page.body),
            length=len(page.body),
            warc_headers_dict=headers,
            warc_content_type=_line(page.content_type or "text/html"),
        )
    kind = [] if page.content_type is None else [("Content-Type", _line(page.content_type))]
    length = ("Content-Length", str(len(page.body)))
    return _WRITER.create_warc_record(
        _line(page.url).replace(" ", "%20"),
        "response",
        payload=io.BytesIO(page.body),
        length=len(page.body),
        warc_headers_dict=headers,
        http_headers=StatusAndHeaders("200 OK", [*kind, length], protocol="HTTP/1.1"),
    )


def _packed(record: ArcWarcRecord) -> bytes:
    buffer = io.BytesIO()
    WARCWriter(buffer, gzip=False, warc_version="1.1").write_record(record)
    packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, _GZIP)
    return packer.compress(buffer.getbuffer()) + packer.flush()


def _line(text: str) -> str:
    """Return `text` as it can stand in a header: no line break, no lone surrogate."""
    printable = "".join(c if c.isprintable() else "".join(_escaped(c)) for c in text)
    return printable.strip()


def _escaped(letter: str) -> Iterator[str]:
    return (f"%{byte:02X}" for byte in letter.encode("utf-8", "surrogatepass"))


def _date(seconds: int) -> str:
    moment = datetime.fromtimestamp(min(max(seconds, 0), _LAST_S), UTC)
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ").zfill(20)


def _seconds(date: str) -> int:
    return int(datetime.fromisoformat(date).timestamp())


_WRITER = WARCWriter(io.BytesIO(), gzip=False, warc_version="1.1")
