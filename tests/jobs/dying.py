"""Deaths on the way: what tests of jobs that publish runs share."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from discograph.core.home import Home
from discograph.core.progress import Advance
from discograph.graph.store import GraphStore

IMPORTS = Path(__file__).parents[2] / ".imports"
KILLED = """
import json, os, signal, sys
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from discograph.core.config import Config
from discograph.core.home import Home
from discograph.graph.store import Address, GraphStore

module, verb, stage, root, settings = sys.argv[1:]

class Watcher:
    @contextmanager
    def stage(self, label, total=None):
        yield lambda steps: os.kill(os.getpid(), signal.SIGKILL) if label == stage else None

uri, username, password = sys.stdin.read().split()
work = getattr(import_module(module), verb)
config = Config.build(json.loads(settings), {})
with GraphStore(Address(uri=uri, username=username, password=password)) as store:
    work(store, Home(Path(root)), config, progress=Watcher())
"""


class Faulty:
    """Watches, and dies in a stage once all those before it are past: as it begins, or later."""

    def __init__(self, stages: Sequence[str], doomed: str, *, at_step: bool) -> None:
        self.doomed = doomed
        self.at_step = at_step
        self.left = set(stages[: stages.index(doomed)])

    @contextmanager
    def stage(self, label: str, total: int | None = None) -> Iterator[Advance]:
        if not self.at_step:
            self.step(label)
        yield lambda steps: self.step(label)
        self.left.discard(label)

    def step(self, label: str) -> None:
        if label == self.doomed and not self.left:
            raise KeyboardInterrupt


def kill(
    store: GraphStore, home: Home, settings: Mapping[str, Any], module: str, verb: str, stage: str
) -> None:
    """Let a process of its own do the work of a job, and be killed at a step of a stage."""
    at = store.address
    killed = subprocess.run(
        [sys.executable, "-c", KILLED, module, verb, stage, str(home.root), json.dumps(settings)],
        input=f"{at.uri}\n{at.username}\n{at.password}",
        env={**os.environ, "PYTHONPATH": str(IMPORTS)},
        capture_output=True,
        text=True,
    )
    assert killed.returncode == -9, killed.stderr
