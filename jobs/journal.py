"""The record of an import in the graph."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from functools import cached_property
from typing import Any

from ..core import clock
from ..core.config import IngestConfig
from ..graph.store import GraphStore


class Journal:
    """The Run of one import, made when the import changes something for the first time.

    An import that was killed leaves its Run open. The next one then counts as a change, whatever
    it finds, and ends both: what is learned from the graph is to be learned again.
    """

    def __init__(self, store: GraphStore, run: str, config: IngestConfig) -> None:
        self._store = store
        self.run = run
        self.config = json.dumps(asdict(config), sort_keys=True)
        self.started_at = clock.now().isoformat()
        self.begun = False

    @cached_property
    def interrupted(self) -> bool:
        """Whether an import was killed before this one; to be asked while no other one runs."""
        return any(row["id"] != self.run for row in self._store.read("ingest/open_imports"))

    def begin(self) -> None:
        """Note that the graph is about to change."""
        if not self.begun:
            self._store.write(
                "ingest/begin_import", id=self.run, at=self.started_at, config=self.config
            )
            self.begun = True

    def end(self, metrics: Mapping[str, Any]) -> None:
        """Note that the import is complete."""
        if self.interrupted:
            self.begin()
        if self.begun:
            self._store.write(
                "ingest/end_import",
                id=self.run,
                at=clock.now().isoformat(),
                metrics=json.dumps(metrics, sort_keys=True),
            )
