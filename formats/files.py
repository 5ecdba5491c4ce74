"""Files as they come: opened without waiting or escaping, decoded whatever their encoding."""

from __future__ import annotations

import codecs
import io
import os
import stat
from pathlib import Path
from typing import BinaryIO

from ..core.errors import RefusedFile

HEAD_BYTES = 1 << 16

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def open_file(path: Path, *, follow: bool = True) -> BinaryIO:
    """Open a regular file; a pipe or device is refused and never waited for.

    Parameters
    ----------
    path : Path
    follow : bool
        Whether a symbolic link is followed.

    Raises
    ------
    RefusedFile
        If it is no regular file or cannot be opened.
    """
    flags = os.O_RDONLY | getattr(os, "O_BINARY", 0)
    flags |= getattr(os, "O_NONBLOCK", 0)  # a pipe without a writer would hang the opening
    if not follow:
        flags |= getattr(os, "O_NOFOLLOW", 0)
    try:
        descriptor = os.open(path, flags)
    except OSError as err:
        raise RefusedFile(path, err.strerror or "it cannot be opened") from err
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise RefusedFile(path, "it is not a regular file")
    return open(descriptor, "rb")


def encoding_of(head: bytes) -> str:
    """Return the encoding of a text that begins with `head`.

    By its byte order mark; without one, by where ASCII text in UTF-16 would have its zeros; else
    UTF-8.
    """
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return encoding
    for place, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
        high, low = head[place:64:2], head[1 - place : 64 : 2]
        if high.count(0) * 4 > len(high) * 3 and 0 not in low:
            return encoding
    return "utf-8"


def as_utf8(head: bytes) -> bytes:
    """Return the beginning of a text as UTF-8 without byte order mark."""
    encoding = encoding_of(head)
    if encoding == "utf-8":
        return head
    return head.decode(encoding, errors="ignore").encode()


def text_of(stream: BinaryIO) -> io.TextIOWrapper:
    """Return `stream` as text: encoding by its beginning, every newline a line feed.

    Bytes that are not UTF-8 become lone surrogates, which no name may hold: such rows are bad,
    their neighbours are not.
    """
    buffered = io.BufferedReader(Unclosed(stream), HEAD_BYTES)
    encoding = encoding_of(buffered.peek(64)[:64])
    errors = "surrogateescape" if encoding.startswith("utf-8") else "replace"
    return io.TextIOWrapper(buffered, encoding=encoding, errors=errors)


class Pulled(io.RawIOBase):
    """A stream whose bytes come from `pull`."""

    def pull(self, length: int) -> bytes:
        """Return the next bytes, at most `length`; none at the end."""
        raise NotImplementedError

    def readable(self) -> bool:
        """Say yes."""
        return True

    def readinto(self, buffer: bytearray | memoryview, /) -> int:  # type: ignore[override]
        """Fill `buffer` with what comes next and return how many bytes came."""
        data = self.pull(len(buffer))
        buffer[: len(data)] = data
        return len(data)


class Unclosed(Pulled):
    """A view of a stream; closing it leaves the stream open, as it belongs to somebody else."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream

    def pull(self, length: int) -> bytes:
        """Return the stream's next bytes."""
        return self._stream.read(length)


def shown(text: str, limit: int = 500) -> str:
    """Return the beginning of `text`, everything that does not print escaped."""
    text = text[:limit]
    if not text.isprintable():
        text = "".join(
            char if char.isprintable() else char.encode("unicode_escape", "surrogatepass").decode()
            for char in text
        )
    return text[:limit]
