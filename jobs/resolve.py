"""Which outside names mean one track: the identity law, in any order of rows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from ..core.identity import compatible, name_alias
from ..formats.rows import TrackRef

MANY_NAMES = 50
"""An alias that stands with more names than this tells nothing, and joins nothing."""
_STRENGTH = ("mbid:", "isrc:", "spotify:")


@dataclass(frozen=True, slots=True)
class KnownTrack:
    """A track of the graph, as far as identity goes.

    Parameters
    ----------
    element : str
        The handle of its node, good for one session.
    names, strong : sequence of str
        Its name aliases, and all others.
    """

    element: str
    names: Sequence[str]
    strong: Sequence[str]


@dataclass(frozen=True, slots=True)
class Resolution:
    """What `Resolver.resolve` found.

    Parameters
    ----------
    home : mapping of str to str
        The canonical alias behind each alias; a doubtful one leads to a track of its own.
    doubtful : mapping of str to tuple of str
        Strong aliases that stand with incompatible names, and those names.
    elements : mapping of str to sequence of str
        Tracks of the graph by canonical alias; where there are several, they are to be merged.
    """

    home: Mapping[str, str]
    doubtful: Mapping[str, tuple[str, ...]]
    elements: Mapping[str, Sequence[str]]

    def track_of(self, name: str | None, strong: Sequence[str]) -> str:
        """Return the canonical alias of the track that a row means: by its name, if it has one."""
        return self.home[name if name is not None else strong[0]]


def name_of(ref: TrackRef) -> str | None:
    """Return the name alias of a row, or None when it lacks an artist or a title."""
    if not ref.title or not ref.artists:
        return None
    artist, _, title = name_alias(ref.artists[0], ref.title).removeprefix("name:").partition("|")
    return f"name:{artist}|{title}" if artist and title else None


def is_name(alias: str) -> bool:
    """Tell a name alias from a strong one."""
    return alias.startswith("name:")


def strength(alias: str) -> tuple[int, str]:
    """Return the key that sorts the strongest alias first: MBID, ISRC, Spotify's, others."""
    ranks = (rank for rank, prefix in enumerate(_STRENGTH) if alias.startswith(prefix))
    return next(ranks, len(_STRENGTH)), alias


class Resolver:
    """Collects which aliases stand together, then tells which of them are one track.

    The law: rows with one name are one track. Strong aliases of a row without a name are one
    alias. Names that stand with one strong alias are one track where `compatible` says so, pair by
    pair; when it denies that of any pair, the strong alias is doubtful: it names none of them, and
    rows that have nothing but it are a track of their own. What is joined never comes apart by
    further rows, so their order does not matter.
    """

    def __init__(self) -> None:
        self._tracks = _Forest()
        self._groups = _Forest()
        self._names: dict[str, tuple[str, ...]] = {}
        self._elements: dict[str, str] = {}
        self._nameless: dict[str, str] = {}

    def add(self, name: str | None, strong: Sequence[str]) -> None:
        """Add a row: its name alias, or None, and its strong aliases."""
        for alias in strong:
            self._groups.add(alias)
        if name is None:
            for alias in strong[1:]:
                self._groups.unite(strong[0], alias)
            return
        self._tracks.add(name)
        for alias in strong:
            known = self._names.get(alias, ())
            if name not in known:
                self._names[alias] = (*known, name)

    def add_known(self, alias: str, stands_with: Iterable[str]) -> None:
        """Add what the graph knows of a strong alias: the names and the strong ones beside it."""
        for other in stands_with:
            if is_name(other):
                self.add(other, (alias,))
            else:
                self.add(None, (alias, other))

    def add_track(self, track: KnownTrack) -> None:
        """Add a track of the graph, all of whose names are one already."""
        for name in track.names:
            self._tracks.unite(track.names[0], name)
            self._elements[name] = track.element
        if not track.names:
            self.add(None, track.strong)
            self._nameless.update(dict.fromkeys(track.strong, track.element))

    def resolve(self) -> Resolution:
        """Return the tracks."""
        groups: dict[str, list[str]] = defaultdict(list)
        for alias in self._groups:
            groups[self._groups.find(alias)].append(alias)
        ends: dict[str, str] = {}
        doubtful: dict[str, tuple[str, ...]] = {}
        for members in groups.values():
            names = sorted({name for alias in members for name in self._names.get(alias, ())})
            doubt = not self._join(names)
            end = names[0] if names and not doubt else min(members, key=strength)
            self._tracks.add(end)
            for alias in members:
                ends[alias] = end
                if doubt:
                    doubtful[alias] = tuple(names)
        home = {alias: self._tracks.find(end) for alias, end in ends.items()}
        home.update((name, self._tracks.find(name)) for name in self._tracks if is_name(name))
        return Resolution(home, doubtful, self._elements_by_track(home))

    def _join(self, names: Sequence[str]) -> bool:
        """Unite the compatible among the names of one alias; tell whether all of them are."""
        if len(names) > MANY_NAMES:
            return False
        agree = True
        for one, other in combinations(names, 2):
            if compatible(one, other):
                self._tracks.unite(one, other)
            else:
                agree = False
        return agree

    def _elements_by_track(self, home: Mapping[str, str]) -> dict[str, list[str]]:
        found: dict[str, set[str]] = defaultdict(set)
        for aliases in (self._elements, self._nameless):
            for alias, element in aliases.items():
                found[home[alias]].add(element)
        return {canonical: sorted(elements) for canonical, elements in found.items()}


class _Forest:
    """Disjoint sets of names, each found under its smallest."""

    def __init__(self) -> None:
        self._parents: dict[str, str] = {}

    def __iter__(self) -> Iterator[str]:
        return iter(self._parents)

    def add(self, name: str) -> None:
        self._parents.setdefault(name, name)

    def find(self, name: str) -> str:
        parents = self._parents
        while (parent := parents[name]) != name:
            parents[name] = parents[parent]
            name = parents[name]
        return name

    def unite(self, one: str, other: str) -> None:
        self.add(one)
        self.add(other)
        small, large = sorted((self.find(one), self.find(other)))
        self._parents[large] = small
