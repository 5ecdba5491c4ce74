"""A page's text: what it says, without its furniture; its date, its language, its fingerprints."""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import py3langid  # type: ignore[import-untyped]
from trafilatura import bare_extraction
from trafilatura.settings import Extractor

from ..core.pages import RawPage, site_of
from .fingerprints import fingerprints
from .html import HtmlPage, Unparsable, decoded, parse

log = logging.getLogger(__name__)

MAX_BYTES = 2 << 20
"""A longer body is dropped unread."""
MIN_WORDS = 25
"""A text with fewer says nothing of anybody."""
MAX_CHARACTERS = 400_000
"""What is beyond is not read."""

_SAMPLE = 1_200
_SPACES = re.compile(r"[^\S\n]+")
_LINES = re.compile(r"\s*\n\s*")
_UNSEEN = re.compile(
    "[\0-\x08\x0b-\x1f\x7f\u00ad\u200b-\u200f\u2028-\u202e\u2060\ufeff\ud800-\udfff]"
)
_FOOTNOTES = re.compile(
    r"\[(?:\d{1,3}|[a-z]|(?:note|nb|n) ?\d{1,3}|citation needed|edit|when\?|who\?)\]"
)
_LATIN = ("bo", "da", "nl", "no", "nb", "nn", "sv", "la", "cy", "lb", "af")


@dataclass(frozen=True, slots=True)
class PageText:
    """What a page says.

    Parameters
    ----------
    url, site : str
    title : str
        May be empty.
    text : str
        Paragraphs, joined by line feeds; plain characters only.
    lang : str
        ``"en"``.
    published_at : int or None [s since 1970]
    sha256 : str
        Of the text's words, without case.
    simhash : int
        Signed 64 bits; texts that are nearly the same differ in few of them (Charikar, STOC 2002).
    """

    url: str
    site: str
    title: str
    text: str
    lang: str
    published_at: int | None
    sha256: str
    simhash: int


@dataclass(frozen=True, slots=True)
class Dropped:
    """A page that is not read, and why."""

    url: str
    reason: str


def extract(page: RawPage) -> PageText | Dropped:
    """Return the main text of `page`, HTML or plain, whatever bytes it is made of.

    Reasons for dropping are ``"too large"``, ``"could not be parsed"``, ``"no text"``,
    ``"too short"`` and ``"not English"``. The date is the feed's, else that of the page's JSON-LD
    or meta elements. Barbaresi, "Trafilatura" (ACL 2021), finds the text.
    """
    if len(page.body) > MAX_BYTES:
        return Dropped(page.url, "too large")
    try:
        return _plain(page) if _is_plain(page) else _html(page)
    except Unparsable as err:
        log.debug("%s: %s", page.url, err)
        return Dropped(page.url, "could not be parsed")


def _is_plain(page: RawPage) -> bool:
    kind = (page.content_type or "").partition(";")[0].strip().lower()
    return kind in {"text/plain", "text/markdown"}


def _plain(page: RawPage) -> PageText | Dropped:
    text = _clean(decoded(page.body, page.content_type))
    title, _, rest = text.partition("\n")
    if len(title) > 200 or not rest:
        title, rest = "", text
    return _judged(page, title, rest, page.published_at, None)


def _html(page: RawPage) -> PageText | Dropped:
    html = parse(page.body, page.content_type)
    title, lang = _clean(html.title()).replace("\n", " "), html.lang()
    published = page.published_at or html.published_at(page.fetched_at)
    text = _clean(_main_text(html))
    return _judged(page, title, text, published, lang)


def _main_text(html: HtmlPage) -> str:
    try:
        found: Any = bare_extraction(html.tree, options=_options())
    except Exception as err:  # whatever hostile markup brings it to: one page is lost, no more
        raise Unparsable(f"trafilatura: {err!r}") from err
    return (found.text or "") if found is not None else ""


@lru_cache(maxsize=1)
def _options() -> Extractor:
    return Extractor(output_format="python", fast=True, comments=False, tables=False)


def _judged(
    page: RawPage, title: str, text: str, published: int | None, said: str | None
) -> PageText | Dropped:
    text = text[:MAX_CHARACTERS]
    if not text:
        return Dropped(page.url, "no text")
    if text.count(" ") + text.count("\n") + 1 < MIN_WORDS:
        return Dropped(page.url, "too short")
    if not _is_english(f"{title}\n{text}", said):
        return Dropped(page.url, "not English")
    sha256, simhash = fingerprints(text)
    return PageText(page.url, site_of(page.url), title, text, "en", published, sha256, simhash)


def _is_english(text: str, said: str | None) -> bool:
    """Tell whether a text is English; what its page says counts for short ones only."""
    found: str = py3langid.classify(text[:_SAMPLE])[0]
    if found == "en":
        return True
    return len(text) < 400 and said == "en" and found in _LATIN


def _clean(text: str) -> str:
    return _LINES.sub("\n", _SPACES.sub(" ", _FOOTNOTES.sub("", _UNSEEN.sub("", text)))).strip()
