"""The ``.scrobbler.log`` of Rockbox and other portable players."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from ..files import shown, text_of
from ..rows import Bad, Listen, Row, TrackRef
from ..tables import MAX_LINE, lines_of, too_long
from ..values import BadValue, duration_s, epoch, latest, mbid, name, name_or_none

_CELLS = 7


def sniff(head: bytes, file: str) -> bool:
    """Tell a log by its first line."""
    return head.startswith(b"#AUDIOSCROBBLER/")


def read(stream: BinaryIO, file: str) -> Iterator[Row]:
    """Yield the plays of a log; numbers are lines.

    Columns: artist, album, title, track number, length [s], L(istened) or S(kipped), time,
    recording MBID. A log of ``#TZ/UNKNOWN`` has the time of the player's own clock; it is taken as
    UTC.
    """
    until = latest()
    for number, line in enumerate(lines_of(text_of(stream)), start=1):
        if len(line) >= MAX_LINE:
            yield too_long(number, line)
        elif not line.startswith("#") and not line.isspace():
            try:
                yield _listen(line.rstrip("\n").split("\t"), until)
            except BadValue as err:
                yield Bad(number, str(err), shown(line.rstrip("\n")))


def _listen(cells: list[str], until: int) -> Listen:
    if len(cells) < _CELLS:
        raise BadValue(f"it has {len(cells)} of {_CELLS} columns")
    artist, album, title, _, length, rating, time, *rest = cells
    if artist == "<Untagged>":
        raise BadValue("the file played had no tags")
    if rating not in ("L", "S"):
        raise BadValue("it is marked neither L nor S")
    recording = mbid(rest[0]) if rest else None
    track = TrackRef(
        name(title, "title"),
        (name(artist, "artist"),),
        () if recording is None else (f"mbid:{recording}",),
        name_or_none(album),
        duration_s(length),
    )
    return Listen(track, epoch(time, until), skipped=rating == "S")
