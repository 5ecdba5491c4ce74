"""Publishing what training learned: all of it or nothing, whatever happens on the way."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import neo4j
import numpy as np
import pytest

from discograph.core.errors import Busy, InputError
from discograph.core.progress import Advance
from discograph.core.sparse import Sparse
from discograph.core.vectors import Vectors
from discograph.graph import edges as edges_of_runs
from discograph.graph import factors
from discograph.graph.factors import Learned, publish, sweep
from discograph.graph.lease import lease
from discograph.graph.runs import Run, current, runs, start
from discograph.graph.store import DATABASE, GraphStore, Transaction

pytestmark = pytest.mark.neo4j

T = TypeVar("T")
Edges = list[tuple[Any, ...]]
Nodes = dict[str, tuple[list[float], str]]
CYPHER = Path(__file__).parents[1] / "data" / "cypher"
USERS, TRACKS, ARTISTS = ["u1", "u2", "u3"], ["t1", "t2", "t3", "t4"], ["a1", "a2"]


@pytest.fixture(autouse=True)
def small_batches(monkeypatch: pytest.MonkeyPatch, grow: Callable[..., None]) -> None:
    monkeypatch.setattr(factors, "EDGES", 3)
    monkeypatch.setattr(edges_of_runs, "NODES", 2)
    grow(
        [
            *(("User", user, {}) for user in USERS),
            *(("Track", track, {}) for track in TRACKS),
            *(("Artist", artist, {}) for artist in ARTISTS),
        ]
    )


@pytest.fixture
def edges(bare_driver: neo4j.Driver) -> Callable[[str], Edges]:
    """A function that returns the edges of a type, sorted: from, to, properties by name."""

    def edges_(kind: str) -> Edges:
        found = read_value(bare_driver, "edges", kind=kind)
        return sorted((a, b, *(value for _, value in sorted(e.items()))) for a, b, e in found)

    return edges_


@pytest.fixture
def vectors(bare_driver: neo4j.Driver) -> Callable[[], Nodes]:
    """A function that returns the vector and run of every node that has one."""
    return lambda: {id: (als, run) for id, als, run in read_value(bare_driver, "vectors")}


def read_value(driver: neo4j.Driver, name: str, **params: Any) -> Any:
    text = (CYPHER / f"{name}.cypher").read_text(encoding="utf-8")
    with driver.session(database=DATABASE) as session:
        return session.run(neo4j.Query(text), params).single(strict=True)[0]


def random_vectors(ids: Sequence[str], rng: np.random.Generator) -> Vectors:
    return Vectors(list(ids), rng.standard_normal((len(ids), 3)).astype(np.float32))


def all_pairs(ids: Sequence[str], rng: np.random.Generator) -> Sparse:
    """Every node with every other one."""
    n = len(ids)
    columns = [column for row in range(n) for column in range(n) if column != row]
    values = rng.random(len(columns)).astype(np.float32)
    indptr = np.arange(n + 1, dtype=np.int64) * (n - 1)
    return Sparse(list(ids), list(ids), indptr, np.array(columns, np.int32), values)


def learned(seed: int = 0, tracks: Sequence[str] = TRACKS) -> Learned:
    rng = np.random.default_rng(seed)
    co_listened = all_pairs(tracks, rng)
    return Learned(
        users=random_vectors(USERS, rng),
        tracks=random_vectors(tracks, rng),
        artists=random_vectors(ARTISTS, rng),
        co_listened=co_listened,
        listeners=rng.integers(1, 9, co_listened.nnz).astype(np.int32),
        similar=all_pairs(USERS, rng),
        related=all_pairs(ARTISTS, rng),
    )


def as_edges(matrix: Sparse, run: str, *more: Sequence[int]) -> Edges:
    found = []
    for number, source in enumerate(matrix.row_ids):
        for at in range(matrix.indptr[number], matrix.indptr[number + 1]):
            target = matrix.column_ids[matrix.indices[at]]
            weight = float(matrix.values[at])
            found.append((source, target, *(int(m[at]) for m in more), run, weight))
    return sorted(found)


def as_nodes(found: Learned, run: str) -> Nodes:
    return {
        id: (vector.tolist(), run)
        for part in (found.users, found.tracks, found.artists)
        for id, vector in zip(part.ids, part.matrix, strict=True)
    }


def published(store: GraphStore, what: Learned, **options: Any) -> Run:
    run = start(store, "factors", {})
    with lease(store, "factors") as held:
        publish(store, held, run, what, lambda: {"loss": 1.0}, **options)
    return run


def swept(store: GraphStore) -> None:
    with lease(store, "factors") as held:
        sweep(store, held)


class Faulty:
    """Watches, and fails after so many steps in all."""

    def __init__(self, steps: int) -> None:
        self.left = steps

    @contextmanager
    def stage(self, label: str, total: int | None = None) -> Iterator[Advance]:
        yield self.step

    def step(self, steps: int) -> None:
        self.left -= 1
        if self.left < 0:
            raise KeyboardInterrupt


class Repeating(GraphStore):
    """Runs all work twice, as the driver does when the acknowledgement of a commit is lost."""

    def together(self, what: str, work: Callable[[Transaction], T]) -> T:
        super().together(what, work)
        return super().together(what, work)


def test_readers_find_all_that_was_learned(
    store: GraphStore, edges: Callable[[str], Edges], vectors: Callable[[], Nodes]
) -> None:
    what = learned()
    run = published(store, what)

    found = current(store, "factors")
    assert found is not None
    assert (found.id, found.metrics) == (run.id, {"loss": 1.0})
    assert vectors() == as_nodes(what, run.id)
    assert edges("CO_LISTENED") == as_edges(what.co_listened, run.id, what.listeners.tolist())
    assert edges("SIMILAR") == as_edges(what.similar, run.id)
    assert edges("RELATED") == as_edges(what.related, run.id)


def test_the_next_run_takes_the_place_of_the_one_before(
    store: GraphStore, edges: Callable[[str], Edges], vectors: Callable[[], Nodes]
) -> None:
    published(store, learned(0))
    what = learned(1, tracks=TRACKS[1:])
    run = published(store, what)

    assert vectors() == as_nodes(what, run.id)
    assert {edge[-2] for edge in edges("CO_LISTENED")} == {"f1", "f2"}

    swept(store)

    assert edges("CO_LISTENED") == as_edges(what.co_listened, run.id, what.listeners.tolist())
    assert edges("SIMILAR") == as_edges(what.similar, run.id)
    assert edges("RELATED") == as_edges(what.related, run.id)
    assert [(r.id, r.current, r.swept) for r in runs(store, "factors")] == [
        ("f1", False, True),
        ("f2", True, False),
    ]


@pytest.mark.parametrize("steps", [0, 3, 6, 8, 11])
def test_publishing_that_dies_leaves_the_run_before_whole(
    store: GraphStore, edges: Callable[[str], Edges], vectors: Callable[[], Nodes], steps: int
) -> None:
    before = learned(0)
    old = published(store, before)
    with pytest.raises(KeyboardInterrupt):
        published(store, learned(1), progress=Faulty(steps))

    found = current(store, "factors")
    assert found is not None
    assert found.id == old.id
    assert vectors() == as_nodes(before, old.id)
    followed = [edge for edge in edges("CO_LISTENED") if edge[-2] == old.id]
    assert followed == as_edges(before.co_listened, old.id, before.listeners.tolist())

    swept(store)

    assert edges("CO_LISTENED") == followed
    assert [run.id for run in runs(store, "factors")] == [old.id]
    again = learned(1)
    run = published(store, again)
    assert run.id == "f2"
    assert vectors() == as_nodes(again, run.id)


def test_work_that_is_repeated_writes_nothing_twice(
    store: GraphStore, edges: Callable[[str], Edges], vectors: Callable[[], Nodes]
) -> None:
    what = learned()
    with Repeating(store.address) as repeating:
        run = published(repeating, what)

    assert edges("CO_LISTENED") == as_edges(what.co_listened, run.id, what.listeners.tolist())
    assert edges("SIMILAR") == as_edges(what.similar, run.id)
    assert vectors() == as_nodes(what, run.id)


def test_who_lost_the_lease_writes_nothing(
    store: GraphStore, edges: Callable[[str], Edges], vectors: Callable[[], Nodes]
) -> None:
    run = start(store, "factors", {})
    with lease(store, "factors") as held:
        pass
    with lease(store, "factors"), pytest.raises(Busy):
        publish(store, held, run, learned(), dict)
    with lease(store, "factors"), pytest.raises(Busy):
        sweep(store, held)

    assert [run.id for run in runs(store, "factors")] == [run.id]
    assert edges("CO_LISTENED") == []
    assert vectors() == {}
    assert current(store, "factors") is None


def test_nodes_that_have_gone_are_passed_over(
    store: GraphStore,
    grow: Callable[..., None],
    edges: Callable[[str], Edges],
    vectors: Callable[[], Nodes],
) -> None:
    grow([("User", "u1", {}), ("Track", "t1", {}), ("Track", "t3", {})])
    published(store, learned())

    assert vectors().keys() == {"u1", "t1", "t3"}
    assert [edge[:2] for edge in edges("CO_LISTENED")] == [("t1", "t3"), ("t3", "t1")]


def test_vectors_that_the_index_would_pass_over_are_refused() -> None:
    what = learned()
    rng = np.random.default_rng(0)
    longer = Vectors(USERS, rng.standard_normal((3, 4)).astype(np.float32))
    broken = random_vectors(USERS, rng)
    broken.matrix[0, 0] = np.inf
    for users, reason in ((longer, "one length"), (broken, "NaN or infinity")):
        with pytest.raises(InputError, match=reason):
            Learned(**{**vars(what), "users": users})
    with pytest.raises(InputError, match="numbers of listeners"):
        Learned(**{**vars(what), "listeners": what.listeners[:-1]})
