"""Reading pages by processes: in order, whole, whatever one page does."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress

import psutil
import pytest

from discograph.core.errors import ConfigError, CrawlError
from discograph.core.pages import RawPage
from discograph.formats.warc import Mark
from discograph.jobs import reading
from discograph.jobs.reading import read_pages
from discograph.nlp.mentions import Name
from discograph.nlp.reader import Reader, Reading
from discograph.nlp.text import Dropped

NAMES = [Name("a1", "artist", "Mira Vale")]
TEXT = """<html><body><article><h1>{n}</h1><p>Page {n} says that Mira Vale plays dreamy shoegaze
with hushed vocals, and that everybody in room {n} stood still for as long as an hour while the
rain came down outside in street number {n}.</p></article></body></html>"""


def pages(n: int) -> Iterator[tuple[Mark, RawPage]]:
    for number in range(n):
        body = TEXT.format(n=number).encode()
        yield Mark("f", number), RawPage(f"https://x.example/{number}", 1, body, "text/html")


def killing(n: int, *, at: int) -> Iterator[tuple[Mark, RawPage]]:
    """Yield pages; before one of them, every process that reads is killed."""
    for number, marked in enumerate(pages(n)):
        if number == at:
            for child in psutil.Process().children(recursive=True):
                with suppress(psutil.Error):  # one that is dead already, not waited for
                    if "spawn_main" in " ".join(child.cmdline()):
                        child.kill()
        yield marked


def test_pages_are_read_in_order_whoever_dies(monkeypatch: pytest.MonkeyPatch) -> None:
    here = Reader(NAMES)
    expected = [(mark, page, here.read(page)) for mark, page in pages(12)]
    monkeypatch.setattr(reading, "FEW", 2)
    monkeypatch.setattr(reading, "_BATCH", 2)

    found = [one for batch in read_pages(killing(12, at=9), NAMES, None) for one in batch]

    assert found == expected
    assert all(isinstance(what, Reading) and what.mentions for _, _, what in found)


class Breaking(Reader):
    """Breaks at one page."""

    def read(self, page: RawPage) -> Reading | Dropped:
        if page.url.endswith("/1"):
            raise OverflowError("a date beyond all dates")
        return super().read(page)


def test_a_page_that_breaks_its_reader_is_lost_and_no_other(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(reading, "_reader", Breaking(NAMES))
    first, second, third = reading._read([page for _, page in pages(3)])
    assert isinstance(first, Reading)
    assert second == Dropped("https://x.example/1", "could not be parsed")
    assert isinstance(third, Reading)


def test_a_tagger_that_is_not_installed_is_no_fault_of_the_pages() -> None:
    with pytest.raises(ConfigError, match="no_such_model"):
        list(read_pages(pages(2), NAMES, "no_such_model"))


def test_no_pages_start_no_process() -> None:
    assert list(read_pages(iter(()), NAMES, None)) == []


def dying(*setting: object) -> None:
    os._exit(9)


def test_no_page_is_given_up_when_nobody_can_read_at_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "_prepare", dying)
    with pytest.raises(CrawlError, match="as they start"):
        list(read_pages(pages(3), NAMES, None))
