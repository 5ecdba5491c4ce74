"""Answers of the moment: live lists, why a track fits somebody, and what is like what."""

from __future__ import annotations

from typing import Any

from ..core.config import Config
from ..core.errors import NotEnoughData, UnknownNode
from ..core.home import Home
from ..embeddings.index import NeighbourIndex
from ..graph.runs import current
from ..graph.store import GraphStore, Row
from ..graph.taste import Catalogue, TrackFacts
from ..graph.users import known_user
from ..playlists.reasons import LOVED, Named, sentence
from .lists import ListMaker, bridge, grounds_of
from .models import alike, open_models, open_sound_index, open_sounds


def recommend(
    store: GraphStore, home: Home, config: Config, user: str, n: int
) -> list[dict[str, Any]]:
    """Return `n` unknown tracks for a user now, from the graph and the current factors.

    Nothing is trained and nothing is published; tracks of published weeks count as served.

    Returns
    -------
    list of dict
        ``{position, id, title, artist, score, sources, loved, listeners, playlists, path,
        reason}``; fewer than `n` when there are no more.

    Raises
    ------
    UnknownNode
        If there is no such user.
    """
    known_user(store, user)
    models = open_models(store, home)
    maker = ListMaker(store, config, models, alike(store, home), open_sounds(store, home, models))
    (made,) = maker.make([(user, "")], n)
    facts = maker.catalogue.facts([entry.track for entry in made.entries])
    return [
        {
            "position": entry.position,
            **_named(facts[entry.track]),
            "score": entry.score,
            "sources": entry.shares,
            "loved": list(entry.loved),
            "listeners": entry.listeners,
            "playlists": entry.playlists,
            "path": list(entry.path),
            "reason": entry.reason,
        }
        for entry in made.entries
    ]


def why(store: GraphStore, config: Config, user: str, track: str) -> dict[str, Any]:
    """Return why a track was served to a user, or how it hangs together with what they play.

    Parameters
    ----------
    store : GraphStore
    config : Config
    user, track : str
        Ids.

    Returns
    -------
    dict
        ``{user, id, title, artist, plays, skips, saved, weeks, sources, loved, listeners,
        playlists, path, reason}``; `weeks` are those that served it as ``{week, position}``,
        newest first, and `loved` are ``{id, title, artist}``.

    Raises
    ------
    UnknownNode
        If there is no such user or track.
    """
    known_user(store, user)
    catalogue = Catalogue(store)
    if track not in (found := catalogue.facts([track])):
        raise UnknownNode("track", track)
    served = store.read("weekly/served", user=user, track=track)
    told = _as_served(served[0]) if served else _as_found(store, config, user, found[track])
    names = catalogue.facts(told["loved"])
    return {
        "user": user,
        **_named(found[track]),
        **store.read("weekly/played", user=user, track=track)[0],
        "weeks": [{"week": row["week"], "position": row["position"]} for row in served],
        **told,
        "loved": [_named(names[id]) for id in told["loved"] if id in names],
    }


def similar_tracks(store: GraphStore, home: Home, track: str, n: int) -> list[dict[str, Any]]:
    """Return the `n` tracks nearest to a track in the taste map: ``{id, title, artist, score}``.

    Raises
    ------
    UnknownNode
        If the track has no place there.
    NotEnoughData
        If nothing was trained yet.
    """
    near = _nearest(store, home, "index-tracks", "track", track, n)
    facts = Catalogue(store).facts([id for id, _ in near])
    return [{**_named(facts[id]), "score": score} for id, score in near if id in facts]


def similar_by_sound(store: GraphStore, home: Home, track: str, n: int) -> list[dict[str, Any]]:
    """Return the `n` tracks that sound most like a track: ``{id, title, artist, score}``.

    Raises
    ------
    UnknownNode
        If the track was not heard.
    NotEnoughData
        If nothing was heard and learned from yet.
    """
    found = open_sound_index(store, home)
    if found is None:
        raise NotEnoughData(
            "no sound was learned yet; `discograph audio scan FOLDER`, then "
            "`discograph audio train`"
        )
    if track not in found:
        hint = "no file of it was heard; `discograph audio scan` the folder where it lies"
        raise UnknownNode("track", track, hint=hint)
    near = found.similar(track, n)
    facts = Catalogue(store).facts([id for id, _ in near])
    return [{**_named(facts[id]), "score": score} for id, score in near if id in facts]


def similar_artists(store: GraphStore, home: Home, artist: str, n: int) -> list[dict[str, Any]]:
    """Return the `n` artists nearest to an artist in the taste map: ``{id, name, score}``.

    Raises as `similar_tracks` does.
    """
    near = _nearest(store, home, "index-artists", "artist", artist, n)
    rows = store.read("weekly/artists", ids=[id for id, _ in near])
    names = {row["id"]: row["name"] for row in rows}
    return [{"id": id, "name": names[id], "score": score} for id, score in near if id in names]


def similar_users(store: GraphStore, user: str, n: int) -> list[Row]:
    """Return the `n` people of nearest taste: ``{user, name, score, shared}``.

    Raises
    ------
    UnknownNode
        If there is no such user.
    """
    known_user(store, user)
    return store.read("recommend/similar_users", user=user, limit=n)


def _nearest(
    store: GraphStore, home: Home, index: str, label: str, id: str, n: int
) -> list[tuple[str, float]]:
    run = current(store, "factors")
    if run is None:
        raise NotEnoughData("nothing was trained yet; run `discograph train`")
    found = NeighbourIndex.open(home.models / run.id / index)
    if id not in found:
        raise UnknownNode(label, id, hint="training has not seen it; run `discograph train`")
    return list(found.similar(id, n))


def _as_served(row: Row) -> dict[str, Any]:
    told = ("loved", "listeners", "playlists", "path", "reason")
    shares = dict(zip(row["sources"], row["shares"], strict=True))
    return {"sources": shares, **{key: row[key] for key in told}}


def _as_found(store: GraphStore, config: Config, user: str, track: TrackFacts) -> dict[str, Any]:
    seeds, supernode = config.weekly.seeds, config.weekly.supernode
    leads = store.read("weekly/leads", user=user, track=track.id, seeds=seeds, limit=LOVED)
    loved = [row["loved"] for row in leads]
    evidence = store.read(
        "weekly/evidence", user=user, supernode=supernode, rows=[[track.id, loved]]
    )[0]
    grounds = grounds_of(evidence)
    told = {
        "sources": {},
        "loved": loved,
        "listeners": grounds.listeners,
        "playlists": grounds.playlists,
    }
    if not leads:
        reason = "Nothing that you play most or played last leads there yet."
        return {**told, "path": [], "reason": reason}
    facts = Catalogue(store).facts(loved)
    names = [Named(facts[id].title, facts[id].artist) for id in loved]
    by_artist = leads[0]["artist"] and not (leads[0]["weight"] or leads[0]["playlists"])
    source = "same_artist" if by_artist and not grounds.listeners else "co_listens"
    between = (leads[0]["artist"],) if source == "same_artist" else bridge(evidence)
    reason = sentence(source, Named(track.title, track.artist), names, grounds)
    return {**told, "path": [user, loved[0], *between, track.id], "reason": reason}


def _named(facts: TrackFacts) -> dict[str, Any]:
    return {"id": facts.id, "title": facts.title, "artist": facts.artist}
