"""A fetched page, the currency between crawl, archive, reading and import."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlsplit

_DEFAULT_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class RawPage:
    """A page as it was fetched, undecoded.

    Parameters
    ----------
    url : str
        Where it was at last, after redirects.
    fetched_at : int [s since 1970]
    body : bytes
        The payload, its content encoding (gzip and such) taken off.
    content_type : str or None
        As the server said, parameters included.
    published_at : int or None [s since 1970]
        As a feed said that named it.
    """

    url: str
    fetched_at: int
    body: bytes
    content_type: str | None = None
    published_at: int | None = None


@lru_cache(maxsize=1 << 16)
def site_of(url: str) -> str:
    """Return the site of a URL: its host in lower case without ``www.``, any odd port kept.

    What has no host (a file, a bare name) is of the site ``local``.

    >>> site_of("https://www.Lanternpost.example/reviews/1")
    'lanternpost.example'
    >>> site_of("http://tapehiss.example:8080/")
    'tapehiss.example:8080'
    >>> site_of("file:///home/me/saved.html")
    'local'
    """
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        return "local"
    if parts.scheme not in _DEFAULT_PORTS or not host:
        return "local"
    host = host.removeprefix("www.") or host
    host = f"[{host}]" if ":" in host else host
    return host if port in (None, _DEFAULT_PORTS[parts.scheme]) else f"{host}:{port}"
