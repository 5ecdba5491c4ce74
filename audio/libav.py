"""Sound files as FFmpeg decodes them: m4a, aac, wma and whatever libsndfile refuses."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import av
import numpy as np
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream
from av.container import InputContainer
from numpy.typing import NDArray

from .faults import Reason, Unheard
from .source import BLOCK, check_header

_FORMATS = (
    "aac,ac3,aiff,amr,ape,asf,au,caf,dsf,dts,eac3,flac,iff,matroska,webm,mov,mp4,m4a,3gp,3g2,mj2,"
    "mp3,mpc,mpc8,ogg,rm,tak,truehd,tta,w64,wav,wv"
)
"""Files that hold sound. Playlists are not among them: a hostile one names other files."""
_RUN_UP_S = 0.2  # a packet leans on those before it
_OPTIONS = {"format_whitelist": _FORMATS, "protocol_whitelist": "none"}


class Libav:
    """A file that FFmpeg decodes; see `source.Source`.

    Packets that cannot be decoded are passed over, as players do, and so is what has another
    rate or other channels than the beginning. The file is opened for each reading, so nothing is
    held between them.

    Raises
    ------
    Unheard
        If the header says so, or no sound is in it.
    av.FFmpegError
        If the file cannot be opened.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        with _opened(path) as (container, stream):
            check_header(stream.sample_rate or 0, stream.channels)
            self.duration_s = _duration_s(container, stream)
            # the header of HE-AAC has half the rate and may have half the channels
            first = next(_decoded(container, stream), None)
            if first is None:
                raise Unheard(Reason.BROKEN, "none of its packets can be decoded")
            self._shape = _shape(first)
            self.rate_hz, self.channels = first.sample_rate, first.layout.nb_channels
            check_header(self.rate_hz, self.channels)

    def frames(self, start_s: float) -> Iterator[NDArray[np.float32]]:
        """Yield all blocks from `start_s` on, to the nearest packet."""
        with _opened(self._path) as (container, stream):
            begin_s = _sought(container, stream, start_s) if start_s > 0 else -math.inf
            floats = av.AudioResampler("flt", frame_size=BLOCK)
            for frame in _decoded(container, stream):
                if (frame.time or 0.0) >= begin_s and _shape(frame) == self._shape:
                    yield from self._blocks(floats.resample(frame))
            yield from self._blocks(floats.resample(None))

    def _blocks(self, made: list[AudioFrame]) -> Iterator[NDArray[np.float32]]:
        for frame in made:
            yield frame.to_ndarray().reshape(-1, self.channels).astype(np.float32, copy=False)


def _sought(container: InputContainer, stream: AudioStream, start_s: float) -> float:
    """Go to a little before `start_s`, and return the time that its packets have."""
    unit = float(stream.time_base or 0) or 1 / stream.sample_rate
    begin_s = (stream.start_time or 0) * unit + start_s
    container.seek(max(0, int((begin_s - _RUN_UP_S) / unit)), stream=stream)
    return begin_s


def _shape(frame: AudioFrame) -> tuple[int, str, str]:
    return frame.sample_rate, frame.layout.name, frame.format.name


@contextmanager
def _opened(path: Path) -> Iterator[tuple[InputContainer, AudioStream]]:
    # as a stream of bytes: its name can never be taken for an address
    with path.open("rb") as file, av.open(file, "r", options=_OPTIONS) as container:
        if not container.streams.audio:
            raise Unheard(Reason.NOT_SOUND, "no sound is in it")
        stream = container.streams.audio[0]
        stream.codec_context.thread_count = 1
        yield container, stream


def _decoded(container: InputContainer, stream: AudioStream) -> Iterator[AudioFrame]:
    for packet in container.demux(stream):
        try:
            yield from packet.decode()
        except av.error.InvalidDataError:
            continue


def _duration_s(container: InputContainer, stream: AudioStream) -> float | None:
    if stream.duration is not None and stream.time_base is not None:
        found = float(stream.duration * stream.time_base)
    else:
        found = (container.duration or 0) / av.time_base
    return found if found > 0 else None
