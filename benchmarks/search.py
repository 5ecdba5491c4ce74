"""Milliseconds of a search by words, beside the usual scan of all terms.

usage: python benchmarks/search.py [--artists N] [--terms N] [--queries N]

Artists of made-up scenes, with words of a scene and words of anybody, are weighed and published as
the terms job does it; a server of its own is started and thrown away. A quarter of the searches
have a letter wrong.
"""

from __future__ import annotations

import argparse
import csv
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from typing import Any

import neo4j
import numpy as np

from discograph.core.config import ServerConfig, TermsConfig
from discograph.core.home import Home
from discograph.demo.sentences import PLAIN, THINGS
from discograph.demo.words import WORDS
from discograph.graph.lease import lease
from discograph.graph.runs import start
from discograph.graph.schema import migrate
from discograph.graph.server import ManagedServer
from discograph.graph.store import DATABASE, GraphStore
from discograph.graph.terms import KIND, publish
from discograph.jobs.news import News, Told
from discograph.jobs.portraits import portray
from discograph.jobs.term_facts import Facts
from discograph.jobs.words import search_words

HERE = Path(__file__).parent
NOW = 1_782_691_200
SITES, SCENES, SCENE_TERMS = 300, 100, 120
NAIVE = 20
"""Searches that are done the usual way, which say enough."""


def main() -> None:
    """Measure both on one server and print a table in Markdown."""
    options = parse()
    facts = said(options.artists, options.terms)
    with tempfile.TemporaryDirectory() as folder:
        home = Home(Path(folder) / "home").make()
        server = ManagedServer(home, ServerConfig())
        try:
            server.import_offline({"Artist": artists_csv(Path(folder) / "a.csv", facts)}, {})
            with GraphStore(server.address()) as store:
                migrate(store)
                edges = fill(store, facts)
                queries = searches(facts, options.queries)
                print(f"{len(facts.nodes)} artists, {len(facts.terms)} terms, {edges} edges\n")
                print("| search | queries | median ms | p95 ms | longest ms |")
                print("|---|---:|---:|---:|---:|")
                with usual(store) as scan:
                    report("the usual scan", scan, queries[:NAIVE])
                report("search", lambda words: search_words(store, words), queries)
        finally:
            server.down()


def said(artists: int, terms: int) -> Facts:
    """Return what pages say: 60% of an artist's words are of the scene, some are of anybody's."""
    rng = np.random.default_rng(11)
    names = vocabulary()
    popular = 1 / (rng.permutation(len(names)) + 20.0)
    anybody = np.cumsum(popular / popular.sum())
    scenes = rng.integers(0, len(names), (SCENES, SCENE_TERMS))
    spots = []
    pages = 4 * artists
    for artist in range(artists):
        size = int(np.clip(rng.lognormal(np.log(terms), 0.7), 5, 1000))
        own = scenes[rng.integers(SCENES)][rng.integers(0, SCENE_TERMS, int(0.6 * size))]
        other = np.searchsorted(anybody, rng.random(size - len(own)) * anybody[-1])
        column = np.concatenate([own, other])
        page = 4 * artist + rng.integers(0, 4, size)
        spots.append(np.column_stack([np.full(size, artist), column, np.ones(size), page]))
    return Facts(
        nodes=[f"a{artist}" for artist in range(artists)],
        kinds=["artist"] * artists,
        terms=names,
        term_kinds=["phrase" if " " in name else "noun" for name in names],
        urls=[f"http://site{page % SITES}.example/{page}" for page in range(pages)],
        sites=[f"site{page % SITES}.example" for page in range(pages)],
        published=NOW - rng.integers(0, 700 * 86_400, pages),
        spots=np.concatenate(spots).astype(np.int32),
        together=np.zeros((0, 4), np.int32),
    )


def vocabulary() -> list[str]:
    """Return words, and pairs of them, all different."""
    nouns = [word for scene in WORDS for word in scene.nouns] + list(THINGS)
    adjectives = [word for scene in WORDS for word in scene.adjectives] + list(PLAIN)
    phrases = [phrase for scene in WORDS for phrase in (scene.genre, *scene.phrases)]
    pairs = [f"{adjective} {noun}" for adjective in adjectives for noun in nouns]
    return sorted({*nouns, *adjectives, *phrases, *pairs})


def fill(store: GraphStore, facts: Facts) -> int:
    """Weigh and publish; return how many edges there are."""
    config = TermsConfig()
    portraits = portray(facts, {}, config, as_of=NOW)
    what = News(portraits, Told({}, None, frozenset(), frozenset()), config)
    with lease(store, KIND) as held:
        run = start(store, KIND, {})
        publish(store, held, run, what.described(), what.metrics, as_of=NOW)
    store.read("read/await_indexes")
    return int(what.metrics()["described_by"])


def searches(facts: Facts, n: int) -> list[str]:
    """Return one to three of an artist's terms each; in a quarter of them a letter is wrong."""
    rng = np.random.default_rng(5)
    starts = np.searchsorted(facts.spots[:, 0], np.arange(len(facts.nodes) + 1))
    rows = list(pairwise(starts.tolist()))
    found = []
    for number in range(n):
        begin, end = rows[int(rng.integers(len(rows)))]
        terms = rng.choice(facts.spots[begin:end, 1], int(rng.integers(1, 4)), replace=False)
        text = " ".join(facts.terms[term] for term in terms.tolist())
        at = int(rng.integers(1, len(text) - 1))
        found.append(text[:at] + text[at + 1 :] if number % 4 == 0 else text)
    return found


@contextmanager
def usual(store: GraphStore) -> Iterator[Callable[[str], object]]:
    """Give the usual scan, with the same driver."""
    auth = (store.address.username, store.address.password)
    text: Any = (HERE / "naive_search.cypher").read_text(encoding="utf-8")
    with (
        neo4j.GraphDatabase.driver(store.address.uri, auth=auth) as driver,
        driver.session(database=DATABASE) as session,
    ):
        yield lambda query: session.run(text, words=query.split()).data()


def report(label: str, search: Callable[[str], object], queries: Sequence[str]) -> None:
    """Print how long searches take, the first tenth of them not counted."""
    took = []
    for query in [*queries[: len(queries) // 10 + 1], *queries]:
        began = time.perf_counter()
        search(query)
        took.append(1000 * (time.perf_counter() - began))
    median, late = np.percentile(took[-len(queries) :], [50, 95])
    longest = max(took[-len(queries) :])
    print(f"| {label} | {len(queries)} | {median:.1f} | {late:.1f} | {longest:.1f} |", flush=True)


def artists_csv(path: Path, facts: Facts) -> Path:
    """Write artists of invented names."""
    rng = np.random.default_rng(3)
    words = [term.title() for term in facts.terms if " " not in term]
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["id:ID(Artist)", "name", "listeners:long"])
        for number, artist in enumerate(facts.nodes):
            name = f"{words[rng.integers(len(words))]} {words[rng.integers(len(words))]} {number}"
            rows.writerow([artist, name, int(rng.geometric(0.02))])
    return path


def parse() -> argparse.Namespace:
    """Return the options."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--artists", type=int, default=20_000)
    parser.add_argument("--terms", type=int, default=60, help="median of an artist")
    parser.add_argument("--queries", type=int, default=300)
    return parser.parse_args()


if __name__ == "__main__":
    main()
