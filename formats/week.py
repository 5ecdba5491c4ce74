"""A published week, and the files that it is written to."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote
from xml.sax.saxutils import escape

from ..core.errors import InputError

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
class WeekTrack:
    """One track of a week, with its reason.

    Parameters
    ----------
    position : int
        From 1.
    id : str
        Its `TrackId`.
    aliases : tuple of str
        As in `TrackRef`; name aliases may be among them.
    duration_s : float or None
    sources : mapping of str to float
        Share of each source in the score; they sum to 1.
    reason : str
        One plain sentence.
    path : tuple of str
        Node ids from the user to the track.
    """

    position: int
    id: str
    title: str
    artist: str
    aliases: tuple[str, ...]
    album: str | None
    duration_s: float | None
    score: float
    sources: Mapping[str, float]
    reason: str
    path: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Week:
    """One person's published week.

    Parameters
    ----------
    week : str
        ISO, as ``2026-W47``.
    created_at : datetime
        With its timezone.
    short_by : int
        Tracks missing from the list's full length.
    note : str or None
        Why, in a sentence.
    """

    user: str
    week: str
    run: str
    title: str
    created_at: datetime
    tracks: tuple[WeekTrack, ...]
    short_by: int = 0
    note: str | None = None

    def __post_init__(self) -> None:
        if self.created_at.tzinfo is None:
            raise InputError(
                f"the week's created_at {self.created_at} has no timezone; give it one"
            )


def as_json(week: Week) -> dict[str, Any]:
    """Return the week as ``show --json`` prints it."""
    return {
        "user": week.user,
        "week": week.week,
        "run": week.run,
        "tracks": [
            {
                "position": track.position,
                "id": track.id,
                "title": track.title,
                "artist": track.artist,
                "aliases": list(track.aliases),
                "score": track.score,
                "sources": _ordered(track.sources),
                "reason": track.reason,
                "path": list(track.path),
            }
            for track in week.tracks
        ],
        "short_by": week.short_by,
        "note": week.note,
    }


def write(week: Week, to: str) -> str:
    """Return the text of the week's file in the format `to`; the same week is the same text.

    Parameters
    ----------
    week : Week
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
    return FORMATS[to](week)


def _json(week: Week) -> str:
    return _dump(as_json(week)) + "\n"


def _jspf(week: Week) -> str:
    playlist: dict[str, Any] = {
        "creator": "discograph",
        "title": week.title,
        "identifier": _week_uri(week),
        "date": _date(week),
        "extension": {
            _PLAYLIST_EXTENSION: {
                "public": False,
                "creator": "discograph",
                "created_for": week.user,
                "last_modified_at": _date(week),
                "collaborators": [],
                "additional_metadata": {
                    "algorithm_metadata": {"source_patch": "discograph-weekly"},
                    "week": week.week,
                    "run": week.run,
                    "short_by": week.short_by,
                },
            }
        },
        "track": [_jspf_track(week, track) for track in week.tracks],
    }
    if week.note:
        playlist["annotation"] = week.note
    return _dump({"playlist": playlist}, indent=1) + "\n"


def _jspf_track(week: Week, track: WeekTrack) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "identifier": _identifiers(track),
        "title": track.title,
        "creator": track.artist,
        "annotation": track.reason,
        "extension": {
            _TRACK_EXTENSION: {
                "added_at": _date(week),
                "added_by": "discograph",
                "additional_metadata": {
                    "track": track.id,
                    "score": track.score,
                    "sources": _ordered(track.sources),
                    "reason": track.reason,
                    "path": list(track.path),
                },
            }
        },
    }
    if track.album:
        entry["album"] = track.album
    if track.duration_s is not None:
        entry["duration"] = round(track.duration_s * 1000)
    return entry


def _xspf(week: Week) -> str:
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<playlist version="1" xmlns="http://xspf.org/ns/0/">',
        _element("title", week.title),
        _element("creator", "discograph"),
        *([_element("annotation", week.note)] if week.note else []),
        _element("identifier", _week_uri(week)),
        _element("date", _date(week)),
        _meta("user", week.user),
        _meta("week", week.week),
        _meta("run", week.run),
        _meta("short_by", str(week.short_by)),
        "<trackList>",
        *(line for track in week.tracks for line in _xspf_track(track)),
        "</trackList>",
        "</playlist>",
    ]
    return "\n".join(lines) + "\n"


def _xspf_track(track: WeekTrack) -> list[str]:
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
    lines += [_meta("track", track.id), _meta("score", repr(track.score))]
    lines += [
        _meta(f"source:{name}", repr(share)) for name, share in _ordered(track.sources).items()
    ]
    return [*lines, "</track>"]


def _m3u8(week: Week) -> str:
    lines = [
        "#EXTM3U",
        f"#PLAYLIST:{_line(week.title)}",
        "# A track's line is its address where one is known, else its name: Artist - Title.",
    ]
    if week.note:
        lines.append(f"# {_line(week.note)}")
    for track in week.tracks:
        lines += _m3u8_track(track)
    return "\n".join(lines) + "\n"


def _m3u8_track(track: WeekTrack) -> list[str]:
    artist, title = _line(track.artist), _line(track.title)
    seconds = -1 if track.duration_s is None else round(track.duration_s)
    # EXTINF last: readers that know no other directive want it right above the address.
    lines = [f"# {_line(track.reason)}", f"#EXTART:{artist}"]
    if track.album:
        lines.append(f"#EXTALB:{_line(track.album)}")
    return [*lines, f"#EXTINF:{seconds},{artist} - {title}", _address(track, artist, title)]


def _address(track: WeekTrack, artist: str, title: str) -> str:
    for alias in track.aliases:
        if alias.startswith("spotify:"):
            return _line(alias)
    name = _FORBIDDEN_IN_NAMES.sub("_", f"{artist} - {title}").strip()
    return f"./{name}" if name.startswith("#") else name


def _identifiers(track: WeekTrack) -> list[str]:
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


def _week_uri(week: Week) -> str:
    return f"urn:discograph:weekly:{_quoted(week.user)}:{week.week}"


def _date(week: Week) -> str:
    return week.created_at.astimezone(UTC).isoformat()


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


FORMATS: Mapping[str, Callable[[Week], str]] = {
    "jspf": _jspf,
    "xspf": _xspf,
    "m3u8": _m3u8,
    "json": _json,
}
