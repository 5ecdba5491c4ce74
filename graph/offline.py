"""Neo4j's own tool for a store that no server holds: the first big load."""

from __future__ import annotations

import logging
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ..core.errors import ServerError
from . import java
from .instance import Instance
from .process import ADMIN, ended, last_lines
from .store import DATABASE

log = logging.getLogger(__name__)


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
                *self._inputs("nodes", nodes),
                *self._inputs("relationships", relationships),
                "--id-type=string",
                "--overwrite-destination=true",
                "--bad-tolerance=0",
                "--multiline-fields=true",  # a title may hold a line break
                "--report-file=logs/import.report",
            )
        except BaseException:
            undo_unfinished(self.instance)
            raise
        self.instance.import_marker.unlink()

    def _inputs(self, option: str, files: Mapping[str, Path]) -> Iterator[str]:
        # The tool takes a path for a list of regular expressions, so `a (1), b.csv` would be lost:
        # it gets links with plain names, relative to the folder it runs in.
        folder = self.instance.root / "import"
        folder.mkdir(exist_ok=True)
        for number, (name, path) in enumerate(files.items()):
            link = folder / f"{option}-{number}.csv"
            link.unlink(missing_ok=True)
            link.symlink_to(path.absolute())
            yield f"--{option}={name}=import/{link.name}"

    def _run(self, *arguments: str) -> None:
        folders = {"NEO4J_HOME": self.instance.root, "NEO4J_CONF": self.instance.conf}
        done = subprocess.run(
            java.command(
                self.java,
                ADMIN,
                *arguments,
                heap_mib=self.heap_mib,
                scratch=self.instance.scratch,
            ),
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
            what = " ".join(arguments[:2])
            raise ServerError(
                f"`{what}` failed with exit code {done.returncode}:\n{last_lines(done.stdout)}"
            )


def undo_unfinished(instance: Instance) -> None:
    """Leave an empty store where an offline import did not come to its end.

    The graph was empty before (`ManagedServer.import_offline` sees to that), so nothing is lost.
    """
    if not instance.import_marker.exists():
        return
    log.warning("an offline import did not come to its end; leaving the graph empty as before")
    for part in ("databases", "transactions"):
        shutil.rmtree(instance.root / "data" / part / DATABASE, ignore_errors=True)
    instance.import_marker.unlink()


def stop_orphan(instance: Instance) -> None:
    """Stop a tool that goes on alone because its discograph was killed.

    Call it with the instance locked: then no living discograph waits for the tool.
    """
    while (orphan := instance.process(ADMIN)) is not None:
        orphan.kill()
        if not ended(orphan, 60):
            raise ServerError(f"Neo4j's tool, process {orphan.pid}, cannot be stopped")
