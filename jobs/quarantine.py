"""Rows that could not be read, kept aside with their line and reason."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TextIO

from ..formats.rows import Bad

KEPT = 10_000
"""Rows written down for one file; of the others only the number."""
_TEXT = 500
_UNSAFE = re.compile(r"[^\w.-]+")


class Quarantine:
    """The quarantine file of one source; there is none until a row is put into it.

    Parameters
    ----------
    folder : Path
        Made when needed.
    run : str
        Id of the import; its files begin with it.
    source : str
        What was being read; the end of its name goes into the file's name.
    """

    def __init__(self, folder: Path, run: str, source: str) -> None:
        tail = _UNSAFE.sub("_", source.rpartition("/")[2])[-80:].lstrip(".") or "rows"
        self._stem = f"{run}-{tail}"
        self._folder = folder
        self._file: TextIO | None = None
        self.path: Path | None = None
        self.rows = 0

    def put(self, bad: Bad) -> None:
        """Write a row down."""
        self.rows += 1
        if self.rows > KEPT:
            return
        self._line(str(bad.line), bad.reason, bad.text)

    def close(self) -> None:
        """Finish the file, with the number of rows that were left out."""
        if self._file is None:
            return
        if self.rows > KEPT:
            self._line("", f"and {self.rows - KEPT} more", "")
        self._file.close()
        self._file = None

    def _line(self, *cells: str) -> None:
        if self._file is None:
            self._file = self._open()
            self._file.write("line\treason\ttext\n")
        self._file.write("\t".join(map(escaped, cells)) + "\n")

    def _open(self) -> TextIO:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        number = 1
        while True:
            suffix = "" if number == 1 else f"-{number}"
            self.path = self._folder / f"{self._stem}{suffix}.tsv"
            try:
                return self.path.open("x", encoding="utf-8", newline="")
            except FileExistsError:
                number += 1


def escaped(text: str) -> str:
    r"""Return `text` in one line with everything unprintable escaped, at most 500 characters.

    >>> escaped("a\tb\u202e")
    'a\\tb\\u202e'
    """
    shown = (
        char if char.isprintable() else char.encode("unicode_escape").decode()
        for char in text[:_TEXT]
    )
    return "".join(shown)[:_TEXT]
