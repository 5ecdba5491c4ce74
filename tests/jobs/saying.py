"""Pages as they were read, in few words: what tests of the terms share."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence

from discograph.core.config import Config
from discograph.core.home import Home
from discograph.core.pages import RawPage, site_of
from discograph.formats.warc import Mark
from discograph.graph.store import GraphStore
from discograph.jobs.names import digest, read_names
from discograph.jobs.term_store import TermStore
from discograph.nlp.reader import Reading

Said = Mapping[str, Mapping[str, int]]
DAY = 86_400
AT = 1_760_000_000


def raw(url: str, at: int = AT, body: bytes = b"") -> RawPage:
    return RawPage(url, at, body, "text/html")


def reading(
    url: str,
    said: Said,
    *,
    at: int = AT,
    together: Sequence[tuple[str, str]] = (),
    text: str | None = None,
) -> Reading:
    """Return what a page says: of each artist or track (a name with t) how often which term."""
    number = abs(hash_of(text or url))
    return Reading(
        url=url,
        site=site_of(url),
        title=f"Page {url[-4:]}",
        published_at=at,
        fetched_at=at,
        sha256=f"{number:064x}",
        simhash=number - (1 << 63),
        mentions=tuple((id, _kind(id), 1) for id in sorted(said)),
        terms=tuple(
            (id, term, _term_kind(term), count)
            for id, terms in sorted(said.items())
            for term, count in sorted(terms.items())
        ),
        together=tuple((min(pair), max(pair), 1) for pair in together),
    )  # fmt: skip


def hash_of(text: str) -> int:
    """Return 64 bits in which no two texts are alike."""
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8])


def _term_kind(term: str) -> str:
    if " " in term:
        return "phrase"
    return "noun" if term in {"shoegaze", "doom", "banjo", "vocals"} else "adjective"


def _kind(id: str) -> str:
    return "track" if id.startswith("t") else "artist"


def remember(
    store: GraphStore, home: Home, readings: Sequence[Reading], config: Config | None = None
) -> None:
    """Put readings where `describe` looks for what was read before."""
    model = (config or Config()).terms.model
    with TermStore(home.terms) as kept:
        kept.begin(f"{digest(read_names(store))} {model}")
        read = [(raw(found.url, found.fetched_at), found) for found in readings]
        kept.put(Mark("pages-000000.warc.gz", 0), read)
