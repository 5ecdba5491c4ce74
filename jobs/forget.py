"""Pages taken out again, with everything that came from them, for ever."""

from __future__ import annotations

import logging
from dataclasses import asdict, dataclass
from typing import Any

from ..core.config import Config
from ..core.errors import InputError
from ..core.home import Home
from ..core.pages import RawPage, site_of
from ..core.progress import Progress, Silent
from ..formats.warc import Archive
from ..graph.lease import lease
from ..graph.pages import drop_pages
from ..graph.store import GraphStore
from ..graph.terms import KIND
from ..nlp.crawl.frontier import Frontier
from ..nlp.crawl.urls import canonical
from ..playlists.reasons import shown
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
    terms : TermsReport
        What is said now.
    """

    what: str
    pages: int
    mentioning: int
    reasons: int
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
    """Forget a page or a whole site, and all that came from it.

    It is gone from the archive, the graph, the reasons of published weeks and what was read; what
    is said of artists is weighed again without it. No crawl visits it again and no import brings
    it back. Done again after a kill, it goes on where it stopped.

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
    watcher = progress or Silent()
    home.make()
    with lease(store, KIND) as held, Archive(home.pages) as archive:
        archive.lock()  # before anything is changed
        with Frontier(home.crawl) as frontier:
            for name in names:
                frontier.block(name)
        told = store.write("weekly/unsay_pages", urls=_in_text(names), reason=UNSAID)
        with watcher.stage("forgetting pages"):
            gone = archive.forget(lambda page: bool(names & _names_of(page)))
        with TermStore(home.terms) as kept:
            for name in sorted(names):
                kept.forget(name)
        urls = sorted({r["url"] for n in names for r in store.read("read/pages_of", what=n)})
        drop_pages(store, held, urls)
    log.info("forgot %d pages of %s", gone, url_or_site)
    report = describe(store, home, config, progress=progress)
    return ForgetReport(
        what=url_or_site, pages=gone, mentioning=len(urls), reasons=told[0]["tracks"], terms=report
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
            [f"({shown(name)})"]
            if ":/" in name or name.startswith("file:")
            else [f"://{name}/", f"://www.{name}/"]
        )
    ]


def _names_of(page: RawPage) -> set[str]:
    return {page.url, site_of(page.url)}
