"""What goes on from a list of tracks, whoever made it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from ..core import clock
from ..core.config import Config
from ..core.home import Home
from ..formats.track_list import ListTrack, TrackList
from ..graph.store import GraphStore
from ..graph.taste import Catalogue, TrackFacts
from ..playlists.blend import Candidate, Evidence, Fused
from ..playlists.continuation import because, go_on, neighbours
from ..playlists.reasons import Named, loved_behind
from .candidates import Similar
from .listed import Listing, list_track, listed_rows, listing, unresolved_note
from .lists import grounds_of
from .models import open_models, open_sound_index

SEEDS = 100
"""Tracks of a list that it is continued from, its last ones."""
_NOBODY = ""  # no user: of a list that may be anybody's, every listener counts


def continued(
    store: GraphStore,
    home: Home,
    config: Config,
    named: Sequence[str],
    n: int,
    *,
    title: str | None = None,
) -> TrackList:
    """Return the `n` tracks that go on best from a playlist file or from some tracks.

    What listeners of the list's tracks also play, and what is near to them in the spaces that were
    learned, blended as a week is; at most as many tracks an artist as a week has.

    Parameters
    ----------
    store, home, config
    named, title
        As in `listing`.
    n : int

    Raises
    ------
    InputError, UnknownNode
        As `listing` does.
    """
    found = listing(store, named, config.ingest, title=title)
    sources, weights = _sources(store, home, config, found.known)
    catalogue = Catalogue(store)
    candidates = {track for source in sources.values() for track in source}
    facts = catalogue.facts([*found.known, *sorted(candidates)])
    music = {id: fact for id, fact in facts.items() if fact.kind == "music"}
    picked = go_on(
        {name: list(source.values()) for name, source in sources.items()},
        weights,
        config.weekly.rank_constant,
        n,
        listed=frozenset(found.known),
        artists_of={id: fact.artists for id, fact in music.items()},
        works_of={id: fact.works for id, fact in music.items()},
        per_artist=config.weekly.per_artist,
    )
    return TrackList(
        title=f"{found.title}, continued",
        created_at=clock.now(),
        tracks=tuple(_tracks(store, config, picked, sources, facts)),
        note=_note(found, len(picked), n),
        facts={"unresolved": found.unresolved},
    )


def _sources(
    store: GraphStore, home: Home, config: Config, known: Sequence[str]
) -> tuple[dict[str, dict[str, Candidate]], dict[str, float]]:
    """Return candidates of each source by track, and what each source weighs."""
    seeds = list(known[-SEEDS:])
    rows = store.read(
        "recommend/after_list", ids=known, seeds=seeds, limit=config.weekly.candidates
    )
    sources = {
        "co_listens": {
            row["track"]: Candidate(row["track"], row["score"], Evidence(tuple(row["loved"])))
            for row in rows
        }
    }
    weights = {"co_listens": config.sources.co_listens}
    for name, (similar, weight) in _spaces(store, home, config).items():
        sources[name] = {c.track: c for c in neighbours(similar, seeds)}
        weights[name] = weight
    return sources, weights


def _spaces(store: GraphStore, home: Home, config: Config) -> dict[str, tuple[Similar, float]]:
    """Return what tells the nearest of a track in each space that was learned, and its weight.

    They fill up what co-listens leave: weighed alike, they found less of hidden parts of real lists
    (recall@20 .128 for .138 on taste profiles, .133 for .136 on playlists).
    """
    spaces: dict[str, tuple[Similar, float]] = {}
    if (models := open_models(store, home)) is not None:
        spaces["neighbours"] = (models.similar, config.sources.neighbours)
    if (sounds := open_sound_index(store, home)) is not None:
        spaces["audio"] = (sounds.similar, config.sources.audio)
    return spaces


def _tracks(
    store: GraphStore,
    config: Config,
    picked: Sequence[Fused],
    sources: Mapping[str, Mapping[str, Candidate]],
    facts: Mapping[str, TrackFacts],
) -> Iterator[ListTrack]:
    """Yield the tracks that were picked, each with its reason."""
    used: Counter[str] = Counter()
    behind: dict[str, tuple[str, ...]] = {}
    for item in picked:
        behind[item.track] = loved_behind(item, sources, used)
        used.update(behind[item.track])
    evidence = {
        row["track"]: row
        for row in store.read(
            "weekly/evidence",
            user=_NOBODY,
            supernode=config.weekly.supernode,
            rows=[[track, list(seeds)] for track, seeds in behind.items()],
        )
    }
    rows = listed_rows(store, behind)
    for position, item in enumerate(picked, start=1):
        grounds = grounds_of(evidence[item.track])
        names = [Named(facts[id].title, facts[id].artist) for id in behind[item.track]]
        fact = facts[item.track]
        reason = because(next(iter(item.shares)), Named(fact.title, fact.artist), names, grounds)
        told = {
            "score": item.score,
            "sources": item.shares,
            "seeds": list(behind[item.track]),
            "listeners": grounds.listeners,
            "playlists": grounds.playlists,
        }
        yield list_track(position, rows[item.track], reason, told)


def _note(found: Listing, picked: int, n: int) -> str | None:
    """Return what a person should know of how well a list could be continued."""
    short = (
        f"{picked} tracks instead of {n}: nothing else leads on from the {len(found.known)} tracks "
        "that the graph knows; import more listeners and run `discograph train`"
    )
    notes = [short if picked < n else None, unresolved_note(found.unresolved)]
    return "; ".join(note for note in notes if note) or None
