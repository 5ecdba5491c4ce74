"""The page of a week: what the graph knows of its tracks, and what the week measures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from ..formats.page import Page, PageTrack, Scale, Word, write_page
from ..formats.picture import Between, Loved
from ..graph.store import GraphStore, Row
from ..graph.taste import Catalogue, TrackFacts
from ..graph.weeks import read_week
from ..playlists.measures import Crowd, Measured, measure
from .lists import AUDIO, SURE
from .weekly import week_file

WORDS = 5
"""Words told of an artist."""
_KINDS = {"Artist": "artist", "Playlist": "playlist", "Term": "word"}


def week_page(store: GraphStore, user: str, week: str | None = None) -> str:
    """Return a user's published week, the newest unless named, as one HTML file.

    The same week in the same graph is the same text.

    Raises
    ------
    UnknownNode
        If there is no such user or week.
    """
    row = read_week(store, user, week)
    ids = [track["id"] for track in row["tracks"]]
    told = {r["id"]: r for r in store.read("weekly/told", ids=ids, sure=SURE, words=WORDS)}
    return write_page(
        Page(
            week=week_file(row),
            tracks=_tracks(store, row, told),
            scales=_scales(store, user, list(told.values())),
        )
    )


def _tracks(store: GraphStore, week: Row, told: Mapping[str, Row]) -> tuple[PageTrack, ...]:
    rows, found = week["tracks"], week_file(week).tracks
    facts = Catalogue(store).facts([id for row in rows for id in row["loved"]])
    passed = {id for row in rows for id in row["path"][2:-1]}
    nodes: dict[str, dict[str, str | None]] = {}
    for node in store.read("weekly/between", ids=sorted(passed)):
        nodes.setdefault(node["id"], {})[node["label"]] = node["name"]
    return tuple(
        PageTrack(
            track=track,
            loved=tuple(_loved(facts[id]) for id in row["loved"] if id in facts),
            listeners=row["listeners"],
            playlists=row["playlists"],
            between=_between(row, told[row["id"]], nodes),
            words=tuple(_word(*word) for word in told[row["id"]]["words"]),
            tempo_bpm=told[row["id"]]["tempo_bpm"],
            key=told[row["id"]]["key"],
            mode=told[row["id"]]["mode"],
        )
        for row, track in zip(rows, found, strict=True)
    )


def _loved(facts: TrackFacts) -> Loved:
    return Loved(id=facts.id, title=facts.title, artist=facts.artist)


def _word(term: str, *pages: str) -> Word:
    """Return a word with the first of its pages that lies in the web."""
    web = (url for url in pages if url.startswith(("http://", "https://")))
    return Word(term=term, url=next(web, None))


def _between(
    row: Row, told: Row, nodes: Mapping[str, Mapping[str, str | None]]
) -> tuple[Between, ...]:
    """Return what a track's path passes, or the sound that leads there; people are numbers.

    The artist of the track itself, whom a path over artists ends with, is no way to it.
    """
    path = row["path"][2:-1]
    if len(path) > 1:
        path = path[1:-1] or path[:1]  # the words between two artists, else the first of these
        labels = ("Term", "Artist")
    else:
        labels = ("Artist", "Playlist")
    found = []
    for id in path:
        for label in labels:
            if label in nodes.get(id, {}):
                name = nodes[id][label] or f"a {_KINDS[label]}"
                found.append(Between(kind=_KINDS[label], id=id, name=name))
                break
    if not found and max(row["shares"], key=row["shares"].get, default="") == AUDIO:
        found.append(Between(kind="sound", id=row["id"], name=_sound(told)))
    return tuple(found)


def _sound(told: Row) -> str:
    tempo = f"{told['tempo_bpm']:.0f} BPM" if told["tempo_bpm"] else ""
    key = f"{told['key']} {told['mode']}" if told["key"] and told["mode"] else ""
    return ", ".join(filter(None, (tempo, key))) or "by its sound"


def _scales(store: GraphStore, user: str, told: Sequence[Row]) -> tuple[Scale, ...]:
    if not told:
        return ()
    counts = store.read("read/listener_counts")
    crowd = Crowd(
        users=store.value("read/listening_users"),
        listeners=np.array([row["listeners"] for row in counts], np.int64),
        tracks=np.array([row["tracks"] for row in counts], np.int64),
    )
    most = store.read("weekly/most_played", user=user, limit=len(told))
    week, own = _measured(told, crowd), _measured(most, crowd)
    made = (make(week, own, crowd) for make in (_novelty, _popularity, _diversity))
    return tuple(scale for scale in made if scale is not None)


def _measured(rows: Sequence[Row], crowd: Crowd) -> Measured:
    vectors = [row["als"] for row in rows if row["als"]]
    matrix = np.array(vectors, np.float32) if vectors else np.empty((0, 0), np.float32)
    return measure([row["listeners"] for row in rows], matrix, crowd)


def _novelty(week: Measured, own: Measured, crowd: Crowd) -> Scale | None:
    if week.novelty is None or own.novelty is None or crowd.users < 2:
        return None
    most = float(np.log2(crowd.users))
    return Scale(
        name="Novelty",
        told=f"How few people know a track. Of the {crowd.users:,} listeners here, "
        f"{_one_in(week.novelty)} plays a typical track of this week, "
        f"{_one_in(own.novelty)} one that you play most.",
        week=week.novelty / most,
        own=own.novelty / most,
        week_said=f"{week.novelty:.1f} bits",
        own_said=f"{own.novelty:.1f} bits",
        low="known to all",
        high="to hardly any",
    )


def _one_in(bits: float) -> str:
    return f"one in {2**bits:,.0f}"


def _popularity(week: Measured, own: Measured, crowd: Crowd) -> Scale | None:
    if week.popularity is None or own.popularity is None:
        return None
    return Scale(
        name="Popularity",
        told="Where tracks rank among all that anybody here plays. A typical one of this week is "
        f"more played than {week.popularity:.0%} of them, one that you play most "
        f"than {own.popularity:.0%}.",
        week=week.popularity,
        own=own.popularity,
        week_said=f"{week.popularity:.0%}",
        own_said=f"{own.popularity:.0%}",
        low="least played",
        high="most played",
    )


def _diversity(week: Measured, own: Measured, crowd: Crowd) -> Scale | None:
    if week.diversity is None or own.diversity is None:
        return None
    wider = week.diversity > own.diversity
    return Scale(
        name="Diversity",
        told="How far tracks lie apart in the map of everybody's taste: 0 all at one spot, 1 "
        f"nothing to do with each other. This week ranges {'wider' if wider else 'less wide'} "
        "than what you play most.",
        week=min(week.diversity, 1.0),
        own=min(own.diversity, 1.0),
        week_said=f"{week.diversity:.2f}",
        own_said=f"{own.diversity:.2f}",
        low="all alike",
        high="all different",
    )
