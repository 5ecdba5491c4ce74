"""What a robots.txt allows (RFC 9309)."""

from __future__ import annotations

from dataclasses import dataclass

from protego import Protego

TOKEN = "discograph"
"""The name that robots.txt files know the crawler by."""
MAX_BYTES = 500 * 1024
"""What is beyond is not read."""
_LONGEST_DELAY_S = 3600.0


@dataclass(frozen=True, slots=True)
class Robots:
    """The rules of an origin.

    Parameters
    ----------
    rules : Protego or None
        None: everything is allowed.
    """

    rules: Protego | None = None

    @classmethod
    def parse(cls, text: str) -> Robots:
        """Return the rules of a robots.txt; what cannot be read in it is no rule."""
        return cls(Protego.parse(text) if text else None)

    def allows(self, url: str) -> bool:
        """Tell whether the crawler may ask for `url`."""
        return self.rules is None or bool(self.rules.can_fetch(url, TOKEN))

    @property
    def delay_s(self) -> float:
        """How long the origin wants us to wait between requests, an hour at most."""
        delay = self.rules.crawl_delay(TOKEN) if self.rules is not None else None
        return min(float(delay or 0.0), _LONGEST_DELAY_S)


def text_of(body: bytes) -> str:
    """Return the part of a robots.txt that is read, as text."""
    return body[:MAX_BYTES].decode("utf-8", "replace").removeprefix("\ufeff")
