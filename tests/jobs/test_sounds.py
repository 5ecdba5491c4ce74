"""From files to the week: what nobody has played is heard, learned of and proposed."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest
import soundfile  # type: ignore[import-untyped]

from discograph.audio.faults import Reason
from discograph.core.config import Config
from discograph.core.errors import Busy, InputError
from discograph.core.home import Home
from discograph.core.progress import Silent
from discograph.formats.rows import PlayCount, TrackRef
from discograph.graph.lease import lease
from discograph.graph.sounds import sounding_tracks
from discograph.graph.store import GraphStore
from discograph.graph.weeks import read_week
from discograph.jobs.audio import learn
from discograph.jobs.continuing import continued
from discograph.jobs.factors import train
from discograph.jobs.ingest import ingest
from discograph.jobs.models import open_sounds
from discograph.jobs.recommend import similar_by_sound
from discograph.jobs.scan import KIND, ScanReport, refused, scan
from discograph.jobs.sound_store import FileState, SoundStore
from discograph.jobs.weekly import publish_weeks

pytestmark = [pytest.mark.neo4j, pytest.mark.slow]
CONFIG = Config.build(
    {
        "audio": {"processes": 1, "epochs": 12, "conv_channels": 16, "embedding_size": 16},
        "factors": {"embedding_size": 4},
        "weekly": {"tracks": 6, "fresh": 2},
    },
    {},
)
RATE_HZ = 22_050
ARTISTS = 8  # of each scene: low hums, high beeps
HUM, BEEP = "hum", "beep"


def sound(scene: str, number: int) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
    """Return five seconds of a steady hum, or of beeps."""
    t = np.arange(5 * RATE_HZ) / RATE_HZ
    hz = 110.0 + number if scene == HUM else 3000.0 + 20 * number
    wave = 0.3 * np.sin(2 * np.pi * hz * t)
    if scene == BEEP:
        wave *= (t * 4) % 1 < 0.3
    noise = np.random.default_rng(number).normal(0, 0.003, len(t))
    return (wave + noise).astype(np.float32)


def record(folder: Path, scene: str, artist: int, title: str) -> Path:
    path = folder / scene / f"{scene} {artist} - {title}.wav"
    path.parent.mkdir(parents=True, exist_ok=True)
    soundfile.write(path, sound(scene, 10 * artist + len(title)), RATE_HZ)
    return path


@pytest.fixture
def music(tmp_path: Path) -> Path:
    """A folder with two songs of each artist, and of the first one a song that nobody plays."""
    folder = tmp_path / "music"
    for scene in (HUM, BEEP):
        for artist in range(ARTISTS):
            record(folder, scene, artist, "one")
            record(folder, scene, artist, "three")
        record(folder, scene, 0, "unheard")
    return folder


def plays(scene: str, artist: int, title: str, user: str) -> PlayCount:
    return PlayCount(TrackRef(title, (f"{scene} {artist}",)), 5, user=user)


def bring_listeners(store: GraphStore, home: Home) -> None:
    theirs = [
        plays(scene, artist, title, f"{scene}-fan-{fan}")
        for scene in (HUM, BEEP)
        for fan in range(8)
        for artist in range(ARTISTS)
        for title in ("one", "three")
        if (fan + artist) % 4
    ]
    mine = [plays(HUM, artist, "one", "me") for artist in range(1, 6)]
    for rows, local in ((theirs, False), (mine, True)):
        ingest(
            [("plays", "counts", rows)], store, user=None, local=local, home=home,
            config=CONFIG.ingest,
        )  # fmt: skip


def scanned(music: Path, store: GraphStore, home: Home, *, again: bool = False) -> ScanReport:
    return scan([music], store, home, CONFIG, again=again)


def paths(store: GraphStore) -> set[str]:
    return {row[2] for row in store.stream("read/sounding_tracks")}


def test_what_nobody_has_played_comes_into_the_week_of_who_would_like_it(
    store: GraphStore, tmp_path: Path, music: Path
) -> None:
    home = Home(tmp_path / "home").make()
    bring_listeners(store, home)
    report = scanned(music, store, home)
    assert report.heard == report.files == 4 * ARTISTS + 2
    assert report.tracks_new == 2
    assert report.tracks == len(sounding_tracks(store)) == report.files
    publish_weeks(store, home, CONFIG, users=["me"], week="2026-W48")
    week = read_week(store, "me", "2026-W48")["tracks"]
    fresh = [track for track in week if track["title"] == "unheard"]
    assert [track["artist"] for track in fresh] == ["hum 0"]  # and no beep
    assert next(iter(fresh[0]["shares"])) == "audio"
    assert fresh[0]["reason"].startswith("Sounds like “one” by hum ")
    assert "nobody here has played it yet" in fresh[0]["reason"]
    # the same again, from the same files
    assert not learn(store, home, CONFIG).fresh
    publish_weeks(store, home, CONFIG, users=["me"], week="2026-W48", replace=True)
    assert read_week(store, "me", "2026-W48")["tracks"] == week
    (nearest, *_) = similar_by_sound(store, home, fresh[0]["id"], 3)
    assert nearest["artist"].startswith("hum")
    more = continued(store, home, CONFIG, ["hum 0 - one", "hum 0 - three"], 20)
    (unheard,) = [t for t in more.tracks if (t.artist, t.title) == ("hum 0", "unheard")]
    assert unheard.reason == "Sounds like “three” or “one” by hum 0."
    # factors made anew have other axes: the network stays, its last layer does not
    train(store, home, CONFIG, force=True)
    again = learn(store, home, CONFIG)
    assert again.fresh
    assert not again.trained
    sounds = open_sounds(store, home, None)
    assert sounds is not None
    assert sounds.run == again.run


def test_a_second_scan_hears_only_what_is_new_and_knows_what_was_moved(
    store: GraphStore, tmp_path: Path
) -> None:
    home, music = Home(tmp_path / "home").make(), tmp_path / "music"
    kept, moved, gone = (record(music, HUM, 1, title) for title in ("one", "fourth", "three"))
    (music / "hum" / os.fsdecode(b"br\xf6ken.mp3")).write_bytes(b"no music at all")
    first = scanned(music, store, home)
    assert (first.heard, len(first.refused), first.tracks_new) == (3, 1, 3)
    assert [row["file"] for row in refused(home)] == [str(music / "hum" / "br?ken.mp3")]
    before = sounding_tracks(store)
    moved.rename(place := music / "elsewhere.wav")
    gone.unlink()
    second = scanned(music, store, home)
    assert (second.heard, second.moved, second.gone) == (0, 1, 2)
    assert (second.unchanged, second.refused_before, second.refused) == (1, 1, [])
    after = sounding_tracks(store)
    assert after.items() < before.items()
    assert paths(store) == {str(kept), str(place)}
    third = scanned(music, store, home)
    assert (third.changed, third.unchanged, third.tracks_new) == (0, 2, 0)
    assert scanned(music, store, home, again=True).heard == 2


def test_a_disk_that_is_not_mounted_loses_nothing(store: GraphStore, tmp_path: Path) -> None:
    home, music = Home(tmp_path / "home").make(), tmp_path / "music"
    path = record(music, HUM, 1, "one")
    scanned(music, store, home)
    os.rename(path, tmp_path / "aside.wav")
    with pytest.raises(InputError, match="is its disk mounted"):
        scanned(music, store, home)
    assert len(sounding_tracks(store)) == 1
    with pytest.raises(InputError, match="is not there"):
        scanned(tmp_path / "nowhere", store, home)


def test_a_folder_that_got_another_name_is_known_by_that(store: GraphStore, tmp_path: Path) -> None:
    home, music = Home(tmp_path / "home").make(), tmp_path / "music"
    path = record(music, HUM, 1, "one")
    scanned(music, store, home)
    os.rename(music, other := tmp_path / "another")
    report = scanned(other, store, home)
    assert (report.heard, report.moved, report.gone, report.tracks_new) == (0, 1, 1, 0)
    assert paths(store) == {str(other / path.relative_to(music))}
    # however it is spelled, and whether told twice or not
    report = scan([other / ".." / other.name, other / HUM], store, home, CONFIG)
    assert (report.files, report.unchanged, report.changed) == (1, 1, 0)


def test_a_file_that_could_not_be_read_is_tried_again(store: GraphStore, tmp_path: Path) -> None:
    home, music = Home(tmp_path / "home").make(), tmp_path / "music"
    found = record(music, HUM, 1, "one").stat()
    with SoundStore(home.sounds) as kept:  # as by a disk that went away in the middle of a scan
        state = FileState(found.st_size, found.st_mtime_ns)
        kept.put_refused(music / HUM / "hum 1 - one.wav", state, Reason.NO_FILE, "Host is down")
    report = scanned(music, store, home)
    assert (report.heard, report.refused_before) == (1, 0)
    assert refused(home) == []


def test_what_cannot_be_looked_into_is_not_gone(
    store: GraphStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home, music = Home(tmp_path / "home").make(), tmp_path / "music"
    there = {str(record(music, scene, 1, "one")) for scene in (HUM, BEEP)}
    scanned(music, store, home)
    look = os.scandir

    def scandir(folder: str) -> object:
        if str(folder).endswith(HUM):
            raise PermissionError(13, "Permission denied", str(folder))
        return look(folder)

    with monkeypatch.context() as patched:
        patched.setattr(os, "scandir", scandir)
        report = scanned(music, store, home)
    assert (report.files, report.unchanged, report.gone) == (1, 1, 0)
    assert paths(store) == there


def test_nobody_learns_from_what_another_is_hearing(store: GraphStore, tmp_path: Path) -> None:
    with lease(store, KIND), pytest.raises(Busy, match="scan"):
        learn(store, Home(tmp_path / "home"), CONFIG)


def test_nothing_is_learned_where_nothing_was_heard(store: GraphStore, tmp_path: Path) -> None:
    home = Home(tmp_path / "home").make()
    assert learn(store, home, CONFIG, progress=Silent()).run is None
    bring_listeners(store, home)
    train(store, home, CONFIG)
    assert learn(store, home, CONFIG).run is None
