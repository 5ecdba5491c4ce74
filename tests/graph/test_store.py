"""Shipped queries on a real graph: all of them or nothing, in batches, streamed, explained."""

from __future__ import annotations

import socket
from dataclasses import replace

import pytest

from discograph.core.errors import GraphError, QueryError
from discograph.cypher.loader import load
from discograph.graph.store import Address, GraphStore, Transaction

pytestmark = pytest.mark.neo4j


def people(store: GraphStore) -> list[str]:
    return [row["id"] for row in store.read("read/local_users")]


def join(tx: Transaction, *names: str) -> None:
    for name in names:
        tx.run("ingest/local_user", user=name, timezone=None)


def test_a_query_gives_rows_or_one_value(store: GraphStore) -> None:
    assert store.value("read/is_empty") is True
    (row,) = store.write("ingest/local_user", user="mira", timezone="Europe/Oslo")
    assert row == {"id": "mira", "timezone": "Europe/Oslo", "tracks": 0, "weeks": 0}
    assert store.value("read/local_users") == "mira"
    assert store.value("read/user", user="nobody") is None


def test_values_are_stored_as_they_are(store: GraphStore) -> None:
    hostile = "x'}) DETACH DELETE n // $user `\"\\ \u202e Ωδή"
    store.write("ingest/local_user", user=hostile, timezone=None)
    assert people(store) == [hostile]


def test_a_transaction_happens_as_a_whole(store: GraphStore) -> None:
    with store.transaction("two people join") as tx:
        join(tx, "a", "b")
        assert people(store) == []
    assert people(store) == ["a", "b"]


def join_and_fail(store: GraphStore, *, by_query: bool) -> None:
    with store.transaction("nobody joins") as tx:
        join(tx, "a")
        if by_query:
            tx.run("ingest/merge_works", rows=[None])
        raise KeyError


def test_a_transaction_that_raises_leaves_nothing(store: GraphStore) -> None:
    with pytest.raises(KeyError):
        join_and_fail(store, by_query=False)
    with pytest.raises(GraphError, match="nobody joins: "):
        join_and_fail(store, by_query=True)
    assert people(store) == []


def test_work_done_together_happens_as_a_whole(store: GraphStore) -> None:
    def refuse(tx: Transaction) -> None:
        join(tx, "a")
        raise KeyError

    with pytest.raises(KeyError):
        store.together("nobody joins", refuse)
    assert people(store) == []
    store.together("two people join", lambda tx: join(tx, "a", "b"))
    assert people(store) == ["a", "b"]


def test_batches_take_rows_as_they_come(store: GraphStore) -> None:
    steps: list[int] = []
    names = (f"p{number:03}" for number in range(250))
    store.write_batches("ingest/merge_users", names, size=100, advance=steps.append, local=True)
    assert steps == [100, 100, 50]
    assert people(store) == [f"p{number:03}" for number in range(250)]


def test_a_failing_batch_keeps_those_before_it(store: GraphStore) -> None:
    rows = ["a", "b", "c", None]
    with pytest.raises(GraphError, match="ingest/merge_users: "):
        store.write_batches("ingest/merge_users", rows, size=2, local=True)  # type: ignore[arg-type]
    assert people(store) == ["a", "b"]


def test_a_stream_gives_every_row_in_order(store: GraphStore) -> None:
    names = [f"p{number:05}" for number in range(5000)]  # more than the driver fetches at once
    store.write("ingest/merge_users", rows=names, local=True)
    assert [row[0] for row in store.stream("read/local_users")] == names


def test_a_stream_may_be_left_early(store: GraphStore) -> None:
    store.write("ingest/merge_users", rows=[f"p{n:05}" for n in range(5000)], local=True)
    rows = store.stream("read/local_users")
    assert next(rows)[0] == "p00000"
    rows.close()  # type: ignore[attr-defined]
    assert len(people(store)) == 5000


def test_an_error_names_its_query(store: GraphStore) -> None:
    with pytest.raises(GraphError, match=r"^ingest/merge_works: .*null") as caught:
        store.write("ingest/merge_works", rows=[None])
    assert store.address.password not in str(caught.value)
    assert caught.value.__cause__ is not None


@pytest.mark.parametrize("params", [{}, {"user": "a"}, {"user": "a", "timezone": "UTC", "age": 3}])
def test_parameters_must_be_those_of_the_header(
    store: GraphStore, params: dict[str, object]
) -> None:
    with pytest.raises(QueryError, match="it takes: user, timezone"):
        store.write("ingest/local_user", **params)


def test_nobody_there_is_a_clear_error() -> None:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        uri = f"bolt://127.0.0.1:{probe.getsockname()[1]}"
    nobody = Address(uri=uri, username="neo4j", password="a secret")
    with GraphStore(nobody) as store, pytest.raises(GraphError, match="discograph up") as caught:
        store.verify()
    assert "a secret" not in str(caught.value) + repr(nobody)


def test_a_remark_of_neo4j_on_a_query_is_an_error_in_tests(
    store: GraphStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = replace(load("read/is_empty"), text="MATCH (n:User) RETURN id(n) AS id")
    monkeypatch.setattr("discograph.graph.store.load", lambda name: old)
    with pytest.raises(UserWarning, match="deprecated"):
        store.read("read/is_empty")
