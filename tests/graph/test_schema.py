"""Migrations: once each, in order, never changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import neo4j.exceptions
import pytest

from discograph.core.errors import SchemaError
from discograph.graph import schema
from discograph.graph.schema import checksum, migrate, migrations
from discograph.graph.store import GraphStore

Bare = Callable[..., Any]
FIRST = "schema/V001__unique_user_id"


@pytest.fixture
def forget(store: GraphStore, bare: Bare) -> Iterator[Callable[[str], None]]:
    """A function that removes a record; all records are set right after the test."""

    def forget_(name: str) -> None:
        bare("forget_migration", id=name)

    yield forget_
    forget_(FIRST)
    forget_("schema/V999__from_the_future")
    migrate(store)


def record(store: GraphStore, name: str, digest: str) -> None:
    store.write("ingest/record_migration", id=name, checksum=digest, applied_at="")


def test_migrations_are_numbered_without_gaps(monkeypatch: pytest.MonkeyPatch) -> None:
    shipped = migrations()
    assert [int(query.name[8:11]) for query in shipped] == list(range(1, len(shipped) + 1))
    assert len({checksum(query) for query in shipped}) == len(shipped)
    monkeypatch.setattr(schema, "names", lambda: [FIRST, "schema/V003__unique_artist_id"])
    with pytest.raises(SchemaError, match="expected migration number 2"):
        migrations()


@pytest.mark.neo4j
def test_everything_is_applied_once(store: GraphStore, bare: Bare) -> None:
    recorded = {row["id"]: row["checksum"] for row in store.read("read/migrations")}
    assert recorded == {query.name: checksum(query) for query in migrations()}
    assert migrate(store) == []
    assert bare("schema_states") == ["ONLINE"]


@pytest.mark.neo4j
def test_one_that_was_not_recorded_is_applied_again(
    store: GraphStore, forget: Callable[[str], None]
) -> None:
    forget(FIRST)  # as if killed between the two
    assert migrate(store) == [FIRST]
    assert migrate(store) == []


@pytest.mark.neo4j
def test_a_changed_migration_is_refused(store: GraphStore, forget: Callable[[str], None]) -> None:
    forget(FIRST)
    record(store, FIRST, "of another text")
    with pytest.raises(SchemaError, match="V001__unique_user_id"):
        migrate(store)


@pytest.mark.neo4j
def test_a_newer_graph_is_refused(store: GraphStore, forget: Callable[[str], None]) -> None:
    record(store, "schema/V999__from_the_future", "")
    with pytest.raises(SchemaError, match="use the newer discograph"):
        migrate(store)


@pytest.mark.neo4j
def test_ids_are_unique(store: GraphStore, bare: Bare) -> None:
    store.write("ingest/merge_works", rows=["w1", "w1"])
    with pytest.raises(neo4j.exceptions.ConstraintError):
        bare("create_work", id="w1")
