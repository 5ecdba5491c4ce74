"""JSON read as a stream: one row in memory at a time, broken ones told and passed over."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO, TextIO

from ..core.errors import RefusedFile
from .files import shown, text_of
from .rows import Bad, Row
from .values import BadValue

MAX_ROW = 1 << 20
"""Characters; a longer row is bad."""

_CHUNK = 1 << 16
_TAIL = 64
_SPACE = re.compile(r"[\s,]*")
_BETWEEN_ROWS = re.compile(r"\}\s{0,32},\s{0,32}(?=\{)")
_KEY = re.compile(rb'"(\w{1,60})"\s{0,32}:')

Made = Callable[[dict[str, Any], int], Row]
_decoder = json.JSONDecoder()


def keys_of(head: bytes) -> frozenset[str]:
    """Return the keys that stand in the beginning of a JSON text; none when it is not JSON.

    Those of inner objects too; the same words inside values are not keys.
    """
    if head.lstrip()[:1] not in (b"{", b"["):
        return frozenset()
    return frozenset(key.decode() for key in _KEY.findall(head[: _CHUNK // 2]))


def is_lines(head: bytes) -> bool:
    """Tell whether a JSON text is one object a line: its first line is a whole object."""
    line = head.lstrip().split(b"\n", 1)[0]
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False


def line_rows(stream: BinaryIO, make: Made) -> Iterator[Row]:
    """Yield what `make` makes of each line's object; numbers are lines."""
    text = text_of(stream)
    number = 0
    while line := text.readline(MAX_ROW):
        number += 1
        if len(line) == MAX_ROW and line[-1] != "\n":
            while (rest := text.readline(MAX_ROW)) and rest[-1] != "\n":
                pass
            yield Bad(number, f"the line has more than {MAX_ROW} characters", shown(line))
            continue
        if line.isspace():
            continue
        try:
            value = _decoder.decode(line)
        except (ValueError, RecursionError) as err:
            yield Bad(number, _why(err), shown(line.rstrip("\n")))
        else:
            yield _made(value, number, make)


def array_rows(
    stream: BinaryIO, name: str, make: Made, *, under: str | None = None
) -> Iterator[Row]:
    """Yield what `make` makes of each object of an array; numbers are places in it, from 1.

    Parameters
    ----------
    stream : BinaryIO
    name : str
        For messages.
    make : callable (object, number) -> Row
        May raise BadValue.
    under : str or None
        Key that the array stands under; None: the whole text is the array.

    Raises
    ------
    RefusedFile
        If there is no such array in the first 1 MiB.
    """
    text = text_of(stream)
    buffer, at = _opening(text, name, under)
    number = 0
    while True:
        at, buffer = _next_start(text, buffer, at)
        if at == len(buffer) or buffer[at] == "]":
            if at == len(buffer):
                yield Bad(number + 1, "the file ends in the middle of its list", "")
            return
        number += 1
        size = _CHUNK
        while True:
            try:
                value, at = _decoder.raw_decode(buffer, at)
            except (ValueError, RecursionError) as err:
                reason = _why(err)
                if _cut_off(err, buffer):
                    reason = f"the row has more than {MAX_ROW} characters"
                    if len(buffer) - at < MAX_ROW:
                        if more := text.read(size):
                            buffer, at, size = buffer[at:] + more, 0, size * 2
                            continue
                        reason = "the file ends in the middle of the row"
                yield Bad(number, reason, shown(buffer[at : at + 500]))
                buffer, at = _recover(text, buffer, _place(err, at))
            else:
                yield _made(value, number, make)
            break


def _made(value: object, number: int, make: Made) -> Row:
    if not isinstance(value, dict):
        return Bad(number, "it is not an object", excerpt(value))
    try:
        return make(value, number)
    except BadValue as err:
        return Bad(number, str(err), excerpt(value))


def excerpt(value: object) -> str:
    """Return the beginning of a parsed row as JSON, for the quarantine."""
    return json.dumps(value)[:500]


def _opening(text: TextIO, name: str, under: str | None) -> tuple[str, int]:
    """Return what was read, and the place after the array's bracket."""
    pattern = re.compile(
        r"\s*\[" if under is None else rf'"{re.escape(under)}"\s{{0,32}}:\s{{0,32}}\['
    )
    buffer = text.read(_CHUNK)
    while True:
        found = pattern.match(buffer) if under is None else pattern.search(buffer)
        if found is not None:
            return buffer, found.end()
        more = text.read(_CHUNK)
        if not more or len(buffer) > MAX_ROW:
            raise RefusedFile(name, f"there is no list {under or 'of rows'!r} in it")
        buffer += more


def _next_start(text: TextIO, buffer: str, at: int) -> tuple[int, str]:
    """Return where the next value begins, and the buffer; its length at the end of the text."""
    while True:
        found = _SPACE.match(buffer, at)
        at = found.end() if found is not None else at
        if at < len(buffer):
            return at, buffer
        buffer, at = text.read(_CHUNK), 0
        if not buffer:
            return 0, buffer


def _cut_off(err: Exception, buffer: str) -> bool:
    """Tell whether a row failed because the buffer ends, and not by itself."""
    if not isinstance(err, json.JSONDecodeError):
        return False
    return err.msg.startswith("Unterminated string") or err.pos >= len(buffer) - 16


def _place(err: Exception, at: int) -> int:
    return max(at, err.pos) if isinstance(err, json.JSONDecodeError) else at


def _recover(text: TextIO, buffer: str, at: int) -> tuple[str, int]:
    """Return a buffer and the place where a row after a broken one begins, as far as can be told.

    That is the next object that follows another's end; nothing when there is none.
    """
    while True:
        found = _BETWEEN_ROWS.search(buffer, at)
        if found is not None:
            return buffer, found.end()
        more = text.read(_CHUNK)
        if not more:
            return "]", 0
        buffer, at = buffer[at:][-_TAIL:] + more, 0


def _why(err: Exception) -> str:
    if isinstance(err, RecursionError):
        return "it is nested too deeply"
    if isinstance(err, json.JSONDecodeError):
        return f"it is not JSON: {err.msg}"
    return "it holds a number of thousands of digits"
