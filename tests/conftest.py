"""What every test may ask for: a real Neo4j of the session, and an empty graph in it."""

from __future__ import annotations

import logging
import os
import warnings
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import neo4j
import pytest
from hypothesis import settings

from discograph.core.config import ServerConfig
from discograph.core.home import Home
from discograph.graph import java
from discograph.graph.schema import migrate
from discograph.graph.server import ManagedServer, external
from discograph.graph.store import DATABASE, Address, GraphStore

settings.register_profile("house", deadline=None)  # a busy machine is no failure
settings.load_profile("house")

DATA = Path(__file__).parent / "data"
RUN = {"kind": "factors", "current": True, "started_at": "2026-01-01T00:00:00"}
SMALL = ServerConfig(heap_mib=512, page_cache_mib=64, start_timeout_s=300)


def pytest_xdist_auto_num_workers() -> int:
    """Return how many processes test: each wants a Neo4j, and of a named one there is one only."""
    return 0 if external(os.environ) is not None else min(4, os.cpu_count() or 1)


class _Notifications(logging.Handler):
    def emit(self, record: logging.LogRecord) -> None:
        warnings.warn(record.getMessage(), stacklevel=2)


@pytest.fixture(scope="session", autouse=True)
def notifications_are_warnings() -> Iterator[None]:
    """What Neo4j remarks of a query is an error here, as other warnings are.

    The driver would do it itself, but looks through the whole stack at every query.
    """
    logger, handler = logging.getLogger("neo4j.notifications"), _Notifications(logging.WARNING)
    logger.addHandler(handler)
    yield
    logger.removeHandler(handler)


@pytest.fixture(scope="session", autouse=True)
def quick_java() -> Iterator[None]:
    """Let Java compile less: a short-lived server then starts in 60% of the processor time."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(java, "FLAGS", (*java.FLAGS, "-XX:TieredStopAtLevel=1"))
        yield


@pytest.fixture(scope="session")
def session_home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """Where the Neo4j of the session lives when it is ours."""
    return Home(tmp_path_factory.mktemp("home"))


@pytest.fixture(scope="session")
def address(session_home: Home) -> Iterator[Address]:
    """A Neo4j for the whole session: the one of ``NEO4J_URI`` (an empty one), or one of ours."""
    if (elsewhere := external(os.environ)) is not None:
        yield elsewhere
        return
    server = ManagedServer(session_home, SMALL)
    try:
        yield server.up()
    finally:
        server.down()


@pytest.fixture(scope="session")
def session_store(address: Address) -> Iterator[GraphStore]:
    with GraphStore(address) as store:
        yield store


@pytest.fixture(scope="session")
def bare_driver(address: Address) -> Iterator[neo4j.Driver]:
    """The driver itself, for what no shipped query does; refuses a graph that is in use."""
    auth = (address.username, address.password)
    with neo4j.GraphDatabase.driver(
        address.uri, auth=auth, notifications_min_severity="OFF", telemetry_disabled=True
    ) as driver:
        if (nodes := run_bare(driver, "count")) != 0:
            pytest.exit(f"{address.uri} holds {nodes} nodes, which the tests would wipe", 2)
        yield driver
        run_bare(driver, "wipe")


@pytest.fixture
def store(session_store: GraphStore, bare_driver: neo4j.Driver) -> GraphStore:
    """An empty graph with the whole schema."""
    run_bare(bare_driver, "wipe")
    migrate(session_store)
    return session_store


@pytest.fixture
def bare(bare_driver: neo4j.Driver) -> Callable[..., Any]:
    """A function that runs a statement of ``tests/data/cypher`` and gives its only value."""
    return partial(run_bare, bare_driver)


def run_bare(driver: neo4j.Driver, name: str, **params: Any) -> Any:
    """Run a statement of ``tests/data/cypher`` and return its only value, or None."""
    text = (DATA / "cypher" / f"{name}.cypher").read_text(encoding="utf-8")
    with driver.session(database=DATABASE) as session:
        record = session.run(neo4j.Query(text), params).single()
        return None if record is None else record[0]


@pytest.fixture
def plant(store: GraphStore, bare_driver: neo4j.Driver) -> Callable[..., None]:
    """A function that puts a small world into the graph, in place of what is there.

    Its keywords are the arguments of `_nodes` and `_edges`; plays are by user and track, and so
    are skips and the moments of the last play; playlists, weeks and saves hold tracks.
    """

    def plant_(**world: Any) -> None:
        run_bare(bare_driver, "wipe")
        _scatter(bare_driver, _nodes(world), _edges(world))

    return plant_


@pytest.fixture
def grow(store: GraphStore, bare_driver: neo4j.Driver) -> Callable[..., None]:
    """A function that makes nodes (label, id, properties) and edges the graph, and nothing else.

    An edge is (label, id, type, properties, label, id).
    """

    def grow_(nodes: Iterable[Sequence[Any]] = (), edges: Iterable[Sequence[Any]] = ()) -> None:
        run_bare(bare_driver, "wipe")
        _scatter(bare_driver, nodes, edges)

    return grow_


def _scatter(
    driver: neo4j.Driver, nodes: Iterable[Sequence[Any]], edges: Iterable[Sequence[Any]]
) -> None:
    """Make nodes, and those edges among them whose both ends are there."""
    rows = [list(node) for node in nodes]
    handles = run_bare(driver, "plant_nodes", rows=rows)
    handle = {(label, id): found for (label, id, *_), found in zip(rows, handles, strict=True)}
    found = [
        [handle[label, id], handle[other], kind, properties]
        for label, id, kind, properties, *end in edges
        if (label, id) in handle and (other := (end[0], end[1])) in handle
    ]
    run_bare(driver, "plant_edges", rows=found)


def _nodes(world: dict[str, Any]) -> list[list[Any]]:
    """Users, tracks, artists, works, playlists and one current run."""
    plays: dict[str, dict[str, int]] = world.get("plays", {})
    listeners = Counter(t for heard in plays.values() for t, n in heard.items() if n)
    podcasts, named = world.get("podcasts", ()), world.get("tracks", {})
    tracks = set(listeners).union(
        *(world.get(name, {}) for name in ("artists", "works", "tracks", "als")),
        *plays.values(),
        *world.get("skips", {}).values(),
        *world.get("saves", {}).values(),
        *world.get("playlists", {}).values(),
        *world.get("weeks", {}).values(),
        *world.get("co_listens", {}),
    )
    users = {*plays, *world.get("skips", {}), *world.get("saves", {}), *world.get("users", {})}
    local = world.get("local", users)
    artists = set(world.get("artists", {}).values()).union(*world.get("related", {}))
    return [
        *(
            [
                "User",
                u,
                {
                    "name": u,
                    "local": u in local,
                    **world.get("users", {}).get(u, {}),
                    "tracks": sum(n > 0 for n in plays.get(u, {}).values()),
                },
            ]
            for u in sorted(users)
        ),
        *(
            [
                "Track",
                t,
                {
                    "title": f"Song {t}",
                    "listeners": listeners[t],
                    "kind": "podcast" if t in podcasts else "music",
                    **({"als": world["als"][t]} if t in world.get("als", {}) else {}),
                    **named.get(t, {}),
                },
            ]
            for t in sorted(tracks)
        ),
        *(["Artist", a, {"name": f"Band {a}", "listeners": 0}] for a in sorted(artists)),
        *(
            ["Work", w, {}]
            for w in sorted({w for ws in world.get("works", {}).values() for w in ws})
        ),
        *(
            [
                "Playlist",
                p,
                {"kind": "seed", "title": f"List {p}", "public": p in world.get("public", ())},
            ]
            for p in sorted(world.get("playlists", {}))
        ),
        *(
            ["Playlist", f"weekly:{u}:{w}", {"kind": "weekly", "week": w, "created_at": 1}]
            for u, w in sorted(world.get("weeks", {}))
        ),
        *(
            ["Alias", a, {}]
            for a in sorted(a for many in world.get("aliases", {}).values() for a in many)
        ),
        *(["Lease", name, of] for name, of in sorted(world.get("leases", {}).items())),
        *(["Run", run, dict(RUN)] for run in [world.get("current", "r1")] if run),
    ]


def _edges(world: dict[str, Any]) -> list[list[Any]]:
    plays, skips, last = (world.get(name, {}) for name in ("plays", "skips", "last"))
    pairs = sorted({(u, t) for part in (plays, skips) for u, heard in part.items() for t in heard})
    run = {"run": "r1"}
    return [
        *(
            [
                "User",
                u,
                "LISTENED",
                {
                    "plays": plays.get(u, {}).get(t, 0),
                    "skips": skips.get(u, {}).get(t, 0),
                    "last_at": last.get(u, {}).get(t),
                },
                "Track",
                t,
            ]
            for u, t in pairs
        ),
        *(
            ["User", u, "SAVED", {}, "Track", t]
            for u, ts in world.get("saves", {}).items()
            for t in ts
        ),
        *(
            ["Track", t, "BY", {"role": "main"}, "Artist", a]
            for t, a in world.get("artists", {}).items()
        ),
        *(
            ["Track", t, "VERSION_OF", {}, "Work", w]
            for t, ws in world.get("works", {}).items()
            for w in ws
        ),
        *(
            ["Playlist", p, "CONTAINS", {"position": at}, "Track", t]
            for p, ts in world.get("playlists", {}).items()
            for at, t in enumerate(ts, 1)
        ),
        *(["User", u, "OWNS", {}, "Playlist", p] for p, u in world.get("owners", {}).items()),
        *(
            ["User", u, "OWNS", {}, "Playlist", f"weekly:{u}:{w}"]
            for u, w in world.get("weeks", {})
        ),
        *(
            [
                "Playlist",
                f"weekly:{u}:{w}",
                "CONTAINS",
                {"position": at, **world.get("entries", {}).get((u, w, t), {})},
                "Track",
                t,
            ]
            for (u, w), ts in world.get("weeks", {}).items()
            for at, t in enumerate(ts, 1)
        ),
        *(
            ["Track", s, "CO_LISTENED", {"weight": w, "listeners": 1, **run}, "Track", t]
            for (s, t), w in world.get("co_listens", {}).items()
        ),
        *(
            ["Artist", s, "RELATED", {"weight": w, **run}, "Artist", t]
            for (s, t), w in world.get("related", {}).items()
        ),
        *(
            ["User", s, "SIMILAR", {"weight": w, **run}, "User", t]
            for (s, t), w in world.get("similar", {}).items()
        ),
        *(
            ["Alias", a, "NAMES", {}, "Track", t]
            for t, many in world.get("aliases", {}).items()
            for a in many
        ),
    ]
