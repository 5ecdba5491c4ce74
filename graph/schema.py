"""Numbered migrations, each applied once and never changed afterwards."""

from __future__ import annotations

import hashlib
import logging
import re

from ..core.clock import now
from ..core.errors import SchemaError
from ..cypher.loader import Query, load, names
from .store import GraphStore

log = logging.getLogger(__name__)
_NAME = re.compile(r"schema/V(\d+)__\w+")
_MADE = re.compile(r"^CREATE [A-Z ]*(?:CONSTRAINT|INDEX) (\w+)", re.MULTILINE)


def migrations() -> list[Query]:
    """Return the shipped migrations in order.

    Raises
    ------
    SchemaError
        If their numbers are not 1, 2, 3, ...
    """
    found = [load(name) for name in names() if name.startswith("schema/")]
    for number, query in enumerate(found, start=1):
        match = _NAME.fullmatch(query.name)
        if match is None or int(match[1]) != number:
            raise SchemaError(f"cypher/{query.name}.cypher: expected migration number {number}")
    return found


def migrate(store: GraphStore) -> list[str]:
    """Bring the schema up to date and return the names of what was applied now.

    Raises
    ------
    SchemaError
        If a migration was changed after it was applied, or the graph is newer than the code.
    """
    fresh = pending(store)
    for query in fresh:
        store.write(query.name)
        store.write(
            "ingest/record_migration",
            id=query.name,
            checksum=checksum(query),
            applied_at=now().isoformat(),
        )
        log.info("applied %s", query.name)
    if fresh:
        store.read("read/await_indexes")
    return [query.name for query in fresh]


def pending(store: GraphStore) -> list[Query]:
    """Return the migrations that the graph has not had yet, in order.

    Raises
    ------
    SchemaError
        If a migration was changed after it was applied, or the graph is newer than the code.
    """
    applied = {row["id"]: row["checksum"] for row in store.read("read/migrations")}
    shipped = migrations()
    if unknown := sorted(set(applied) - {query.name for query in shipped}):
        raise SchemaError(
            f"the graph knows migration {unknown[0]}, this discograph does not; "
            "use the newer discograph that made it"
        )
    return [query for query in shipped if _is_new(query, applied)]


def silent_indexes(store: GraphStore) -> dict[str, str]:
    """Return the state of each index and constraint that should answer and does not.

    Returns
    -------
    dict of str to str
        Name -> ``"POPULATING"``, ``"FAILED"``, or ``"GONE"`` of one that a migration made.
    """
    states = {row["name"]: row["state"] for row in store.read("read/indexes")}
    fresh = pending(store)
    made = [_MADE.findall(query.text) for query in migrations() if query not in fresh]
    states = {name: "GONE" for names in made for name in names} | states
    return {name: state for name, state in states.items() if state != "ONLINE"}


def checksum(query: Query) -> str:
    """Return the SHA-256 of a migration's statement."""
    return hashlib.sha256(query.text.encode()).hexdigest()


def _is_new(query: Query, applied: dict[str, str]) -> bool:
    if query.name not in applied:
        return True
    if applied[query.name] != checksum(query):
        raise SchemaError(
            f"cypher/{query.name}.cypher was changed after it was applied; "
            "restore it and add a new migration instead"
        )
    return False
