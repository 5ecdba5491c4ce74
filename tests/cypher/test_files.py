"""Every shipped query: what its file says of itself, and how the database would run it."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import neo4j
import pytest

import discograph
from discograph.cypher.loader import ROOT, load, names
from discograph.graph.store import DATABASE, GraphStore

HOUSE = Path(discograph.__file__).resolve().parent
WINGS = {path.parent.name for path in HOUSE.glob("*/__init__.py")} - {"tests", "benchmarks"}
SAMPLES: dict[str, Any] = {
    "string": "x",
    "integer": 1,
    "float": 1.0,
    "boolean": True,
    "map": {},
    "list": [],
}
SCANS = {"AllNodesScan", "NodeByLabelScan", "CartesianProduct"}
# Why a plan may hold what others may not.
ALLOWED = {
    ("read/is_empty", "NodeByLabelScan"): "it stops at the first node",
    ("read/migrations", "NodeByLabelScan"): "a few dozen nodes, read before any index is there",
    ("ingest/record_migration", "NodeByLabelScan"): "the same few dozen, one of them at a time",
}
QUIET = re.compile(r"//[^\n]*|'(?:\\.|[^'\\])*'|\"(?:\\.|[^\"\\])*\"")
CLAUSE = re.compile(r"\b(?:WITH|RETURN)\b")


@pytest.mark.parametrize("name", names())
def test_every_file_loads_and_says_what_it_is_for(name: str) -> None:
    query = load(name)
    assert re.match(r"[A-Z].*[.]", query.doc), "write a sentence"
    for declared, kind in (query.params | query.returns).items():
        assert re.fullmatch(r"[a-z]+(<[a-z]+(<[a-z]+>)?>)?\??", kind), (declared, kind)


@pytest.mark.parametrize("name", names())
def test_a_limit_cuts_an_ordered_list(name: str) -> None:
    body = QUIET.sub(" ", load(name).text)
    for limit in re.finditer(r"(?<![$\w])LIMIT\b", body):
        clause = CLAUSE.split(body[: limit.start()])[-1]
        assert re.search(r"\bORDER\s+BY\b", clause), clause


def test_no_cypher_stands_in_python() -> None:
    files = [
        *HOUSE.glob("*.py"),
        *(file for wing in WINGS for file in (HOUSE / wing).rglob("*.py")),
    ]
    assert len(files) > 20
    found = [
        file.relative_to(HOUSE).as_posix()
        for file in files
        if re.search(r"\b(MATCH|MERGE|CREATE)\s*[(]", file.read_text(encoding="utf-8"))
    ]
    assert found == []


def test_every_file_lies_in_a_family() -> None:
    assert {len(path.relative_to(ROOT).parts) for path in ROOT.rglob("*.cypher")} == {2}


@pytest.mark.neo4j
def test_every_plan_finds_its_nodes_by_index(store: GraphStore, bare_driver: neo4j.Driver) -> None:
    with bare_driver.session(database=DATABASE) as session:
        found = {
            (name, operator)
            for name in names()
            if not name.startswith("schema/")
            for operator in _operators(_plan(session, name))
            if operator in SCANS or (operator == "Eager" and _is_batch(name))
        }
    assert found - set(ALLOWED) == set()
    assert set(ALLOWED) - found == set(), "allowed, but no longer needed"


def _is_batch(name: str) -> bool:
    """Batches of thousands of rows stream through; what moves or removes a few may wait."""
    return name.startswith(("ingest/", "enrich/")) and "rows" in load(name).params


def _plan(session: neo4j.Session, name: str) -> dict[str, Any]:
    query = load(name)
    sample = {key: SAMPLES[kind.partition("<")[0]] for key, kind in query.params.items()}
    text = neo4j.Query(f"EXPLAIN {query.text}")
    plan = session.run(text, sample).consume().plan
    assert plan is not None
    return plan


def _operators(plan: dict[str, Any]) -> Iterator[str]:
    yield plan["operatorType"].partition("@")[0]
    for child in plan.get("children", ()):
        yield from _operators(child)
