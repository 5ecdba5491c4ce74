"""Terms: pages out of the archive, what they say of whom weighed, all put into the graph."""

from __future__ import annotations

import hashlib
import logging
import re
import shutil
import time
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from ..core.clock import now
from ..core.config import Config
from ..core.errors import ModelError
from ..core.folder import take
from ..core.home import Home
from ..core.progress import Progress, Silent
from ..embeddings import index
from ..formats.warc import Archive
from ..graph.lease import Lease, lease
from ..graph.pages import drop_pages, page_urls, write_pages
from ..graph.runs import Run, current, newest, runs, start
from ..graph.store import GraphStore
from ..graph.terms import KIND, publish, sweep
from ..nlp.crawl.frontier import Frontier
from ..nlp.fingerprints import NearDuplicates
from ..nlp.mentions import Name
from ..nlp.text import Dropped
from .names import digest, read_names
from .news import News, Told
from .portraits import Portraits, portray, with_tags
from .reading import Marked, read_pages
from .term_files import ARTISTS, TRACKS, WEIGHTS, save_weights
from .term_store import TermStore

log = logging.getLogger(__name__)
_FOLDER = re.compile(r"t\d+(\.part)?")
_Tags = list[tuple[str, list[tuple[str, list[str]]]]]


@dataclass(frozen=True, kw_only=True)
class TermsReport:
    """What the current run knows of words, and how it came to it.

    Parameters
    ----------
    run : str or None
        None where there is nothing to describe anybody with.
    fresh : bool
        Whether it was made just now; False when nothing had changed since.
    read, dropped : int
        Pages read just now, and of these, those in which there was nothing to read.
    pages, sites, copies : int
        Pages that say something, their sites, and pages that only repeat others.
    artists, tracks, terms : int
        That are described, and in how many words.
    described_by, mentioned_with : int
        Edges.
    changed : int
        Artists and tracks of whom something else is said than before.
    seconds : float [s]
        What it took, until its results were about to be committed.
    """

    run: str | None
    fresh: bool
    read: int = 0
    dropped: int = 0
    pages: int = 0
    sites: int = 0
    copies: int = 0
    artists: int = 0
    tracks: int = 0
    terms: int = 0
    described_by: int = 0
    mentioned_with: int = 0
    changed: int = 0
    seconds: float = 0.0

    def as_dict(self) -> dict[str, Any]:
        """Return what ``terms --json`` prints."""
        return asdict(self)


def describe(
    store: GraphStore,
    home: Home,
    config: Config,
    *,
    force: bool = False,
    progress: Progress | None = None,
) -> TermsReport:
    """Read the pages that are new, and make what all pages and tags say what readers follow.

    Nothing happens when nothing changed since the current run: no page, no name, no tag and no
    setting of ``[terms]``. Artists and tracks of whom nothing else is said than before keep their
    edges. A run that was killed goes on with the pages where it stopped; what it left in the
    graph is cleaned up.

    Parameters
    ----------
    store : GraphStore
    home : Home
        Its archive of pages is read; it gets ``models/<run>/{index-artists,index-tracks,weights}``.
    config : Config
    force : bool
        Weigh and publish again though nothing changed.
    progress : Progress, optional

    Raises
    ------
    Busy
        If another such run is at work.
    ConfigError
        If the tagger of the settings is not installed.
    """
    home.make()
    with lease(store, KIND) as held, TermStore(home.terms) as kept:
        return _Work(store, home, config, held, kept, progress or Silent()).describe(force)


@dataclass(frozen=True)
class _Work:
    """One run, or the finding that none is needed."""

    store: GraphStore
    home: Home
    config: Config
    held: Lease
    kept: TermStore
    watcher: Progress

    def describe(self, force: bool) -> TermsReport:
        began = time.monotonic()
        before = current(self.store, KIND)
        self._clean(before)
        names = read_names(self.store)
        tags = self._tags()
        read, dropped = self._read(names)
        wanted = {
            "terms": asdict(self.config.terms),
            "names": digest(names),
            "tags": hashlib.blake2b(repr(tags).encode(), digest_size=16).hexdigest(),
            "pages": self.kept.state(),
        }
        counts = {"read": read, "dropped": dropped}
        if before is None and not tags and not self.kept.says_anything():
            return TermsReport(run=None, fresh=False, **counts)
        if before is not None and not force and self._stands(before, wanted):
            return _report(before, fresh=False, **counts)
        run = start(self.store, KIND, wanted, input=_newest_import(self.store))
        done = self._publish(run, before, names, tags, began)
        self._clean(done)
        log.info("%s: described in %.1f s", run.id, time.monotonic() - began)
        return _report(done, fresh=True, **counts)

    # -- pages --------------------------------------------------------------------------------

    def _read(self, names: list[Name]) -> tuple[int, int]:
        """Read what the archive has new; return how many pages, and how many say nothing."""
        self.kept.begin(f"{digest(names)} {self.config.terms.model}")
        with Frontier(self.home.crawl) as frontier:
            self.kept.forget(frontier.is_blocked)  # by one who died on the way
        read = dropped = 0
        with self.watcher.stage("reading pages") as advance:
            for batch in read_pages(self._unread(), names, self.config.terms.model or None):
                found = [
                    (page, None if isinstance(what, Dropped) else what) for _, page, what in batch
                ]
                self.kept.put(batch[-1][0], found)
                read += len(found)
                dropped += sum(what is None for _, what in found)
                advance(len(found))
        self.kept.finish()
        return read, dropped

    def _unread(self) -> Iterator[Marked]:
        with Frontier(self.home.crawl) as frontier:
            for mark, page in Archive(self.home.pages).read(self.kept.mark):
                if not (self.kept.knows(page) or frontier.is_blocked(page.url)):
                    yield mark, page

    def _tags(self) -> _Tags:
        return [
            (user, [(artist, list(given)) for artist, given in tagged])
            for user, tagged in self.store.stream("read/tags")
        ]

    def _copies(self) -> set[int]:
        """Return the pages whose text an older page has, or nearly so."""
        seen = NearDuplicates()
        return {id for id, simhash, sha256 in self.kept.texts() if not seen.add(simhash, sha256)}

    # -- words --------------------------------------------------------------------------------

    def _publish(
        self, run: Run, before: Run | None, names: list[Name], tags: _Tags, began: float
    ) -> Run:
        as_of = int(now().timestamp())
        copies = self._copies()
        with self.watcher.stage("weighing words"):
            facts = with_tags(self.kept.facts(copies), tags)
            artist_of = {name.id: name.artist for name in names if name.kind == "track"}
            portraits = portray(facts, artist_of, self.config.terms, as_of=as_of)
            what = News(portraits, self._told(before, as_of), self.config.terms)
        self._save(run, what, portraits)
        self._show_pages()
        self.kept.expect(_key(run))
        self.kept.history.note(_key(run), as_of, what.said())
        metrics = {**what.metrics(), "copies": len(copies)}
        done = publish(
            self.store,
            self.held,
            run,
            what.described(),
            lambda: {**metrics, "seconds": round(time.monotonic() - began, 3)},
            as_of=as_of,
            progress=self.watcher,
        )
        return done

    def _told(self, before: Run | None, as_of: int) -> Told:
        """Return what the graph was told, as far as it is the graph that is known here."""
        artists, tracks = (
            frozenset(values[0] for values in self.store.stream(f"read/described_{kind}"))
            for kind in ("artists", "tracks")
        )
        known = self.kept.align(_key(before) if before else None)
        return Told.by(self.kept.history, as_of, artists, tracks, known=known)

    def _show_pages(self) -> None:
        """Put into the graph the pages that it does not have, and take out those that are gone."""
        with self.watcher.stage("writing pages") as advance:
            write_pages(self.store, self.held, self.kept.unshown(), advance)
            drop_pages(self.store, self.held, sorted(page_urls(self.store) - self.kept.shown()))
        self.kept.note_shown()

    def _save(self, run: Run, what: News, portraits: Portraits) -> None:
        """Write the files of a run aside, and put them in place whole."""
        aside = self.home.models / f"{run.id}.part"
        seed = self.config.terms.seed
        with self.watcher.stage("building indexes"):
            for name, vectors in ((ARTISTS, what.artist_vectors), (TRACKS, what.track_vectors)):
                if len(vectors):
                    index.build(vectors, aside / name, run=run.id, seed=seed)
            facts = portraits.facts
            names = [facts.nodes[node] for node in portraits.artists.tolist()]
            save_weights(aside / WEIGHTS, names, facts.terms, portraits.artist_weights, run.id)
        aside.rename(self.home.models / run.id)

    # -- small things -------------------------------------------------------------------------

    def _stands(self, before: Run, wanted: Mapping[str, Any]) -> bool:
        """Tell whether the current run is of all that is there, and its files are as written."""
        if before.config != wanted:
            return False
        folder = self.home.models / before.id
        vectors = {ARTISTS: "artist_vectors", TRACKS: "track_vectors"}
        found = [WEIGHTS, *(name for name, number in vectors.items() if before.metrics[number])]
        try:
            for name in found:
                take(folder / name)
        except ModelError as err:
            log.warning("describing again: %s", err)
            return False
        return True

    def _clean(self, keep: Run | None) -> None:
        """Remove what runs other than `keep` left, in the graph, on disk and in what is kept."""
        sweep(self.store, self.held, progress=self.watcher)
        self.held.renew()  # raises when it is lost: the folders may be somebody else's now
        finished = [_key(run) for run in runs(self.store, KIND) if run.finished_at]
        self.kept.history.keep_runs(finished)
        for folder in self.home.models.glob("t*"):
            if _FOLDER.fullmatch(folder.name) and (keep is None or folder.name != keep.id):
                shutil.rmtree(folder)


def _key(run: Run) -> str:
    """Return what tells a run from one of the same number in another graph."""
    return f"{run.id} {run.started_at}"


def _newest_import(store: GraphStore) -> str | None:
    found = newest(store, "ingest")
    return found.id if found else None


def _report(run: Run, *, fresh: bool, **counts: int) -> TermsReport:
    known = {field.name for field in fields(TermsReport)}
    numbers = {name: value for name, value in run.metrics.items() if name in known}
    return TermsReport(run=run.id, fresh=fresh, **{**numbers, **counts})
