"""A world into the graph, once."""

from __future__ import annotations

from ..core.clock import now
from ..core.config import IngestConfig
from ..core.home import Home
from ..core.progress import Progress
from ..graph.server import ManagedServer
from ..graph.store import GraphStore
from ..jobs.ingest import Report, Sources, ingest
from .seed import seed_rows
from .world import world

SEED = "seed of 156 playlists"
WORLD = "demo world"


def load_seed(
    store: GraphStore,
    home: Home,
    config: IngestConfig,
    server: ManagedServer | None,
    *,
    progress: Progress | None = None,
) -> Report | None:
    """Load the packed seed, of which nobody here is the owner; None when it is there already."""
    if store.read("read/world", world=SEED):
        return None
    report = ingest(
        [(SEED, "seed", seed_rows())],
        store,
        user=None,
        local=False,
        home=home,
        config=config,
        server=server,
        progress=progress,
    )
    store.write("ingest/note_world", world=SEED, at=now().isoformat())
    return report


def load_world(
    store: GraphStore,
    home: Home,
    config: IngestConfig,
    server: ManagedServer | None,
    *,
    progress: Progress | None = None,
) -> list[Report]:
    """Load the generated community, then its three local people; empty when they are there.

    The community comes first: it is the big part, which an empty graph takes offline.
    """
    if store.read("read/world", world=WORLD):
        return []
    made = world()
    reports = []
    for local, people in ((False, {*made.community, None}), (True, {*made.local})):
        rows = (row for row in made.rows() if row.user in people)
        sources: Sources = [(WORLD, "demo", rows)]
        reports.append(
            ingest(
                sources,
                store,
                user=None,
                local=local,
                home=home,
                config=config,
                server=server,
                progress=progress,
            )
        )
    store.write("ingest/note_world", world=WORLD, at=now().isoformat())
    return reports
