"""Finding what can be read: folders and archives walked, each file's format told by its content."""

from __future__ import annotations

import io
import os
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

from ..core.errors import InputError, RefusedFile
from .archives import (
    DAMAGED,
    OTHER_PACKERS,
    ZIP,
    ZSTD,
    Budget,
    Counted,
    Owning,
    climbs_out,
    inflate,
    is_tar,
    tar_members,
)
from .files import HEAD_BYTES, Pulled, as_utf8, open_file, shown
from .registry import FORMATS
from .rows import Row

_DUMP_RATIO = 100
_MAX_MEMBERS = 100_000
_PACKED_BY = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)  # others may ask for gigabytes of memory


@dataclass(frozen=True)
class Source:
    """A file, or an archive's member, of a known format.

    Parameters
    ----------
    path : str
        Where it lies, for people: ``export.zip!MyData/endsong_0.json``.
    format : str
        Name of its format in `FORMATS`.
    open : callable () -> BinaryIO
        Open it, inflated, from its beginning; as often as wanted. A member of a tar archive is at
        hand until the next source is asked for; later the archive is read again up to it.
    """

    path: str
    format: str
    open: Callable[[], BinaryIO]


@dataclass(frozen=True)
class Unreadable:
    """A file that nothing was read from, and why."""

    path: str
    reason: str


def discover(
    paths: Iterable[Path], *, format: str | None = None, max_inflated_bytes: int
) -> Iterator[Source | Unreadable]:
    """Yield every readable file at and below `paths`, in order of name, by content.

    Symbolic links inside a folder are not followed. One layer of gzip or Zstandard is taken off;
    members of zip and tar archives are sources of their own.

    Parameters
    ----------
    paths : iterable of Path
        Files, archives or folders.
    format : str or None
        Read everything as this format of `FORMATS`, whatever it looks like.
    max_inflated_bytes : int
        No archive or compressed file is inflated beyond this; a Zstandard one, as public dumps
        are, may go to 100 times its packed size where that is more.

    Yields
    ------
    Source or Unreadable

    Raises
    ------
    InputError
        If a path does not exist, or there is no such format.
    RefusedFile
        If a file that was named itself cannot be read or is of no known format, or a folder or
        archive holds nothing of a known format.
    """
    if format is not None and format not in FORMATS:
        raise InputError(f"no format {format!r}; there are: {', '.join(sorted(FORMATS))}")
    named = list(paths)
    for path in named:
        if not path.exists():
            raise InputError(f"{path}: there is no such file or folder")
    for path in named:
        yield from _demanded(path, format, max_inflated_bytes)


def read(source: Source) -> Iterator[Row]:
    """Yield the rows of `source`, good and bad, in bounded memory.

    Raises
    ------
    RefusedFile
        If the file as a whole cannot be read; rows that came before it are to be dropped.
    """
    try:
        with source.open() as stream:
            yield from FORMATS[source.format].read(stream, source.path)
    except RefusedFile:
        raise
    except DAMAGED as err:
        raise RefusedFile(source.path, f"it is damaged or locked: {err}") from err


def _demanded(path: Path, format: str | None, limit: int) -> Iterator[Source | Unreadable]:
    """Yield what is at `path`, which somebody asked for by name."""
    reasons = []
    found = False
    for item in _walk(path, format, limit) if path.is_dir() else _file(path, format, limit):
        if isinstance(item, Source):
            found = True
        elif item.path == str(path):
            raise RefusedFile(item.path, item.reason)
        else:
            reasons.append(item.reason)
        yield item
    if not found:
        raise RefusedFile(path, f"nothing in it can be read ({len(reasons)} files tried)")


def _walk(folder: Path, format: str | None, limit: int) -> Iterator[Source | Unreadable]:
    for here, folders, files in os.walk(folder):
        folders.sort()
        for name in sorted(files):
            path = Path(here, name)
            if path.is_symlink():
                yield Unreadable(shown(str(path)), "it is a symbolic link; name its target instead")
            else:
                yield from _file(path, format, limit, follow=False)


def _file(
    path: Path, format: str | None, limit: int, *, follow: bool = True
) -> Iterator[Source | Unreadable]:
    try:
        with open_file(path, follow=follow) as stream:
            magic = stream.read(8)
            size = os.fstat(stream.fileno()).st_size
        if magic.startswith(ZIP):
            yield from _zip(path, format, Budget(path, limit))
            return
        if magic.startswith(ZSTD):
            limit = max(limit, _DUMP_RATIO * size)
        yield from _plain(path, format, Budget(path, limit), follow)
    except RefusedFile as err:
        yield Unreadable(shown(str(path)), err.reason)
    except DAMAGED as err:
        yield Unreadable(shown(str(path)), f"it is damaged or locked: {err}")


def _plain(
    path: Path, format: str | None, budget: Budget, follow: bool
) -> Iterator[Source | Unreadable]:
    def reopen() -> BinaryIO:
        return inflate(open_file(path, follow=follow), budget)

    with reopen() as stream:
        head = stream.read(HEAD_BYTES)
    if is_tar(head):
        yield from _tar(path, reopen, format, budget)
    else:
        yield _judge(str(path), head, format, reopen)


def _zip(path: Path, format: str | None, budget: Budget) -> Iterator[Source | Unreadable]:
    with zipfile.ZipFile(path) as archive:
        members = [info for info in archive.infolist() if not info.is_dir()]
        if len(members) > _MAX_MEMBERS:
            raise RefusedFile(path, f"it has more than {_MAX_MEMBERS} members")
        for info in members:
            name = f"{path}!{info.filename}"

            def reopen(info: zipfile.ZipInfo = info) -> BinaryIO:
                if archive.fp is not None:
                    return _member(archive.open(info), info, budget)
                again = zipfile.ZipFile(path)
                return _member(again.open(info), info, budget, cast(BinaryIO, again))

            if climbs_out(info.filename):
                yield Unreadable(shown(name), "its name points out of the archive")
                continue
            if info.compress_type not in _PACKED_BY:
                yield Unreadable(shown(name), "it is packed by a method other than deflate")
                continue
            try:
                with reopen() as stream:
                    head = stream.read(HEAD_BYTES)
            except DAMAGED as err:
                yield Unreadable(shown(name), f"it is damaged or locked: {err}")
            else:
                yield _judge(name, head, format, reopen)


def _member(stream: object, info: zipfile.ZipInfo, budget: Budget, *below: BinaryIO) -> BinaryIO:
    member = f"{info.header_offset} {info.filename}"
    counted = Counted(cast(BinaryIO, stream), budget, member, *below)
    return inflate(cast(BinaryIO, counted), budget, f"{member} inflated")


def _tar(
    path: Path, reopen: Callable[[], BinaryIO], format: str | None, budget: Budget
) -> Iterator[Source | Unreadable]:
    with reopen() as stream:
        for number, (name, content) in enumerate(tar_members(stream)):
            shown_name = f"{path}!{name}"
            if climbs_out(name):
                yield Unreadable(shown(shown_name), "its name points out of the archive")
                continue
            member = _TarMember(reopen, number, content, budget)
            yield _judge(shown_name, member.head, format, member.open)
            member.leave()


class _TarMember:
    """A member that the pass over its archive stands at, until it is left."""

    def __init__(
        self, reopen: Callable[[], BinaryIO], number: int, content: BinaryIO, budget: Budget
    ) -> None:
        self._reopen = reopen
        self._number = number
        self._budget = budget
        rest = inflate(content, budget, f"{number} inflated")
        self.head = rest.read(HEAD_BYTES)
        self._here: BinaryIO | None = cast(BinaryIO, io.BufferedReader(_Replay(self.head, rest)))

    def leave(self) -> None:
        self._here = None

    def open(self) -> BinaryIO:
        here, self._here = self._here, None
        if here is not None:
            return here
        archive = self._reopen()
        for number, (_, content) in enumerate(tar_members(archive)):
            if number == self._number:
                whole = inflate(content, self._budget, f"{number} inflated")
                return cast(BinaryIO, io.BufferedReader(Owning(whole, archive)))
        raise EOFError("the archive has changed")


class _Replay(Pulled):
    """Bytes that were read already, then the rest of their stream."""

    def __init__(self, head: bytes, rest: BinaryIO) -> None:
        self._head = io.BytesIO(head)
        self._rest = rest

    def pull(self, length: int) -> bytes:
        return self._head.read(length) or self._rest.read(length)


def _judge(
    path: str, head: bytes, format: str | None, reopen: Callable[[], BinaryIO]
) -> Source | Unreadable:
    if format is not None:
        return Source(shown(path), format, reopen)
    for magic, packer in OTHER_PACKERS.items():
        if head.startswith(magic):
            return Unreadable(shown(path), f"it is packed with {packer}; unpack it first")
    if head.startswith(ZIP) or is_tar(head):
        return Unreadable(shown(path), "it is an archive inside an archive; unpack it first")
    beginning = as_utf8(head)
    if not beginning.strip():
        return Unreadable(shown(path), "it is empty")
    for info in FORMATS.values():
        if info.sniff(beginning, path):
            return Source(shown(path), info.name, reopen)
    return Unreadable(shown(path), "it is of no known format")
