"""A published week, and the files that it and other lists are written to."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC
from typing import Any
from urllib.parse import quote
from xml.sax.saxutils import escape

from ..core.errors import InputError
from .track_list import ListTrack, TrackList

# What a line or an XML document cannot hold: controls, line separators, surrogates, non-characters.
_UNWRITABLE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]+")
# What JSON may hold, but what breaks lines, turns the text around or cannot be encoded.
_ESCAPED = re.compile(
    "[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufeff\ufffe\uffff]"
)
_FORBIDDEN_IN_NAMES = re.compile(r'[/\\:*?"<>|]')
_PLAYLIST_EXTENSION = "https://musicbrainz.org/doc/jspf#playlist"
_TRACK_EXTENSION = "https://musicbrainz.org/doc/jspf#track"


@dataclass(frozen=True, kw_only=True)
class WeekTrack(ListTrack):
    """One track of a week.

    Parameters
    ----------
    id : str
        Its `TrackId`.
    score : float
    sources : mapping of str to float
        Share of each source in the score; they sum to 1.
    path : tuple of str
        Node ids from the user to the track.
    """

    id: str
    score: float
    sources: Mapping[str, float]
    path: tuple[str, ...]

    def told(self) -> dict[str, Any]:
        """Return why it stands there."""
        return {
            "score": self.score,
            "sources": _ordered(self.sources),
            "reason": self.reason,
            "path": list(self.path),
        }


@dataclass(frozen=True, kw_only=True)
class Week(TrackList):
    """One person's published week.

    Parameters
    ----------
    user : str
    week : str
        ISO, as ``2026-W47``.
    run : str
    tracks : tuple of WeekTrack
    short_by : int
        Tracks missing from the list's full length.
    """

    user: str
    week: str
    run: str
    tracks: tuple[WeekTrack, ...]
    short_by: int = 0

    @property
    def uri(self) -> str:
        """The same for the same week of the same user."""
        return f"urn:discograph:weekly:{_quoted(self.user)}:{self.week}"

    def about(self) -> dict[str, Any]:
        """Return what files say of it beside its title."""
        return {
            "user": self.user, "week": self.week, "run": self.run, "short_by": self.short_by
        }  # fmt: skip


def as_json(found: TrackList) -> dict[str, Any]:
    """Return the list as ``--json`` prints it."""
    tracks = [
        {
            "position": track.position,
            "id": track.id,
            "title": track.title,
            "artist": track.artist,
            "aliases": list(track.aliases),
            **track.told(),
        }
        for track in found.tracks
    ]
    if isinstance(found, Week):
        about = {"user": found.user, "week": found.week, "run": found.run}
        return {**about, "tracks": tracks, "short_by": found.short_by, "note": found.note}
    about = {"title": found.title, **found.about(), **found.facts}
    return {**about, "tracks": tracks, "note": found.note}


def write(found: TrackList, to: str) -> str:
    """Return the text of the list's file in the format `to`; the same list is the same text.

    Parameters
    ----------
    found : TrackList
        A `Week`, or any other.
    to : str
        ``"jspf"`` (as ListenBrainz writes it), ``"xspf"`` (version 1), ``"m3u8"`` or ``"json"``
        (one line).

    Raises
    ------
    InputError
        If there is no such format.
    """
    if to not in FORMATS:
        raise InputError(f"no playlist format {to!r}; there are: {', '.join(FORMATS)}")
    return FORMATS[to](found)


def _json(found: TrackList) -> str:
    return _dump(as_json(found)) + "\n"


def _jspf(found: TrackList) -> str:
    about = {name: value for name, value in found.about().items() if name != "user"}
    kind = "discograph-weekly" if isinstance(found, Week) else "discograph-playlist"
    playlist: dict[str, Any] = {
        "creator": "discograph",
        "title": found.title,
        **({"identifier": found.uri} if found.uri else {}),
        "date": _date(found),
        "extension": {
            _PLAYLIST_EXTENSION: {
                "public": False,
                "creator": "discograph",
                **({"created_for": found.user} if found.user else {}),
                "last_modified_at": _date(found),
                "collaborators": [],
                "additional_metadata": {"algorithm_metadata": {"source_patch": kind}, **about},
            }
        },
        "track": [_jspf_track(found, track) for track in found.tracks],
    }
    if found.note:
        playlist["annotation"] = found.note
    return _dump({"playlist": playlist}, indent=1) + "\n"


def _jspf_track(found: TrackList, track: ListTrack) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "identifier": _identifiers(track),
        "title": track.title,
        "creator": track.artist,
        "annotation": track.reason,
        "extension": {
            _TRACK_EXTENSION: {
                "added_at": _date(found),
                "added_by": "discograph",
                "additional_metadata": {"track": track.id, **track.told()},
            }
        },
    }
    if track.album:
        entry["album"] = track.album
    if track.duration_s is not None:
        entry["duration"] = round(track.duration_s * 1000)
    return entry


def _xspf(found: TrackList) -> str:
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<playlist version="1" xmlns="http://xspf.org/ns/0/">',
        _element("title", found.title),
        _element("creator", "discograph"),
        *([_element("annotation", found.note)] if found.note else []),
        *([_element("identifier", found.uri)] if found.uri else []),
        _element("date", _date(found)),
        *(_meta(name, str(value)) for name, value in found.about().items()),
        "<trackList>",
        *(line for track in found.tracks for line in _xspf_track(track)),
        "</trackList>",
        "</playlist>",
    ]
    return "\n".join(lines) + "\n"


def _xspf_track(track: ListTrack) -> list[str]:
    # The specification's order of elements: some players read no other.
    lines = ["<track>", *(_element("identifier", uri) for uri in _identifiers(track))]
    lines += [
        _element("title", track.title),
        _element("creator", track.artist),
        _element("annotation", track.reason),
    ]
    if track.album:
        lines.append(_element("album", track.album))
    lines.append(_element("trackNum", str(track.position)))
    if track.duration_s is not None:
        lines.append(_element("duration", str(round(track.duration_s * 1000))))
    if track.id is not None:
        lines.append(_meta("track", track.id))
    if isinstance(track, WeekTrack):
        lines.append(_meta("score", repr(track.score)))
        shares = _ordered(track.sources).items()
        lines += [_meta(f"source:{name}", repr(share)) for name, share in shares]
    return [*lines, "</track>"]


def _m3u8(found: TrackList) -> str:
    lines = [
        "#EXTM3U",
        f"#PLAYLIST:{_line(found.title)}",
        "# A track's line is its address where one is known, else its name: Artist - Title.",
    ]
    if found.note:
        lines.append(f"# {_line(found.note)}")
    for track in found.tracks:
        lines += _m3u8_track(track)
    return "\n".join(lines) + "\n"


def _m3u8_track(track: ListTrack) -> list[str]:
    artist, title = _line(track.artist), _line(track.title)
    seconds = -1 if track.duration_s is None else round(track.duration_s)
    # EXTINF last: readers that know no other directive want it right above the address.
    lines = [f"# {_line(track.reason)}", f"#EXTART:{artist}"]
    if track.album:
        lines.append(f"#EXTALB:{_line(track.album)}")
    return [*lines, f"#EXTINF:{seconds},{artist} - {title}", _address(track, artist, title)]


def _address(track: ListTrack, artist: str, title: str) -> str:
    if track.file is not None and track.file == _line(track.file):  # else no line can hold it
        return track.file
    for alias in track.aliases:
        if alias.startswith("spotify:"):
            return _line(alias)
    name = _FORBIDDEN_IN_NAMES.sub("_", f"{artist} - {title}").strip()
    return f"./{name}" if name.startswith("#") else name


def _identifiers(track: ListTrack) -> list[str]:
    """URIs of a track, recordings of MusicBrainz first, since ListenBrainz takes the first."""
    known = {"mbid": [], "spotify": [], "isrc": []}  # type: dict[str, list[str]]
    for alias in track.aliases:
        source, _, rest = alias.partition(":")
        if source in known:
            known[source].append(_quoted(rest))
    return [
        *(f"https://musicbrainz.org/recording/{mbid}" for mbid in known["mbid"]),
        *(f"spotify:{rest}" for rest in known["spotify"]),
        *(f"urn:isrc:{isrc}" for isrc in known["isrc"]),
    ]


def _date(found: TrackList) -> str:
    return found.created_at.astimezone(UTC).isoformat()


def _ordered(sources: Mapping[str, float]) -> dict[str, float]:
    return dict(sorted(sources.items(), key=lambda item: (-item[1], item[0])))


def _dump(value: Any, indent: int | None = None) -> str:
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, indent=indent)
    return _ESCAPED.sub(lambda match: f"\\u{ord(match[0]):04x}", text)


def _element(name: str, text: str) -> str:
    return f"<{name}>{escape(_line(text))}</{name}>"


def _meta(name: str, text: str) -> str:
    return f'<meta rel="urn:discograph:{_quoted(name)}">{escape(_line(text))}</meta>'


def _quoted(text: str) -> str:
    return quote(text, safe=":", errors="replace")  # a lone surrogate has no UTF-8


def _line(text: str) -> str:
    return _UNWRITABLE.sub(" ", text).strip()


FORMATS: Mapping[str, Callable[[TrackList], str]] = {
    "jspf": _jspf,
    "xspf": _xspf,
    "m3u8": _m3u8,
    "json": _json,
}
