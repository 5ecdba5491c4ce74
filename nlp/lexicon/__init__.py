"""Word lists: what music writing calls things, and what it says without saying anything."""

from __future__ import annotations

from importlib.resources import files


def words(name: str) -> frozenset[str]:
    """Return the words of one list; lines that begin with # are remarks."""
    text = files(__package__).joinpath(f"{name}.txt").read_text(encoding="utf-8")
    lines = (line for line in text.splitlines() if not line.startswith("#"))
    return frozenset(word for line in lines for word in line.split())


ADJECTIVES = words("adjectives")
"""Adjectives of music."""
STYLES = words("styles")
"""Last words of the names of styles, such as rock, shoegaze and r&b."""
FRAMES = words("frames")
"""Nouns of music that take their description just before them."""
STOP = words("stop")
"""Words that are no terms when alone, and end none."""
BARRIERS = words("barriers")
"""Words that no phrase goes across."""
CUES = words("cues")
"""Words of sentences that tell how somebody sounds."""
PLACES = words("places")
"""Adjectives of where music comes from."""
SOUNDS = words("sounds")
"""Voices, instruments and the plainest adjectives of styles."""
