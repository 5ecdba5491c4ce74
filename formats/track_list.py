"""A list of tracks under a title, as files and machines are told of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from ..core.errors import InputError


@dataclass(frozen=True, kw_only=True)
class ListTrack:
    """One track of a list.

    Parameters
    ----------
    position : int
        From 1.
    id : str or None
        Its `TrackId`; None where the graph does not know what a file names so.
    title, artist : str
    aliases : tuple of str
        As in `TrackRef`; name aliases may be among them.
    album : str or None
    duration_s : float or None
    reason : str
        One plain sentence.
    file : str or None
        Where it lies, for players of this machine.
    facts : mapping of str to object
        What else machines are told of it.
    """

    position: int
    id: str | None
    title: str
    artist: str
    aliases: tuple[str, ...]
    album: str | None
    duration_s: float | None
    reason: str
    file: str | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)

    def told(self) -> dict[str, Any]:
        """Return what machines are told of it beside how it is called."""
        return {**self.facts, "reason": self.reason}


@dataclass(frozen=True, kw_only=True)
class TrackList:
    """Tracks in an order, under a title.

    Parameters
    ----------
    title : str
    created_at : datetime
        With its timezone.
    tracks : sequence of ListTrack
    user : str or None
        For whom; None for nobody in particular.
    note : str or None
        What a person should know of it, in sentences.
    facts : mapping of str to object
        What else machines are told of it.

    Raises
    ------
    InputError
        If the time has no timezone.
    """

    title: str
    created_at: datetime
    tracks: Sequence[ListTrack]
    user: str | None = None
    note: str | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.created_at.tzinfo is None:
            raise InputError(
                f"the list's created_at {self.created_at} has no timezone; give it one"
            )

    @property
    def uri(self) -> str | None:
        """What names this very list, whatever its title; None where only the title does."""
        return None

    def about(self) -> dict[str, Any]:
        """Return what files say of it beside its title."""
        return {} if self.user is None else {"user": self.user}
