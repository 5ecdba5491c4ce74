"""The page archive: WARC files (ISO 28500) of gzip members, a record each, that survive a kill."""

from __future__ import annotations

import fcntl
import os
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, NamedTuple, Self

from ..core.errors import Busy
from ..core.pages import RawPage
from .records import members, packed_info, packed_page, page_of, record_of

_NAME = re.compile(r"pages-(\d{6,})\.warc\.gz")
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
        self._write(packed_page(page))

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
        self._write(packed_info(path.name))

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
        first = next(members(stream, path), None)
        info = record_of(first[1]) if first else None
        rewritten = info is not None and _REWRITTEN in info.raw_stream.read().decode()
        stream.seek(0 if rewritten else start)
        for end, member in members(stream, path):
            record = record_of(member)
            if record is None or (page := page_of(record)) is None:
                continue
            position = int(record.rec_headers.get_header(_POSITION) or end)
            if position > start:
                yield position, page


def _rewritten_without(predicate: Callable[[RawPage], bool], path: Path) -> int:
    """Put in place of `path` a file without some pages; the others keep their positions."""
    if not any(predicate(page) for _, page in _pages(path)):
        return 0
    aside, gone = path.with_suffix(".new"), 0
    with aside.open("wb") as stream:
        stream.write(packed_info(path.name, {_REWRITTEN: "yes"}))
        for position, page in _pages(path):
            if predicate(page):
                gone += 1
            else:
                stream.write(packed_page(page, {_POSITION: str(position)}))
        stream.flush()
        os.fsync(stream.fileno())
    aside.replace(path)
    return gone
