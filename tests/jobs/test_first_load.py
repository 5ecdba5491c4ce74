"""The first big load goes around Bolt, and leaves the same graph; on a server of its own."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import neo4j
import pytest

from discograph.core.config import IngestConfig, ServerConfig
from discograph.core.home import Home
from discograph.formats.rows import (
    Entry,
    Listen,
    PlayCount,
    PlaylistRow,
    Row,
    Save,
    TrackRef,
    Visit,
)
from discograph.graph.schema import migrate, migrations
from discograph.graph.server import ManagedServer
from discograph.graph.store import DATABASE, GraphStore
from discograph.jobs.ingest import Report, ingest

pytestmark = [pytest.mark.neo4j, pytest.mark.slow]
CYPHER = Path(__file__).parents[1] / "data" / "cypher"
STRANGE = ["tab\tand\nline", 'say "so"', "a;b,c", "back\\", "'", "\u202ebidi", "`$x` 😀", "é"]
T0 = 1_600_000_000


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ManagedServer]:
    small = ServerConfig(heap_mib=512, page_cache_mib=64, start_timeout_s=300)
    managed = ManagedServer(Home(tmp_path_factory.mktemp("home")), small)
    try:
        managed.up()
        yield managed
    finally:
        managed.down()


def rows() -> list[Row]:
    refs = [
        TrackRef(text, (f"By {n % 3} {text}", "Guest"), (f"shop:{n}", f"isrc:{n // 2}"), text, n)
        for n, text in enumerate(STRANGE)
    ]
    ids = TrackRef(None, aliases=("shop:x",))
    listens = [
        Listen(ref, T0 + 100 * n + m, [None, 5.0][m % 2], coarse=m == 2, user=f"user {n % 3}")
        for n, ref in enumerate([*refs, ids])
        for m in range(4)
    ]
    rest: list[Row] = [
        PlayCount(refs[0], 7, T0, "user 0"), PlayCount(ids, 3, None, 'user "3"'),
        Save(refs[1], T0, "user 0"), Save(ids, None, "user 4"), Visit("Guest", T0, "user 0"),
        Visit("Nobody else", T0, "user 5"),
        PlaylistRow("k", "List", tuple(Entry(ref) for ref in refs), T0, user="user 0"),
    ]  # fmt: skip
    return [*listens, *rest]


def load(server: ManagedServer, store: GraphStore, offline_from: int) -> Report:
    return ingest(
        [("rows", "rows", rows())], store, user=None, local=True, home=server.home,
        config=IngestConfig(offline_from=offline_from), server=server,
    )  # fmt: skip


def value(store: GraphStore, name: str) -> Any:
    auth = (store.address.username, store.address.password)
    text = (CYPHER / f"{name}.cypher").read_text(encoding="utf-8")
    with (
        neo4j.GraphDatabase.driver(store.address.uri, auth=auth) as driver,
        driver.session(database=DATABASE) as session,
    ):
        record = session.run(neo4j.Query(text)).single()
        return None if record is None else record[0]


def dumped(store: GraphStore) -> list[list[str]]:
    parts = value(store, "dump")
    return [sorted(json.dumps(item, sort_keys=True) for item in part) for part in parts]


def test_the_offline_import_leaves_the_graph_that_bolt_would(server: ManagedServer) -> None:
    with GraphStore(server.up()) as store:
        migrate(store)
        first = load(server, store, offline_from=1)
        offline = dumped(store)
        assert [run["ended"] for run in value(store, "runs")] == [True]
        assert len(store.read("read/migrations")) == len(migrations())
        again = load(server, store, offline_from=1)
        assert (again.changed, again.listens_new) == (False, 0)
        value(store, "wipe")
        second = load(server, store, offline_from=10**6)
        assert dumped(store) == offline
        assert [path.name for path in server.home.spool.iterdir()] == []
    for key in ("listens_new", "tracks", "tracks_new", "artists", "changed", "saves"):
        assert getattr(first, key) == getattr(second, key), key
