"""Runs and what the status says of them and of the graph."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from discograph.core.errors import GraphError
from discograph.core.ids import RunId
from discograph.graph.runs import Run, current, finish, newest, runs, start
from discograph.graph.status import counts
from discograph.graph.store import GraphStore, Transaction

pytestmark = pytest.mark.neo4j


def end(store: GraphStore, run: Run) -> None:
    store.together("finish", lambda tx: finish(tx, run, {"loss": 0.5}))


def test_a_run_is_what_it_was_started_with_and_nobody_follows_it_yet(store: GraphStore) -> None:
    run = start(store, "factors", {"alpha": 20.0}, input="import-1")

    assert runs(store, "factors") == [run]
    assert run.id == "f1"
    assert (run.config, run.input, run.finished_at) == ({"alpha": 20.0}, "import-1", None)
    assert current(store, "factors") is None
    assert newest(store, "factors") is None


def test_exactly_one_run_of_a_kind_is_current(store: GraphStore) -> None:
    other = start(store, "weekly", {})
    end(store, other)
    for number in (1, 2, 3):
        run = start(store, "factors", {})
        end(store, run)

        assert run.id == f"f{number}"
        assert [r.id for r in runs(store, "factors") if r.current] == [run.id]
    found = current(store, "factors")
    assert found is not None
    assert found.metrics == {"loss": 0.5}
    assert found == newest(store, "factors")
    assert current(store, "weekly") == newest(store, "weekly")


def test_finishing_twice_is_finishing_once(store: GraphStore) -> None:
    run = start(store, "factors", {})
    end(store, run)
    end(store, run)

    assert [r.current for r in runs(store, "factors")] == [True]


def test_a_run_that_is_gone_cannot_become_current(store: GraphStore) -> None:
    before = start(store, "factors", {})
    end(store, before)
    ghost = Run(id=RunId("f9"), kind="factors", started_at="2026")

    with pytest.raises(GraphError, match="f9 is gone"):
        end(store, ghost)

    found = current(store, "factors")
    assert found is not None
    assert found.id == before.id


def test_a_transaction_that_fails_after_the_flip_leaves_the_run_before_current(
    store: GraphStore,
) -> None:
    before = start(store, "factors", {})
    end(store, before)
    after = start(store, "factors", {})

    def fail(tx: Transaction) -> None:
        finish(tx, after, {})
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        store.together("finish", fail)

    found = current(store, "factors")
    assert found is not None
    assert found.id == before.id


def test_the_status_counts_every_label_and_type(
    store: GraphStore, grow: Callable[..., None]
) -> None:
    assert counts(store)["relationships"] == {}
    grow(
        [
            ("User", "u1", {}),
            ("User", "u2", {}),
            ("Track", "t", {"kind": "music"}),
            ("Run", "import-1", {"kind": "ingest", "started_at": "1", "finished_at": "2"}),
        ],
        [("User", user, "LISTENED", {"plays": 1}, "Track", "t") for user in ("u1", "u2")],
    )
    end(store, start(store, "factors", {"alpha": 20.0}, input="import-1"))

    found = counts(store)

    assert found["nodes"].items() >= {"User": 2, "Track": 1, "Run": 2}.items()
    assert found["relationships"] == {"LISTENED": 2}
    assert found["runs"].keys() == {"ingest", "factors"}
    assert found["runs"]["ingest"]["id"] == "import-1"
    assert found["runs"]["factors"]["input"] == "import-1"
    assert found["runs"]["factors"]["loss"] == 0.5
