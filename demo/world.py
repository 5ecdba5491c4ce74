"""A small generated community with its truth: who likes which scene."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from ..core.errors import InputError
from ..core.identity import artist_id, name_alias, normalise_artist, track_id
from ..formats.rows import Entry, Listen, PlaylistRow, Save, TrackRef, Visit
from .catalogue import Catalogue, compose
from .listening import Person, Span, listen, pull
from .names import Namer
from .scenes import SCENES

SPAN = Span(end_s=1_782_691_200, days=728)  # Sunday 28 June 2026 to its end, and two years before
LOCAL = ("mira", "jonas", "ada")  # of one scene, of two, of three
_NEIGHBOURS = 4  # planted beside each local person
_COLD = 40
_LOCAL_PLAYS = (750, 700, 650)
_FANCY = 1.4  # spread of how much people like single artists
_FANS = 2.2  # the same of local people: their neighbours are known by it


@dataclass(frozen=True)
class Truth:
    """What the world was made of.

    Parameters
    ----------
    scenes : tuple of str
        Their names; others point into it.
    tracks, artists : mapping of str to tuple of int
        Scenes of each node, by the id that it gets in the graph.
    people : mapping of str to tuple of int
        Scenes of each person, the dearest first.
    neighbours : mapping of str to tuple of str
        People who were made to share the taste of a local one.
    cold : frozenset of str
        Ids of tracks that nobody plays.
    """

    scenes: tuple[str, ...]
    tracks: dict[str, tuple[int, ...]]
    artists: dict[str, tuple[int, ...]]
    people: dict[str, tuple[int, ...]]
    neighbours: dict[str, tuple[str, ...]]
    cold: frozenset[str]


@dataclass(frozen=True)
class World:
    """A community: its music, its people and all that they did.

    Parameters
    ----------
    seed : int
        The same seed is the same world.
    catalogue : Catalogue
    people : tuple of Person
        The local ones first.
    playlists : int
    """

    seed: int
    catalogue: Catalogue
    people: tuple[Person, ...]
    playlists: int

    def rows(
        self, people: Collection[str] | None = None
    ) -> Iterator[Listen | Save | Visit | PlaylistRow]:
        """Yield what `people` did (None: everybody, and the playlists without an owner)."""
        for number, person in enumerate(self.people):
            if people is None or person.name in people:
                rng = np.random.default_rng([self.seed, 2, number])
                yield from listen(rng, person, self.catalogue, SPAN)
        for number in range(self.playlists):
            row = self._playlist(number)
            if people is None or row.user in people:
                yield row

    @property
    def local(self) -> tuple[str, ...]:
        """People of this house."""
        return tuple(person.name for person in self.people if person.name in LOCAL)

    @property
    def community(self) -> tuple[str, ...]:
        """Everybody else."""
        return tuple(person.name for person in self.people if person.name not in LOCAL)

    @cached_property
    def cold(self) -> tuple[TrackRef, ...]:
        """Tracks that nobody plays; no row names them."""
        unknown = np.flatnonzero(self.catalogue.popularity == 0)
        return tuple(self.catalogue.tracks[number] for number in unknown)

    @cached_property
    def truth(self) -> Truth:
        """What the world was made of."""
        catalogue = self.catalogue
        return Truth(
            scenes=tuple(scene.name for scene in SCENES[: len(self.people[0].taste)]),
            tracks={
                id_of(ref): (int(scene),)
                for ref, scene in zip(catalogue.tracks, catalogue.scene_of, strict=True)
            },
            artists={
                artist_id(normalise_artist(name)): scenes
                for name, scenes in zip(catalogue.artists, catalogue.artist_scenes, strict=True)
            },
            people={person.name: _scenes_of(person) for person in self.people},
            neighbours={
                name: tuple(p.name for p in self.people[len(LOCAL) + place :: len(LOCAL)])[
                    :_NEIGHBOURS
                ]
                for place, name in enumerate(self.local)
            },
            cold=frozenset(map(id_of, self.cold)),
        )

    def _playlist(self, number: int) -> PlaylistRow:
        rng = np.random.default_rng([self.seed, 3, number])
        owner = self.people[number] if number < len(LOCAL) else self.people[-number]
        drawn = pull(owner, self.catalogue) + rng.gumbel(size=len(self.catalogue.tracks))
        chosen = np.argsort(-drawn, kind="stable")[: int(rng.integers(20, 61))]
        made_at = SPAN.end_s - int(rng.integers(30, SPAN.days)) * 86_400
        added = np.sort(rng.integers(made_at, SPAN.end_s, len(chosen)))
        scene = SCENES[_scenes_of(owner)[0]]
        public = number >= len(LOCAL) and number % 3 == 0
        return PlaylistRow(
            key=f"demo:{number}",
            title=f"{scene.name.title()} No. {number + 1}",
            entries=tuple(
                Entry(self.catalogue.tracks[track], when)
                for track, when in zip(chosen.tolist(), added.tolist(), strict=True)
            ),
            created_at=made_at,
            public=public,
            user=None if public else owner.name,
        )


def world(
    seed: int = 7,
    *,
    people: int = 300,
    tracks: int = 4000,
    artists: int = 350,
    scenes: int = 14,
    playlists: int = 60,
) -> World:
    """Return the world of `seed`: the same bytes each time.

    Every eighth artist bridges two scenes; six in ten people are of one scene, the others of two
    or three, and all of them stray. Beside each local person live `_NEIGHBOURS` of their taste.

    Raises
    ------
    InputError
        If there are more scenes than fourteen, or fewer people or tracks than such a world needs.
    """
    _check(people, tracks, artists, scenes, playlists)
    catalogue = compose(
        np.random.default_rng([seed, 0]),
        tracks=tracks,
        artists=artists,
        scenes=scenes,
        cold=min(_COLD, tracks // 20),
    )
    rng = np.random.default_rng([seed, 1])
    return World(seed, catalogue, tuple(_people(rng, people, artists, scenes)), playlists)


def id_of(ref: TrackRef) -> str:
    """Return the id that a track of this world gets in the graph."""
    return track_id(name_alias(ref.artists[0], ref.title or ""))


def _check(people: int, tracks: int, artists: int, scenes: int, playlists: int) -> None:
    needed = len(LOCAL) * (1 + _NEIGHBOURS)
    if not 3 <= scenes <= len(SCENES):
        raise InputError(f"a world of {scenes} scenes; make it 3 to {len(SCENES)}")
    if people < needed or artists < scenes or tracks < 2 * artists:
        raise InputError(
            f"a world of {people} people, {artists} artists and {tracks} tracks; give it at least "
            f"{needed} people, an artist a scene and two tracks an artist"
        )
    if playlists > people - len(LOCAL):
        raise InputError(f"{playlists} playlists for {people} people; make it one a person at most")


def _people(rng: np.random.Generator, people: int, artists: int, scenes: int) -> Iterator[Person]:
    namer = Namer(rng, LOCAL)
    models = []
    for place, (name, plays) in enumerate(zip(LOCAL, _LOCAL_PLAYS, strict=True)):
        taste = np.zeros(scenes)
        taste[rng.permutation(scenes)[: place + 1]] = (1.0, 0.6, 0.4)[: place + 1]
        models.append(Person(name, taste / taste.sum(), rng.normal(0, _FANS, artists), plays))
    yield from models
    for number in range(people - len(LOCAL)):
        plays = int(np.clip(rng.lognormal(np.log(480), 0.45), 60, 2500))
        name = namer.person()
        if number < _NEIGHBOURS * len(LOCAL):
            model = models[number % len(LOCAL)]
            liking = model.liking + rng.normal(0, 0.2, artists)
            yield Person(name, model.taste, liking, 2 * plays)
        else:
            yield Person(name, _taste(rng, scenes), rng.normal(0, _FANCY, artists), plays)


def _taste(rng: np.random.Generator, scenes: int) -> NDArray[np.float64]:
    own = rng.permutation(scenes)[: rng.choice([1, 2, 3], p=[0.6, 0.28, 0.12])]
    taste = np.zeros(scenes)
    taste[own] = np.sort(rng.dirichlet(np.full(len(own), 4.0)))[::-1]
    return taste


def _scenes_of(person: Person) -> tuple[int, ...]:
    own = np.flatnonzero(person.taste)
    return tuple(int(scene) for scene in own[np.argsort(-person.taste[own], kind="stable")])
