"""Pages and whom they mention, in and out of the graph."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from ..core.progress import Advance
from .ingest import parts
from .lease import Lease, hold
from .store import GraphStore, Transaction

PAGES = 500
"""Pages written in one transaction."""


@dataclass(frozen=True, slots=True)
class PageRow:
    """A page that was read.

    Parameters
    ----------
    url, site, title, sha256 : str
    published_at, fetched_at : int [s since 1970]
    artists, tracks : sequence of (str, int)
        Whom it mentions, and how often.
    """

    url: str
    site: str
    title: str
    published_at: int | None
    fetched_at: int
    sha256: str
    artists: Sequence[tuple[str, int]]
    tracks: Sequence[tuple[str, int]]

    def as_row(self) -> list[Any]:
        """Return what ``enrich/merge_pages`` takes."""
        return [
            self.url,
            self.site,
            self.title,
            self.published_at,
            self.fetched_at,
            self.sha256,
        ]


def write_pages(
    store: GraphStore,
    held: Lease,
    pages: Iterable[PageRow],
    advance: Advance = lambda steps: None,
) -> None:
    """Put pages into the graph, each in the place of what was known of it; again is harmless.

    Raises
    ------
    Busy
        If the lease was taken over meanwhile.
    """
    for part in parts(pages, PAGES):
        store.together("enrich/merge_pages", partial(_write, held, part))
        advance(len(part))


def drop_pages(store: GraphStore, held: Lease, urls: Iterable[str]) -> None:
    """Take pages out of the graph; those that are not there are passed over."""
    for part in parts(urls, PAGES):
        store.together("enrich/drop_pages", partial(_drop, held, part))


def page_urls(store: GraphStore) -> set[str]:
    """Return the URL of every page in the graph."""
    return {values[0] for values in store.stream("read/page_urls")}


def _write(held: Lease, pages: list[PageRow], tx: Transaction) -> None:
    tx.run("enrich/merge_pages", rows=[page.as_row() for page in pages])
    tx.run("enrich/unmention_pages", urls=[page.url for page in pages])
    for name in ("artists", "tracks"):
        rows = [[p.url, [list(m) for m in getattr(p, name)]] for p in pages if getattr(p, name)]
        if rows:
            tx.run(f"enrich/mention_{name}", rows=rows)
    hold(tx, held)


def _drop(held: Lease, urls: list[str], tx: Transaction) -> None:
    tx.run("enrich/drop_pages", urls=urls)
    hold(tx, held)
