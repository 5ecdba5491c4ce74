"""What every test may ask for: a real Neo4j of the session, and an empty graph in it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import neo4j
import pytest

from discograph.core.config import ServerConfig
from discograph.core.home import Home
from discograph.graph.schema import migrate
from discograph.graph.server import ManagedServer, external
from discograph.graph.store import DATABASE, Address, GraphStore

DATA = Path(__file__).parent / "data"
SMALL = ServerConfig(heap_mib=512, page_cache_mib=64, start_timeout_s=300)


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Address]:
    """A Neo4j for the whole session: the one of ``NEO4J_URI`` (an empty one), or one of ours."""
    if (elsewhere := external(os.environ)) is not None:
        yield elsewhere
        return
    server = ManagedServer(Home(tmp_path_factory.mktemp("home")), SMALL)
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


def run_bare(driver: neo4j.Driver, name: str) -> object:
    """Run a statement of ``tests/data/cypher`` and return its only value, or None."""
    text = (DATA / "cypher" / f"{name}.cypher").read_text(encoding="utf-8")
    with driver.session(database=DATABASE) as session:
        record = session.run(neo4j.Query(text)).single()  # type: ignore[arg-type]
        return None if record is None else record[0]
