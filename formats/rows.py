"""What a reader yields, whatever the file was: plain rows, good or bad."""

from __future__ import annotations

from dataclasses import dataclass

from ..core.pages import RawPage


@dataclass(frozen=True, slots=True)
class TrackRef:
    """How a file names a track.

    Parameters
    ----------
    title : str or None
        As written, NFC; None when the file gives ids alone.
    artists : tuple of str
        As written, the main artist first; others are featured.
    aliases : tuple of str
        Outside names, strongest first: ``mbid:...`` (lower case), ``isrc:...`` (upper case),
        ``spotify:track:...``, ``<source>:<id>``. The name alias is not among them.
    album : str or None
    duration_s : float or None
    kind : str
        ``"music"`` or ``"podcast"``.
    artist_mbids : tuple of str
        One an artist, in their order, or empty.
    """

    title: str | None
    artists: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    album: str | None = None
    duration_s: float | None = None
    kind: str = "music"
    artist_mbids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Listen:
    """One play at a known time.

    Parameters
    ----------
    track : TrackRef
    at : int [epoch seconds]
        When it began; with `coarse`, within the 60 s from here.
    heard_s : float or None
        How long it was heard, where the file says.
    skipped : bool
        Whether the file itself calls it skipped.
    coarse : bool
        Whether the file's clock has minutes only.
    user : str or None
        Whose it is, where the file says.
    """

    track: TrackRef
    at: int
    heard_s: float | None = None
    skipped: bool = False
    coarse: bool = False
    user: str | None = None


@dataclass(frozen=True, slots=True)
class PlayCount:
    """Plays known only as a number."""

    track: TrackRef
    plays: int
    last_at: int | None = None
    user: str | None = None


@dataclass(frozen=True, slots=True)
class Save:
    """A track that somebody saved or loved."""

    track: TrackRef
    at: int | None = None
    user: str | None = None


@dataclass(frozen=True, slots=True)
class Owned:
    """A track that somebody has as a file; nobody need have played it."""

    track: TrackRef


@dataclass(frozen=True, slots=True)
class Visit:
    """An artist page that somebody opened."""

    artist: str
    at: int
    user: str | None = None


@dataclass(frozen=True, slots=True)
class Tag:
    """A word that somebody gave to an artist.

    Parameters
    ----------
    artist, tag : str
        As written.
    user : str or None
        Who, where the file says.
    count : int
        How many gave it, where the file has sums.
    """

    artist: str
    tag: str
    user: str | None = None
    count: int = 1


@dataclass(frozen=True, slots=True)
class Entry:
    """A track's place in a playlist."""

    track: TrackRef
    added_at: int | None = None


@dataclass(frozen=True, slots=True)
class PlaylistRow:
    """A whole playlist.

    Parameters
    ----------
    key : str
        The file's own identifier of it, or its title: the same list again has the same key.
    """

    key: str
    title: str
    entries: tuple[Entry, ...]
    created_at: int | None = None
    public: bool = False
    user: str | None = None


@dataclass(frozen=True, slots=True)
class Private:
    """A row marked private or incognito, or whose names are withheld; counted, never kept."""

    line: int


@dataclass(frozen=True, slots=True)
class Bad:
    """A row that could not be read.

    Parameters
    ----------
    line : int
        Line in a line-based file, else the number of the row, from 1.
    reason : str
    text : str
        The row's beginning, escaped, at most 500 characters.
    """

    line: int
    reason: str
    text: str


Row = Listen | PlayCount | Save | Owned | Visit | PlaylistRow | Tag | RawPage | Private | Bad
