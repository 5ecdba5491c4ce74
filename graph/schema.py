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
    applied = {row["id"]: row["checksum"] for row in store.read("read/migrations")}
    shipped = migrations()
    if unknown := sorted(set(applied) - {query.name for query in shipped}):
        raise SchemaError(
            f"the graph knows migration {unknown[0]}, this discograph does not; "
            "use the newer discograph that made it"
        )
    fresh = [query for query in shipped if _is_new(query, applied)]
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
