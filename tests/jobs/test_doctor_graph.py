"""A look into the graph and at the models: each broken state is named, and nothing is written."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from discograph.core import clock
from discograph.core.config import Config
from discograph.core.errors import SchemaError
from discograph.core.home import Home
from discograph.core.vectors import Vectors
from discograph.embeddings import index
from discograph.embeddings.als import Factors
from discograph.embeddings.store import save_factors
from discograph.graph.crawl_seeds import add_crawl_seeds
from discograph.graph.lease import lease
from discograph.graph.schema import migrate
from discograph.graph.store import Address, GraphStore
from discograph.jobs import doctor_graph, doctor_machine, doctor_server
from discograph.jobs.doctor import examine
from discograph.jobs.doctor_findings import Finding

pytestmark = pytest.mark.neo4j
Bare = Callable[..., Any]
Fixture = Callable[..., None]
FIRST, LAST = "schema/V001__unique_user_id", "schema/V999__from_the_future"
NOW = clock.now()
WEEK = clock.week_of(NOW)
LONG_AGO = (NOW - timedelta(days=30)).isoformat()


@pytest.fixture(autouse=True)
def the_same_week_all_along(monkeypatch: pytest.MonkeyPatch) -> None:
    """A Monday may begin while these run."""
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home").make()


@pytest.fixture
def see(store: GraphStore, home: Home) -> Callable[..., list[Finding]]:
    """A function that makes one check, with the settings given."""

    def see_(check: Callable[..., Iterator[Finding]], **tables: Any) -> list[Finding]:
        return list(check(store, home, Config.build(tables, {})))

    return see_


def run(id: str, kind: str, *, at: str = LONG_AGO, **more: Any) -> tuple[str, str, dict[str, Any]]:
    facts = {"kind": kind, "started_at": at, "finished_at": at, "current": kind != "ingest"}
    return "Run", id, {**facts, **more}


def test_all_is_well_and_nothing_is_written(
    plant: Fixture, bare: Bare, home: Home, address: Address, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doctor_machine, "LITTLE_MIB", 0)
    plant(plays={"mira": {"t1": 1}}, weeks={("mira", WEEK): ["t2"]}, current=None)
    before = bare("dump")
    environ = {
        "NEO4J_URI": address.uri,
        "NEO4J_USERNAME": address.username,
        "NEO4J_PASSWORD": address.password,
    }
    found = examine(home, environ)
    assert {finding.level for finding in found} == {"ok"}, found
    told = {finding.check: finding.found for finding in found}
    assert told["neo4j"].startswith(("5.26.", "2026."))
    assert told["weeks"] == f"1 people have their {WEEK}"
    assert {"schema", "imports", "crawler"} < set(told)
    assert address.password not in str(found)
    assert bare("dump") == before
    assert list(home.root.iterdir()) == []


def test_another_version_is_told(store: GraphStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor_server, "TRIED", ("4.4.",))
    (found,) = doctor_server.neo4j(store)
    assert (found.level, found.advice) == ("warning", "use Neo4j 5.26 or 2026")


@pytest.fixture
def mended(store: GraphStore, bare: Bare) -> Iterator[None]:
    """The schema is set right after the test."""
    yield
    for name in (FIRST, LAST):
        bare("forget_migration", id=name)
    migrate(store)


@pytest.mark.usefixtures("mended")
def test_migrations_are_compared(
    store: GraphStore, bare: Bare, see: Callable[..., list[Finding]]
) -> None:
    bare("forget_migration", id=FIRST)
    (found,) = see(doctor_graph.schema)
    assert (found.level, found.found[:12]) == ("ok", "1 migrations")
    record = {"checksum": "of another text", "applied_at": ""}
    store.write("ingest/record_migration", id=FIRST, **record)
    with pytest.raises(SchemaError, match="changed after it was applied"):
        see(doctor_graph.schema)
    store.write("ingest/record_migration", id=LAST, **record)
    with pytest.raises(SchemaError, match="use the newer discograph"):
        see(doctor_graph.schema)


def test_an_index_that_is_gone_is_a_fault(
    store: GraphStore, bare: Bare, see: Callable[..., list[Finding]]
) -> None:
    bare("drop_track_sound")
    try:
        (found,) = see(doctor_graph.schema)
    finally:
        store.write("schema/V020__track_sound")
        store.read("read/await_indexes")
    assert (found.level, found.found) == ("fault", "not every index answers: track_sound GONE")
    assert [f.level for f in see(doctor_graph.schema)] == ["ok"]


def test_an_import_that_never_ended_is_told(
    grow: Fixture, see: Callable[..., list[Finding]]
) -> None:
    grow([run("i1", "ingest"), run("i2", "ingest", finished_at=None)])
    (found,) = see(doctor_graph.imports)
    assert (found.level, found.found) == ("warning", "i2 never came to an end")


def test_who_holds_a_lease_is_told_from_who_died_with_it(
    store: GraphStore, plant: Fixture, see: Callable[..., list[Finding]]
) -> None:
    plant(leases={"ingest": {"holder": "somebody gone", "until": 1}, "free": {}})
    with lease(store, "weekly"):
        left, at_work = see(doctor_graph.leases)
    assert (left.level, left.found) == ("warning", "ingest was left by somebody gone")
    assert at_work.level == "ok"
    assert at_work.found.startswith("weekly is at work: process ")
    assert [finding.found for finding in see(doctor_graph.leases)] == [left.found]


def test_who_has_no_week_is_named_with_their_last(
    plant: Fixture, see: Callable[..., list[Finding]]
) -> None:
    plant()
    assert see(doctor_graph.weeks)[0].advice == "discograph import FILE --user NAME"
    people: dict[str, dict[str, int]] = {name: {} for name in ("ada", *map("p{}".format, range(8)))}
    plant(
        plays={"mira": {"t1": 1}, **people},
        local={"mira", *people},
        weeks={("mira", WEEK): ["t2"], ("ada", "2020-W53"): ["t2"], ("ada", "2020-W52"): ["t2"]},
    )
    (found,) = see(doctor_graph.weeks)
    assert found.level == "warning"
    assert found.found.startswith(f"no {WEEK} yet: ada (has 2020-W53), p0 (has none), ")
    assert found.found.endswith(" and 4 more")
    assert "mira" not in found.found


def test_an_import_that_nothing_was_learned_from_for_weeks_is_told(
    grow: Fixture, see: Callable[..., list[Finding]]
) -> None:
    grow([run("f1", "factors", input="i1"), run("i1", "ingest"), run("t1", "terms")])
    assert [(f.check, f.level) for f in see(doctor_graph.runs)] == [
        ("factors", "ok"),
        ("terms", "ok"),
    ]
    assert see(doctor_graph.runs)[0].found == "run f1, of 30 days ago"
    later = (clock.now() - timedelta(days=10)).isoformat()
    grow([run("f1", "factors", input="i1"), run("i1", "ingest"), run("i2", "ingest", at=later)])
    late = see(doctor_graph.runs)[-1]
    assert (late.level, late.advice) == ("warning", "discograph weekly")
    assert late.found.endswith("of 10 days ago")
    grow([run("f1", "factors", input="i1"), run("i2", "ingest", at=clock.now().isoformat())])
    assert {f.level for f in see(doctor_graph.runs)} == {"ok"}  # Monday will come


def test_files_that_are_not_those_of_their_manifest_are_a_fault(
    grow: Fixture, home: Home, see: Callable[..., list[Finding]]
) -> None:
    grow([run("f1", "factors")])
    (missing,) = see(doctor_graph.models)
    assert (missing.level, missing.advice) == ("fault", "discograph train --force")
    assert "nothing to open" in missing.found
    folder = home.models / "f1"
    vectors = Vectors(["t1", "t2"], np.eye(2, dtype=np.float32))
    save_factors(folder / "factors", Factors(vectors, vectors, 1, [1.0], True), "f1")
    index.build(vectors, folder / "index-tracks", run="f1")
    assert [(f.level, f.found) for f in see(doctor_graph.models)] == [
        ("ok", "the files of run f1 match their manifests")
    ]
    index.build(vectors, folder / "index-tracks", run="f7")
    assert see(doctor_graph.models)[0].found.endswith("index-tracks is of run f7")
    index.build(vectors, folder / "index-tracks", run="f1")
    (file,) = (folder / "factors").glob("*.npz")
    file.write_bytes(file.read_bytes()[:-1])
    assert "is not the file that its manifest describes" in see(doctor_graph.models)[0].found


def test_seeds_want_a_contact(store: GraphStore, see: Callable[..., list[Finding]]) -> None:
    assert see(doctor_graph.crawler)[0].level == "ok"
    add_crawl_seeds(store, [("https://lanternpost.example/", "page")], 0)
    (found,) = see(doctor_graph.crawler)
    assert (found.level, "[crawl] contact" in found.advice) == ("fault", True)
    assert see(doctor_graph.crawler, crawl={"contact": "me@example.org"})[0].level == "ok"


def test_a_run_that_is_yet_to_come_means_that_the_clock_was_put_back(
    grow: Fixture, see: Callable[..., list[Finding]]
) -> None:
    grow([run("f1", "factors"), run("i1", "ingest", at="2999-01-01T00:00:00+00:00")])
    (found,) = see(doctor_graph.future)
    assert (found.check, found.level) == ("clock", "fault")
    assert "i1" in found.found
