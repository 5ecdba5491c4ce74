"""Every format that can be read, in the order in which a file is tried."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import BinaryIO

from . import pages, saves, tags, visits
from .listens import counts, lastfm, listenbrainz, scrobbler_log, scrobblers, spotify
from .playlists import jspf, m3u, xspf
from .playlists import spotify as spotify_playlists
from .rows import Row


@dataclass(frozen=True)
class FormatInfo:
    """One format of other people's files.

    Parameters
    ----------
    name : str
        What ``--format`` calls it.
    kind : str
        ``"listens"``, ``"playlists"``, ``"saves"``, ``"visits"``, ``"tags"`` or ``"pages"``.
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


_LISTENS = (
    FormatInfo(
        "spotify-extended",
        "listens",
        "Spotify extended streaming history: Streaming_History_Audio_*.json, endsong_*.json",
        spotify.sniff_extended,
        spotify.read_extended,
    ),
    FormatInfo(
        "spotify-account",
        "listens",
        "Spotify account data: StreamingHistory*.json, music, podcasts and audiobooks",
        spotify.sniff_account,
        spotify.read_account,
    ),
    FormatInfo(
        "listenbrainz",
        "listens",
        "ListenBrainz export or public dump: one listen a line",
        listenbrainz.sniff_lines,
        listenbrainz.read_lines,
    ),
    FormatInfo(
        "listenbrainz-api",
        "listens",
        "ListenBrainz submissions and answers of its API, in JSON",
        listenbrainz.sniff_api,
        listenbrainz.read_api,
    ),
    FormatInfo(
        "scrobbler-log",
        "listens",
        ".scrobbler.log of Rockbox and other portable players",
        scrobbler_log.sniff,
        scrobbler_log.read,
    ),
    FormatInfo(
        "lastfm",
        "listens",
        "Last.fm, Libre.fm and other scrobbles as a table: CSV or TSV, with or without header",
        lastfm.sniff,
        lastfm.read,
    ),
    FormatInfo(
        "maloja",
        "listens",
        "Maloja export, in JSON",
        scrobblers.sniff_maloja,
        scrobblers.read_maloja,
    ),
    FormatInfo(
        "lastfmstats",
        "listens",
        "lastfmstats.com export, in JSON",
        scrobblers.sniff_lastfmstats,
        scrobblers.read_lastfmstats,
    ),
    FormatInfo(
        "pano",
        "listens",
        "Pano Scrobbler log, in JSON lines",
        scrobblers.sniff_pano,
        scrobblers.read_pano,
    ),
    FormatInfo(
        "counts",
        "listens",
        "play counts as a table: user, track_id or artist and title, plays",
        counts.sniff,
        counts.read,
    ),
)

# Playlists, saves, tags and visits: a line each, in the same shape.
_OTHERS: tuple[FormatInfo, ...] = (
    FormatInfo(
        "jspf", "playlists", "JSPF, as ListenBrainz exports a playlist", jspf.sniff, jspf.read
    ),
    FormatInfo("xspf", "playlists", "XSPF, as players save a playlist", xspf.sniff, xspf.read),
    FormatInfo("m3u", "playlists", "M3U or M3U8, as players save a playlist", m3u.sniff, m3u.read),
    FormatInfo(
        "spotify-playlists",
        "playlists",
        "Spotify account data: Playlist1.json",
        spotify_playlists.sniff,
        spotify_playlists.read,
    ),
    FormatInfo(
        "spotify-library",
        "saves",
        "Spotify account data: YourLibrary.json",
        saves.sniff_library,
        saves.read_library,
    ),
    FormatInfo(
        "loved-tracks",
        "saves",
        "Loved tracks of Last.fm or Libre.fm, a page of their API",
        saves.sniff_loved,
        saves.read_loved,
    ),
    FormatInfo(
        "listenbrainz-feedback",
        "saves",
        "ListenBrainz export: feedback.jsonl",
        saves.sniff_feedback,
        saves.read_feedback,
    ),
    FormatInfo(
        "tags",
        "tags",
        "CSV or TSV of words given to artists: user, artist, tag",
        tags.sniff,
        tags.read,
    ),
    FormatInfo(
        "visits",
        "visits",
        "CSV or TSV of artist pages that were opened: user, artist, at",
        visits.sniff,
        visits.read,
    ),
)

# Last, as a text file is what no other format is.
_PAGES = (
    FormatInfo("warc", "pages", "WARC, as crawlers keep pages", pages.sniff_warc, pages.read_warc),
    FormatInfo("html", "pages", "a saved page, in HTML", pages.sniff_html, pages.read_html),
    FormatInfo(
        "text", "pages", "a page as plain text: .txt, .md", pages.sniff_text, pages.read_text
    ),
)

FORMATS: Mapping[str, FormatInfo] = {info.name: info for info in (*_OTHERS, *_LISTENS, *_PAGES)}
