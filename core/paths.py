"""Paths as they can be told."""

from __future__ import annotations

from pathlib import Path


def told(path: Path) -> str:
    """Return a path as text that UTF-8 can hold, which the name of a file need not be."""
    return str(path).encode(errors="replace").decode()
