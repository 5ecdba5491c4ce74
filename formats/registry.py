"""Every format that can be read, in the order in which a file is tried."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import BinaryIO

from .rows import Row


@dataclass(frozen=True)
class FormatInfo:
    """One format of other people's files.

    Parameters
    ----------
    name : str
        What ``--format`` calls it.
    kind : str
        ``"listens"``, ``"playlists"``, ``"saves"`` or ``"visits"``.
    doc : str
        Where such files come from, in one line.
    sniff : callable (head: bytes, name: str) -> bool
        Whether a file of that beginning (64 KiB at most, as UTF-8 without byte order mark) and
        name is of this format.
    read : callable (stream: BinaryIO, name: str) -> iterator of Row
        Rows of such a file, good and bad; the stream stays open.
    """

    name: str
    kind: str
    doc: str
    sniff: Callable[[bytes, str], bool]
    read: Callable[[BinaryIO, str], Iterator[Row]]


_LISTENS: tuple[FormatInfo, ...] = ()

# Playlists, saves and visits: a line each, in the same shape.
_OTHERS: tuple[FormatInfo, ...] = ()

FORMATS: Mapping[str, FormatInfo] = {info.name: info for info in (*_OTHERS, *_LISTENS)}
