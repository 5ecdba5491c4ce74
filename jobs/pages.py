"""Pages out of files into the archive; what is there already, or was forgotten, is passed over."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Self

from ..core.clock import now
from ..core.config import IngestConfig
from ..core.errors import InputError, RefusedFile
from ..core.home import Home
from ..core.pages import RawPage
from ..core.progress import Progress, Silent
from ..formats.detect import Source, discover, read
from ..formats.registry import FORMATS
from ..formats.rows import Bad, Row
from ..formats.warc import Archive
from ..nlp.crawl.frontier import Frontier
from .quarantine import Quarantine
from .term_facts import digest_of
from .term_store import TermStore

KIND = "pages"
WHOSE = "say whose they are: --user NAME, --each-user or --community"
_State = tuple[int, bytes]


@dataclass(kw_only=True)
class PagesReport:
    """What came of an import of pages.

    Parameters
    ----------
    files : int
        That held pages.
    pages, known, blocked : int
        Pages kept, those that the archive had already, and those that were forgotten for ever.
    quarantined : int
        That could not be used.
    quarantine : list of str
        Files that hold their beginnings, with number and reason.
    refused : list of dict
        Files in folders and archives that nothing was taken from, each with its reason.
    """

    files: int = 0
    pages: int = 0
    known: int = 0
    blocked: int = 0
    quarantined: int = 0
    quarantine: list[str] = field(default_factory=list)
    refused: list[dict[str, str]] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        """Return plain values."""
        return asdict(self)


class PageKeeper:
    """Puts pages of files into the archive; a page that is there already is passed over.

    Parameters
    ----------
    home : Home
    dry_run : bool
        Count alone.
    """

    def __init__(self, home: Home, *, dry_run: bool = False) -> None:
        self.report = PagesReport()
        self._home = home
        self._dry_run = dry_run
        self._archive = Archive(home.pages)
        self._blocked: Callable[[str], bool] | None = None
        self._taken: set[str] = set()
        self._states: dict[str, _State] | None = None
        self._run = f"pages-{now():%Y%m%dT%H%M%S}"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self._archive.close()

    def take(self, name: str, rows: Iterable[Row]) -> None:
        """Keep the pages of a file; the same file again is passed over.

        Raises
        ------
        Busy
            If a crawl or another import adds pages.
        """
        if name in self._taken:
            return
        self._taken.add(name)
        aside = Quarantine(self._home.quarantine, self._run, name)
        try:
            for row in rows:
                if isinstance(row, RawPage):
                    self._keep(row)
                elif isinstance(row, Bad):
                    aside.put(row)
            self.report.files += 1
        except RefusedFile as err:
            self.report.refused.append({"file": name, "reason": err.reason})
        finally:
            aside.close()
            self.report.quarantined += aside.rows
            if aside.path is not None:
                self.report.quarantine.append(str(aside.path))

    def _keep(self, page: RawPage) -> None:
        if self._states is None or self._blocked is None:
            if not self._dry_run:
                self._archive.lock()  # what is known, and what is forgotten, stays so meanwhile
            self._states = self._known()
            with Frontier(self._home.crawl) as frontier:
                self._blocked = frontier.is_blocked
        state = page.fetched_at, digest_of(page)
        before = self._states.get(page.url)
        if self._blocked(page.url):
            self.report.blocked += 1
        elif before is not None and (before[0] > state[0] or before[1] == state[1]):
            self.report.known += 1
        else:
            self._states[page.url] = state
            self.report.pages += 1
            if not self._dry_run:
                self._archive.append(page)

    def _known(self) -> dict[str, _State]:
        """Return when each page was fetched last, and its body's digest.

        Most were read: only what came after need be looked up in the archive.
        """
        with TermStore(self._home.terms) as kept:
            states, mark = kept.states(), kept.mark
        for _, page in self._archive.read(mark):
            state = page.fetched_at, digest_of(page)
            states[page.url] = max(states.get(page.url, state), state)
        return states


def import_pages(
    paths: Sequence[Path],
    home: Home,
    config: IngestConfig,
    *,
    format: str | None = None,
    dry_run: bool = False,
    progress: Progress | None = None,
) -> PagesReport:
    """Bring WARC files, saved HTML and plain texts into the archive; they need no owner.

    Parameters
    ----------
    paths : sequence of Path
        Files, folders, archives; other files in a folder are reported and left.
    home : Home
    config : IngestConfig
    format : str, optional
        Read everything as this format instead of telling it by content.
    dry_run : bool
        Read and report, keep nothing.
    progress : Progress, optional

    Raises
    ------
    InputError
        If a path does not exist, cannot be read, or is itself a file of something else.
    Busy
        If a crawl or another import adds pages.
    """
    limit = config.max_inflated_mib << 20
    owned: list[str] = []
    with PageKeeper(home, dry_run=dry_run) as keeper, (progress or Silent()).stage("reading") as on:
        for item in discover(paths, format=format, max_inflated_bytes=limit):
            if not isinstance(item, Source):
                keeper.report.refused.append({"file": item.path, "reason": item.reason})
            elif FORMATS[item.format].kind == KIND:
                keeper.take(item.path, read(item))
                on(1)
            else:
                owned.append(f"{item.path} holds {FORMATS[item.format].kind}")
                if Path(item.path) in paths:
                    raise InputError(f"{owned[-1]}; {WHOSE}")
                reason = f"it holds {FORMATS[item.format].kind}, which need an owner"
                keeper.report.refused.append({"file": item.path, "reason": reason})
        if owned and not keeper.report.files:
            raise InputError(f"{owned[0]}; {WHOSE}")
        return keeper.report
