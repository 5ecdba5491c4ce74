"""Seeds of the crawl, kept in the graph."""

from __future__ import annotations

from collections.abc import Iterable

from .store import GraphStore, Row


def add_crawl_seeds(store: GraphStore, seeds: Iterable[tuple[str, str]], at: int) -> list[str]:
    """Add URLs, each of a kind (feed, sitemap, page); return those that were not there.

    Parameters
    ----------
    store : GraphStore
    seeds : iterable of (str, str)
        Checked by the caller.
    at : int [s since 1970]
    """
    known = {row["url"] for row in crawl_seeds(store)}
    rows = [list(seed) for seed in seeds]
    store.write("ingest/add_crawl_seeds", rows=rows, at=at)
    return [url for url, _ in rows if url not in known]


def crawl_seeds(store: GraphStore) -> list[Row]:
    """Return ``{url, kind, added_at}`` of every seed, by URL."""
    return store.read("read/crawl_seeds")


def remove_crawl_seed(store: GraphStore, url: str) -> bool:
    """Remove a seed; tell whether it was there."""
    return bool(store.write("ingest/remove_crawl_seed", url=url))
