from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import permutations
from pathlib import Path

import pytest

from discograph.core.config import IngestConfig
from discograph.core.errors import DiscographError, RefusedFile
from discograph.formats.rows import (
    Bad,
    Entry,
    Listen,
    PlayCount,
    PlaylistRow,
    Private,
    Row,
    Save,
    TrackRef,
    Visit,
)
from discograph.jobs.quarantine import KEPT, Quarantine, escaped
from discograph.jobs.resolve import Resolver
from discograph.jobs.spool import Spool
from discograph.jobs.staging import Owners, Staged, is_listen, stage

SONG = TrackRef("Song", ("Ann",), ("mbid:1",), "Album", 40.0)
OTHER = TrackRef("Other", ("Bo",))
ME = Owners("me", local=True)
EACH = Owners(None, local=True)


@pytest.fixture
def spool(tmp_path: Path) -> Iterator[Spool]:
    with Spool(tmp_path / "spool" / "rows.sqlite") as made:
        yield made


def put(spool: Spool, tmp_path: Path, *sources: Iterable[Row], owners: Owners = ME) -> Staged:
    named = [(f"zip!folder/{n} x.json", "rows", rows) for n, rows in enumerate(sources)]
    return stage(named, spool, owners, IngestConfig(), quarantine=tmp_path / "bad", run="import")


def resolved(spool: Spool) -> Spool:
    resolver = Resolver()
    for name, strong in spool.handles():
        resolver.add(name, strong)
    spool.assign(resolver.resolve())
    return spool


def test_plays_come_out_once_settled_and_by_user(spool: Spool, tmp_path: Path) -> None:
    rows: list[Row] = [
        Listen(SONG, 100, user="b"), Listen(OTHER, 50, user="a"), Listen(SONG, 100, user="b"),
        Listen(SONG, 60, coarse=True, user="b"), Listen(SONG, 70, heard_s=1.0, user="b"),
        PlayCount(SONG, 4, 90, user="b"), PlayCount(SONG, 3, None, user="b"),
    ]  # fmt: skip
    put(spool, tmp_path, rows, rows, owners=EACH)
    names = dict(spool.users())
    plays = list(resolved(spool).plays())
    assert [names[play.user] for play in plays] == ["b", "a"]
    times = plays[0].times
    assert (times.at, times.skipped_at, times.coarse) == ((100,), (70,), ())
    assert (times.counted, len(times.counts), times.counted_at) == (7, 1, 90)


def test_the_same_counts_are_one_source_under_any_name_and_in_any_order(
    spool: Spool, tmp_path: Path
) -> None:
    table: list[Row] = [PlayCount(SONG, 4), PlayCount(OTHER, 2, 7)]
    put(spool, tmp_path, table, table[::-1], [PlayCount(SONG, 4)])
    counts = [play.times.counts for play in resolved(spool).plays()]
    assert sorted(map(len, counts)) == [1, 2]


def test_a_refused_file_leaves_nothing_and_the_next_one_is_whole(
    spool: Spool, tmp_path: Path
) -> None:
    bad = [Bad(n, "no", "x") for n in range(4)]
    good: list[Row] = [Listen(SONG, 1), Save(SONG), Visit("Ann", 5), PlayCount(OTHER, 2)]
    staged = put(spool, tmp_path, [*good, *bad], good)
    assert (staged.files, staged.tally.rows, staged.quarantined) == (1, 4, 4)
    assert "4 of 8 rows" in staged.refused[0]["reason"]
    assert [spool.size(t) for t in ("listens", "saves", "visits", "counts")] == [1, 1, 1, 1]
    assert len(list(resolved(spool).tracks())) == 2


@pytest.mark.parametrize(
    ("good", "bad", "refused"),
    [(0, 1, True), (1, 1, False), (2, 1, False), (1, 2, True), (8, 2, False), (7, 2, True)],
)
def test_more_than_a_fifth_of_bad_rows_refuses_a_file_but_a_single_one_does_not(
    spool: Spool, tmp_path: Path, good: int, bad: int, refused: bool
) -> None:
    rows: list[Row] = [Listen(SONG, n) for n in range(good)]
    rows += [Bad(n, "no", "x") for n in range(bad)]
    assert bool(put(spool, tmp_path, rows).refused) is refused


def test_a_file_that_breaks_off_is_refused_whole(spool: Spool, tmp_path: Path) -> None:
    def rows() -> Iterator[Row]:
        yield Listen(SONG, 1)
        raise RefusedFile("x.json", "it ends in the middle")

    staged = put(spool, tmp_path, rows(), [Listen(OTHER, 2)])
    assert staged.refused == [{"file": "zip!folder/0 x.json", "reason": "it ends in the middle"}]
    assert spool.size("listens") == 1


def test_private_rows_are_counted_and_never_kept(spool: Spool, tmp_path: Path) -> None:
    staged = put(spool, tmp_path, [Private(1), Listen(SONG, 1), Private(3)])
    assert (staged.tally.private, staged.tally.rows, spool.size("listens")) == (2, 3, 1)


def test_rows_that_name_nothing_or_nobody_are_put_aside(spool: Spool, tmp_path: Path) -> None:
    rows: list[Row] = [
        Listen(TrackRef("Song"), 1, user="a"), Listen(SONG, 1), Visit("  ", 1, user="a"),
        *(Listen(SONG, n, user="a") for n in range(20)),
    ]  # fmt: skip
    staged = put(spool, tmp_path, rows, owners=EACH)
    lines = staged.quarantine[0].read_text(encoding="utf-8").splitlines()
    assert [line.split("\t")[0] for line in lines] == ["line", "1", "2", "3"]
    assert "names no user" in lines[2]
    assert staged.quarantine[0].name == "import-0_x.json.tsv"


def test_rows_of_taken_names_are_put_aside_without_refusing_the_file(
    spool: Spool, tmp_path: Path
) -> None:
    community = Owners(None, local=False, taken=frozenset(["me"]))
    rows = [Listen(SONG, n, user="me") for n in range(9)] + [Listen(SONG, 1, user="you")]
    staged = put(spool, tmp_path, rows, owners=community)
    assert (staged.refused, staged.quarantined, spool.size("listens")) == ([], 9, 1)


def test_of_a_playlist_only_the_unknown_entries_are_put_aside(spool: Spool, tmp_path: Path) -> None:
    entries = (Entry(SONG), Entry(TrackRef("Song")), Entry(OTHER, 9))
    staged = put(spool, tmp_path, [PlaylistRow("k", "List", entries)])
    (found,) = resolved(spool).playlists()
    assert [(position, at) for position, _, at in found.entries] == [(1, None), (3, 9)]
    assert staged.quarantined == 1


def test_two_playlists_of_one_name_in_one_file_are_two(spool: Spool, tmp_path: Path) -> None:
    lists = [PlaylistRow("k", "List", (Entry(SONG),)), PlaylistRow("k", "List", (Entry(OTHER),))]
    put(spool, tmp_path, lists, lists)
    assert [found.key for found in resolved(spool).playlists()] == ["k", "k#2"]


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_of_several_versions_of_a_playlist_the_newest_is_taken(
    spool: Spool, tmp_path: Path, order: Sequence[int]
) -> None:
    versions = [
        PlaylistRow("k", "Old", (Entry(SONG, 1), Entry(OTHER, 2), Entry(OTHER, 2))),
        PlaylistRow("k", "New", (Entry(SONG, 3),)),
        PlaylistRow("k", "Undated", (Entry(SONG),)),
    ]
    put(spool, tmp_path, *([versions[n]] for n in order))
    assert [found.title for found in resolved(spool).playlists()] == ["New"]


@pytest.mark.parametrize(
    ("heard_s", "duration_s", "skipped", "listen"),
    [
        (None, None, False, True), (None, None, True, False), (30.0, None, False, True),
        (29.9, None, False, False), (29.9, 59.8, False, True), (29.9, 60.0, False, False),
        (40.0, 40.0, True, False), (0.0, None, False, False),
    ],
)  # fmt: skip
def test_a_listen_is_thirty_seconds_or_half_of_it(
    heard_s: float | None, duration_s: float | None, skipped: bool, listen: bool
) -> None:
    row = Listen(TrackRef("Song", ("Ann",), duration_s=duration_s), 0, heard_s, skipped)
    assert is_listen(row, IngestConfig()) is listen


def test_the_spool_is_gone_afterwards(tmp_path: Path) -> None:
    path = tmp_path / "rows.sqlite"
    with pytest.raises(KeyError), Spool(path):
        raise KeyError
    assert not path.exists()


def test_a_full_disk_is_named(tmp_path: Path) -> None:
    def fill() -> None:
        with Spool(tmp_path / "s") as spool:
            spool._db.execute("PRAGMA max_page_count = 1")
            for number in range(10_000):
                spool.user(f"user {number}")

    with pytest.raises(DiscographError, match=r"full.*make room"):
        fill()


def test_the_quarantine_escapes_what_could_not_be_shown(tmp_path: Path) -> None:
    aside = Quarantine(tmp_path, "run", "../../..//\u202e evil\n.json")
    aside.put(Bad(3, "no time", "a\tb\nc\u202e\x1b[31m\ud800"))
    aside.close()
    assert aside.path is not None
    assert aside.path.parent == tmp_path
    _, line = aside.path.read_text(encoding="utf-8").splitlines()
    assert line == "3\tno time\ta\\tb\\nc\\u202e\\x1b[31m\\ud800"


def test_the_quarantine_is_for_its_owner_alone(tmp_path: Path) -> None:
    aside = Quarantine(tmp_path / "home" / "quarantine", "run", "x.csv")
    aside.put(Bad(1, "no", "x"))
    aside.close()
    assert (tmp_path / "home" / "quarantine").stat().st_mode & 0o077 == 0


def test_the_quarantine_of_two_files_of_one_name_is_two_files(tmp_path: Path) -> None:
    paths = set()
    for folder in "ab":
        aside = Quarantine(tmp_path, "run", f"{folder}/x.csv")
        aside.put(Bad(1, "no", "x"))
        aside.close()
        paths.add(aside.path)
    assert len(paths) == 2


def test_a_flood_of_bad_rows_is_counted_and_not_kept(tmp_path: Path) -> None:
    aside = Quarantine(tmp_path, "run", "x")
    for line in range(KEPT + 5):
        aside.put(Bad(line, "no", "x"))
    aside.close()
    assert aside.path is not None
    lines = aside.path.read_text(encoding="utf-8").splitlines()
    assert (len(lines), lines[-1].split("\t")[1]) == (KEPT + 2, "and 5 more")


def test_without_bad_rows_there_is_no_quarantine(tmp_path: Path) -> None:
    Quarantine(tmp_path / "bad", "run", "x").close()
    assert not (tmp_path / "bad").exists()
    assert escaped("x" * 999) == "x" * 500
