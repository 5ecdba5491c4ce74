"""What a host answered, in plain values."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from email.utils import parsedate_to_datetime

from .robots import TOKEN

REDIRECTS = frozenset({301, 302, 303, 307, 308})
BUSY = frozenset({429, 503})
GONE = frozenset({410, 451})
_PAGES = ("text/html", "application/xhtml+xml", "text/plain")
_LISTS = ("xml", "rss", "atom", "json", "text/")
_PACKED = ("application/gzip", "application/x-gzip", "application/octet-stream", "binary/")
_GZIP = b"\x1f\x8b"
_WITH_A_VALUE = ("max-snippet", "max-image-preview", "max-video-preview", "unavailable_after")


@dataclass(frozen=True, slots=True)
class Answer:
    """A response of HTTP.

    Parameters
    ----------
    status : int
    headers : mapping
        By lower-case name; one that came several times has a line each.
    body : bytes
        Its content encoding taken off.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes = b""

    @property
    def content_type(self) -> str | None:
        """The content type as the host says."""
        return self.headers.get("content-type")

    def retry_after_s(self, now: float) -> float | None:
        """Return the seconds that the host wants to be left alone, None where it does not say."""
        text = self.headers.get("retry-after", "").strip()
        if text.isascii() and text.isdigit():
            return float(text[:10])
        with suppress(ValueError, IndexError, TypeError, OverflowError):
            return max(0.0, parsedate_to_datetime(text).timestamp() - now)
        return None

    @property
    def asks(self) -> frozenset[str]:
        """What its headers ask of robots, all of them or this one: noindex, nofollow and such."""
        lines = self.headers.get("x-robots-tag", "").lower().splitlines()
        return frozenset(word for line in lines for word in _asked(line))

    @property
    def may_be_kept(self) -> bool:
        """Whether the headers let robots index and archive the page."""
        return not self.asks & {"noindex", "noarchive", "none"}

    @property
    def may_be_followed(self) -> bool:
        """Whether the headers let robots follow its links."""
        return not self.asks & {"nofollow", "none"}

    @property
    def is_page(self) -> bool:
        """Whether it is text for people, by its content type."""
        kind = (self.content_type or "text/html").lower()
        return kind.startswith(_PAGES)


def _asked(line: str) -> Iterator[str]:
    """Yield what a line asks of us; one that begins with another robot's name is for that one."""
    name = ""
    for part in line.split(","):
        given, colon, word = (text.strip() for text in part.partition(":"))
        if colon and given not in _WITH_A_VALUE:
            name = given
        if name in ("", TOKEN):
            yield word if colon else given


def is_wanted(content_type: str | None, kind: str) -> bool:
    """Tell whether a body of that type can be what a URL of that kind (feed, page) should be."""
    if content_type is None:
        return True
    text = content_type.lower()
    if any(part in text for part in _LISTS) or text.startswith(_PAGES):
        return True
    return kind == "sitemap" and text.startswith(_PACKED)


def unpacked(body: bytes, limit: int) -> bytes | None:
    """Return the content of a body that is a gzip file, None where that is more than `limit`.

    A body that is no gzip file is returned as it is; one that is torn, as far as it goes.
    """
    if not body.startswith(_GZIP):
        return body
    packer = zlib.decompressobj(31)
    try:
        content = packer.decompress(body, limit)
    except zlib.error:
        return None
    return None if packer.unconsumed_tail else content
