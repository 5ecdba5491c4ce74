"""What tests of the ingest share: imports with few arguments, and the graph as plain values."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import neo4j
import pytest

from discograph.core.config import IngestConfig
from discograph.core.home import Home
from discograph.formats.rows import Row
from discograph.graph.schema import migrate
from discograph.graph.store import DATABASE, GraphStore
from discograph.jobs.ingest import Report, ingest

CYPHER = Path(__file__).parents[1] / "data" / "cypher"
Graph = tuple[list[str], list[str]]


@pytest.fixture
def bring(store: GraphStore, tmp_path: Path) -> Callable[..., Report]:
    """A function that imports sources of rows; by default they are all of the local user me."""
    home = Home(tmp_path / "home").make()

    def bring_(*sources: Iterable[Row], user: str | None = "me", **options: Any) -> Report:
        named = [(f"folder/{n}.json", "rows", rows) for n, rows in enumerate(sources)]
        options = {"local": True, "store": store, "config": IngestConfig(), **options}
        return ingest(named, user=user, home=home, **options)

    return bring_


@pytest.fixture
def dump(bare_driver: neo4j.Driver) -> Callable[[], Graph]:
    """A function that returns all nodes and relationships, sorted, one text each."""

    def dump_() -> Graph:
        nodes, relationships = read_value(bare_driver, "dump")
        return texts(nodes), texts(relationships)

    return dump_


@pytest.fixture
def runs(bare_driver: neo4j.Driver) -> Callable[[], list[dict[str, Any]]]:
    """A function that returns the recorded imports."""
    return lambda: list(read_value(bare_driver, "runs"))


@pytest.fixture
def wipe(store: GraphStore, bare_driver: neo4j.Driver) -> Callable[[], None]:
    """A function that empties the graph, within one test."""

    def wipe_() -> None:
        text = (CYPHER / "wipe.cypher").read_text(encoding="utf-8")
        with bare_driver.session(database=DATABASE) as session:
            session.run(neo4j.Query(text)).consume()
        migrate(store)

    return wipe_


def read_value(driver: neo4j.Driver, name: str) -> Any:
    text = (CYPHER / f"{name}.cypher").read_text(encoding="utf-8")
    with driver.session(database=DATABASE) as session:
        record = session.run(neo4j.Query(text)).single(strict=True)
        return record[0]


def texts(values: Sequence[Any]) -> list[str]:
    return sorted(json.dumps(value, ensure_ascii=False, sort_keys=True) for value in values)
