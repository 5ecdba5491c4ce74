"""URLs in one spelling, and the shapes of crawler traps."""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

from ...core.pages import site_of

_MAX_LENGTH = 1024
_MAX_SEGMENTS = 12
_MAX_REPEATS = 2
_MAX_PARAMETERS = 6
_SAFE_PATH = "/:@!$&'()*+,;=~%-._"
_SAFE_QUERY = _SAFE_PATH + "?[]|"
_TRACKING = re.compile(
    r"utm_\w+|hsa_\w+|mc_[ce]id|pk_\w+|_ga|_gl|gclid|gbraid|wbraid|fbclid|msclkid|dclid|yclid"
    r"|twclid|igshid|ref_src|cmpid|ncid|spm|_hs\w+|mkt_tok",
    re.IGNORECASE,
)
_SESSION = re.compile(
    r"jsessionid|phpsessid|aspsessionid\w*|asp\.net_sessionid|sessionid|session_id|sess|sid"
    r"|cfid|cftoken|zenid|oscsid|s",
    re.IGNORECASE,
)
_TOKEN = re.compile(r"[0-9a-zA-Z]*\d[0-9a-zA-Z]*")  # of a session: long, and no mere word
_PATH_SESSION = re.compile(r";(?:jsessionid|phpsessid|sid)=[^/?#]*", re.IGNORECASE)
_DOTNET_SESSION = re.compile(r"/\([A-Za-z]\([0-9a-zA-Z]{16,}\)\)(?=/)")
_DEED = re.compile(  # what does something, or shows the same once more
    r"(?:^|[/_.-])(?:log[io]n|logout|signin|signup|register|cart|checkout|wp-login|wp-admin|wp-json"
    r"|cgi-bin|xmlrpc|print|trackback|calendar)(?:[/_.-]|$)",
    re.IGNORECASE,
)
_DEEDS = {
    *("replytocom", "share", "action", "do", "print", "add-to-cart", "redirect_to", "return"),
    *("returnurl", "format", "sort", "order", "orderby", "dir", "view", "filter", "highlight"),
}
_NO_PAGE = re.compile(
    r"\.(?:jpe?g|png|gif|webp|avif|svg|ico|bmp|tiff?|css|js|mjs|map|json|woff2?|ttf|eot|mp3|m4a|ogg"
    r"|opus|flac|wav|aac|mp4|m4v|webm|mov|avi|mkv|m3u8?|pls|pdf|epub|docx?|xlsx?|pptx?|zip|gz|bz2|xz"
    r"|7z|rar|tar|tgz|iso|dmg|exe|msi|apk|deb|rpm|bin|torrent|ics|vcf)$",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?<!\d)(?:19|20|21)\d\d(?!\d)")
_DIGITS = re.compile(r"\d+")
_HEX = re.compile(r"%[0-9a-fA-F]{2}")


def canonical(link: str, base: str = "") -> str | None:
    """Return a link as an absolute URL in its one spelling, or None if it is none for a crawler.

    Fragment, tracking parameters and session ids go; parameters are sorted.

    >>> canonical("../b?utm_source=x&z=1&a=2#top", "HTTP://Tapehiss.example:80/a/c")
    'http://tapehiss.example/b?a=2&z=1'
    """
    if len(link) > 4 * _MAX_LENGTH:
        return None
    if link.startswith(("http://", "https://")):
        base = ""  # the same link on another page is the same: it is remembered
    elif link.startswith("/"):
        base = base[: base.find("/", base.find("//") + 2) + 1] or base
    return _canonical(link, base)


@lru_cache(maxsize=1 << 16)
def _canonical(link: str, base: str) -> str | None:
    try:
        parts = urlsplit(urljoin(base, link.strip()))
        host, port = parts.hostname, parts.port
        if parts.scheme not in ("http", "https") or not host or "@" in parts.netloc:
            return None
        host = _host(host)
    except (ValueError, UnicodeError):
        return None
    if port is not None and port != {"http": 80, "https": 443}[parts.scheme]:
        host = f"{host}:{port}"
    path = _DOTNET_SESSION.sub("", _PATH_SESSION.sub("", parts.path))
    url = urlunsplit((parts.scheme, host, _path(path), _query(parts.query), ""))
    return url if len(url) <= _MAX_LENGTH else None


def _host(host: str) -> str:
    if ":" in host:
        return f"[{host}]"
    host = host.rstrip(".")
    return host if host.isascii() else host.encode("idna").decode("ascii")


def _path(path: str) -> str:
    done: list[str] = []
    for part in path.split("/")[1:]:  # urljoin leaves the dots of an absolute URL
        if part == "..":
            del done[-1:]
        elif part != ".":
            done.append(part)
    if path.endswith(("/.", "/..")):
        done.append("")
    return _quoted("/" + "/".join(done), _SAFE_PATH)


def _query(query: str) -> str:
    if not query:
        return ""
    kept = [pair for pair in query.split("&") if pair and not _is_noise(*_pair(pair))]
    return _quoted("&".join(sorted(kept)), _SAFE_QUERY)


def _pair(pair: str) -> tuple[str, str]:
    key, _, value = pair.partition("=")
    return key, value


def _is_noise(key: str, value: str) -> bool:
    if _TRACKING.fullmatch(key):
        return True
    if not _SESSION.fullmatch(key):
        return False
    return len(value) >= 16 and _TOKEN.fullmatch(value) is not None


def _quoted(text: str, safe: str) -> str:
    text = _HEX.sub(lambda match: match[0].upper(), text)
    text = re.sub(r"%(?![0-9A-F]{2})", "%25", text)
    return quote(text, safe=safe, errors="replace")


def names_of(url: str) -> frozenset[str]:
    """Return by what names a page may be forgotten: its URL, that in its one spelling, its site.

    >>> sorted(names_of("https://www.Tapehiss.example/1#top"))
    ['https://www.Tapehiss.example/1#top', 'https://www.tapehiss.example/1', 'tapehiss.example']
    """
    return frozenset((url, canonical(url) or url, site_of(url)))


@lru_cache(maxsize=1 << 16)
def is_trap(url: str, year: int) -> bool:
    """Tell whether a canonical URL looks like no page, or like one of endlessly many.

    Parameters
    ----------
    url : str
    year : int
        The present one: calendars go on for ever, writing about music does not.
    """
    parts = urlsplit(url)
    segments = [segment for segment in parts.path.split("/") if segment]
    if len(segments) > _MAX_SEGMENTS or _NO_PAGE.search(parts.path) or _DEED.search(parts.path):
        return True
    if any(segments.count(segment) > _MAX_REPEATS for segment in segments):
        return True
    pairs = [_pair(pair) for pair in parts.query.split("&") if pair]
    if len(pairs) > _MAX_PARAMETERS or any(key.lower() in _DEEDS for key, _ in pairs):
        return True
    dates = [segment for segment in segments if segment.isdigit()]
    dates += [value for _, value in pairs]
    return any(int(found) > year for value in dates for found in _YEAR.findall(value))


def shape(url: str) -> str:
    """Return what a URL has in common with its variants: digits and parameter values left out.

    >>> shape("https://a.example/events/2026/03?page=7")
    'a.example/events/0/0?page'
    """
    parts = urlsplit(url)
    keys = "&".join(sorted({_pair(pair)[0] for pair in parts.query.split("&") if pair}))
    path = _DIGITS.sub("0", parts.path)
    return f"{site_of(url)}{path}?{keys}" if keys else f"{site_of(url)}{path}"
