"""Rows a second of an import, by Bolt and offline, beside one MERGE a row.

usage: python benchmarks/ingest.py [HISTORY...] [--users N] [--listens N] [--naive N]

Without histories (files and folders, the rows of each argument one person's) it makes up listens of
a long-tailed catalogue. A server of its own is started and thrown away.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import neo4j
import numpy as np

from discograph.core.config import IngestConfig, ServerConfig
from discograph.core.home import Home
from discograph.core.identity import normalise_artist
from discograph.formats.detect import Source, discover, read
from discograph.formats.rows import Listen, Row, TrackRef
from discograph.graph.ingest import parts
from discograph.graph.schema import migrate
from discograph.graph.server import ManagedServer
from discograph.graph.store import DATABASE, GraphStore
from discograph.jobs.ingest import Report, ingest
from discograph.jobs.resolve import name_of
from discograph.jobs.spool import Spool
from discograph.jobs.staging import Owners, stage

HERE = Path(__file__).parent
WIPE = HERE.parent / "tests" / "data" / "cypher" / "wipe.cypher"


def main() -> None:
    """Measure, and print a table in Markdown."""
    options = parse()
    listens = list(histories(options.histories) if options.histories else made_up(options))
    with tempfile.TemporaryDirectory() as folder:
        home = Home(Path(folder) / "home").make()
        server = ManagedServer(home, ServerConfig())
        try:
            with GraphStore(server.up()) as store:
                migrate(store)
                measure(listens, options.naive, store, server, home)
        finally:
            server.down()


def measure(
    listens: list[Listen], naive: int, store: GraphStore, server: ManagedServer, home: Home
) -> None:
    """Run every way of importing on an empty graph each."""
    print(f"{len(listens)} listens of {len({row.track for row in listens})} tracks\n")
    print("| import | rows | s | rows/s |\n|---|---:|---:|---:|")
    warm_up = [Listen(TrackRef("Warm", ("Up",)), 1, user="x")]
    load(warm_up, store, None, home)
    wipe(store)
    report("one MERGE a row, maps", naive, lambda: merge_rows(listens[:naive], store))
    wipe(store)
    report("reading into the spool alone", len(listens), lambda: spool(listens, home))
    report("by Bolt", len(listens), lambda: load(listens, store, None, home))
    report("the same again, by Bolt", len(listens), lambda: load(listens, store, None, home))
    wipe(store)
    report("first load, offline", len(listens), lambda: load(listens, store, server, home))


def report(label: str, rows: int, job: Callable[[], object]) -> None:
    """Print how fast a run is."""
    began = time.perf_counter()
    job()
    seconds = time.perf_counter() - began
    print(f"| {label} | {rows} | {seconds:.1f} | {rows / seconds:,.0f} |", flush=True)


def load(
    listens: Iterable[Row], store: GraphStore, server: ManagedServer | None, home: Home
) -> Report:
    """Import by Bolt, or offline where there is a server to do it."""
    return ingest(
        [("listens", "made up", listens)], store, user=None, local=True, home=home,
        config=IngestConfig(offline_from=1), server=server,
    )  # fmt: skip


def spool(listens: Iterable[Row], home: Home) -> None:
    """Stage alone, without the graph."""
    with Spool(home.spool / "alone.sqlite") as made:
        stage(
            [("listens", "made up", listens)], made, Owners(None, local=True), IngestConfig(),
            quarantine=home.quarantine, run="alone",
        )  # fmt: skip


def merge_rows(listens: Iterable[Listen], store: GraphStore) -> None:
    """Write rows as maps, a thousand at a time, one MERGE after the other."""
    rows = (
        {
            "user": row.user,
            "artist": normalise_artist(row.track.artists[0]),
            "track": name_of(row.track),
            "title": row.track.title,
            "at": row.at,
        }
        for row in listens
    )
    run(store, HERE / "naive_listens.cypher", parts(rows, 1000))


def wipe(store: GraphStore) -> None:
    """Empty the graph."""
    run(store, WIPE, [[]])


def run(store: GraphStore, query: Path, batches: Iterable[list[dict[str, Any]]]) -> None:
    """Run a query that is not shipped, a transaction a batch."""
    text: Any = query.read_text(encoding="utf-8")
    with driver(store) as connected, connected.session(database=DATABASE) as session:
        for rows in batches:
            session.run(text, rows=rows).consume()


def driver(store: GraphStore) -> neo4j.Driver:
    """Return a driver for what no shipped query does."""
    auth = (store.address.username, store.address.password)
    return neo4j.GraphDatabase.driver(
        store.address.uri, auth=auth, notifications_min_severity="OFF", telemetry_disabled=True
    )


def histories(paths: Iterable[Path]) -> Iterator[Listen]:
    """Yield the named listens of files, those of each path as one person's."""
    for path in paths:
        for item in discover([path], max_inflated_bytes=1 << 32):
            for row in read(item) if isinstance(item, Source) else ():
                if isinstance(row, Listen) and name_of(row.track) is not None:
                    yield replace(row, user=path.name)


def made_up(options: argparse.Namespace) -> Iterator[Listen]:
    """Yield listens by seeded chance; popularity falls with rank, people differ in diligence."""
    rng = np.random.default_rng(7)
    tracks = max(1000, options.listens // 8)
    refs = [
        TrackRef(f"Song {n}", (f"Artist {n // 11}",), (f"shop:{n}",), None, 180.0)
        for n in range(tracks)
    ]
    which = (tracks * rng.random(options.listens) ** 3).astype(int)
    people = (options.users * rng.random(options.listens) ** 2).astype(int)
    times = 1_500_000_000 + rng.integers(0, 10**8, options.listens)
    for track, person, at in zip(which.tolist(), people.tolist(), times.tolist(), strict=True):
        yield Listen(refs[track], at, user=f"person {person}")


def parse() -> argparse.Namespace:
    """Return the options."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("histories", type=Path, nargs="*")
    parser.add_argument("--users", type=int, default=500)
    parser.add_argument("--listens", type=int, default=300_000)
    parser.add_argument("--naive", type=int, default=20_000, help="rows for the slow peer")
    return parser.parse_args()


if __name__ == "__main__":
    main()
