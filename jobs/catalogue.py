"""Tracks of the spool beside those of the graph: what is to be made, changed or merged."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from ..core.identity import track_id
from ..core.ids import ArtistId
from ..core.progress import Advance
from ..formats.rows import TrackRef
from ..graph.ingest import NODES, TrackRow, lookup, parts
from ..graph.store import GraphStore, Row
from .facts import ArtistFacts, Credit, TrackFacts, credited, preferred
from .resolve import KnownTrack, Resolution, Resolver, is_name
from .spool import Spool

Staged = tuple[int, str, list[tuple[str | None, TrackRef]]]
"""Number, canonical alias and references of a track of the spool."""


@dataclass
class Known:
    """What the graph knows of the aliases of an import, and of all that hang on them.

    Parameters
    ----------
    tracks : dict of str to str
        Handle of the track behind each alias that names one.
    stands : dict of str to set of str
        What strong aliases stand with.
    """

    tracks: dict[str, str] = field(default_factory=dict)
    stands: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))


@dataclass
class Batch:
    """Tracks to be written together.

    Parameters
    ----------
    numbers : list of int
        Number in the spool of each of `tracks`.
    tracks : list of TrackRow
    artists : list of [id, name, mbid]
        That are new, or are called otherwise now.
    stands : dict of str to set of str
        What strong aliases newly stand with.
    credited : set of ArtistId
        All artists of these tracks.
    """

    numbers: list[int] = field(default_factory=list)
    tracks: list[TrackRow] = field(default_factory=list)
    artists: list[list[Any]] = field(default_factory=list)
    stands: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    credited: set[ArtistId] = field(default_factory=set)

    @property
    def changed(self) -> list[TrackRow]:
        """The tracks that there is anything to write of."""
        return [track for track in self.tracks if track.changed]


class Catalogue:
    """The tracks of one import.

    Parameters
    ----------
    store : GraphStore
    spool : Spool
    empty : bool
        Whether the graph holds no tracks, so that nothing needs to be looked up.
    """

    def __init__(self, store: GraphStore, spool: Spool, *, empty: bool) -> None:
        self._store = store
        self._spool = spool
        self._empty = empty
        self._artists: dict[ArtistId, ArtistFacts] = {}
        self.known = Known()
        self.resolution = self._resolve()
        self._members: dict[str, list[str]] = defaultdict(list)
        for alias in self.resolution.doubtful:
            self._members[self.resolution.home[alias]].append(alias)
        self.size = spool.assign(self.resolution)

    def misnamed(self) -> list[tuple[str, str]]:
        """Return doubtful aliases with the handles of tracks that they name in the graph."""
        found = []
        for alias in self.resolution.doubtful:
            mine = self.resolution.elements.get(self.resolution.home[alias], ())
            element = self.known.tracks.get(alias)
            if element is not None and element not in mine:
                found.append((alias, element))
        return found

    def doubtful(self) -> list[dict[str, Any]]:
        """Return the doubtful aliases that the rows of this import bring, each with its names."""
        brought = {alias for _, strong in self._spool.handles() for alias in strong}
        return [
            {"alias": alias, "names": list(names)}
            for alias, names in sorted(self.resolution.doubtful.items())
            if alias in brought
        ]

    def batches(self, advance: Advance = lambda steps: None) -> Iterator[Batch]:
        """Yield what is to be written, batch by batch."""
        for staged in parts(self._spool.tracks(), NODES):
            yield self._batch(staged)
            advance(len(staged))

    # -- identity -----------------------------------------------------------------------------

    def _resolve(self) -> Resolution:
        resolver = Resolver()
        aliases: set[str] = set()
        for name, strong in self._spool.handles():
            resolver.add(name, strong)
            aliases.update(strong)
            if name is not None:
                aliases.add(name)
        if not self._empty:
            for track in self._look_up(aliases):
                resolver.add_track(track)
            for alias, beside in self.known.stands.items():
                resolver.add_known(alias, beside)
        return resolver.resolve()

    def _look_up(self, aliases: set[str]) -> Iterator[KnownTrack]:
        """Yield the tracks behind aliases, behind what these stand with, and so on."""
        seen: set[str] = set()
        tracks: set[str] = set()
        while aliases:
            seen |= aliases
            found, beside = self._aliases(aliases)
            for track in self._tracks(found - tracks):
                yield track
                seen.update(track.names)
                if not track.names:
                    beside.update(track.strong)
            tracks |= found
            aliases = beside - seen

    def _aliases(self, aliases: Iterable[str]) -> tuple[set[str], set[str]]:
        """Note what the graph knows of aliases; return their tracks, and what they stand with."""
        tracks: set[str] = set()
        beside: set[str] = set()
        for row in lookup(self._store, "ingest/known_aliases", "aliases", sorted(aliases)):
            if row["track"] is not None:
                self.known.tracks[row["alias"]] = row["track"]
                tracks.add(row["track"])
            if row["stands_with"]:
                self.known.stands[row["alias"]].update(row["stands_with"])
                beside.update(row["stands_with"])
        return tracks, beside

    def _tracks(self, elements: Iterable[str]) -> Iterator[KnownTrack]:
        rows = lookup(self._store, "ingest/aliases_of_tracks", "elements", sorted(elements))
        for row in rows:
            names = sorted(filter(is_name, row["aliases"]))
            strong = sorted(alias for alias in row["aliases"] if not is_name(alias))
            yield KnownTrack(row["element"], names, strong)

    # -- batches ------------------------------------------------------------------------------

    def _batch(self, staged: Sequence[Staged]) -> Batch:
        batch = Batch()
        elements = [e for _, canonical, _ in staged for e in self._elements(canonical)]
        known = {
            row["element"]: row
            for row in lookup(self._store, "ingest/known_tracks", "elements", elements)
        }
        for number, canonical, refs in staged:
            facts = self._facts(canonical, refs, batch.stands)
            mine = [known[element] for element in self._elements(canonical)]
            batch.numbers.append(number)
            batch.tracks.append(self._compared(canonical, facts, mine))
            batch.credited.update(facts.artists)
        batch.artists = self.artists(
            credit for _, _, refs in staged for _, ref in refs for credit in credited(ref)
        )
        return batch

    def all_artists(self) -> list[list[Any]]:
        """Return ``[id, name, mbid]`` of every artist that came up so far."""
        return [[artist, facts.name, facts.mbid] for artist, facts in self._artists.items()]

    def artists(self, credits: Iterable[Credit]) -> list[list[Any]]:
        """Return ``[id, name, mbid]`` of those that are new or called otherwise now."""
        heard: dict[ArtistId, list[Credit]] = defaultdict(list)
        for credit in credits:
            heard[credit[0]].append(credit)
        fresh = sorted(heard.keys() - self._artists.keys())
        for row in lookup(self._store, "ingest/known_artists", "artists", fresh):
            self._artists[row["id"]] = ArtistFacts(row["name"], row["mbid"])
        changed = []
        for artist, mine in sorted(heard.items()):
            before = self._artists.get(artist)
            facts = ArtistFacts(mine[0][1]) if before is None else replace(before)
            for _, name, mbid in mine:
                facts.add(name, mbid)
            if facts != before:
                self._artists[artist] = facts
                changed.append([artist, facts.name, facts.mbid])
        return changed

    def _elements(self, canonical: str) -> Sequence[str]:
        return self.resolution.elements.get(canonical, ())

    def _facts(
        self,
        canonical: str,
        refs: Iterable[tuple[str | None, TrackRef]],
        stands: dict[str, set[str]],
    ) -> TrackFacts:
        """Return what the rows of one track say, and note in `stands` what stood together."""
        facts = TrackFacts()
        facts.aliases.update(self._members.get(canonical, ()))
        for name, ref in refs:
            facts.add(ref, name)
            beside = name if name is not None else min(ref.aliases)
            for alias in ref.aliases:
                if self.resolution.home[alias] == canonical:
                    facts.aliases.add(alias)
                if alias != beside and beside not in self.known.stands.get(alias, ()):
                    stands[alias].add(beside)
        return facts

    def _compared(self, canonical: str, facts: TrackFacts, known: Sequence[Row]) -> TrackRow:
        """Return what the facts add to the tracks of the graph that they are about."""
        had = TrackFacts()
        for row in known:
            had.aliases.update(row["aliases"])
            had.works.update(row["works"])
            for artist, role in row["artists"]:
                had.credit(artist, role)
            facts.titles.add(row["title"])
            facts.albums.update(filter(None, [row["album"]]))
            facts.durations.update(filter(None, [row["duration_s"]]))
            facts.podcast |= row["kind"] == "podcast"
        for artist, role in had.artists.items():
            facts.credit(artist, role)
        new = sorted(facts.aliases - had.aliases)
        facts.aliases |= had.aliases
        doubtful = self.resolution.doubtful
        identity = track_id(canonical)
        track = TrackRow(
            identity,
            facts.title(canonical),
            preferred(facts.albums),
            min(facts.durations, default=None),
            "podcast" if facts.podcast else "music",
            aliases=tuple(alias for alias in new if alias not in doubtful),
            doubtful=tuple(alias for alias in new if alias in doubtful),
            works=tuple(sorted(facts.works - had.works)),
            artists=tuple(sorted(facts.artists.items() - had.artists.items())),
        )
        if not known:
            return track
        survivor, *absorbed = sorted(known, key=lambda row: (row["id"] != identity, row["id"]))
        values = [survivor[key] for key in ("id", "title", "album", "duration_s", "kind")]
        return replace(
            track,
            element=survivor["element"],
            altered=values != track.values,
            absorbed=tuple(row["element"] for row in absorbed),
        )
