"""Who made a sound file, and what it is called: by its tags, else by its name."""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from .extra import need

LONGEST = 1_000
"""Characters of a text; one with more is no name of anything."""
MOST = 50
"""Artists of a track."""
_UUID = re.compile("[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_ISRC = re.compile(r"[A-Z]{2}[A-Z0-9]{3}\d{7}")
_UNKEEPABLE = re.compile("[\0\ud800-\udfff]")
_NUMBER = re.compile(
    r"(?:\d{1,2}-)?(?:\d{1,3}(?:\s*[.)](?=\D)|\s+-\s|_)|\d\d(?:\s|-(?=\D)))(?=\s*\S)"
)
_SEPARATOR = " - "
_APPLE = "----:com.apple.itunes:"
_KEYS = {
    "title": ("tit2", "\xa9nam", "title"),
    "artists": (
        *("txxx:artists", f"{_APPLE}artists", "wm/artists", "artists"),
        *("tpe1", "\xa9art", "artist", "author"),
    ),
    "album": ("talb", "\xa9alb", "wm/albumtitle", "album"),
    "mbid": (
        *("ufid:http://musicbrainz.org", f"{_APPLE}musicbrainz track id"),
        *("musicbrainz/track id", "musicbrainz_trackid"),
    ),
    "artist_mbids": (
        *("txxx:musicbrainz artist id", f"{_APPLE}musicbrainz artist id"),
        *("musicbrainz/artist id", "musicbrainz_artistid"),
    ),
    "isrc": ("tsrc", f"{_APPLE}isrc", "wm/isrc", "isrc"),
}
"""Names of tags as Picard writes them (its manual, "Tag mapping"): ID3, MP4, ASF, and then Vorbis
comments and APEv2, whose names are the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileTags:
    """What a sound file says of itself.

    Parameters
    ----------
    title : str
        NFC, as are all texts.
    artists : tuple of str
        As written, the main artist first; empty where nothing tells.
    album : str or None
    mbid : str or None
        MusicBrainz's id of the recording, lower case.
    artist_mbids : tuple of str
        One an artist, in their order, or empty.
    isrc : str or None
        Upper case, without dashes.
    """

    title: str
    artists: tuple[str, ...] = ()
    album: str | None = None
    mbid: str | None = None
    artist_mbids: tuple[str, ...] = ()
    isrc: str | None = None


def read_tags(path: Path) -> FileTags:
    """Return the tags of the file at `path` (ID3, Vorbis comments, MP4, APEv2, ASF).

    Without a title among them, its name is read, as `named` says. Tags that cannot be read are
    as none: the music may be good.

    Raises
    ------
    AudioError
        If the extra ``audio`` is not installed.
    """
    mutagen = need("mutagen")
    try:
        said = _said(getattr(mutagen.File(path), "tags", None) or {})
    except Exception:  # of whatever bytes they are made
        said = dict.fromkeys(_KEYS, ())
    artist, title = named(path)
    titles, artists = said["title"], tuple(dict.fromkeys(said["artists"]))
    artist_mbids = tuple(filter(_UUID.fullmatch, map(str.lower, said["artist_mbids"])))
    return FileTags(
        title=titles[0] if titles else title,
        artists=artists if artists or titles or artist is None else (artist,),
        album=next(iter(said["album"]), None),
        mbid=next(filter(_UUID.fullmatch, map(str.lower, said["mbid"])), None),
        artist_mbids=artist_mbids if len(artist_mbids) == len(artists) else (),
        isrc=next(filter(_ISRC.fullmatch, map(_plain, said["isrc"])), None),
    )


def named(path: Path) -> tuple[str | None, str]:
    """Return the artist, if told, and the title that the name of a file says.

    A number before the title is that of the track: two digits and a space or dash, or up to
    three and a dot, bracket, underscore or dash between spaces, with that of the disc before it
    or not. The rest is artist and title if exactly one `` - `` parts it, else the title.
    Underscores stand for spaces where there are none. A name of blanks is "untitled".
    Folders are never taken for names.

    >>> named(Path("Mira Vale/1-07 - Mira Vale - Glass.mp3"))
    ('Mira Vale', 'Glass')
    >>> named(Path("07 Glass.mp3"))
    (None, 'Glass')
    """
    stem = os.fsencode(path.stem).decode("utf-8", "replace")
    stem = stem if " " in stem else stem.replace("_", " ")
    stem = unicodedata.normalize("NFC", stem).replace("\0", "").strip()[:LONGEST].rstrip()
    stem = stem or "untitled"
    number = _NUMBER.match(stem)
    rest = stem[number.end() :].strip() if number else stem
    parts = [part.strip() for part in rest.split(_SEPARATOR)]
    if len(parts) == 2 and all(parts):
        return parts[0], parts[1]
    return None, rest


def _said(tags: Mapping[str, object]) -> dict[str, tuple[str, ...]]:
    """Return the texts of each field, under the first of its names that has any."""
    values = {name.casefold(): value for name, value in tags.items()}
    texts = {
        field: (tuple(islice(_clean(values[name]), MOST)) for name in names if name in values)
        for field, names in _KEYS.items()
    }
    return {field: next(filter(None, many), ()) for field, many in texts.items()}


def _clean(value: object) -> Iterator[str]:
    for text in _texts(value):
        text = text.strip()
        if 0 < len(text) <= LONGEST and not _UNKEEPABLE.search(text):
            yield unicodedata.normalize("NFC", text)


def _texts(value: Any) -> Iterator[str]:
    """Yield the texts in a value of any of mutagen's kinds."""
    if isinstance(value, str):
        yield from value.split("\0")
    elif isinstance(value, bytes):
        with suppress(UnicodeDecodeError):
            yield value.decode()
    elif isinstance(value, list):
        for one in value:
            yield from _texts(one)
    else:  # ID3's texts, ID3's bytes, then what APEv2 and ASF hold
        held = (getattr(value, name, None) for name in ("text", "data", "value"))
        yield from _texts(next((one for one in held if isinstance(one, str | bytes | list)), []))


def _plain(isrc: str) -> str:
    return isrc.replace("-", "").replace(" ", "").upper()
