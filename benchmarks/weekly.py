"""Published weeks a second, beside the usual traversal that only names thirty tracks.

usage: python benchmarks/weekly.py

A thousand people with some hundred tracks each of a long-tailed catalogue are made up and imported
offline; a server of its own is started and thrown away. Training is not counted.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterable
from pathlib import Path

import neo4j
import numpy as np

from discograph.core.config import Config, ServerConfig
from discograph.core.home import Home
from discograph.graph.schema import migrate
from discograph.graph.server import ManagedServer
from discograph.graph.store import DATABASE, GraphStore
from discograph.jobs.factors import train
from discograph.jobs.weekly import publish_weeks

HERE = Path(__file__).parent
USERS, TRACKS, ARTISTS = 1_000, 8_000, 1_500
NAIVE = 10
"""People for whom the usual traversal is run, which says enough."""


def main() -> None:
    """Measure both on one server and print a table in Markdown."""
    with tempfile.TemporaryDirectory() as folder:
        home = Home(Path(folder) / "home").make()
        server = ManagedServer(home, ServerConfig())
        try:
            server.import_offline(*write_csv(Path(folder)))
            with GraphStore(server.address()) as store:
                migrate(store)
                train(store, home, Config())
                naive(store, 2)  # both warm
                publish_weeks(store, home, Config(), week="2026-W01", users=_users(20))
                rows = [
                    ("the usual traversal, thirty ids", NAIVE, naive(store, NAIVE)),
                    ("published weeks with reasons", USERS, weeks(store, home)),
                ]
        finally:
            server.down()
    print("| lists | users | s | users/s |\n|---|---:|---:|---:|")
    for label, users, seconds in rows:
        print(f"| {label} | {users:,} | {seconds:.1f} | {users / seconds:,.1f} |")


def naive(store: GraphStore, users: int) -> float:
    """Return the seconds that the usual traversal takes for some users, with the same driver."""
    auth = (store.address.username, store.address.password)
    text = (HERE / "naive_week.cypher").read_text(encoding="utf-8")
    with (
        neo4j.GraphDatabase.driver(store.address.uri, auth=auth) as driver,
        driver.session(database=DATABASE) as session,
    ):
        began = time.perf_counter()
        for user in _users(users):
            session.run(neo4j.Query(text), user=user).consume()
        return time.perf_counter() - began


def weeks(store: GraphStore, home: Home) -> float:
    """Return the seconds that the weekly job takes for everybody."""
    began = time.perf_counter()
    publish_weeks(store, home, Config(), week="2026-W02")
    return time.perf_counter() - began


def write_csv(folder: Path) -> tuple[dict[str, Path], dict[str, Path]]:
    """Write local users, tracks with artists and works, and about a hundred thousand plays."""
    rng = np.random.default_rng(0)
    chance = 1 / (np.arange(TRACKS) + 20) ** 0.7
    upto = np.cumsum(chance / chance.sum())
    upto[-1] = 1
    heard = [
        np.unique(np.searchsorted(upto, rng.random(min(1_500, 20 + int(rng.lognormal(4, 0.8))))))
        for _ in range(USERS)
    ]
    listeners = np.bincount(np.concatenate(heard), minlength=TRACKS)
    nodes = {
        "User": ("id:ID(User),local:boolean,tracks:long",
                 (f"{user},true,{len(heard[at])}" for at, user in enumerate(_users(USERS)))),
        "Track": ("id:ID(Track),title,kind,listeners:long",
                  (f"t{track},Song {track},music,{listeners[track]}" for track in range(TRACKS))),
        "Artist": ("id:ID(Artist),name", (f"a{at},Band {at}" for at in range(ARTISTS))),
        "Work": ("id:ID(Work)", (f"w{track}" for track in range(TRACKS))),
    }  # fmt: skip
    edges = {
        "LISTENED": (":START_ID(User),:END_ID(Track),plays:long,skips:long,last_at:long",
                     (f"{user},t{track},{rng.geometric(0.3)},0,{1_500_000_000 + track}"
                      for user, tracks in zip(_users(USERS), heard, strict=True)
                      for track in tracks)),
        "BY": (":START_ID(Track),:END_ID(Artist),role",
               (f"t{track},a{track % ARTISTS},main" for track in range(TRACKS))),
        "VERSION_OF": (":START_ID(Track),:END_ID(Work)",
                       (f"t{track},w{track}" for track in range(TRACKS))),
    }  # fmt: skip
    return (
        {name: _write(folder / f"{name}.csv", *part) for name, part in nodes.items()},
        {name: _write(folder / f"{name}.csv", *part) for name, part in edges.items()},
    )


def _users(many: int) -> list[str]:
    return [f"user-{number:04}" for number in range(many)]


def _write(path: Path, header: str, lines: Iterable[str]) -> Path:
    with path.open("w", encoding="utf-8") as file:
        file.write(f"{header}\n")
        file.writelines(f"{line}\n" for line in lines)
    return path


if __name__ == "__main__":
    main()
