"""A week as one page that asks nothing of any host: what to listen to, why, and a picture of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlsplit

from ..core.clock import monday_of
from .document import render
from .picture import Between, Loved, Strand, draw
from .week import Week, WeekTrack

SOURCES = {
    "als": "taste map",
    "co_listens": "shared listeners",
    "shared_taste": "people like you",
    "neighbours": "near what you play",
    "playlists": "playlists",
    "related_artists": "related artists",
    "cultural": "words",
    "audio": "sound",
}
"""What people call the sources of candidates."""
_MBID = re.compile("mbid:([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})")
_IN_REASON = re.compile(r"\((https?://[^\s()]+)\)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """A word that pages describe an artist with, and where one of them stands."""

    term: str
    url: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PageTrack:
    """What a page tells of a track beside what a week's file does.

    Parameters
    ----------
    track : WeekTrack
    loved : tuple of Loved
        Tracks of the person that it hangs on.
    listeners, playlists : int
        How many other people play, and playlists hold, one of these and this one.
    between : tuple of Between
    words : tuple of Word
        The most telling first.
    tempo_bpm : float or None [beats a minute]
    key, mode : str or None
        As ``"G"`` and ``"minor"``.
    """

    track: WeekTrack
    loved: tuple[Loved, ...] = ()
    listeners: int = 0
    playlists: int = 0
    between: tuple[Between, ...] = ()
    words: tuple[Word, ...] = ()
    tempo_bpm: float | None = None
    key: str | None = None
    mode: str | None = None

    @property
    def sources(self) -> list[tuple[str, float]]:
        """Sources with their shares, the greatest first."""
        return sorted(self.track.sources.items(), key=lambda item: (-item[1], item[0]))


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """One measure of the week beside that of what the person plays most.

    Parameters
    ----------
    name, told : str
        What it is, and what it says here, in sentences for people who do not know the word.
    week, own : float, 0..1
        Where the two stand on the scale.
    week_said, own_said : str
        Their values.
    low, high : str
        What the ends of the scale mean.
    """

    name: str
    told: str
    week: float
    own: float
    week_said: str
    own_said: str
    low: str
    high: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A week and all that its page tells."""

    week: Week
    tracks: tuple[PageTrack, ...]
    scales: tuple[Scale, ...] = ()


def write_page(page: Page) -> str:
    """Return the page as one HTML file; the same page is the same text.

    Nothing in it is fetched from anywhere, and its own policy forbids that: style, script and
    picture stand in it. Whatever names and reasons hold is text; only addresses of the web become
    links.
    """
    week = page.week
    return render(
        "page",
        _FILTERS,
        page=page,
        week=week,
        monday=monday_of(week.week),
        minutes=_minutes(page.tracks),
        picture=draw([_strand(told) for told in page.tracks]),
        legend=_legend(page.tracks),
    )


def _strand(told: PageTrack) -> Strand:
    sources = told.sources
    return Strand(
        position=told.track.position,
        title=told.track.title,
        artist=told.track.artist,
        source=sources[0][0] if sources else "",
        loved=told.loved,
        listeners=told.listeners,
        between=told.between,
    )


def _legend(tracks: Sequence[PageTrack]) -> list[tuple[str, int]]:
    """Return the sources that lead anywhere, and how many tracks each leads to."""
    leading = [told.sources[0][0] for told in tracks if told.sources]
    return sorted(
        ((name, leading.count(name)) for name in set(leading)), key=lambda of: (-of[1], of[0])
    )


def _bars(sources: Sequence[tuple[str, float]]) -> list[tuple[str, float, float]]:
    """Return (source, where its bar begins, how long it is), in percent of all shares."""
    total = sum(share for _, share in sources) or 1.0
    bars, start = [], 0.0
    for name, share in sources:
        bars.append((name, round(start, 2), round(100 * share / total, 2)))
        start += 100 * share / total
    return bars


def _said(reason: str) -> list[tuple[str, str | None]]:
    """Return the pieces of a reason, those that are an address of the web with it."""
    pieces: list[tuple[str, str | None]] = []
    at = 0
    for found in _IN_REASON.finditer(reason):
        if (url := _link(found[1])) is not None:
            pieces += [(reason[at : found.start(1)], None), (found[1], url)]
            at = found.end(1)
    return [*pieces, (reason[at:], None)]


def _link(url: str | None) -> str | None:
    """Return an address that a link may lead to, else None."""
    try:
        parts = urlsplit(url or "")
        host = parts.hostname
    except ValueError:
        return None
    plain = url is not None and url.isprintable() and not any(char.isspace() for char in url)
    return url if plain and host and parts.scheme in {"http", "https"} else None


def _mbids(aliases: Sequence[str]) -> list[str]:
    """Return the recordings of MusicBrainz among aliases, as far as they look like ones."""
    return [found[1] for alias in aliases if (found := _MBID.fullmatch(alias)) is not None]


def _minutes(tracks: Sequence[PageTrack]) -> str | None:
    """Return how long all tracks last, unless that is not known of each."""
    known = [told.track.duration_s for told in tracks if told.track.duration_s is not None]
    if not known or len(known) < len(tracks):
        return None
    hours, minutes = divmod(round(sum(known) / 60), 60)
    return f"{hours} h {minutes:02} min" if hours else f"{minutes} min"


def _time(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes}:{rest:02}"


def _days(monday: date) -> str:
    """Return a week as its first and last day, of which the first says only what differs."""
    sunday = monday + timedelta(days=6)
    first = [str(monday.day), _MONTHS[monday.month - 1], str(monday.year)]
    last = [str(sunday.day), _MONTHS[sunday.month - 1], str(sunday.year)]
    while len(first) > 1 and first[-1] == last[len(first) - 1]:
        first.pop()
    return f"{' '.join(first)} \N{EN DASH} {' '.join(last)}"


_MONTHS: Sequence[str] = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip

_FILTERS: dict[str, Callable[..., Any]] = {
    "source": lambda name: SOURCES.get(name, name),
    "tint": lambda name: name.replace("_", "-") if name in SOURCES else "other",
    "time": _time,
    "days": _days,
    "percent": lambda share: f"{share:.0%}",
    "link": _link,
    "host": lambda url: urlsplit(url).hostname,
    "said": _said,
    "bars": _bars,
    "mbids": _mbids,
}
