"""A user's neighbourhood, as a networkx graph."""

from __future__ import annotations

from typing import TYPE_CHECKING

from .store import GraphStore
from .users import known_user

if TYPE_CHECKING:
    import networkx as nx

TRACKS = 100
"""Tracks taken of the most played, of the saved, and of each playlist."""
PLAYLISTS = 10
PEOPLE = 20


def neighbourhood(store: GraphStore, user: str) -> nx.MultiDiGraph[str]:
    """Return what lies around a user: tracks, artists, playlists, people, and all edges among them.

    However much somebody has played, the graph stays small: at most 100 tracks of each kind, the
    ten newest playlists, the twenty nearest people.

    Parameters
    ----------
    store : GraphStore
    user : str

    Returns
    -------
    networkx.MultiDiGraph
        Nodes are named by their ids and have `label` and `title`; edges have `type` and the
        properties that they have in the graph.

    Raises
    ------
    UnknownNode
        If there is no such user.
    """
    import networkx as nx

    known_user(store, user)
    nodes = store.read(
        "read/neighbourhood", user=user, tracks=TRACKS, playlists=PLAYLISTS, people=PEOPLE
    )
    around: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    for node in nodes:
        around.add_node(node["id"], label=node["label"], title=node["title"])
    for edge in store.read("read/edges_among", handles=[node["handle"] for node in nodes]):
        around.add_edge(edge["source"], edge["target"], type=edge["type"], **edge["properties"])
    return around
