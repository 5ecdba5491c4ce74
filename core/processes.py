"""Processes that work for this one: begun anew, one a core, ended with it."""

from __future__ import annotations

import multiprocessing
import os
import sys
from multiprocessing.context import SpawnContext, SpawnProcess
from threading import Thread
from types import ModuleType
from typing import Any


class _Process(SpawnProcess):
    """A process that does not run the script of its parent again.

    Python would, to find there what the process shall run; a script without a guard around its
    last lines would then do all of its work once more. Ours run what is in this package.
    """

    @staticmethod
    def _Popen(process_obj: Any) -> Any:  # noqa: N802 (Python's name)
        script = sys.modules["__main__"]
        sys.modules["__main__"] = ModuleType("__main__")
        try:
            return SpawnProcess._Popen(process_obj)
        finally:
            sys.modules["__main__"] = script


class _Context(SpawnContext):
    Process = _Process


SPAWN = _Context()
"""How processes are begun: not as copies of this one, for the driver's threads survive no fork."""


def cores() -> int:
    """Return how many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):  # not on macOS
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def outlive_nobody() -> None:
    """End this process with the one that began it, however that one ends."""
    Thread(target=_wait_for_the_end, daemon=True).start()


def _wait_for_the_end() -> None:
    if (parent := multiprocessing.parent_process()) is not None:
        parent.join()
        os._exit(1)
