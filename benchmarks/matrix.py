"""Edges a second of the matrix, read as one record a user with lists, beside one record an edge.

usage: python benchmarks/matrix.py

Some three million plays of a long-tailed catalogue are made up and imported offline; a server of
its own is started and thrown away.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator
from operator import itemgetter
from pathlib import Path

import neo4j
import numpy as np

from discograph.core.config import FactorsConfig, ServerConfig
from discograph.core.home import Home
from discograph.graph.matrix import read_listens
from discograph.graph.schema import migrate
from discograph.graph.server import ManagedServer
from discograph.graph.store import DATABASE, GraphStore

HERE = Path(__file__).parent
USERS, TRACKS, ROUNDS = 30_000, 50_000, 3
BELOW = "user-02000"
"""The slow peer reads a fifteenth of the users, which says enough."""


def main() -> None:
    """Measure both in turn on one warm server, and print a table in Markdown, the best of each."""
    with tempfile.TemporaryDirectory() as folder:
        server = ManagedServer(Home(Path(folder) / "home"), ServerConfig())
        try:
            server.import_offline(*write_csv(Path(folder)))
            with GraphStore(server.address()) as store:
                migrate(store)
                ways = {"one record an edge": one_by_one, "one record a user": lists}
                rounds = [
                    {label: timed(read, store) for label, read in ways.items()}
                    for _ in range(ROUNDS)
                ]
        finally:
            server.down()
    print("| plays out of the graph | edges | edges/s |\n|---|---:|---:|")
    for label in ways:
        edges, rate = max((measured[label] for measured in rounds), key=itemgetter(1))
        print(f"| {label} | {edges:,} | {rate:,.0f} |")


def timed(read: Callable[[GraphStore], int], store: GraphStore) -> tuple[int, float]:
    """Return how many edges were read, and how many a second."""
    began = time.perf_counter()
    edges = read(store)
    return edges, edges / (time.perf_counter() - began)


def lists(store: GraphStore) -> int:
    """Read all as the training does."""
    return read_listens(store, FactorsConfig()).nnz


def one_by_one(store: GraphStore) -> int:
    """Read what some users listen to, an edge a record, with the same driver."""
    auth = (store.address.username, store.address.password)
    text = (HERE / "naive_plays.cypher").read_text(encoding="utf-8")
    with (
        neo4j.GraphDatabase.driver(store.address.uri, auth=auth) as driver,
        driver.session(database=DATABASE) as session,
    ):
        rows = session.run(neo4j.Query(text), below=BELOW)
        return len([(user, track, plays) for user, track, plays in rows])


def write_csv(folder: Path) -> tuple[dict[str, Path], dict[str, Path]]:
    """Write users, tracks and some three million plays, popular tracks far oftener than others."""
    rng = np.random.default_rng(0)
    tracks = [f"t{number:016x}" for number in rng.integers(0, 2**62, TRACKS)]
    chance = 1 / (np.arange(TRACKS) + 30) ** 0.8
    upto = np.cumsum(chance / chance.sum())
    upto[-1] = 1
    files = {name: folder / f"{name}.csv" for name in ("User", "Track", "LISTENED")}
    _write(files["User"], "id:ID(User)", (f"user-{number:05}" for number in range(USERS)))
    _write(files["Track"], "id:ID(Track),kind", (f"{track},music" for track in tracks))
    _write(
        files["LISTENED"],
        ":START_ID(User),:END_ID(Track),plays:long,skips:long,first_at:long,last_at:long,at:long[]",
        _plays(tracks, upto, rng),
    )
    return {name: files[name] for name in ("User", "Track")}, {"LISTENED": files["LISTENED"]}


def _plays(
    tracks: list[str], upto: np.ndarray[tuple[int], np.dtype[np.float64]], rng: np.random.Generator
) -> Iterator[str]:
    for user in range(USERS):
        many = min(2_000, 5 + int(rng.lognormal(4.3, 0.8)))
        for track in np.unique(np.searchsorted(upto, rng.random(many))):
            plays = int(rng.geometric(0.3))
            began = 1_500_000_000 + int(rng.integers(10**8))
            at = [began + 1_000 * again for again in range(plays)]
            listens = ";".join(map(str, at))
            yield f"user-{user:05},{tracks[track]},{plays},0,{at[0]},{at[-1]},{listens}"


def _write(path: Path, header: str, lines: Iterator[str]) -> None:
    with path.open("w", encoding="utf-8") as file:
        file.write(f"{header}\n")
        file.writelines(f"{line}\n" for line in lines)


if __name__ == "__main__":
    main()
