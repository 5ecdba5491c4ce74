"""Java processes: started to outlive us, told apart from strangers, waited for."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

import psutil

SERVER = "org.neo4j.server.CommunityEntryPoint"
ADMIN = "org.neo4j.cli.AdminTool"
_POLL_S = 0.1
_TAIL_LINES = 15


def start(
    command: Sequence[str], *, folder: Path, environment: Mapping[str, str], output: Path
) -> psutil.Process:
    """Start a process in a session of its own, so that it outlives this command and its terminal.

    What it prints replaces the content of `output`.
    """
    output.parent.mkdir(exist_ok=True)
    with output.open("wb") as stream:
        started = subprocess.Popen(
            command,
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=stream,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    process = psutil.Process(started.pid)
    started.returncode = 0  # nobody waits for it: keep Popen from warning of that
    with suppress(psutil.Error):
        while alive(process) and not process.cmdline():  # its own is there a moment later
            time.sleep(_POLL_S / 10)
    return process


def alive(process: psutil.Process) -> bool:
    """Tell whether `process` still runs; one that ended but was not waited for does not."""
    with suppress(ChildProcessError):
        os.waitpid(process.pid, os.WNOHANG)  # let it go if it is a child of ours
    try:
        # One that has ended holds its ports for as long as a thread of it is still ending.
        over = process.status() == psutil.STATUS_ZOMBIE and process.num_threads() <= 1
        return process.is_running() and not over
    except psutil.NoSuchProcess:
        return False


def ended(process: psutil.Process, timeout_s: float) -> bool:
    """Wait for the end of `process`, and tell whether it came in time.

    `psutil.Process.wait` would wait on where another living program started the server and has
    not waited for it.
    """
    give_up = time.monotonic() + timeout_s
    while alive(process):
        if time.monotonic() > give_up:
            return False
        time.sleep(_POLL_S)
    return True


def last_lines(text: str) -> str:
    """Return the end of what a Java process printed, without the frames of stack traces."""
    lines = [line for line in text.splitlines() if not line.startswith("\tat ")]
    return "\n".join(lines[-_TAIL_LINES:])


def runs(process: psutil.Process, main_class: str, root: Path) -> bool:
    """Tell whether `process` is a living `main_class` that works in `root`."""
    try:
        return (
            main_class in process.cmdline()
            and alive(process)
            and os.path.samefile(process.cwd(), root)
        )
    except (psutil.Error, OSError):
        return False
