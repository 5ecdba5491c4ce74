"""Many sound files heard at once, by processes that a file may take with it."""

from __future__ import annotations

import logging
import signal
import time
from collections.abc import Iterable, Iterator
from multiprocessing.connection import wait
from pathlib import Path
from typing import TYPE_CHECKING

from ..core.config import AudioConfig
from ..core.errors import AudioError
from ..core.paths import told
from ..core.processes import SPAWN, cores
from .child import READY, serve
from .faults import Reason, Refused

if TYPE_CHECKING:
    from .hear import Heard

__all__ = ["Refused", "hear_all"]
log = logging.getLogger(__name__)
START_S = 300.0
"""A process that is not ready to hear by then never will be."""
_PERHAPS = frozenset({Reason.CRASHED, Reason.TOO_LARGE})
"""What a process may suffer from a file that it heard before."""
_HARMFUL = _PERHAPS | {Reason.TOO_SLOW}
"""After these a process is not used again."""


def hear_all(paths: Iterable[Path], config: AudioConfig) -> Iterator[tuple[Path, Heard | Refused]]:
    """Yield what is heard in each file, in the order in which they are done.

    Each is heard by another process; there are ``config.processes`` of them, and no more files
    are in hand. A process that needs more time or memory than `config` allows, or that its file
    makes crash, is ended and replaced, and the file refused. As a process may also suffer from
    what it heard before, a file is refused for a crash or for memory only by one that heard
    nothing else.

    Parameters
    ----------
    paths : iterable of Path
    config : AudioConfig

    Raises
    ------
    AudioError
        If the processes cannot start, as when the extra ``audio`` is not installed.
    """
    with _Crew(config) as crew:
        for path in paths:
            crew.give(path)
            while crew.full:
                yield from crew.done()
        while crew.busy:
            yield from crew.done()


class _Child:
    """A process that hears, as its parent sees it."""

    def __init__(self, config: AudioConfig) -> None:
        self.pipe, theirs = SPAWN.Pipe()
        self._process = SPAWN.Process(target=serve, args=(theirs, config), daemon=True)
        self._process.start()
        theirs.close()  # so that its end is seen when it dies
        self._config = config
        self.ready = False
        self.given = 0
        self.path: Path | None = None
        self.until = time.monotonic() + START_S

    def give(self, path: Path) -> None:
        self.pipe.send(path)
        self.path = path
        self.given += 1
        if self.ready:
            self.until = time.monotonic() + self._config.file_timeout_s

    def answer(self) -> Heard | Refused | None:
        """Return what it says of its file; None when it is only ready."""
        try:
            said = self.pipe.recv()
        except Exception:  # of a process that broke, in the middle of a word perhaps
            return self._died()
        if isinstance(said, AudioError):
            raise said
        if said == READY:
            self.ready = True
            self.until = time.monotonic() + self._config.file_timeout_s
            return None
        return said  # type: ignore[no-any-return]

    def end(self) -> int:
        """Return its exit code."""
        self.pipe.close()
        self._process.kill()
        self._process.join()
        return self._process.exitcode or 0

    def _died(self) -> Refused:
        self._process.join(1.0)  # it may not be quite dead
        code = self.end()
        if not self.ready:
            raise AudioError(
                f"the processes that hear end as they start, with exit code {code}; "
                "for lack of memory perhaps: set audio.processes lower"
            )
        if code == -signal.SIGXCPU:
            return Refused(Reason.TOO_SLOW, "it took too much processor time")
        how = next((one.name for one in signal.Signals if one == -code), f"exit code {code}")
        return Refused(Reason.CRASHED, f"it ended the process that heard it: {how}")


class _Crew:
    """Processes that hear, replaced when they die."""

    def __init__(self, config: AudioConfig) -> None:
        self._config = config
        self._size = config.processes or cores()
        self._children: list[_Child] = []

    def __enter__(self) -> _Crew:
        return self

    def __exit__(self, *exc: object) -> None:
        for child in self._children:
            child.end()

    @property
    def busy(self) -> list[_Child]:
        return [child for child in self._children if child.path is not None]

    @property
    def full(self) -> bool:
        return len(self.busy) == self._size

    def give(self, path: Path) -> None:
        """Let an idle process hear it, or a new one."""
        for child in self._children:
            if child.path is None:
                try:
                    return child.give(path)
                except OSError:  # it died, but of no file
                    self._end(child)
                    break
        self._start(path)

    def done(self) -> list[tuple[Path, Heard | Refused]]:
        """Return what is done next; nothing, when one was only ready, or hears a file again."""
        left_s = min(child.until for child in self.busy) - time.monotonic()
        spoke = wait([child.pipe for child in self.busy], max(0.0, left_s))
        now = time.monotonic()
        found: list[tuple[Path, Heard | Refused]] = []
        for child in self.busy:
            if child.pipe in spoke:
                found += self._taken(child)
            elif child.until <= now:
                found.append(self._given_up(child))
        return found

    def _taken(self, child: _Child) -> list[tuple[Path, Heard | Refused]]:
        path, answer = child.path, child.answer()
        if path is None or answer is None:
            return []
        child.path = None
        if isinstance(answer, Refused) and answer.reason in _HARMFUL:
            self._end(child)
            if child.given > 1 and answer.reason in _PERHAPS:
                self._start(path)
                return []
            log.warning("%s: %s, %s", told(path), answer.reason, answer.detail)
        return [(path, answer)]

    def _given_up(self, child: _Child) -> tuple[Path, Refused]:
        path = child.path
        self._end(child)
        if path is None or not child.ready:
            raise AudioError("the processes that hear do not start; is the machine overloaded?")
        log.warning("%s is not heard in %g s", told(path), self._config.file_timeout_s)
        return path, Refused(Reason.TOO_SLOW, f"more than {self._config.file_timeout_s:g} s")

    def _start(self, path: Path) -> None:
        self._children.append(_Child(self._config))
        self._children[-1].give(path)

    def _end(self, child: _Child) -> None:
        self._children.remove(child)
        child.end()
