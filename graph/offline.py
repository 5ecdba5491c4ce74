"""Neo4j's own tools for a store that no server holds: the first big load, and the check."""

from __future__ import annotations

import logging
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

from ..core.errors import ServerError
from . import java
from .instance import ADMIN, Instance
from .store import DATABASE

log = logging.getLogger(__name__)
_TAIL_LINES = 15


@dataclass(frozen=True)
class AdminTool:
    """``neo4j-admin`` on one stopped instance."""

    instance: Instance
    java: Path
    classpath: Sequence[Path]
    heap_mib: int

    def import_full(self, nodes: Mapping[str, Path], relationships: Mapping[str, Path]) -> None:
        """Replace the store by what the files hold; on failure, or when killed, by an empty one."""
        self.instance.import_marker.touch()
        try:
            self._run(
                "database",
                "import",
                "full",
                DATABASE,
                *(f"--nodes={label}={_listed(path)}" for label, path in nodes.items()),
                *(
                    f"--relationships={kind}={_listed(path)}"
                    for kind, path in relationships.items()
                ),
                "--id-type=string",
                "--overwrite-destination=true",
                "--bad-tolerance=0",
                f"--report-file={self.instance.root / 'logs' / 'import.report'}",
            )
        except BaseException:
            undo_unfinished(self.instance)
            raise
        self.instance.import_marker.unlink()

    def check(self) -> None:
        """Raise `ServerError` when the store is not consistent."""
        self._run("database", "check", DATABASE, f"--report-path={self.instance.root / 'logs'}")

    def _run(self, *arguments: str) -> None:
        folders = {"NEO4J_HOME": self.instance.root, "NEO4J_CONF": self.instance.conf}
        done = subprocess.run(
            java.command(self.java, ADMIN, *arguments, heap_mib=self.heap_mib),
            cwd=self.instance.root,
            env=java.environment({k: str(v) for k, v in folders.items()}, self.classpath),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
        )
        log.debug("%s", done.stdout)
        if done.returncode != 0:
            tail = "\n".join(done.stdout.splitlines()[-_TAIL_LINES:])
            what = " ".join(arguments[:2])
            raise ServerError(f"{what} failed with exit code {done.returncode}:\n{tail}")


def undo_unfinished(instance: Instance) -> None:
    """Leave an empty store where an offline import did not come to its end.

    The graph was empty before (`ManagedServer.import_offline` sees to that), so nothing is lost.
    """
    if not instance.import_marker.exists():
        return
    log.warning("an offline import did not come to its end; leaving the graph empty as before")
    _stop_orphan(instance)
    for part in ("databases", "transactions"):
        shutil.rmtree(instance.root / "data" / part / DATABASE, ignore_errors=True)
    instance.import_marker.unlink()


def _stop_orphan(instance: Instance) -> None:
    # A tool whose discograph was killed goes on alone, and would write into the new store.
    while (orphan := instance.process(ADMIN)) is not None:
        orphan.kill()
        try:
            orphan.wait(60)
        except psutil.TimeoutExpired as err:
            raise ServerError(
                f"an offline import (process {orphan.pid}) cannot be stopped"
            ) from err


def _listed(path: Path) -> str:
    return str(path.absolute())
