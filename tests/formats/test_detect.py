from __future__ import annotations

import gzip
import io
import os
import tarfile
import zipfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
import zstandard
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from discograph.core.errors import InputError, RefusedFile
from discograph.formats.detect import Source, Unreadable, discover, read
from discograph.formats.rows import Bad, Listen

CAP = 1 << 20
TABLE = b"artist,track,time\nA,B,1577880000\nC,D,1577880001\n"
LINES = b'{"listened_at": 1577880000, "track_metadata": {"artist_name": "A", "track_name": "B"}}\n'


def found(*paths: Path, format: str | None = None, cap: int = CAP) -> list[Source | Unreadable]:
    return list(discover(paths, format=format, max_inflated_bytes=cap))


def read_all(path: Path) -> int:
    """Read all that is found, while it is found, and return the number of rows."""
    items = discover([path], max_inflated_bytes=CAP)
    return sum(1 for item in items if isinstance(item, Source) for _ in read(item))


def formats(items: list[Source | Unreadable]) -> dict[str, str]:
    """Name of each file, and its format or why it has none."""
    return {
        item.path.replace("!", "/").rsplit("/", 1)[-1]: item.format
        if isinstance(item, Source)
        else item.reason
        for item in items
    }


def tar_of(members: dict[str, bytes], format: int = tarfile.PAX_FORMAT) -> bytes:
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode="w", format=format) as archive:
        for name, content in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return data.getvalue()


def zip_of(members: dict[str, bytes]) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return data.getvalue()


PACKERS: dict[str, Callable[[dict[str, bytes]], bytes]] = {
    "tar": tar_of,
    "tar.gz": lambda members: gzip.compress(tar_of(members)),
    "tar.zst": lambda members: zstandard.compress(tar_of(members, tarfile.GNU_FORMAT)),
    "zip": zip_of,
}


def test_a_folder_is_walked_in_order_and_what_is_unknown_is_told(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "2.txt").write_bytes(TABLE)
    (tmp_path / "b" / "1").write_bytes(LINES)
    (tmp_path / "a.json").write_text('{"nothing": "known"}')
    (tmp_path / "c.csv").write_bytes(b" \n")
    items = found(tmp_path)
    assert list(formats(items).items()) == [
        ("a.json", "it is of no known format"),
        ("c.csv", "it is empty"),
        ("1", "listenbrainz"),
        ("2.txt", "lastfm"),
    ]


@pytest.mark.parametrize("packer", PACKERS)
def test_members_of_an_archive_are_sources_of_their_own(tmp_path: Path, packer: str) -> None:
    long_name = "listens/" + "x" * 150 + ".csv"
    members = {"a/1.jsonl": LINES, long_name: TABLE, "about.rst": b"words", "c.csv": TABLE}
    path = tmp_path / "some.bin"
    path.write_bytes(PACKERS[packer](members))
    items = found(path)
    sources = [item for item in items if isinstance(item, Source)]
    assert [item.path for item in items] == [f"{path}!{name}" for name in members]
    assert [source.format for source in sources] == ["listenbrainz", "lastfm", "lastfm"]
    # after the walk, in any order, more than once
    assert [len(list(read(source))) for source in reversed(sources + sources)] == [2, 2, 1] * 2
    # during the walk
    walk = discover([path], max_inflated_bytes=CAP)
    assert [len(list(read(item))) for item in walk if isinstance(item, Source)] == [1, 2, 2]


def test_a_tar_member_left_half_read_says_so_and_is_not_cut_short(tmp_path: Path) -> None:
    path = tmp_path / "dump.tar"
    path.write_bytes(tar_of({"1.jsonl": LINES * 5_000, "2.jsonl": LINES}))
    walk = discover([path], max_inflated_bytes=CAP)
    first = next(walk)
    assert isinstance(first, Source)
    rows = read(first)
    next(rows)
    next(walk)
    with pytest.raises(RefusedFile, match="read on"):
        list(rows)
    assert len(list(read(first))) == 5_000


@pytest.mark.parametrize("pack", [gzip.compress, zstandard.compress])
def test_one_layer_of_compression_is_taken_off(
    tmp_path: Path, pack: Callable[[bytes], bytes]
) -> None:
    plain = tmp_path / "plain"
    plain.write_bytes(pack(TABLE))
    inside = tmp_path / "inside"
    inside.write_bytes(zip_of({"t.csv.gz": pack(TABLE)}))
    for path in (plain, inside):
        (source,) = found(path)
        assert isinstance(source, Source)
        assert len(list(read(source))) == 2


BOMB = LINES * (3 * CAP // len(LINES))


@pytest.mark.parametrize(
    "data",
    [
        gzip.compress(BOMB),
        zip_of({"1.jsonl": BOMB}),
        zip_of({f"{n}.jsonl": LINES * (CAP // 3 // len(LINES)) for n in range(6)}),
        zip_of({"1.jsonl.gz": gzip.compress(BOMB)}),
        gzip.compress(tar_of({"1.jsonl": BOMB})),
        tar_of({"1.jsonl.gz": gzip.compress(BOMB)}),
    ],
    ids=["gzip", "zip", "many-members", "gzip-in-zip", "tar.gz", "gzip-in-tar"],
)
def test_nothing_inflates_beyond_the_cap(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "bomb"
    path.write_bytes(data)
    with pytest.raises(RefusedFile, match=f"inflates to more than {CAP} bytes"):
        read_all(path)


def test_reading_again_does_not_count_twice(tmp_path: Path) -> None:
    path = tmp_path / "x.gz"
    path.write_bytes(gzip.compress(LINES * (CAP * 2 // 3 // len(LINES))))
    (source,) = found(path)
    assert isinstance(source, Source)
    assert len(list(read(source))) == len(list(read(source)))


def test_a_zstandard_dump_may_be_as_large_as_its_packed_size_warrants(tmp_path: Path) -> None:
    line = b'{"listened_at":0,"track_metadata":"%s"}\n'
    noise = b"".join(line % os.urandom(20).hex().encode() for _ in range(20_000))
    assert len(noise) > CAP
    path = tmp_path / "dump.zst"
    path.write_bytes(zstandard.compress(noise))
    assert read_all(path) == 20_000
    path.write_bytes(zstandard.compress(LINES * 200_000))
    with pytest.raises(RefusedFile, match="inflates"):
        read_all(path)


@pytest.mark.parametrize("packer", PACKERS)
@pytest.mark.parametrize(
    "name", ["../out.csv", "/abs.csv", "a/../../out.csv", "..\\out.csv", "C:\\x.csv"]
)
def test_names_that_climb_out_of_the_archive_are_not_read(
    tmp_path: Path, packer: str, name: str
) -> None:
    path = tmp_path / "archive"
    path.write_bytes(PACKERS[packer]({name: TABLE, "good.csv": TABLE}))
    bad, good = found(path)
    assert isinstance(bad, Unreadable)
    assert "out of the archive" in bad.reason
    assert isinstance(good, Source)


def test_links_in_archives_are_passed_over(tmp_path: Path) -> None:
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode="w") as archive:
        for kind in (tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE, tarfile.DIRTYPE):
            info = tarfile.TarInfo("link")
            info.type, info.linkname = kind, "/etc/passwd"
            archive.addfile(info)
        info = tarfile.TarInfo("good.csv")
        info.size = len(TABLE)
        archive.addfile(info, io.BytesIO(TABLE))
    path = tmp_path / "links.tar"
    path.write_bytes(data.getvalue())
    assert formats(found(path)) == {"good.csv": "lastfm"}


def test_archives_inside_archives_and_other_packers_are_told(tmp_path: Path) -> None:
    path = tmp_path / "outer.zip"
    members = {
        "in.zip": zip_of({"a.csv": TABLE}),
        "in.tar": tar_of({"a": TABLE}),
        "in.xz": b"\xfd7zXZ\0",
    }
    path.write_bytes(zip_of(members | {"good.csv": TABLE}))
    told = formats(found(path))
    assert "archive inside" in told["in.zip"]
    assert "archive inside" in told["in.tar"]
    assert "xz" in told["in.xz"]
    assert told["good.csv"] == "lastfm"


def test_symbolic_links_in_a_folder_are_not_followed(tmp_path: Path) -> None:
    (tmp_path / "secret").mkdir()
    secret = tmp_path / "secret" / "secret.csv"
    secret.write_bytes(TABLE)
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "good.csv").write_bytes(TABLE)
    (folder / "link.csv").symlink_to(secret)
    (folder / "loop").symlink_to(folder)
    assert formats(found(folder))["good.csv"] == "lastfm"
    assert "symbolic link" in formats(found(folder))["link.csv"]
    assert formats(found(folder / "link.csv")) == {"link.csv": "lastfm"}  # named itself


def test_a_pipe_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with pytest.raises(RefusedFile, match="regular file"):
        found(pipe)
    (tmp_path / "good.csv").write_bytes(TABLE)
    assert "regular file" in formats(found(tmp_path))["pipe"]


def test_what_is_named_must_be_there_and_readable(tmp_path: Path) -> None:
    good = tmp_path / "good.csv"
    good.write_bytes(TABLE)
    unknown = tmp_path / "unknown.bin"
    unknown.write_bytes(b"\x00\x01\x02")
    with pytest.raises(InputError, match="no such file"):
        next(discover([good, tmp_path / "missing"], max_inflated_bytes=CAP))
    with pytest.raises(RefusedFile, match="no known format"):
        found(good, unknown)
    good.unlink()
    with pytest.raises(RefusedFile, match="nothing in it"):
        found(tmp_path)
    with pytest.raises(InputError, match="no format 'nonsense'"):
        found(good, format="nonsense")


def test_a_format_can_be_forced(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes(b"nonsense\n" + LINES)
    (source,) = found(path, format="listenbrainz")
    assert isinstance(source, Source)
    assert [type(row) for row in read(source)] == [Bad, Listen]
    (source,) = found(path, format="lastfm")
    assert isinstance(source, Source)
    with pytest.raises(RefusedFile, match="no header"):
        list(read(source))


def test_names_of_files_are_shown_without_what_could_move_a_terminal(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(zip_of({"\x1b[2J\u202eünï.csv": TABLE}))
    (source,) = found(path)
    assert source.path == rf"{path}!\x1b[2J\u202eünï.csv"


PACKED = {name: pack({"a.csv": TABLE * 9, "b.jsonl": LINES * 9}) for name, pack in PACKERS.items()}
PACKED |= {"gz": gzip.compress(TABLE), "zst": zstandard.compress(TABLE)}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(st.sampled_from(sorted(PACKED)), st.data())
def test_damaged_archives_are_refused_and_nothing_else_happens(
    tmp_path: Path, packed: str, data: st.DataObject
) -> None:
    content = bytearray(PACKED[packed])
    for _ in range(data.draw(st.integers(1, 5))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    path = tmp_path / "damaged"
    path.write_bytes(content[: data.draw(st.integers(0, len(content)))])
    with suppress(RefusedFile):
        read_all(path)


def test_a_locked_zip_is_told(tmp_path: Path) -> None:
    content = bytearray(zip_of({"a.csv": TABLE}))
    for mark in (b"PK\x03\x04", b"PK\x01\x02"):
        flags = content.index(mark) + (6 if mark == b"PK\x03\x04" else 8)
        content[flags] |= 1
    path = tmp_path / "locked.zip"
    path.write_bytes(content)
    with pytest.raises(RefusedFile, match="nothing in it"):
        found(path)
