"""The packed seed unpacks to what was packed, whole or not at all."""

import csv
import gzip
import shutil
import string
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from discograph.core.errors import InputError
from discograph.demo.pack_seed import collect, main, pack
from discograph.demo.seed import (
    FILE,
    Seed,
    SeedList,
    SeedTrack,
    ids_of,
    read_seed,
    seed_rows,
    unpack,
)

_IDS = st.integers(0, 2**128 - 1).map(lambda n: ids_of(_raw(n))[0])
_TEXT = st.text(st.characters(exclude_categories=("C", "Zl", "Zp")), min_size=1, max_size=12)


def _raw(number: int) -> np.ndarray:
    return np.frombuffer(number.to_bytes(16, "big"), np.uint8).reshape(1, 16)


@st.composite
def seeds(draw: st.DrawFn) -> Seed:
    ids = draw(st.lists(_IDS, min_size=1, max_size=6, unique=True))
    tracks = tuple(
        SeedTrack(
            id_,
            draw(_TEXT),
            tuple(draw(st.lists(_TEXT, min_size=1, max_size=3))),
            draw(_TEXT),
            draw(st.integers(0, 7200)),
        )
        for id_ in ids
    )
    lists = []
    for name in draw(st.lists(_TEXT, min_size=1, max_size=3)):
        numbers = sorted(draw(st.lists(st.integers(0, len(ids) - 1), min_size=1, max_size=8)))
        days = [draw(st.integers(0, 900)) for _ in numbers]
        removed = [draw(st.integers(-1, 900)) for _ in numbers]
        lists.append(SeedList(name, name, tuple(numbers), tuple(days), tuple(removed)))
    return Seed(tracks, tuple(lists))


@given(seeds())
def test_what_is_packed_comes_out_again(seed: Seed) -> None:
    assert unpack(pack(seed)) == seed


@pytest.mark.parametrize("number", [0, 1, 61, 62, 2**64, 2**128 - 1])
def test_an_id_is_its_number_in_base_62(number: int) -> None:
    digits = string.digits + string.ascii_lowercase + string.ascii_uppercase
    text = ids_of(_raw(number))[0]
    assert len(text) == 22
    assert sum(digits.index(c) * 62**place for place, c in enumerate(reversed(text))) == number


def test_the_shipped_seed_is_whole() -> None:
    seed = read_seed()
    assert (len(seed.lists), len(seed.tracks)) == (156, 44_621)
    assert len({track.id for track in seed.tracks}) == 44_621
    assert sum(len(item.tracks) for item in seed.lists) == 61_928
    assert FILE.stat().st_size < 2_200_000
    assert "Mack Ward" in (FILE.parent / "SEED-NOTICE.txt").read_text(encoding="utf-8")


def test_seed_rows_are_playlists_of_nobody_with_each_track_once() -> None:
    rows = list(seed_rows())
    assert len({row.key for row in rows}) == len(rows) == 156
    for row in rows:
        assert row.public
        assert row.user is None
        aliases = [entry.track.aliases[0] for entry in row.entries]
        assert len(set(aliases)) == len(aliases) > 0
        assert all(alias.startswith("spotify:track:") for alias in aliases)
        assert row.created_at == min(entry.added_at or 0 for entry in row.entries)


def test_a_track_that_came_twice_counts_from_the_first_day(tmp_path: Path) -> None:
    playlists, tracks = _tables(
        tmp_path,
        [
            ("p", ID, "Song", "Ann ; Bea", "Album", "200", "2020-05-02", "2020-06-01"),
            ("p", ID, "Song (feat. Bea)", "Ann ; Bea", "Album", "201", "2020-08-01", ""),
        ],
    )
    seed = collect(playlists, tracks)
    assert seed.tracks == (SeedTrack(ID, "Song (feat. Bea)", ("Ann", "Bea"), "Album", 201),)
    assert seed.lists[0].tracks == (0, 0)
    assert seed.lists[0].removed[1] == -1


def test_the_script_packs_and_checks(tmp_path: Path) -> None:
    playlists, tracks = _tables(
        tmp_path, [("p", ID, "Song", "Ann", "Song", "200", "2020-05-02", "")]
    )
    out = tmp_path / "seed.npz"
    main([str(playlists), str(tracks), "--out", str(out)])
    assert read_seed(out) == collect(playlists, tracks)


@pytest.mark.parametrize("damage", ["missing", "truncated", "empty", "text"])
def test_a_damaged_seed_is_refused(tmp_path: Path, damage: str) -> None:
    file = tmp_path / "seed.npz"
    if damage == "truncated":
        shutil.copy(FILE, file)
        file.write_bytes(file.read_bytes()[:500_000])
    elif damage != "missing":
        file.write_bytes(b"" if damage == "empty" else b"no archive at all")
    with pytest.raises(InputError, match="no seed can be read"):
        read_seed(file)


ID = "4uLU6hMCjMI75M1A2tKUQC"
COLUMNS = "playlist_id track_id title artist_names album duration_s added removed"


def _tables(folder: Path, rows: list[tuple[str, ...]]) -> tuple[Path, Path]:
    lists = _table(folder / "playlists.tsv.gz", [("playlist_id", "name"), ("p", "List")])
    return lists, _table(folder / "tracks.tsv.gz", [tuple(COLUMNS.split()), *rows])


def _table(file: Path, rows: list[tuple[str, ...]]) -> Path:
    with gzip.open(file, "wt", encoding="utf-8", newline="") as out:
        csv.writer(out, delimiter="\t").writerows(rows)
    return file
