"""Tags: the same of each kind of file, and never a crash."""

from __future__ import annotations

import os
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import mutagen
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from discograph.audio.tags import LONGEST, MOST, FileTags, named, read_tags

from .conftest import ENDINGS

Song = Callable[..., Path]
id3: Any = import_module("mutagen.id3")  # its classes are not typed
mp4: Any = import_module("mutagen.mp4")
MBID = "0a1b2c3d-0000-4000-8000-00000000abcd"
ARTISTS = ("11111111-0000-4000-8000-000000000001", "22222222-0000-4000-8000-000000000002")
SAID = FileTags(
    title="Überall",
    artists=("Mira Vale", "Otto"),
    album="Glass",
    mbid=MBID,
    artist_mbids=ARTISTS,
    isrc="GBAYE9400001",
)


def tag(path: Path, **said: Any) -> Path:
    """Write tags, as Picard names them, into a file of any kind."""
    file = mutagen.File(path)
    if file.tags is None:
        file.add_tags()
    write = {id3.ID3: _id3, mp4.MP4Tags: _mp4}
    kind = next((kind for kind in write if isinstance(file.tags, kind)), None)
    if kind is None:
        file.tags.update(said)
    else:
        write[kind](file.tags, said)
    file.save()
    return path


def _id3(tags: Any, said: dict[str, list[str]]) -> None:
    for key, frame in {"title": id3.TIT2, "artist": id3.TPE1, "album": id3.TALB}.items():
        tags.add(frame(encoding=3, text=said.get(key, [])))
    tags.add(id3.TSRC(encoding=3, text=said.get("isrc", [])))
    tags.add(id3.TXXX(encoding=3, desc="ARTISTS", text=said.get("artists", [])))
    mbids = said.get("musicbrainz_artistid", [])
    tags.add(id3.TXXX(encoding=3, desc="MusicBrainz Artist Id", text=mbids))
    data = said.get("musicbrainz_trackid", [""])[0].encode()
    tags.add(id3.UFID(owner="http://musicbrainz.org", data=data))


def _mp4(tags: Any, said: dict[str, list[str]]) -> None:
    names = {"title": "\xa9nam", "artist": "\xa9ART", "album": "\xa9alb"}
    free = {
        "isrc": "ISRC",
        "artists": "ARTISTS",
        "musicbrainz_trackid": "MusicBrainz Track Id",
        "musicbrainz_artistid": "MusicBrainz Artist Id",
    }
    for key, texts in said.items():
        if key in names:
            tags[names[key]] = texts
        else:
            made = [mp4.MP4FreeForm(text.encode()) for text in texts]
            tags[f"----:com.apple.iTunes:{free[key]}"] = made


@pytest.mark.parametrize("ending", ENDINGS)
def test_each_kind_of_file_says_the_same(song: Song, ending: str) -> None:
    path = tag(
        song(f"a.{ending}", rate_hz=48_000),
        title=["U\u0308berall"],  # not NFC
        artist=["Mira Vale feat. Otto"],
        artists=["Mira Vale", "Otto"],
        album=["Glass"],
        isrc=["GB-AYE-94-00001"],
        musicbrainz_trackid=[MBID.upper()],
        musicbrainz_artistid=list(ARTISTS),
    )
    assert read_tags(path) == SAID


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_file_without_tags_is_called_by_its_name(song: Song, ending: str) -> None:
    path = song(f"01 - Mira Vale - Glass.{ending}", rate_hz=48_000)
    assert read_tags(path) == FileTags(title="Glass", artists=("Mira Vale",))


@pytest.mark.parametrize("ending", ["flac", "mp3", "m4a"])
def test_what_no_tag_says_is_not_made_up(song: Song, ending: str) -> None:
    path = song(f"Otto - Glass.{ending}", rate_hz=48_000)
    tag(path, title=["Water"])
    assert read_tags(path) == FileTags(title="Water")  # the name is of something else
    tag(path, title=[], artist=["Mira Vale"])
    assert read_tags(path) == FileTags(title="Glass", artists=("Mira Vale",))


def test_what_is_no_id_or_too_long_is_left_out(song: Song) -> None:
    path = tag(
        song("a.flac"),
        title=["x" * (LONGEST + 1), "Glass"],
        artist=["Mira Vale", "  ", "Mira Vale"],
        isrc=["nonsense"],
        musicbrainz_trackid=["mbid"],
        musicbrainz_artistid=list(ARTISTS),
    )
    assert read_tags(path) == FileTags(title="Glass", artists=("Mira Vale",))


def test_artists_are_bounded(song: Song) -> None:
    path = tag(song("a.flac"), artist=[f"singer {n}" for n in range(10_000)])
    assert read_tags(path).artists == tuple(f"singer {n}" for n in range(MOST))


@pytest.mark.parametrize(
    ("name", "artist", "title"),
    [
        ("Mira Vale - Glass.mp3", "Mira Vale", "Glass"),
        ("07 Glass.mp3", None, "Glass"),
        ("7. Glass.mp3", None, "Glass"),
        ("1-07 Glass.mp3", None, "Glass"),
        ("107 - Glass.mp3", None, "Glass"),
        ("[07] Glass.mp3", None, "[07] Glass"),
        ("01_mira_vale_-_glass.mp3", "mira vale", "glass"),
        ("1-07 - Glass.mp3", None, "Glass"),
        ("07-Glass.mp3", None, "Glass"),
        ("07 - 1979.mp3", None, "1979"),
        ("1. 1979.mp3", None, "1979"),
        ("1.5 Miles.mp3", None, "1.5 Miles"),
        ("2-Step.mp3", None, "2-Step"),
        ("50-50.mp3", None, "50-50"),
        ("7 Seconds.mp3", None, "7 Seconds"),
        ("1979.mp3", None, "1979"),
        ("07.mp3", None, "07"),
        ("Mira Vale - Glass - 07 - Water.mp3", None, "Mira Vale - Glass - 07 - Water"),
        ("Semi-Charmed Life.mp3", None, "Semi-Charmed Life"),
        (" - .mp3", None, "-"),
        ("U\u0308berall.mp3", None, "Überall"),
        ("caf\udce9.mp3", None, "caf\ufffd"),
        (".mp3", None, ".mp3"),
        (" .mp3", None, "untitled"),
        ("\u00a0", None, "untitled"),
    ],
)
def test_a_name_says_artist_and_title(name: str, artist: str | None, title: str) -> None:
    assert named(Path("/music/Otto - Water") / name) == (artist, title)


# Names on a disk are bytes, of which UTF-8 may make nothing.
NAMES = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40),
    st.binary(min_size=1, max_size=40).map(os.fsdecode),
).filter(lambda name: not set("/\0") & set(name))


@given(NAMES)
def test_any_name_gives_a_title(name: str) -> None:
    _, title = named(Path("folder") / f"{name}.mp3")
    assert title == title.strip() != ""
    title.encode()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
@given(data=st.data(), ending=st.sampled_from(ENDINGS))
def test_no_bytes_break_the_reading_of_tags(
    songs: dict[str, Path], tmp_path: Path, data: st.DataObject, ending: str
) -> None:
    whole = bytearray(songs[ending].read_bytes()[:20_000])
    for _ in range(data.draw(st.integers(1, 8))):
        at = data.draw(st.integers(0, 600))
        whole[at : at + 4] = data.draw(st.binary(min_size=0, max_size=8))
    path = tmp_path / f"a.{ending}"
    path.write_bytes(whole)
    found = read_tags(path)
    assert found.title
    assert len(found.artists) <= MOST
