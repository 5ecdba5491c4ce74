"""What a terminal sees: tables, weeks, progress bars, or one JSON document."""

from __future__ import annotations

import json
import sys
import time
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    SpinnerColumn,
    TextColumn,
    TimeRemainingColumn,
)
from rich.progress import Progress as Bars
from rich.table import Table

from ..core.progress import Advance

out = Console(highlight=False, soft_wrap=False)
err = Console(stderr=True, highlight=False)


def clean(text: object) -> str:
    r"""Return `text` safe to show: no control, bidi or unassigned characters, no markup.

    >>> print(clean("a\x1b[b]"))
    a\u001b\[b]
    """
    shown = "".join(
        char if char == "\u200d" or unicodedata.category(char)[0] != "C" else f"\\u{ord(char):04x}"
        for char in str(text)
    )
    return escape(shown)


def print_json(document: object) -> None:
    """Print one machine-readable document on stdout."""
    sys.stdout.write(json.dumps(document, ensure_ascii=False, default=str) + "\n")


def print_table(rows: Sequence[Mapping[str, Any]], *, columns: Iterable[str] = ()) -> None:
    """Print rows of equal keys as a table."""
    table = Table(box=None, header_style="bold", pad_edge=False)
    names = list(columns) or list(rows[0] if rows else [])
    for name in names:
        table.add_column(name.replace("_", " "), overflow="fold")
    for row in rows:
        table.add_row(*(clean(_cell(row[name])) for name in names))
    out.print(table)


def print_pairs(pairs: Mapping[str, object]) -> None:
    """Print names and values, a pair a line."""
    width = max(map(len, pairs), default=0)
    for name, value in pairs.items():
        label = name.replace("_", " ") if name.islower() else name
        out.print(f"[bold]{label:<{width}}[/]  {clean(_cell(value))}", soft_wrap=True)


def note(text: str) -> None:
    """Say something beside the answer, on stderr."""
    err.print(text)


def _cell(value: object) -> object:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, float):
        return f"{value:.4g}"
    if isinstance(value, Mapping):
        return ", ".join(f"{name} {_cell(item)}" for name, item in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(str(_cell(item)) for item in value)
    return value


class TerminalProgress:
    """Bars on a terminal; elsewhere a line a finished stage, on stderr."""

    @contextmanager
    def stage(self, label: str, total: int | None = None) -> Iterator[Advance]:
        """Show a stage while the block runs."""
        if not err.is_terminal:
            with self._plain(label) as advance:
                yield advance
            return
        columns = (
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
        )
        with Bars(*columns, console=err, transient=True) as bars:
            task = bars.add_task(clean(label), total=total)
            yield lambda steps: bars.advance(task, steps)
        err.print(f"[green]✓[/] {clean(label)}")

    @contextmanager
    def _plain(self, label: str) -> Iterator[Advance]:
        begun, done = time.monotonic(), 0

        def advance(steps: int) -> None:
            nonlocal done
            done += steps

        yield advance
        count = f" {done:,}" if done else ""
        err.print(f"{clean(label)}{count} ({time.monotonic() - begun:.1f} s)")
