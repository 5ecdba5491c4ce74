"""A process that hears one sound file after another, held to limits."""

from __future__ import annotations

import os
import signal
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import psutil
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from ..core.config import AudioConfig
from ..core.errors import AudioError
from ..core.processes import outlive_nobody
from ..core.sound import RATE_HZ
from .faults import Reason, Refused, Unheard

if TYPE_CHECKING:
    from .hear import Heard

READY = "ready"
_MIB = 1 << 20
_THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS")


def serve(parent: Connection, config: AudioConfig) -> None:
    """Send `READY`, or the error that forbids it, then an answer to each path that comes."""
    with open(os.devnull, "w") as nowhere:  # decoders write what they think of each file
        os.dup2(nowhere.fileno(), 2)
    try:
        prepare(config)
    except Exception as err:
        parent.send(err if isinstance(err, AudioError) else AudioError(repr(err)))
        return
    parent.send(READY)
    with suppress(EOFError):
        while True:
            path = parent.recv()
            limit_seconds(config.file_timeout_s)
            parent.send(answer(path, config))


def prepare(config: AudioConfig) -> None:
    """Make this process one that can hear: alone on its core, and held to its memory.

    Raises
    ------
    AudioError
        If the extra ``audio`` is not installed.
    """
    for name in _THREADS:  # there is a process a core already
        os.environ[name] = "1"
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent gets it too, and ends this one
    outlive_nobody()
    _load()
    threadpool_limits(1)  # what was loaded before it was told
    limit_memory(config.memory_mib * _MIB)


def answer(path: Path, config: AudioConfig) -> Heard | Refused:
    """Return what is heard in a file, or why nothing is; whatever it is made of."""
    from .hear import hear

    try:
        return hear(path, config)
    except Unheard as err:
        return Refused(err.reason, err.detail)
    except MemoryError:
        return Refused(Reason.TOO_LARGE, f"it needs more than {config.memory_mib} MiB")
    except Exception as err:  # nobody foresaw it: the file is lost, and no other
        return Refused(Reason.CRASHED, Unheard(Reason.CRASHED, repr(err)).detail)


def _load() -> None:
    """Import, compile and try all that hearing needs, so that no file pays for it."""
    from .extra import need

    for package in ("av", "mutagen", "soundfile", "soxr"):
        need(package)
    from . import hear, libav, sndfile  # noqa: F401
    from .listener import Listener

    listener = Listener(RATE_HZ, 2, pieces=1)
    listener.feed(np.zeros((RATE_HZ, 2), np.float32))
    listener.finish(1.0)


def limit_memory(size: int) -> None:
    """Let this process have `size` bytes more than it has.

    What counts is private memory that can be written. Address space would be the wrong
    measure: threads and libraries reserve much of it and use little. Only Linux knows this
    limit.
    """
    if (used := getattr(psutil.Process().memory_info(), "data", None)) is not None:
        import resource

        _, hard = resource.getrlimit(resource.RLIMIT_DATA)
        most = used + size if hard == resource.RLIM_INFINITY else min(used + size, hard)
        resource.setrlimit(resource.RLIMIT_DATA, (most, hard))


def limit_seconds(seconds: float) -> None:
    """Let this process have `seconds` more of processor time; the parent watches the clock."""
    with suppress(ImportError):
        import resource

        used = resource.getrusage(resource.RUSAGE_SELF)
        until = int(used.ru_utime + used.ru_stime + seconds) + 1
        _, hard = resource.getrlimit(resource.RLIMIT_CPU)
        until = until if hard == resource.RLIM_INFINITY else min(until, hard)
        resource.setrlimit(resource.RLIMIT_CPU, (until, hard))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
