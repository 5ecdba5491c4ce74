"""What rows say of a track and its artists, put together in any order."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from ..core.identity import artist_id, normalise_artist, work_id, work_key
from ..core.ids import ArtistId, WorkId
from ..formats.rows import TrackRef
from .resolve import is_name

Credit = tuple[ArtistId, str, str | None]
"""Id, name as written and MBID of an artist in a row."""
MAIN, FEATURED = "main", "featured"


def preferred(spellings: Iterable[str | None]) -> str | None:
    """Return one of several spellings, the same in any order; None when there is none.

    One in mixed case goes before shouted and lower-case ones, then the shortest.

    >>> preferred(["HARBOUR LIGHTS", "Harbour Lights", None, "Harbour Lights (Remastered)"])
    'Harbour Lights'
    """
    return min((text for text in spellings if text), key=_taste, default=None)


def _taste(text: str) -> tuple[bool, int, str]:
    return text.isupper() or text.islower(), len(text), text


@dataclass(slots=True)
class ArtistFacts:
    """What is known of an artist.

    Parameters
    ----------
    name : str
        As written, in the preferred spelling.
    mbid : str, optional
        Where artists of one name have several, the smallest.
    """

    name: str
    mbid: str | None = None

    def add(self, name: str, mbid: str | None) -> None:
        """Take in another row's word."""
        self.name = preferred((self.name, name)) or name
        self.mbid = min(filter(None, (self.mbid, mbid)), default=None)


@dataclass(slots=True)
class TrackFacts:
    """What is known of a track; `add` takes in rows in any order.

    Parameters
    ----------
    titles, albums, durations : set
        As rows say, still to be chosen from.
    podcast : bool
        Whether any row calls it a podcast.
    works : set of WorkId
    artists : dict of ArtistId to str
        Roles.
    aliases : set of str
        Name aliases and strong ones of the rows.
    """

    titles: set[str] = field(default_factory=set)
    albums: set[str] = field(default_factory=set)
    durations: set[float] = field(default_factory=set)
    podcast: bool = False
    works: set[WorkId] = field(default_factory=set)
    artists: dict[ArtistId, str] = field(default_factory=dict)
    aliases: set[str] = field(default_factory=set)

    def add(self, ref: TrackRef, name: str | None) -> None:
        """Take in a row whose name alias is `name`."""
        if ref.title:
            self.titles.add(ref.title)
        if ref.album:
            self.albums.add(ref.album)
        if ref.duration_s:
            self.durations.add(float(ref.duration_s))
        self.podcast |= ref.kind == "podcast"
        if name is not None and ref.title:
            self.works.add(work_id(work_key(ref.artists[0], ref.title)))
            self.aliases.add(name)
        for place, (artist, _, _) in enumerate(credited(ref)):
            self.credit(artist, FEATURED if place else MAIN)

    def credit(self, artist: ArtistId, role: str) -> None:
        """Note an artist; one who is a main artist by any row is one."""
        if self.artists.get(artist) != MAIN:
            self.artists[artist] = role

    def title(self, canonical: str) -> str:
        """Return the preferred title, or the id in the canonical alias: titles are not invented."""
        ids = {id_in(alias) for alias in self.aliases if not is_name(alias)}
        title = preferred(self.titles - ids)
        if title is None and is_name(canonical):
            title = preferred(self.titles)  # a song that is called like its id
        return title or id_in(canonical)


def credited(ref: TrackRef) -> list[Credit]:
    """Return id, name and MBID of each artist of a row that has a name."""
    mbids: tuple[str | None, ...] = ref.artist_mbids
    if len(mbids) != len(ref.artists):
        mbids = (None,) * len(ref.artists)
    found = zip(map(normalise_artist, ref.artists), ref.artists, mbids, strict=True)
    return [(artist_id(spelt), name, mbid) for spelt, name, mbid in found if spelt]


def id_in(alias: str) -> str:
    """Return the part of an alias that a person would recognise.

    >>> id_in("spotify:track:4uLU6hMCjMI75M1A2tKUQC")
    '4uLU6hMCjMI75M1A2tKUQC'
    """
    return alias.rpartition(":")[2]
