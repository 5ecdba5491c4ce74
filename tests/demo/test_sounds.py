"""The demo world's sounds are its scenes' and artists', in the tempo and key of their scores."""

import os
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import librosa
import numpy as np
import pytest
from numpy.typing import NDArray

from discograph.audio.extra import need
from discograph.core.errors import InputError
from discograph.core.identity import name_alias, track_id
from discograph.core.progress import Advance
from discograph.core.sound import KEYS, RATE_HZ
from discograph.demo.scenes import SCENES
from discograph.demo.score import score
from discograph.demo.sounds import MANIFEST, record, sounding
from discograph.demo.styles import STYLES
from discograph.demo.synth import LENGTH_S, synthesise
from discograph.demo.world import World, id_of, world
from discograph.formats.rows import Listen

Wave = NDArray[np.float32]
OggVorbis = need("mutagen.oggvorbis").OggVorbis
TRIADS = {"major": (0, 4, 7), "minor": (0, 3, 7)}


@pytest.fixture(scope="module")
def demo() -> World:
    return world()


@pytest.fixture(scope="module")
def heard(demo: World) -> dict[int, Wave]:
    """Two tracks of each of three artists of each scene, who are of no other."""
    catalogue = demo.catalogue
    homes = [catalogue.artist_scenes[artist] for artist in catalogue.artist_of]
    chosen = []
    for scene in range(len(SCENES)):
        artists = dict.fromkeys(
            int(artist) for artist, home in zip(catalogue.artist_of, homes, strict=True)
            if home == (scene,) and np.sum(catalogue.artist_of == artist) > 1
        )  # fmt: skip
        for artist in list(artists)[:3]:
            chosen += np.flatnonzero(catalogue.artist_of == artist)[:2].tolist()
    return {number: synthesise(demo, number) for number in chosen}


@pytest.fixture(scope="module")
def colours(heard: dict[int, Wave]) -> dict[int, NDArray[np.float32]]:
    """Mean and spread over time of 40 mel bands, and of how much they change."""
    found = {}
    for number, wave in heard.items():
        mel = librosa.power_to_db(
            librosa.feature.melspectrogram(
                y=wave[: 12 * RATE_HZ], sr=RATE_HZ, n_mels=40, hop_length=2048
            ),
            top_db=None,
        )
        change = np.abs(np.diff(mel))
        found[number] = np.concatenate([mel.mean(1), mel.std(1), change.mean(1)])
    return found


@pytest.fixture(scope="module")
def small() -> World:
    return world(3, people=30, tracks=120, artists=20, scenes=5, playlists=6)


@pytest.fixture(scope="module")
def library(small: World, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("home") / "sounds"
    record(small, folder)
    return folder


class Watcher:
    """Counts the files of each stage, and may be impatient."""

    def __init__(self, patience: int | None = None) -> None:
        self.totals: list[int | None] = []
        self.patience = patience

    @contextmanager
    def stage(self, label: str, total: int | None = None) -> Iterator[Advance]:
        self.totals.append(total)
        done = 0

        def advance(steps: int) -> None:
            nonlocal done
            done += steps
            if done == self.patience:
                raise KeyboardInterrupt

        yield advance


def test_a_tenth_sounds_the_unknown_the_loved_and_some_of_every_scene(demo: World) -> None:
    numbers = sounding(demo)
    catalogue = demo.catalogue
    assert len(numbers) == len(set(numbers)) == 400
    assert numbers == sounding(world())
    ids = {id_of(catalogue.tracks[number]) for number in numbers}
    assert demo.truth.cold <= ids
    known = [number for number in numbers if catalogue.popularity[number]]
    assert len(known) == 360
    assert min(Counter(catalogue.scene_of[known].tolist()).values()) >= 20
    artists = Counter(catalogue.artist_of[known].tolist())
    assert len(artists) > 100
    assert sum(n > 1 for n in artists.values()) > 80
    for name in demo.local:
        plays = Counter(id_of(r.track) for r in demo.rows([name]) if isinstance(r, Listen))
        assert sum(track in ids for track, _ in plays.most_common(40)) >= 8


def test_scores_keep_to_their_scene_and_some_are_to_run_to(demo: World) -> None:
    scores = [score(demo, number) for number in sounding(demo)]
    styles = {scene.name: style for scene, style in zip(SCENES, STYLES, strict=True)}
    for scored in scores:
        slowest, fastest = styles[scored.scene].tempo_bpm
        assert slowest <= scored.tempo_bpm <= fastest
        assert scored.time_signature == 4 or styles[scored.scene].waltz
    assert {s.key for s in scores} == set(KEYS)
    assert min(Counter(s.mode for s in scores).values()) > 100
    assert 10 <= sum(s.time_signature == 3 for s in scores) <= 60
    runs = [s for s in scores if 80 <= s.tempo_bpm <= 90 or 160 <= s.tempo_bpm <= 180]
    assert len({s.scene for s in runs if s.time_signature == 4}) >= 5
    assert len(runs) > 80


def test_rhythms_fill_their_bars() -> None:
    for style in STYLES:
        for rhythm in [r for part in style.parts for r in part.rhythms] + [
            r for _, r in style.drums.values()
        ]:
            assert len(rhythm) == 16
            assert set(rhythm) <= set("xo-.")
        assert all(len(rhythm) == 12 for rhythm in style.waltz_rhythms.values())


def test_a_sound_is_twenty_seconds_unclipped_and_the_same_again(
    demo: World, heard: dict[int, Wave]
) -> None:
    for wave in heard.values():
        assert wave.shape == (int(LENGTH_S * RATE_HZ),)
        assert wave.dtype == np.float32
        assert 0.1 < np.abs(wave).max() < 0.95
    number = next(iter(heard))
    assert synthesise(demo, number).tobytes() == heard[number].tobytes()


def test_scenes_are_told_apart_from_artists_not_heard_before(
    demo: World, colours: dict[int, NDArray[np.float32]]
) -> None:
    numbers = np.array(list(colours))
    scene, artist = demo.catalogue.scene_of[numbers], demo.catalogue.artist_of[numbers]
    matrix = np.array(list(colours.values()))
    matrix = (matrix - matrix.mean(0)) / matrix.std(0)
    right = []
    for row in range(len(numbers)):
        others = artist != artist[row]
        centres = np.array([matrix[others & (scene == s)].mean(0) for s in range(len(SCENES))])
        right.append(((centres - matrix[row]) ** 2).sum(1).argmin() == scene[row])
    assert np.mean(right) > 0.8  # by chance 1 in 14


def test_tracks_of_one_artist_are_more_alike_than_those_of_the_scene(
    demo: World, colours: dict[int, NDArray[np.float32]]
) -> None:
    scene_of, artist_of = demo.catalogue.scene_of, demo.catalogue.artist_of
    own: list[float] = []
    other: list[float] = []
    for one in colours:
        for two in colours:
            if one < two and scene_of[one] == scene_of[two]:
                distance = float(np.linalg.norm(colours[one] - colours[two]))
                (own if artist_of[one] == artist_of[two] else other).append(distance)
    assert np.mean(own) < 0.8 * np.mean(other)


def test_the_beat_is_at_the_tempo_or_an_octave_from_it(demo: World, heard: dict[int, Wave]) -> None:
    found = []
    for number in list(heard)[::12]:
        tempo, _ = librosa.beat.beat_track(y=heard[number][: 14 * RATE_HZ], sr=RATE_HZ)
        ratio = float(np.atleast_1d(tempo)[0]) / score(demo, number).tempo_bpm
        found.append(min(abs(ratio / octave - 1) for octave in (0.5, 1, 2)) < 0.04)
    assert np.mean(found) >= 0.75


def test_the_tonic_triad_is_the_strongest(demo: World, heard: dict[int, Wave]) -> None:
    right = []
    for number in list(heard)[::6]:
        chroma = librosa.feature.chroma_stft(
            y=heard[number], sr=RATE_HZ, n_fft=8192, hop_length=8192
        ).mean(1)
        strength = {
            (KEYS[tonic], mode): sum(chroma[(tonic + step) % 12] for step in triad)
            for tonic in range(12)
            for mode, triad in TRIADS.items()
        }
        scored = score(demo, number)
        right.append(max(strength, key=lambda k: strength[k]) == (scored.key, scored.mode))
    assert np.mean(right) >= 0.6  # by chance 1 in 24


def test_tags_of_the_files_name_the_tracks_of_the_graph(small: World, library: Path) -> None:
    numbers = sounding(small)
    paths = record(small, library)
    assert len(paths) == len(numbers) == 12
    assert {p for p in library.rglob("*.[oO][gG][gG]")} == set(paths)
    for number, path in zip(numbers, paths, strict=True):
        tags = OggVorbis(path)
        found = track_id(name_alias(tags["artist"][0], tags["title"][0]))
        assert found == id_of(small.catalogue.tracks[number])
        assert tags["album"] == [small.catalogue.tracks[number].album]
        assert tags.info.length == pytest.approx(LENGTH_S, abs=0.01)
        assert path.parent.parent.name == small.catalogue.tracks[number].artists[0]


def test_a_whole_folder_is_not_made_again_and_a_damaged_one_is(small: World, library: Path) -> None:
    first, *_ = paths = record(small, library)
    before = {path: path.stat().st_mtime_ns for path in paths}
    again = Watcher()
    assert record(small, library, progress=again) == paths
    assert again.totals == []
    assert {path: path.stat().st_mtime_ns for path in paths} == before
    with first.open("r+b") as file:
        file.truncate(1000)
    record(small, library, progress=again)
    assert again.totals == [12]
    assert OggVorbis(first).info.length == pytest.approx(LENGTH_S, abs=0.01)


def test_a_run_that_was_cut_short_goes_on_where_it_was(small: World, tmp_path: Path) -> None:
    folder = tmp_path / "sounds"
    with pytest.raises(KeyboardInterrupt):
        record(small, folder, progress=Watcher(patience=5))
    assert not folder.exists()
    rest = Watcher()
    paths = record(small, folder, progress=rest)
    assert rest.totals[0] is not None
    assert rest.totals[0] <= 7
    assert all(path.exists() for path in paths)
    assert os.listdir(tmp_path) == ["sounds"]
    assert not list(folder.rglob(".aside-*"))


def test_a_folder_of_somebody_else_is_left_as_it_is(small: World, tmp_path: Path) -> None:
    mine = tmp_path / "Music" / "song.ogg"
    mine.parent.mkdir()
    mine.write_bytes(b"mine")
    with pytest.raises(InputError, match="not the demo's"):
        record(small, mine.parent)
    assert mine.read_bytes() == b"mine"
    assert not (mine.parent / MANIFEST).exists()
