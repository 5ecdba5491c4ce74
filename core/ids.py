"""Names of things, as types."""

from typing import NewType

UserId = NewType("UserId", str)
TrackId = NewType("TrackId", str)
ArtistId = NewType("ArtistId", str)
WorkId = NewType("WorkId", str)
RunId = NewType("RunId", str)
Week = NewType("Week", str)  # ISO 8601, as 2026-W47
