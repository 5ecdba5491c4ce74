"""Compressed files and archives as streams: nothing is written to disk, nothing grows unbounded."""

from __future__ import annotations

import gzip
import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import BinaryIO, cast

import zstandard

from ..core.errors import RefusedFile
from .files import Pulled

GZIP = b"\x1f\x8b"
ZSTD = b"\x28\xb5\x2f\xfd"
ZIP = (b"PK\x03\x04", b"PK\x05\x06")
OTHER_PACKERS = {b"\xfd7zXZ\x00": "xz", b"BZh": "bzip2", b"7z\xbc\xaf": "7-Zip", b"Rar!": "RAR"}

DAMAGED = (
    OSError,
    EOFError,
    zlib.error,
    zipfile.BadZipFile,
    zstandard.ZstdError,
    struct.error,
    UnicodeError,
    RuntimeError,  # zipfile: locked by a password
    NotImplementedError,  # zipfile: an unknown version
)
"""What a truncated, corrupt or locked file raises while it is opened and read."""

_BLOCK = 512
_LONGEST_HEADER = 1 << 16
_WINDOW_BYTES = 1 << 27


class Budget:
    """How far an archive may inflate, all its members together.

    Reading the same bytes of a member again is free.
    """

    def __init__(self, path: object, limit: int) -> None:
        self._path = path
        self._limit = limit
        self._spent = 0
        self._reached: dict[str, int] = {}

    def reach(self, member: str, position: int) -> None:
        """Note that `member` was inflated up to `position`.

        Raises
        ------
        RefusedFile
            If that is more than the limit.
        """
        self._spent += max(0, position - self._reached.get(member, 0))
        self._reached[member] = max(position, self._reached.get(member, 0))
        if self._spent > self._limit:
            raise RefusedFile(
                self._path,
                f"it inflates to more than {self._limit} bytes; "
                "raise ingest.max_inflated_mib if it is meant to",
            )


class Owning(Pulled):
    """A stream that closes, with itself, all that it stands on."""

    def __init__(self, stream: BinaryIO, *below: BinaryIO) -> None:
        self._stream = stream
        self._below = below

    def pull(self, length: int) -> bytes:
        """Return the stream's next bytes."""
        return self._stream.read(length)

    def close(self) -> None:
        """Close this stream and all below it."""
        if not self.closed:
            for stream in (self._stream, *self._below):
                stream.close()
        super().close()


class Counted(Owning):
    """An inflating stream that pays for every byte from a budget."""

    def __init__(self, stream: BinaryIO, budget: Budget, member: str, *below: BinaryIO) -> None:
        super().__init__(stream, *below)
        self._budget = budget
        self._member = member
        self._position = 0

    def pull(self, length: int) -> bytes:
        """Return the next inflated bytes, paid for."""
        data = super().pull(length)
        self._position += len(data)
        self._budget.reach(self._member, self._position)
        return data


def inflate(stream: BinaryIO, budget: Budget, member: str = "") -> BinaryIO:
    """Return what `stream` holds, inflated when it is gzip or Zstandard; it then owns `stream`.

    Raises
    ------
    RefusedFile
        While reading, if it inflates beyond the budget.
    """
    buffered = io.BufferedReader(cast(io.RawIOBase, stream), 1 << 17)
    magic = buffered.peek(4)[:4]
    if magic.startswith(GZIP):
        inner = cast(BinaryIO, gzip.GzipFile(fileobj=buffered, mode="rb"))
    elif magic == ZSTD:
        unpacker = zstandard.ZstdDecompressor(max_window_size=_WINDOW_BYTES)
        inner = cast(BinaryIO, unpacker.stream_reader(buffered, read_across_frames=True))
    else:
        return cast(BinaryIO, buffered)
    counted = Counted(inner, budget, member, cast(BinaryIO, buffered))
    return cast(BinaryIO, io.BufferedReader(counted, 1 << 17))


def climbs_out(name: str) -> bool:
    """Tell whether a member's name points out of its archive."""
    parts = name.replace("\\", "/").split("/")
    return name.startswith(("/", "\\")) or ".." in parts or parts[0].endswith(":")


def is_tar(head: bytes) -> bool:
    """Tell whether a file begins like a tar archive."""
    return head[257:262] == b"ustar"


def tar_members(stream: BinaryIO) -> Iterator[tuple[str, BinaryIO]]:
    """Yield name and content of each regular file of a tar archive, in one pass.

    A content is to be read before the next one is asked for. Links and devices are passed over.
    Headers are read here and not by `tarfile`, which keeps extended ones of any size in memory.

    Raises
    ------
    EOFError
        If the archive ends in the middle.
    """
    name: str | None = None
    size: int | None = None
    while (header := _exactly(stream, _BLOCK)).strip(b"\0"):
        if not is_tar(header):
            raise EOFError("its tar headers are broken")
        length = _number(header[124:136])
        kind = header[156:157]
        if kind in b"Lx":
            fields = _extended(kind, _exactly(stream, _small(length)))
            _skip(stream, -length % _BLOCK)
            name = fields.get("path", name)
            size = int(fields["size"]) if "size" in fields else size
            continue
        length = length if size is None else size
        member = Part(stream, length)
        if kind in b"0\0":
            yield name or _header_name(header), cast(BinaryIO, io.BufferedReader(member))
        member.skip()
        _skip(stream, -length % _BLOCK)
        name = size = None


class Part(Pulled):
    """The next `length` bytes of a stream."""

    def __init__(self, stream: BinaryIO, length: int) -> None:
        self._stream = stream
        self._left = length
        self._passed = False

    def pull(self, length: int) -> bytes:
        """Return the next bytes of the part."""
        if self._passed:
            raise EOFError("the archive was read on before this member was read to its end")
        data = self._stream.read(min(length, self._left))
        if not data and self._left and length:
            raise EOFError("it ends in the middle of a member")
        self._left -= len(data)
        return data

    def skip(self) -> None:
        """Pass over what was not read."""
        self._passed = self._left > 0
        _skip(self._stream, self._left)


def _number(field: bytes) -> int:
    if field[:1] == b"\x80":  # GNU: too long for octal
        return int.from_bytes(field[1:], "big")
    digits = field.strip(b" \0") or b"0"
    if not digits.isdigit() or digits.strip(b"01234567"):
        raise EOFError("its tar headers are broken")
    return int(digits, 8)


def _small(length: int) -> int:
    if length > _LONGEST_HEADER:
        raise EOFError(f"a tar header of {length} bytes")
    return length


def _extended(kind: bytes, data: bytes) -> dict[str, str]:
    if kind == b"L":
        return {"path": data.rstrip(b"\0").decode("utf-8", "replace")}
    fields = {}
    for record in data.split(b"\n"):  # "27 path=listens/2024/1.listens"
        key, equals, value = record.partition(b" ")[2].partition(b"=")
        if equals and (key == b"path" or (key == b"size" and value.isdigit() and len(value) < 20)):
            fields[key.decode()] = value.decode("utf-8", "replace")
    return fields


def _header_name(header: bytes) -> str:
    name = header[:100].partition(b"\0")[0]
    prefix = header[345:500].partition(b"\0")[0] if header[262:263] == b"\0" else b""
    return (prefix + b"/" + name if prefix else name).decode("utf-8", "replace")


def _exactly(stream: BinaryIO, length: int) -> bytes:
    data = stream.read(length)
    if len(data) < length:
        raise EOFError("it ends in the middle")
    return data


def _skip(stream: BinaryIO, length: int) -> None:
    while length > 0:
        data = stream.read(min(length, 1 << 17))
        if not data:
            raise EOFError("it ends in the middle")
        length -= len(data)
