"""M3U and M3U8: lines of paths or addresses, with names in comments if one is lucky."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO
from urllib.parse import unquote

from ..files import shown
from ..rows import Bad, Entry, PlaylistRow, Row, TrackRef
from ..values import BadValue
from .entries import check_count, playlist_title, track, whole_text

_EXTINF = re.compile(r"""#EXTINF:\s*(-?\d{1,9}(?:\.\d{1,9})?)?(?:[^,"]|"[^"]*")*,(.*)""")
_NEWLINE = re.compile("\r\n|\n|\r")
_SEPARATOR = " - "
_SOUND = (
    ("mp3", "flac", "ogg", "oga", "opus", "m4a", "mp4", "aac", "wma", "wav", "aif", "aiff"),
    ("ape", "mpc", "wv", "alac", "mka", "webm", "dsf", "dff", "tta", "mid"),
)
_ENDINGS = tuple(f".{ending}" for group in _SOUND for ending in group)
_WINDOWS = re.compile(r"[A-Za-z]:\\|\\\\|[^/]*\\[^/]*$")
_NUMBERED = re.compile(r"\d{1,3}(?:[\s.)_-].*)?")


def sniff(head: bytes, name: str) -> bool:
    """Tell whether a file that begins with `head` is an M3U.

    It says so in its first line, or all of its lines are comments or paths of sound files.
    """
    lines = [line.strip() for line in head.lstrip().split(b"\n")]
    if lines[0].upper().startswith(b"#EXTM3U"):
        return True
    whole = lines[:-1] if len(lines) > 1 else lines  # the last one may be cut
    paths = [line for line in whole if line and not line.startswith(b"#")]
    return bool(paths) and all(
        path.lower().endswith(tuple(map(str.encode, _ENDINGS))) for path in paths
    )


def read(stream: BinaryIO, name: str) -> Iterator[Row]:
    """Yield a bad row for each line that names nothing, then the playlist of all others.

    A track's name is that of ``#EXTINF``, up to the first `` - `` its artist's (or up to the one
    after what ``#EXTART`` says); without it, the file name's, if that is ``Artist - Title.ext`` and
    nothing else. Folders, track numbers and other parts of paths are never taken for names.

    Raises
    ------
    RefusedFile
        If it is larger than any playlist.
    """
    entries: list[Entry] = []
    title = None
    said = _Said()
    for number, line in enumerate(_NEWLINE.split(whole_text(stream, name)), start=1):
        line = line.strip()
        if line.upper().startswith("#PLAYLIST:"):
            title = line[len("#PLAYLIST:") :].strip()
        elif line.startswith("#"):
            said.hear(line)
        elif line:
            check_count(len(entries) + 1, name)
            try:
                entries.append(Entry(said.of(line)))
            except BadValue as err:
                yield Bad(number, str(err), shown(line))
            said = _Said()
    found = playlist_title(title, name)
    yield PlaylistRow(key=found, title=found, entries=tuple(entries))


@dataclass
class _Said:
    """What the comments above a path say of it."""

    name: str = ""
    artist: str = ""
    album: str = ""
    seconds: str | None = None

    def hear(self, line: str) -> None:
        """Take in a comment."""
        directive, _, text = line.partition(":")
        if directive.upper() == "#EXTINF" and (found := _EXTINF.fullmatch(line)) is not None:
            self.seconds, self.name = found[1], found[2].strip()
        elif directive.upper() == "#EXTART":
            self.artist = text.strip()
        elif directive.upper() == "#EXTALB":
            self.album = text.strip()

    def of(self, address: str) -> TrackRef:
        """Return the track at `address`."""
        artist, title = self._names() or _names_in(address) or (None, self.name)
        duration_ms = float(self.seconds) * 1000 if self.seconds else None
        return track(title, (artist,), (address,), album=self.album, duration_ms=duration_ms)

    def _names(self) -> tuple[str, str] | None:
        # An album's artist may stand in EXTART: it only counts where EXTINF does not contradict.
        if self.artist and self.name.startswith(f"{self.artist}{_SEPARATOR}"):
            return self.artist, self.name.removeprefix(f"{self.artist}{_SEPARATOR}")
        artist, separator, title = self.name.partition(_SEPARATOR)
        if separator:
            return artist, title
        return (self.artist, self.name) if self.artist and self.name else None


def _names_in(address: str) -> tuple[str, str] | None:
    """Return artist and title of a file that is called ``Artist - Title.ext``, else None."""
    if address.lower().startswith("file:"):
        address = unquote(address)
    elif "://" in address:
        return None
    file = re.split(r"[/\\]" if _WINDOWS.match(address) else "/", address)[-1]
    stem, dot, _ = file.rpartition(".")
    if not dot or not file.lower().endswith(_ENDINGS):
        return None
    parts = [part.strip() for part in stem.split(_SEPARATOR)]
    if len(parts) != 2 or not all(parts) or _NUMBERED.fullmatch(parts[0]):
        return None
    return parts[0], parts[1]
