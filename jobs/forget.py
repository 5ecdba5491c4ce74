"""Pages taken out again, with everything that came from them, for ever."""

from __future__ import annotations

import logging
import shutil
from dataclasses import asdict, dataclass
from typing import Any

from ..core.config import Config
from ..core.errors import InputError
from ..core.home import Home
from ..core.progress import Progress, Silent
from ..formats.warc import Archive
from ..graph.crawl_seeds import crawl_seeds, remove_crawl_seed
from ..graph.lease import lease
from ..graph.pages import drop_pages, page_urls
from ..graph.store import GraphStore
from ..graph.terms import KIND
from ..nlp.crawl.frontier import Frontier
from ..nlp.crawl.urls import canonical, names_of
from ..playlists import reasons
from .term_store import TermStore
from .terms import TermsReport, describe

log = logging.getLogger(__name__)
UNSAID = "Described in words that you asked to forget."


@dataclass(frozen=True, kw_only=True)
class ForgetReport:
    """What was forgotten.

    Parameters
    ----------
    what : str
        The URL or site.
    pages : int
        States of pages that the archive held.
    mentioning : int
        Pages of these that the graph knew, since they mention somebody.
    reasons : int
        Tracks of published weeks whose reason was such a page.
    seeds : int
        URLs that crawls began from, and no longer do.
    terms : TermsReport
        What is said now.
    """

    what: str
    pages: int
    mentioning: int
    reasons: int
    seeds: int
    terms: TermsReport

    def as_dict(self) -> dict[str, Any]:
        """Return plain values."""
        return asdict(self)


def forget_page(
    store: GraphStore,
    home: Home,
    config: Config,
    url_or_site: str,
    *,
    progress: Progress | None = None,
) -> ForgetReport:
    """Forget a page, however its URL is spelled, or a whole site, and all that came from it.

    It is gone from the archive, the graph, the reasons of published weeks and what was read; what
    is said of artists is weighed again without it. No crawl begins from it or visits it again, and
    no import brings it back. Done again after a kill, it goes on where it stopped.

    Parameters
    ----------
    store : GraphStore
    home : Home
    config : Config
    url_or_site : str
        A URL with its scheme, or a site as ``lanternpost.example``.
    progress : Progress, optional

    Raises
    ------
    InputError
        If it is neither.
    Busy
        If a crawl, an import of pages or another run of the terms is at work.
    """
    names = _spellings(url_or_site)

    def is_such(url: str) -> bool:
        return not names.isdisjoint(names_of(url))

    watcher = progress or Silent()
    home.make()
    with (
        lease(store, KIND) as held,
        Archive(home.pages) as archive,
        TermStore(home.terms) as kept,
    ):
        archive.lock()  # before anything is changed
        with Frontier(home.crawl) as frontier:
            for name in names:
                frontier.block(name)
        seeds = [row["url"] for row in crawl_seeds(store) if is_such(row["url"])]
        for seed in seeds:
            remove_crawl_seed(store, seed)
        shown = sorted(filter(is_such, page_urls(store)))
        urls = names.union(shown, filter(is_such, kept.states()))
        told = store.write("weekly/unsay_pages", urls=_in_text(urls), reason=UNSAID)
        with watcher.stage("forgetting pages"):
            gone = archive.forget(lambda page: is_such(page.url))
        kept.forget(is_such)
        drop_pages(store, held, shown)
        shutil.rmtree(home.weeks, ignore_errors=True)  # pages of weeks that may quote it
    log.info("forgot %d pages of %s", gone, url_or_site)
    report = describe(store, home, config, progress=progress)
    return ForgetReport(
        what=url_or_site,
        pages=gone,
        mentioning=len(shown),
        reasons=told[0]["tracks"],
        seeds=len(seeds),
        terms=report,
    )


def _spellings(text: str) -> frozenset[str]:
    """Return how a URL may be written, or a site."""
    given = text.strip()
    if given.startswith("file:"):
        return frozenset({given})
    if "://" in given:
        return frozenset({given, canonical(given) or given})
    site = given.lower().removeprefix("www.").rstrip("/")
    if not site or "/" in site or any(map(str.isspace, site)):
        raise InputError(
            f"{text!r} is neither a URL with its scheme, as https://lanternpost.example/1, nor a "
            "site, as lanternpost.example"
        )
    return frozenset({site})


def _in_text(names: frozenset[str]) -> list[str]:
    """Return how a URL, or those of a site, stand in a sentence."""
    return [
        text
        for name in sorted(names)
        for text in (
            [f"({reasons.shown(name)})"]
            if ":/" in name or name.startswith("file:")
            else [f"://{name}/", f"://www.{name}/"]
        )
    ]
