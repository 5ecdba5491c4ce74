"""Shipped queries on a real graph."""

from __future__ import annotations

import pytest

from discograph.graph.store import GraphStore

pytestmark = pytest.mark.neo4j


def test_a_fresh_store_is_empty(store: GraphStore) -> None:
    assert store.value("read/is_empty") is True
