"""Hearing a file: how much of it, what is known afterwards, and what is too little."""

from __future__ import annotations

import hashlib
import math
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import soundfile  # type: ignore[import-untyped]
from pyloudnorm import Meter  # type: ignore[import-untyped]

from discograph.audio import tags
from discograph.audio.faults import Reason, Unheard
from discograph.audio.hear import hear, span
from discograph.audio.tags import FileTags
from discograph.core.config import AudioConfig
from discograph.core.errors import AudioError
from discograph.core.sound import FRAMES, N_MELS

from .conftest import ENDINGS, RATE_HZ, chord

Song = Callable[..., Path]
CONFIG = AudioConfig()


def quiet_but_for(path: Path, start_s: float, stop_s: float, *, seconds: float) -> Path:
    """Write a song of which only a part is loud."""
    samples = chord(seconds) * 0.01
    at = slice(round(start_s * RATE_HZ), round(stop_s * RATE_HZ))
    samples[at] *= 100
    soundfile.write(path, samples, RATE_HZ)
    return path


def reason_of(path: Path) -> Reason:
    with pytest.raises(Unheard) as caught:
        hear(path, CONFIG)
    return caught.value.reason


@pytest.mark.parametrize("ending", ENDINGS)
def test_what_is_heard_is_known(songs: dict[str, Path], ending: str) -> None:
    path = songs[ending]
    heard = hear(path, CONFIG)
    assert heard.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert heard.tags.title == "song"
    assert heard.sound.duration_s == pytest.approx(3.0, abs=0.1)
    assert heard.sound.pieces.shape == (1, FRAMES, N_MELS)
    assert heard.sound.pieces.any()
    loudness = heard.sound.descriptors.loudness_lufs
    written = Meter(48_000).integrated_loudness(chord(3.0, rate_hz=48_000))
    assert loudness == pytest.approx(written, abs=0.5)


def test_the_middle_is_heard_of_what_is_too_long() -> None:
    config = AudioConfig(longest_s=100.0)
    assert span(60.0, config) == (0.0, 100.0)
    assert span(300.0, config) == (100.0, 100.0)
    assert span(None, config) == (0.0, 100.0)
    assert span(300.0, replace(config, excerpt_s=30.0)) == (135.0, 30.0)
    assert span(300.0, replace(config, excerpt_s=500.0)) == (100.0, 100.0)


def test_only_the_middle_decides(tmp_path: Path) -> None:
    config = AudioConfig(excerpt_s=4.0)
    middle = hear(quiet_but_for(tmp_path / "a.flac", 7, 13, seconds=20.0), config).sound
    ends = hear(quiet_but_for(tmp_path / "b.flac", 0, 7, seconds=20.0), config).sound
    assert middle.duration_s == ends.duration_s == pytest.approx(20.0)
    loud, quiet = middle.descriptors.loudness_lufs, ends.descriptors.loudness_lufs
    assert loud is not None
    assert quiet is not None
    assert loud - quiet == pytest.approx(40.0, abs=3.0)


def test_silence_is_heard(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "a.wav", np.zeros((3 * RATE_HZ, 2), "f4"), RATE_HZ)
    assert hear(tmp_path / "a.wav", CONFIG).sound.descriptors.loudness_lufs is None


def test_a_moment_is_too_short(song: Song) -> None:
    assert reason_of(song("a.wav", 0.9)) is Reason.TOO_SHORT
    assert reason_of(song("a.wav", 0.0)) is Reason.TOO_SHORT
    assert hear(song("a.wav", 1.1), CONFIG).sound.duration_s == pytest.approx(1.1)
    excerpt = AudioConfig(excerpt_s=0.5)  # whatever is asked for
    assert hear(song("a.wav", 1.1), excerpt).sound.duration_s == pytest.approx(1.1)


@pytest.mark.parametrize("ending", ["flac", "mp3"])
def test_half_a_file_is_heard_as_far_as_it_goes(song: Song, ending: str) -> None:
    path = song(f"a.{ending}", 10.0)
    whole = path.read_bytes()
    path.write_bytes(whole[: int(len(whole) * 0.7)])
    assert 5.0 < hear(path, CONFIG).sound.duration_s < 9.0
    path.write_bytes(whole[: int(len(whole) * 0.3)])
    assert reason_of(path) is Reason.BROKEN


def test_half_a_minute_is_enough_of_anything(song: Song) -> None:
    path = song("a.flac", 100.0, rate_hz=8_000, channels=1)
    whole = path.read_bytes()
    path.write_bytes(whole[: int(len(whole) * 0.4)])
    assert 30.0 < hear(path, CONFIG).sound.duration_s < 50.0


def test_where_there_is_no_middle_the_beginning_is_heard(song: Song) -> None:
    path = song("a.flac", 70.0, rate_hz=8_000, channels=1)
    data = bytearray(path.read_bytes())
    frames = 10 * 3600 * 8_000  # the header's 36 bits say ten hours
    data[21:26] = bytes([data[21] & 0xF0 | frames >> 32]) + (frames & 0xFFFFFFFF).to_bytes(4)
    path.write_bytes(data)
    heard = hear(path, AudioConfig(longest_s=60.0)).sound
    assert heard.duration_s == pytest.approx(10 * 3600)
    assert heard.descriptors.loudness_lufs is not None
    assert hear(path, CONFIG).sound.duration_s == pytest.approx(70.0, abs=1.0)


def test_damage_is_passed_over(song: Song) -> None:
    path = song("a.flac", 20.0)
    data = bytearray(path.read_bytes())
    at = len(data) // 10
    data[at : at + 2_000] = bytes(2_000)
    path.write_bytes(data)
    assert hear(path, CONFIG).sound.duration_s == pytest.approx(20.0, abs=1.0)


def test_a_length_that_nobody_wrote_is_measured(song: Song) -> None:
    path = song("a.flac", 3.0)
    data = bytearray(path.read_bytes())
    data[21:26] = bytes([data[21] & 0xF0]) + bytes(4)
    path.write_bytes(data)
    assert math.isclose(hear(path, CONFIG).sound.duration_s, 3.0)


@pytest.mark.parametrize("missing", ["soundfile", "soxr", "mutagen"])
def test_without_its_extra_it_says_how_to_install_it(
    song: Song, missing: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = song("a.wav")
    monkeypatch.setitem(sys.modules, missing, None)
    with pytest.raises(AudioError, match=r"pip install 'discograph\[audio\]'"):
        hear(path, CONFIG)


def test_a_file_that_changes_meanwhile_is_not_believed(
    song: Song, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = song("a.flac")

    def read_tags(path: Path) -> FileTags:
        with path.open("ab") as file:
            file.write(b"more")
        return tags.read_tags(path)

    monkeypatch.setattr("discograph.audio.hear.read_tags", read_tags)
    assert reason_of(path) is Reason.CHANGED
