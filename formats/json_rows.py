"""JSON read as a stream: few rows in memory at a time, broken ones told and passed over."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO, TextIO

from ..core.errors import RefusedFile
from .files import shown, text_of
from .rows import Bad, Row
from .values import BadValue

MAX_ROW = 1 << 20
"""Characters; a longer row is bad."""

_CHUNK = 1 << 14
_HEAD = 1 << 15
_TAIL = 64
_TRIED_LINES = 5
_MAX_MISSES = 3
_TOO_LONG = f"it has more than {MAX_ROW} characters"
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
    return frozenset(key.decode() for key in _KEY.findall(head[:_HEAD]))


def line_keys(head: bytes) -> frozenset[str]:
    """Return the keys of the first of a text's first lines that is a whole object; none if none."""
    for line in head.lstrip().split(b"\n", _TRIED_LINES)[:_TRIED_LINES]:
        try:
            value = json.loads(line)
        except (ValueError, RecursionError):
            continue
        if isinstance(value, dict):
            return frozenset(value)
    return frozenset()


def has_array(head: bytes, under: tuple[str, ...]) -> bool:
    """Tell whether an array of rows opens in the beginning of a JSON text, as for `array_rows`."""
    return _bracket(under).search(head.decode(errors="replace")) is not None


def line_rows(stream: BinaryIO, make: Made) -> Iterator[Row]:
    """Yield what `make` makes of each line's object; numbers are lines."""
    text = text_of(stream)
    decode = _decoder.decode
    number = 0
    while line := text.readline(MAX_ROW):
        number += 1
        if len(line) == MAX_ROW and line[-1] != "\n":
            while (rest := text.readline(MAX_ROW)) and rest[-1] != "\n":
                pass
            yield Bad(number, _TOO_LONG, shown(line))
            continue
        if line.isspace():
            continue
        try:
            value = decode(line)
        except (ValueError, RecursionError) as err:
            value = _Broken(_why(err), shown(line.rstrip("\n")))
        try:
            yield make(value, number) if type(value) is dict else _no_object(value, number)
        except BadValue as err:
            yield Bad(number, str(err), excerpt(value))


def array_rows(
    stream: BinaryIO, name: str, make: Made, *, under: tuple[str, ...] = ()
) -> Iterator[Row]:
    """Yield what `make` makes of each object of an array; numbers are places in it, from 1.

    Parameters
    ----------
    stream : BinaryIO
    name : str
        For messages.
    make : callable (object, number) -> Row
        May raise BadValue.
    under : tuple of str
        Keys that the array may stand under, where the text is not the array itself.

    Raises
    ------
    RefusedFile
        If there is no such array in the first 1 MiB.
    """
    number = 0
    for values in _values(text_of(stream), name, under):
        for value in values:
            number += 1
            try:
                yield make(value, number) if type(value) is dict else _no_object(value, number)
            except BadValue as err:
                yield Bad(number, str(err), excerpt(value))


@dataclass(frozen=True)
class _Broken:
    """A row that is no JSON."""

    reason: str
    text: str


def _no_object(value: object, number: int) -> Bad:
    if isinstance(value, _Broken):
        return Bad(number, value.reason, value.text)
    return Bad(number, "it is not an object", excerpt(value))


def _values(text: TextIO, name: str, under: tuple[str, ...]) -> Iterator[list[Any]]:
    """Yield an array's values, as many at a time as are at hand.

    Flat objects are parsed together, up to the last ``}`` in the buffer, which is right whenever
    it parses; one by one where it does not: nested or broken objects.
    """
    buffer, at = _opening(text, name, under)
    together, misses = True, 0
    size = _CHUNK
    while True:
        at, buffer = _next_start(text, buffer, at)
        if at == len(buffer):
            yield [_Broken("the file ends in the middle of its list", "")]
            return
        if buffer[at] == "]":
            return
        if together and misses < _MAX_MISSES:
            together = False
            cut = buffer.rfind("}", at) + 1
            values = _parsed(buffer[at:cut])
            if values:
                yield values
                buffer, at, together = buffer[cut:] + text.read(_CHUNK), 0, True
                continue
            misses += 1
        try:
            value, at = _decoder.raw_decode(buffer, at)
        except (ValueError, RecursionError) as err:
            reason = _why(err)
            if _cut_off(err, buffer):
                reason = _TOO_LONG
                if len(buffer) - at < MAX_ROW:
                    if more := text.read(size):
                        buffer, at, size, together = buffer[at:] + more, 0, size * 2, True
                        continue
                    reason = "the file ends in the middle of the row"
            yield [_Broken(reason, shown(buffer[at : at + 500]))]
            buffer, at = _recover(text, buffer, _place(err, at))
        else:
            yield [value]
        size = _CHUNK


def _parsed(objects: str) -> list[Any]:
    try:
        values: list[Any] = _decoder.decode(f"[{objects}]")
    except (ValueError, RecursionError):
        return []
    return values


def excerpt(value: object) -> str:
    """Return the beginning of a parsed row as JSON, for the quarantine."""
    try:
        return json.dumps(value)[:500]
    except RecursionError:  # writing takes a little more of the stack than reading
        return ""


def _opening(text: TextIO, name: str, under: tuple[str, ...]) -> tuple[str, int]:
    """Return what was read, and the place after the array's bracket."""
    pattern = _bracket(under)
    buffer = text.read(_CHUNK)
    while (found := pattern.search(buffer)) is None:
        more = text.read(len(buffer))
        if not more or len(buffer) > MAX_ROW:
            raise RefusedFile(name, f"there is no list {' or '.join(under)} in it")
        buffer += more
    return buffer, found.end()


def _bracket(under: tuple[str, ...]) -> re.Pattern[str]:
    keys = "|".join(map(re.escape, under)) or "(?!)"
    return re.compile(rf'\A\s*\[|"(?:{keys})"\s{{0,32}}:\s{{0,32}}\[')


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
