"""A world into the graph, once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from ..core.clock import now
from ..core.config import Config
from ..core.home import Home
from ..core.progress import Progress
from ..formats.rows import Row
from ..graph.server import ManagedServer
from ..graph.store import GraphStore
from ..jobs.crawl import CrawlReport, visit
from ..jobs.ingest import Report, Sources, ingest
from ..jobs.scan import ScanReport, scan
from .seed import seed_rows
from .sounds import record
from .web import SEEDS, Web, serve
from .world import world

SEED = "seed"
WORLD = "demo"
WEB = "demo-web"
SOUNDS = "demo-sounds"


@dataclass(frozen=True, kw_only=True)
class Loader:
    """Where worlds go."""

    store: GraphStore
    home: Home
    config: Config
    server: ManagedServer | None
    progress: Progress

    def seed(self) -> list[Report]:
        """Load the packed seed, of which nobody here is the owner; empty when it is there."""
        return self._load(SEED, [(False, seed_rows())])

    def demo(self) -> list[Report]:
        """Load the generated community, then its three local people; empty when they are there.

        The community comes first: it is the big part, which an empty graph takes fastest.
        """
        made = world()
        theirs = (row for row in made.rows() if row.user not in made.local)
        return self._load(WORLD, [(False, theirs), (True, made.rows(made.local))])

    def web(self) -> CrawlReport | None:
        """Crawl what the demo world's press writes, served on loopback; None when it is there."""
        if self.store.read("read/world", world=WEB):
            return None
        with serve(Web(world())) as addresses:
            crawl = replace(
                self.config.crawl,
                contact="demo@discograph.example",
                connect_to=addresses,
                delay_s=0.0,
            )
            report = visit(SEEDS, self.home, crawl, progress=self.progress)
        self._note(WEB)
        return report

    def sounds(self) -> ScanReport:
        """Make the demo world's sounds and hear them, as far as neither was done before.

        Raises
        ------
        AudioError
            If the extra ``audio`` is not installed.
        """
        folder = self.home.root / SOUNDS
        record(world(), folder, progress=self.progress)
        return scan(
            [folder],
            self.store,
            self.home,
            self.config,
            server=self.server,
            progress=self.progress,
        )

    def _load(self, name: str, parts: Sequence[tuple[bool, Iterable[Row]]]) -> list[Report]:
        if self.store.read("read/world", world=name):
            return []
        reports = [self._ingest([(name, name, rows)], local) for local, rows in parts]
        self._note(name)
        return reports

    def _note(self, name: str) -> None:
        self.store.write("ingest/note_world", world=name, at=now().isoformat())

    def _ingest(self, sources: Sources, local: bool) -> Report:
        return ingest(
            sources,
            self.store,
            user=None,
            local=local,
            home=self.home,
            config=self.config.ingest,
            server=self.server,
            progress=self.progress,
        )
