"""The page archive: WARC files (ISO 28500) of gzip members, a record each, that survive a kill."""

from __future__ import annotations

import fcntl
import io
import logging
import os
import re
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, NamedTuple, Self

from warcio.archiveiterator import ArchiveIterator  # type: ignore[import-untyped]
from warcio.exceptions import ArchiveLoadFailed  # type: ignore[import-untyped]
from warcio.recordloader import ArcWarcRecord  # type: ignore[import-untyped]
from warcio.statusandheaders import StatusAndHeaders  # type: ignore[import-untyped]
from warcio.warcwriter import WARCWriter  # type: ignore[import-untyped]

from ..core.errors import Busy
from ..core.pages import RawPage

log = logging.getLogger(__name__)

_GZIP = 31  # zlib's word for a gzip member with the largest window
_MAGIC = b"\x1f\x8b\x08"
_LEVEL = 5  # 9 takes twice as long for 2% less
_CHUNK = 1 << 16
_MAX_RECORD = 1 << 28
_LAST_S = 253_402_300_799  # the end of the year 9999
_NAME = re.compile(r"pages-(\d{6,})\.warc\.gz")
PUBLISHED = "Discograph-Published"
"""The WARC header for when a page came out, by its feed."""
_POSITION = "Discograph-Position"
_REWRITTEN = "Discograph-Rewritten"


class Mark(NamedTuple):
    """A place in the archive: all records before it were read. Forgetting pages moves no mark."""

    file: str
    offset: int


class Archive:
    """Pages in ``pages-000001.warc.gz``, ``pages-000002.warc.gz`` ... of one folder.

    One writer at a time, and any number of readers meanwhile. A writer begins a file of its own,
    so that a torn last record of one that was killed is the end of its file, and is skipped.

    Parameters
    ----------
    folder : Path
        Made when the first page comes.
    rotate_bytes : int
        A file that has grown so large is followed by another one.
    """

    def __init__(self, folder: Path, *, rotate_bytes: int = 256 << 20) -> None:
        self.folder = folder
        self._rotate_bytes = rotate_bytes
        self._lock: int | None = None
        self._file: BinaryIO | None = None
        self._size = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    # -- pages in -----------------------------------------------------------------------------

    def lock(self) -> None:
        """Become the writer.

        Raises
        ------
        Busy
            If somebody else is.
        """
        if self._lock is not None:
            return
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = os.open(self.folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as err:
            os.close(lock)
            raise Busy(
                f"{self.folder}: another crawl or import adds pages; wait for its end"
            ) from err
        self._lock = lock

    def append(self, page: RawPage) -> None:
        """Add a page; when this returns, a kill of the process does not lose it.

        Raises
        ------
        Busy
            If somebody else adds pages.
        """
        if self._file is None or self._size >= self._rotate_bytes:
            self._begin()
        self._write(_packed(_saved(page)))

    def sync(self) -> None:
        """Wait until all pages are on the disk, so that a power cut does not lose them either."""
        if self._file is not None:
            os.fsync(self._file.fileno())

    def close(self) -> None:
        """Stop being the writer."""
        if self._file is not None:
            self.sync()
            self._file.close()
            self._file = None
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def forget(self, predicate: Callable[[RawPage], bool]) -> int:
        """Rewrite the files without the pages for which `predicate` holds; return their number.

        Raises
        ------
        Busy
            If somebody adds pages meanwhile.
        """
        held = self._lock is not None
        self.lock()
        if self._file is not None:  # a page to come begins a file; this one may be replaced
            self._file.close()
            self._file = None
        try:
            return sum(_rewritten_without(predicate, path) for path in self._paths())
        finally:
            if not held:
                self.close()

    def _begin(self) -> None:
        self.lock()
        if self._file is not None:
            self.sync()
            self._file.close()
        numbers = [int(match[1]) for path in self._paths() if (match := _NAME.match(path.name))]
        path = self.folder / f"pages-{max(numbers, default=0) + 1:06d}.warc.gz"
        # Unbuffered: what was written is the system's, whatever becomes of the process.
        self._file = path.open("xb", buffering=0)
        self._size = 0
        self._write(_packed(_info(path.name)))

    def _write(self, record: bytes) -> None:
        if self._file is None:
            return
        try:
            done = 0
            while done < len(record):
                done += self._file.write(record[done:]) or 0
        except OSError:
            with suppress(OSError):  # a full disk leaves no half record
                self._file.truncate(self._size)
            raise
        self._size += len(record)

    # -- pages out ----------------------------------------------------------------------------

    def read(self, since: Mark | None = None) -> Iterator[tuple[Mark, RawPage]]:
        """Yield the pages after `since`, oldest file first, each with the mark behind it."""
        for path in self._paths():
            if since is not None and path.name < since.file:
                continue
            start = since.offset if since is not None and path.name == since.file else 0
            for end, page in _pages(path, start):
                yield Mark(path.name, end), page

    def _paths(self) -> list[Path]:
        if not self.folder.is_dir():
            return []
        return sorted(path for path in self.folder.iterdir() if _NAME.fullmatch(path.name))


def _pages(path: Path, start: int = 0) -> Iterator[tuple[int, RawPage]]:
    """Yield the pages of a file from a position on, each with the position behind it.

    Positions are offsets. A file that was rewritten keeps them, so there they stand in the records.
    """
    with path.open("rb") as stream:
        first = next(_members(stream, path), None)
        info = _record(first[1]) if first else None
        rewritten = info is not None and _REWRITTEN in info.raw_stream.read().decode()
        stream.seek(0 if rewritten else start)
        for end, member in _members(stream, path):
            record = _record(member)
            if record is None or (page := _page(record)) is None:
                continue
            position = int(record.rec_headers.get_header(_POSITION) or end)
            if position > start:
                yield position, page


def _members(stream: BinaryIO, path: Path) -> Iterator[tuple[int, bytes]]:
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


def _record(member: bytes) -> ArcWarcRecord | None:
    try:
        return next(iter(ArchiveIterator(io.BytesIO(member))), None)
    except ArchiveLoadFailed:
        return None


def _page(record: ArcWarcRecord) -> RawPage | None:
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


def _rewritten_without(predicate: Callable[[RawPage], bool], path: Path) -> int:
    """Put in place of `path` a file without some pages; the others keep their positions."""
    if not any(predicate(page) for _, page in _pages(path)):
        return 0
    aside, gone = path.with_suffix(".new"), 0
    with aside.open("wb") as stream:
        stream.write(_packed(_info(path.name, {_REWRITTEN: "yes"})))
        for position, page in _pages(path):
            if predicate(page):
                gone += 1
            else:
                stream.write(_packed(_saved(page, {_POSITION: str(position)})))
        stream.flush()
        os.fsync(stream.fileno())
    aside.replace(path)
    return gone


def _saved(page: RawPage, more: dict[str, str] | None = None) -> ArcWarcRecord:
    """Return the record of a page: what a server said, or where there was none, the file."""
    headers = {"WARC-Date": _date(page.fetched_at), **(more or {})}
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


def _info(name: str, more: dict[str, str] | None = None) -> ArcWarcRecord:
    fields = {"software": "discograph", "format": "WARC File Format 1.1", "robots": "obey"}
    return _WRITER.create_warcinfo_record(name, {**fields, **(more or {})})


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
