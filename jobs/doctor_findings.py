"""What a look at an instance finds: good, doubtful or wrong, and what to do about it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Literal

Level = Literal["ok", "warning", "fault"]


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at.

    Parameters
    ----------
    check : str
        What was looked at, as ``memory``.
    level : {"ok", "warning", "fault"}
        A fault keeps discograph from doing what it is for; a warning does not, yet.
    found : str
    advice : str
        What to do; empty where nothing is.
    """

    check: str
    level: Level
    found: str
    advice: str = ""

    def as_dict(self) -> dict[str, Any]:
        """Return it as plain values."""
        return asdict(self)


def ok(check: str, found: str) -> Finding:
    """Return that all is well."""
    return Finding(check, "ok", found)


def warning(check: str, found: str, advice: str) -> Finding:
    """Return that something may go wrong, or did without much harm."""
    return Finding(check, "warning", found, advice)


def fault(check: str, found: str, advice: str) -> Finding:
    """Return that something does not work."""
    return Finding(check, "fault", found, advice)
