"""The process that serves the style and the guide of one instance: begun, found again and ended."""

from __future__ import annotations

import os
import sys
import time

from ...core.errors import ServerError
from ..conf import Ports
from ..instance import Instance
from ..loopback import ask
from ..process import ended, last_lines, start

SERVE = "discograph.graph.browser.serve"
_START_S = 60.0
_STOP_S = 10.0
_POLL_S = 0.1


class GuideServer:
    """The server of the files that Neo4j Browser loads when it connects.

    Parameters
    ----------
    instance : Instance
        With ports and password; a server that runs already is found there.
    """

    def __init__(self, instance: Instance) -> None:
        self._instance = instance
        self._console = instance.root / "logs" / "guide.log"

    def up(self) -> None:
        """Start it when it does not run; nobody waits for it here."""
        if self._instance.process(SERVE) is None:
            # -P: the folder it runs in is no place to import from.
            process = start(
                [sys.executable, "-P", "-m", SERVE],
                folder=self._instance.root,
                environment=os.environ,
                output=self._console,
            )
            self._instance.remember(process.pid, SERVE)

    def down(self) -> None:
        """End it when it runs."""
        if (process := self._instance.process(SERVE)) is not None:
            process.terminate()
            if not ended(process, _STOP_S):
                process.kill()

    def wait(self, ports: Ports) -> None:
        """Return when it answers.

        Raises
        ------
        ServerError
            If it ended, or does not answer within a minute.
        """
        give_up = time.monotonic() + _START_S
        while self._instance.process(SERVE) is not None and time.monotonic() < give_up:
            if ask(ports.style):
                return
            time.sleep(_POLL_S)
        told = last_lines(self._console.read_text(encoding="utf-8", errors="replace"))
        raise ServerError(
            f"the guide of Neo4j Browser is not served at {ports.guide}; run `discograph down` and "
            f"`discograph browse` for another port. Its last lines:\n{told}"
        )
