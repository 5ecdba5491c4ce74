"""A list for a person: candidates of every source, blended, varied, each with its reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial

from ..core.config import Config
from ..graph.store import GraphStore, Row
from ..graph.taste import Catalogue, Taste, TrackFacts, read_tastes
from ..graph.weeks import Entry
from ..playlists.blend import Candidate, Fused, damp, fuse
from ..playlists.diversity import pick, with_places
from ..playlists.reasons import Grounds, Named, Sounding, Words, loved_behind, sentence
from .candidates import (
    GRAPH_SOURCES,
    Candidates,
    Models,
    Similar,
    from_factors,
    from_graph,
    from_neighbours,
    from_words,
    limit_of,
    weights,
)
from .sound_candidates import Sounds, from_sound

AUDIO = "audio"
CULTURAL = "cultural"
SURE = 0.5
"""Tempo and key are told from this confidence on."""
THREADS = 2
"""People whose lists are made at once: more only wait for the same database."""


@dataclass(frozen=True, kw_only=True)
class Made:
    """A list that was made, not published.

    Parameters
    ----------
    user, week : str
    entries : tuple of Entry
    short_by : int
        Tracks missing from the length asked for.
    note : str or None
        Why, in a sentence.
    """

    user: str
    week: str
    entries: tuple[Entry, ...]
    short_by: int
    note: str | None


class ListMaker:
    """Makes lists from one graph, one set of models and one configuration.

    Parameters
    ----------
    store : GraphStore
    config : Config
    models : Models or None
        None where nothing could be trained yet: the sources of the graph alone.
    alike : callable, optional
        Artists described most like one, with their cosines; none where nobody is described.
    sounds : Sounds, optional
        What was learned of sounds; none where nothing was.
    """

    def __init__(
        self,
        store: GraphStore,
        config: Config,
        models: Models | None,
        alike: Similar | None = None,
        sounds: Sounds | None = None,
    ) -> None:
        self.store = store
        self.config = config
        self.models = models
        self.alike = alike
        self.sounds = sounds
        self.catalogue = Catalogue(store)
        self._weights = weights(config)

    @property
    def run(self) -> str:
        """The run whose models these lists come from; ``"none"`` without one."""
        return self.models.run if self.models else "none"

    def make(self, people: Sequence[tuple[str, str]], n: int) -> Iterator[Made]:
        """Yield a list of at most `n` tracks for each (user, week), in their order.

        The same user, week and models make the same list.
        """
        tastes = read_tastes(self.store, people, seeds=self.config.weekly.seeds)
        ordered = [(tastes[user], week) for user, week in people if user in tastes]
        factors = self._factors([taste for taste, _ in ordered])
        with ThreadPoolExecutor(THREADS, "lists") as pool:
            yield from pool.map(
                lambda person: self._list(person[0], person[1], factors.get(person[0].user, {}), n),
                ordered,
            )

    def _factors(self, tastes: Sequence[Taste]) -> dict[str, dict[str, Candidate]]:
        if self.models is None or "als" not in self._weights:
            return {}
        return from_factors(self.models, tastes, self.config.weekly.candidates)

    def _list(self, taste: Taste, week: str, als: dict[str, Candidate], n: int) -> Made:
        if not taste.listens:
            note = f"{taste.user} has played nothing yet; import a history, then use --replace"
            return Made(user=taste.user, week=week, entries=(), short_by=n, note=note)
        candidates = self._candidates(taste, week, als)
        picked = self._picked(taste, candidates, f"{taste.user}|{week}|{self.run}", n)
        entries = self._entries(taste, picked, candidates)
        shortage = _shortage(taste.user, len(entries), n)
        return Made(
            user=taste.user, week=week, entries=entries, short_by=n - len(entries), note=shortage
        )

    def _candidates(self, taste: Taste, week: str, als: dict[str, Candidate]) -> Candidates:
        config = self.config.weekly
        found = {
            name: from_graph(self.store, name, taste.user, week, config)
            for name in GRAPH_SOURCES
            if name in self._weights
        }
        if als:
            found["als"] = als
        if self.models is not None and "neighbours" in self._weights:
            found["neighbours"] = from_neighbours(self.models, taste, config.candidates)
        if self.alike is not None and CULTURAL in self._weights:
            facts = self.catalogue.facts([track for track, _ in taste.loved])
            found[CULTURAL] = from_words(self.store, self.alike, taste, facts, week, config)
        if self.sounds is not None and AUDIO in self._weights:
            found[AUDIO] = from_sound(self.sounds, taste, limit_of(AUDIO, config))
        return found

    def _picked(self, taste: Taste, candidates: Candidates, seed: str, n: int) -> list[Fused]:
        config = self.config.weekly
        sources = {name: list(found.values()) for name, found in candidates.items()}
        fused = fuse(sources, self._weights, config.rank_constant, seed=seed)
        facts = self.catalogue.facts([f.track for f in fused])
        fresh = [
            f
            for f in fused
            if f.track in facts and facts[f.track].kind == "music" and f.track not in taste.known
        ]
        listeners = {track: fact.listeners for track, fact in facts.items()}
        varied = partial(
            pick,
            artists_of={track: fact.artists for track, fact in facts.items()},
            album_of={track: album for track, fact in facts.items() if (album := _album(fact))},
            works_of={track: fact.works for track, fact in facts.items()},
            per_artist=config.per_artist,
            per_album=config.per_album,
        )
        places = {AUDIO: config.fresh, CULTURAL: config.described}
        ranked = damp(fresh, listeners, config.popularity_damp, seed=seed)
        return with_places(ranked, n, places, varied)

    def _entries(
        self, taste: Taste, picked: Sequence[Fused], candidates: Candidates
    ) -> tuple[Entry, ...]:
        loved: dict[str, tuple[str, ...]] = {}
        used: Counter[str] = Counter()
        for f in picked:
            loved[f.track] = loved_behind(f, candidates, used)
            used.update(loved[f.track])
        rows = self.store.read(
            "weekly/evidence",
            user=taste.user,
            supernode=self.config.weekly.supernode,
            rows=[[track, list(behind)] for track, behind in loved.items()],
        )
        evidence = {row["track"]: row for row in rows}
        words = self._words(picked, candidates)
        sounding = self._sounding(picked, loved)
        facts = self.catalogue.facts([*loved, *(t for behind in loved.values() for t in behind)])
        return tuple(
            _entry(
                taste.user, position, f, loved[f.track], candidates, evidence[f.track], facts,
                words.get(f.track), sounding.get(f.track),
            )
            for position, f in enumerate(picked, start=1)
        )  # fmt: skip

    def _words(self, picked: Sequence[Fused], candidates: Candidates) -> dict[str, Words]:
        """Return for each track that stands there for its words, what they are."""
        pairs = {
            f.track: (via[0], via[-1])
            for f in picked
            if next(iter(f.shares)) == CULTURAL
            and (via := candidates[CULTURAL][f.track].evidence.via)
        }
        if not pairs:
            return {}
        rows = self.store.read("weekly/words", rows=sorted(map(list, set(pairs.values()))))
        said = {
            (row["one"], row["other"]): Words(tuple(map(tuple, row["terms"])), row["page"])
            for row in rows
        }
        return {track: said[pair] for track, pair in pairs.items() if pair in said}

    def _sounding(
        self, picked: Sequence[Fused], loved: Mapping[str, tuple[str, ...]]
    ) -> dict[str, Sounding]:
        """Return for each track that stands there for its sound, how it sounds."""
        led = [f.track for f in picked if next(iter(f.shares)) == AUDIO]
        if not led or self.sounds is None:
            return {}
        heard = self.sounds.embeddings
        return {
            row["id"]: Sounding(
                loved[row["id"]][0] in heard,
                row["tempo_bpm"], row["key"], row["mode"], row["listeners"],
            )
            for row in self.store.read("weekly/sounds", ids=led, sure=SURE)
        }  # fmt: skip


def _entry(
    user: str,
    position: int,
    fused: Fused,
    loved: tuple[str, ...],
    candidates: Candidates,
    evidence: Row,
    facts: Mapping[str, TrackFacts],
    words: Words | None,
    sounding: Sounding | None,
) -> Entry:
    source, track = next(iter(fused.shares)), facts[fused.track]
    named = [Named(facts[id].title, facts[id].artist) for id in loved]
    via = candidates[source][track.id].evidence.via
    between = bridge(evidence) if via is None else via
    grounds = grounds_of(evidence)
    return Entry(
        position=position,
        track=track.id,
        score=fused.score,
        shares=fused.shares,
        loved=loved,
        listeners=grounds.listeners,
        playlists=grounds.playlists,
        path=(user, loved[0], *between, track.id),
        reason=sentence(
            source,
            Named(track.title, track.artist),
            named,
            grounds,
            via=named[0].artist,
            words=words,
            sounding=sounding,
        ),
    )


def bridge(evidence: Row) -> tuple[str, ...]:
    """Return ids of what lies between the first loved track and a track, of `evidence`."""
    between = None if evidence["linked"] else evidence["peer"] or evidence["list"]
    return (between,) if between else ()


def grounds_of(evidence: Row) -> Grounds:
    """Return what a row of ``weekly/evidence`` says."""
    return Grounds(evidence["listeners"], evidence["playlists"], evidence["title"])


def _album(fact: TrackFacts) -> str | None:
    """Return a name of the track's album that another artist's of the same title does not have."""
    return f"{fact.album.casefold()}|{fact.artists[:1]}" if fact.album else None


def _shortage(user: str, found: int, n: int) -> str | None:
    if found == n:
        return None
    if found == 0:
        return (
            f"no listener and no playlist leads to works that {user} does not know; "
            "`discograph seed` loads a community"
        )
    return f"{found} tracks instead of {n}: no more candidates of works that {user} does not know"
