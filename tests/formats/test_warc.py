"""The archive keeps what it was given, through kills, damage and forgetting."""

import gzip
import logging
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator  # type: ignore[import-untyped]

from discograph.core.errors import Busy
from discograph.core.pages import RawPage
from discograph.formats.warc import Archive, Mark

DAY = 86_400


def page(n: int, **changes: object) -> RawPage:
    values = {
        "url": f"https://lanternpost.example/{n}",
        "fetched_at": 1_700_000_000 + n * DAY,
        "body": f"<p>Page {n}: dreamy".encode(),
        "content_type": "text/html; charset=utf-8",
        "published_at": 1_600_000_000 if n % 2 else None,
    }
    return RawPage(**(values | changes))  # type: ignore[arg-type]


def fill(folder: Path, numbers: range, rotate_bytes: int = 1 << 20) -> None:
    with Archive(folder, rotate_bytes=rotate_bytes) as archive:
        for n in numbers:
            archive.append(page(n))


def read(folder: Path, since: Mark | None = None) -> list[RawPage]:
    return [found for _, found in Archive(folder).read(since)]


PAGES = st.builds(
    RawPage,
    url=st.from_regex(r"https://[a-zé]{1,9}\.example/[!-~ü]{0,20}", fullmatch=True),
    fetched_at=st.integers(0, 253_402_300_799),
    body=st.binary(max_size=200),
    content_type=st.none() | st.from_regex(r"[a-z]+/[a-z]+(; charset=[a-z0-9-]+)?", fullmatch=True),
    published_at=st.none() | st.integers(0, 253_402_300_799),
)


@settings(max_examples=50)
@given(st.lists(PAGES, max_size=5), st.integers(1, 1000))
def test_what_is_read_is_what_was_added(pages: list[RawPage], rotate_bytes: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        with Archive(Path(folder), rotate_bytes=rotate_bytes) as archive:
            for given_page in pages:
                archive.append(given_page)
        assert read(Path(folder)) == pages


def test_no_folder_no_pages(tmp_path: Path) -> None:
    assert read(tmp_path / "pages") == []


def test_a_url_cannot_write_headers(tmp_path: Path) -> None:
    with Archive(tmp_path) as archive:
        archive.append(page(1, url="https://a.example/\r\nWARC-Type: request\ud800"))
        archive.append(page(2, content_type="text/html\r\n\r\n<p>more"))
    first, second = read(tmp_path)
    assert first.url == "https://a.example/%0D%0AWARC-Type:%20request%ED%A0%80"
    assert second.body == page(2).body


def test_reading_goes_on_behind_a_mark(tmp_path: Path) -> None:
    fill(tmp_path, range(6), rotate_bytes=600)
    marks = [mark for mark, _ in Archive(tmp_path).read()]
    assert len({mark.file for mark in marks}) > 1
    for n, mark in enumerate(marks):
        assert read(tmp_path, mark) == [page(m) for m in range(n + 1, 6)]


def test_forgetting_leaves_the_others_and_every_mark_in_place(tmp_path: Path) -> None:
    fill(tmp_path, range(9), rotate_bytes=1500)
    marks = [mark for mark, _ in Archive(tmp_path).read()]
    archive = Archive(tmp_path)
    assert archive.forget(lambda found: found.url.endswith(("/2", "/4"))) == 2
    assert archive.forget(lambda found: found.url.endswith(("/0", "/4"))) == 1
    left = [1, 3, 5, 6, 7, 8]
    assert read(tmp_path) == [page(n) for n in left]
    for n, mark in enumerate(marks):
        assert read(tmp_path, mark) == [page(m) for m in left if m > n]
    assert not [path for path in tmp_path.iterdir() if path.suffix == ".new"]
    assert not any(
        page(2).body in gzip.decompress(path.read_bytes()) for path in tmp_path.glob("*.gz")
    )


def test_files_without_what_is_forgotten_are_left_as_they_are(tmp_path: Path) -> None:
    with Archive(tmp_path, rotate_bytes=1) as archive:
        for n in range(3):
            archive.append(RawPage(f"http://a.example/{n}", 1, b"x"))
    before = {path.name: path.stat().st_ino for path in tmp_path.glob("*.gz")}
    assert Archive(tmp_path).forget(lambda found: found.url.endswith("/1")) == 1
    after = {path.name: path.stat().st_ino for path in tmp_path.iterdir() if path.name != "lock"}
    assert [name for name in before if after[name] != before[name]] == ["pages-000002.warc.gz"]
    assert after.keys() == before.keys()


def test_pages_come_after_forgetting(tmp_path: Path) -> None:
    with Archive(tmp_path) as archive:
        archive.append(page(0))
        archive.append(page(1))
        archive.forget(lambda found: found.url.endswith("/0"))
        archive.append(page(2))
    assert read(tmp_path) == [page(1), page(2)]


@pytest.mark.parametrize("lost", [1, 8, 100])
def test_a_torn_last_record_is_skipped(tmp_path: Path, lost: int) -> None:
    fill(tmp_path, range(3))
    (file,) = tmp_path.glob("*.gz")
    file.write_bytes(file.read_bytes()[:-lost])
    mark = list(Archive(tmp_path).read())[-1][0]
    assert read(tmp_path) == [page(0), page(1)]
    fill(tmp_path, range(3, 5))
    assert read(tmp_path) == [page(n) for n in (0, 1, 3, 4)]
    assert read(tmp_path, mark) == [page(3), page(4)]


def test_damage_costs_no_other_record(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    fill(tmp_path, range(5))
    (file,) = tmp_path.glob("*.gz")
    ends = [mark.offset for mark, _ in Archive(tmp_path).read()]
    data = bytearray(file.read_bytes())
    data[ends[1] : ends[1] + 40] = bytes(40)
    file.write_bytes(data)
    with caplog.at_level(logging.WARNING):
        assert read(tmp_path) == [page(n) for n in (0, 1, 3, 4)]
    assert "no whole record" in caplog.text


def test_one_writer_at_a_time(tmp_path: Path) -> None:
    with Archive(tmp_path) as archive:
        archive.append(page(0))
        with pytest.raises(Busy, match="another crawl"):
            Archive(tmp_path).append(page(1))
        with pytest.raises(Busy):
            Archive(tmp_path).forget(lambda found: True)
        assert read(tmp_path) == [page(0)]
    fill(tmp_path, range(1, 2))
    assert read(tmp_path) == [page(0), page(1)]


def test_any_reader_of_warc_understands_it(tmp_path: Path) -> None:
    fill(tmp_path, range(2))
    (file,) = tmp_path.glob("*.gz")
    with file.open("rb") as stream:
        records = [
            (r.rec_type, r.rec_headers.get_header("WARC-Target-URI"), r.content_stream().read())
            for r in ArchiveIterator(stream, check_digests="raise")
        ]
    assert records[0][0] == "warcinfo"
    assert records[1:] == [("response", page(n).url, page(n).body) for n in range(2)]
