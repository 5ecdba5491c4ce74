from __future__ import annotations

import gzip
import io
import os
import random
from pathlib import Path

import pytest
from warcio.statusandheaders import StatusAndHeaders  # type: ignore[import-untyped]
from warcio.warcwriter import WARCWriter  # type: ignore[import-untyped]

from discograph.core.pages import RawPage
from discograph.formats import pages
from discograph.formats.detect import Source, Unreadable, discover, read
from discograph.formats.rows import Bad, Row
from discograph.formats.warc import Archive

PAGE = b"<!doctype html><html><head><title>A</title></head><body><p>Slow songs.</p></body></html>"
AT = 1_577_836_800  # 2020-01-01


def found(path: Path) -> list[Row]:
    rows: list[Row] = []
    for source in discover([path], max_inflated_bytes=1 << 30):
        assert isinstance(source, Source), source
        rows += read(source)
    return rows


def warc(*records: tuple[str, str, bytes, str, str], packed: bool = True) -> bytes:
    """Return a WARC file of records (type, URL, payload, content type, status)."""
    buffer = io.BytesIO()
    writer = WARCWriter(buffer, gzip=packed)
    for type_, url, payload, kind, status in records:
        http = None
        if type_ == "response":
            http = StatusAndHeaders(status, [("Content-Type", kind)], protocol="HTTP/1.1")
        writer.write_record(
            writer.create_warc_record(
                url, type_, payload=io.BytesIO(payload), length=len(payload), http_headers=http,
                warc_content_type=kind if http is None else "",
                warc_headers_dict={"WARC-Date": "2020-01-01T00:00:00Z"},
            )
        )  # fmt: skip
    return buffer.getvalue()


@pytest.mark.parametrize("packed", [True, False])
def test_pages_of_a_warc_file_are_its_responses_resources_and_conversions(
    tmp_path: Path, packed: bool
) -> None:
    url = "https://tapehiss.example/"
    file = tmp_path / "crawl"
    file.write_bytes(
        warc(
            ("response", f"{url}1", PAGE, "text/html; charset=utf-8", "200 OK"),
            ("response", f"{url}2", PAGE, "text/html", "404 Not Found"),
            ("response", f"{url}3.png", b"\x89PNG", "image/png", "200 OK"),
            ("resource", f"{url}4", PAGE, "application/xhtml+xml", ""),
            ("conversion", f"{url}5", b"Slow songs.", "text/plain", ""),
            ("request", f"{url}6", b"GET / HTTP/1.0\r\n\r\n", "application/http", ""),
            packed=packed,
        )
    )
    assert found(file) == [
        RawPage(f"{url}1", AT, PAGE, "text/html; charset=utf-8"),
        RawPage(f"{url}4", AT, PAGE, "application/xhtml+xml"),
        RawPage(f"{url}5", AT, b"Slow songs.", "text/plain"),
    ]


def test_an_archive_of_ones_own_comes_back_with_the_dates_of_feeds(tmp_path: Path) -> None:
    kept = [RawPage(f"https://a.example/{n}", AT + n, PAGE, "text/html", AT - n) for n in (1, 2)]
    with Archive(tmp_path / "pages") as archive:
        for page in kept:
            archive.append(page)
    (file,) = (tmp_path / "pages").glob("*.warc.gz")
    assert found(file) == kept


def test_a_warc_file_that_breaks_off_gives_the_pages_before(tmp_path: Path) -> None:
    url = "https://tapehiss.example/"
    body = random.Random(0).randbytes(1 << 19)
    record = ("response", url, body, "text/html", "200 OK")
    file = tmp_path / "torn.warc.gz"
    file.write_bytes(warc(record) + warc(record)[:-60])
    whole, torn = found(file)
    assert whole == RawPage(url, AT, body, "text/html")
    assert isinstance(torn, Bad)


def test_an_oversized_page_of_a_warc_file_is_a_bad_row(tmp_path: Path) -> None:
    huge = ("response", "https://a.example/", b"x" * (pages.MAX_PAGE + 1), "text/html", "200 OK")
    file = tmp_path / "huge.warc.gz"
    file.write_bytes(warc(huge))
    (row,) = found(file)
    assert isinstance(row, Bad)
    assert "bytes" in row.reason


@pytest.mark.parametrize(
    ("head", "url"),
    [
        ('<link rel="canonical" href="https://a.example/x?a=1&amp;b=2">', "https://a.example/x?a=1&b=2"),
        ("<meta content='https://a.example/og' property='og:url'>", "https://a.example/og"),
        ("<!-- saved from url=(0022)https://a.example/saved -->", "https://a.example/saved"),
        (
            "<!--\n Page saved with SingleFile \n url: https://a.example/single \n-->",
            "https://a.example/single",
        ),
        ('<link rel="canonical" href="/relative">', None),
        ('<link rel="canonical" href="javascript:alert(1)">', None),
        ("", None),
    ],
)  # fmt: skip
def test_a_saved_page_goes_by_the_address_it_states(
    tmp_path: Path, head: str, url: str | None
) -> None:
    file = tmp_path / "a page.htm"
    file.write_bytes(b"<html><head>" + head.encode() + b"</head><body>x</body></html>")
    os.utime(file, (AT, AT))
    (page,) = found(file)
    assert isinstance(page, RawPage)
    assert page.url == (url or f"file:{str(file).replace(' ', '%20')}")
    assert page.fetched_at == AT
    assert page.body == file.read_bytes()


def test_a_page_may_begin_with_a_comment_or_be_packed(tmp_path: Path) -> None:
    (tmp_path / "a.html.gz").write_bytes(gzip.compress(b"\n<!-- x -->\n<HTML lang=en>y</HTML>"))
    (tmp_path / "b.html").write_bytes("\ufeff<!DOCTYPE html><p>y".encode("utf-16"))
    assert [type(row) for row in found(tmp_path)] == [RawPage, RawPage]


def test_text_is_a_page_by_its_name_alone(tmp_path: Path) -> None:
    (tmp_path / "notes.md").write_text("A day\n\nSlow songs.")
    (tmp_path / "server.log").write_text("A day\n\nSlow songs.")
    log, notes = sorted(
        discover([tmp_path], max_inflated_bytes=1 << 20), key=lambda s: isinstance(s, Source)
    )
    assert isinstance(log, Unreadable)
    assert isinstance(notes, Source)
    (page,) = read(notes)
    assert isinstance(page, RawPage)
    assert (page.body, page.content_type) == (b"A day\n\nSlow songs.", "text/plain")


def test_a_playlist_and_a_table_stay_what_they_are_whatever_their_name(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("#EXTM3U\n#EXTINF:1,Band - Song\nsong.mp3\n")
    (tmp_path / "b.txt").write_text("user,artist,at\nmira,Band,1714979289\n")
    sources = discover([tmp_path], max_inflated_bytes=1 << 20)
    assert [source.format for source in sources if isinstance(source, Source)] == ["m3u", "visits"]


def test_comments_without_end_are_told_from_html_at_once() -> None:
    assert pages.sniff_html(b"<!-- a --> <!-- b -->\n<!doctype html>", "a.html")
    assert not pages.sniff_html(b"<!---->" * 1000 + b"words", "a.html")
