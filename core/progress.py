"""How long work tells how far it is."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Protocol

Advance = Callable[[int], None]


class Progress(Protocol):
    """Somebody who watches: a bar on a terminal, or nobody."""

    def stage(self, label: str, total: int | None = None) -> AbstractContextManager[Advance]:
        """Open a stage of `total` steps (None: unknown); call what it yields with steps done."""
        ...


class Silent:
    """Nobody watches."""

    def stage(self, label: str, total: int | None = None) -> AbstractContextManager[Advance]:
        """Return a stage that tells nobody."""
        return nullcontext(lambda steps: None)
