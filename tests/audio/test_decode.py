"""Decoding: the same samples from any moment on, and a reason for whatever is no music."""

from __future__ import annotations

import os
import struct
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile  # type: ignore[import-untyped]
from numpy.typing import NDArray

from discograph.audio.decode import Decoder, open_sound
from discograph.audio.faults import Reason, Unheard
from discograph.audio.source import BLOCK
from discograph.core.errors import AudioError

from .conftest import ENDINGS, chord

Song = Callable[..., Path]
RATE_AT, SIZE_AT, CHANNELS_AT = 24, 40, 22  # in the 44 bytes of a plain wav


def heard(decoder: Decoder, start_s: float = 0.0, length_s: float = 1e9) -> NDArray[np.float32]:
    return np.concatenate(
        [np.empty((0, decoder.channels), "f4"), *decoder.blocks(start_s, length_s)]
    )


def reason_of(path: Path) -> Reason:
    with pytest.raises(Unheard) as caught:
        heard(open_sound(path))
    assert len(caught.value.detail) > 5
    assert str(path.parent) not in caught.value.detail
    return caught.value.reason


def patch(path: Path, at: int, value: bytes) -> Path:
    data = bytearray(path.read_bytes())
    data[at : at + len(value)] = value
    path.write_bytes(data)
    return path


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_song_of_each_kind_is_what_was_written(songs: dict[str, Path], ending: str) -> None:
    decoder = open_sound(songs[ending])
    assert (decoder.rate_hz, decoder.channels) == (48_000, 2)
    assert decoder.duration_s == pytest.approx(3.0, abs=0.1)
    samples = heard(decoder)
    assert samples.dtype == np.float32
    assert len(samples) == pytest.approx(3 * 48_000, abs=4_800)
    # what all but the lossless kinds keep: the loudness of each tenth of a second
    assert _levels(samples) == pytest.approx(_levels(chord(3.0, rate_hz=48_000)), abs=0.03)


def _levels(samples: NDArray[np.float32]) -> NDArray[np.float64]:
    tenths = samples[: 28 * 4_800, 0].astype(np.float64).reshape(28, -1)
    return np.asarray(np.sqrt(np.mean(tenths**2, axis=1)))


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_part_is_that_part_of_the_whole(songs: dict[str, Path], ending: str) -> None:
    decoder = open_sound(songs[ending])
    whole, part = heard(decoder), heard(decoder, 1.0, 0.5)
    assert len(part) == 24_000
    starts = range(46_000, 50_001)  # to the nearest packet
    apart = [float(np.abs(whole[at : at + 4_800] - part[:4_800]).max()) for at in starts]
    assert min(apart) < 0.05  # AAC fills gaps with noise of its own
    assert starts[int(np.argmin(apart))] == pytest.approx(48_000, abs=1_152)


def test_blocks_are_of_bounded_size(song: Song) -> None:
    sizes = [len(block) for block in open_sound(song("long.flac", 10.0)).blocks(0.0, 8.0)]
    assert max(sizes) <= BLOCK
    assert sum(sizes) == 8 * 22_050


def test_a_file_is_what_it_holds_and_not_what_it_is_called(song: Song) -> None:
    path = song("a.flac").rename(song("a.flac").with_name("a.mp3"))
    assert len(heard(open_sound(path))) == 3 * 22_050


def test_a_link_to_a_song_is_the_song(song: Song, tmp_path: Path) -> None:
    (tmp_path / "link.wav").symlink_to(song("a.wav"))
    assert len(heard(open_sound(tmp_path / "link.wav"))) == 3 * 22_050


def test_a_name_may_be_no_text(song: Song, tmp_path: Path) -> None:
    for ending in ("wav", "m4a"):
        path = tmp_path / os.fsdecode(b"caf\xe9." + ending.encode())
        song(f"a.{ending}").rename(path)
        assert len(heard(open_sound(path))) >= 3 * 22_050


def test_what_is_no_file_has_that_reason(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.wav")  # to open it would wait for ever
    (tmp_path / "loop.wav").symlink_to(tmp_path / "loop.wav")
    for name in ("pipe.wav", "gone.wav", "", "loop.wav", "nul\0.wav"):
        assert reason_of(tmp_path / name) is Reason.NO_FILE
    assert reason_of(Path("/dev/zero")) is Reason.NO_FILE


def test_an_empty_file_is_empty(tmp_path: Path) -> None:
    (tmp_path / "a.mp3").touch()
    assert reason_of(tmp_path / "a.mp3") is Reason.EMPTY


@pytest.mark.parametrize(
    "content",
    [b"words\n" * 1_000, b"\x89PNG\r\n\x1a\n" + bytes(5_000), bytes(5_000), b"RIFF", b"ID3"],
)
def test_what_holds_no_sound_is_not_sound(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.mp3").write_bytes(content)
    assert reason_of(tmp_path / "a.mp3") is Reason.NOT_SOUND


@pytest.mark.parametrize(
    "playlist",
    [
        "#EXTM3U\n#EXT-X-TARGETDURATION:3\n#EXTINF:3,\n{song}\n#EXT-X-ENDLIST\n",
        "ffconcat version 1.0\nfile '{song}'\n",
    ],
)
def test_a_file_cannot_lead_to_another(song: Song, tmp_path: Path, playlist: str) -> None:
    for name in ("a.m3u8", "a.mp3"):
        (tmp_path / name).write_text(playlist.format(song=song("secret.wav")))
        assert reason_of(tmp_path / name) is Reason.NOT_SOUND


def test_more_channels_than_any_music_has_are_refused(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "a.wav", np.zeros((100, 1_024), "f4"), 22_050)
    assert reason_of(tmp_path / "a.wav") is Reason.TOO_MANY_CHANNELS


@pytest.mark.parametrize("rate_hz", [0, 1, 2**31 - 1, 2**32 - 1])
def test_a_rate_that_no_music_has_is_refused(song: Song, rate_hz: int) -> None:
    path = patch(song("a.wav"), RATE_AT, struct.pack("<I", rate_hz))
    assert reason_of(path) in (Reason.BAD_RATE, Reason.NOT_SOUND)


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf, 1e30])
def test_samples_that_are_no_numbers_are_refused(tmp_path: Path, bad: float) -> None:
    samples = chord(3.0)
    samples[40_000, 1] = bad
    soundfile.write(tmp_path / "a.wav", samples, 22_050, "FLOAT")
    assert reason_of(tmp_path / "a.wav") is Reason.BAD_SAMPLES


def test_a_header_that_promises_too_much_gives_what_there_is(song: Song) -> None:
    path = patch(song("a.wav"), SIZE_AT, struct.pack("<I", 2**32 - 1))
    assert len(heard(open_sound(path))) == 3 * 22_050


def test_a_stream_of_unknown_length_is_heard_to_its_end(song: Song) -> None:
    path = song("a.flac")
    head = path.read_bytes()[:26]
    patch(path, 21, bytes([head[21] & 0xF0]) + bytes(4))  # its 36 bits of the number of samples
    decoder = open_sound(path)
    assert decoder.duration_s is None
    assert len(heard(decoder)) == 3 * 22_050


def test_a_file_cut_short_gives_its_beginning(song: Song) -> None:
    path = song("a.flac")
    path.write_bytes(path.read_bytes()[:-60_000])
    decoder = open_sound(path, patient=True)
    assert decoder.duration_s == pytest.approx(3.0)
    whole = heard(open_sound(song("b.flac")))
    part = heard(decoder)
    assert 22_050 < len(part) < 3 * 22_050
    assert np.array_equal(part, whole[: len(part)])


@pytest.mark.parametrize("missing", ["soundfile", "av"])
def test_without_its_extra_it_says_how_to_install_it(
    song: Song, missing: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = song("a.wav")
    monkeypatch.setitem(sys.modules, missing, None)
    with pytest.raises(AudioError, match=r"pip install 'discograph\[audio\]'"):
        open_sound(path)
