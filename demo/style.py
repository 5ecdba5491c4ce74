"""What a style of the demo world's music is: tempo, mode, metre, parts and drums."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Part:
    """What one player does, bar by bar.

    Parameters
    ----------
    voice : str
        ``chord``, ``power`` (root, fifth, octave), ``arp``, ``bass`` (root, and fifth where
        soft), ``walk``, ``drone`` (tonic and fifth), ``lead`` (the tune) or ``thirds`` (the tune
        and a third above).
    instruments : tuple of str
        Of which an artist has one.
    middle : int [MIDI]
        Pitch that it moves around.
    level : float
    rhythms : tuple of str
        Sixteenths of a bar: ``x`` strikes, ``o`` strikes softly, ``-`` holds, ``.`` rests. One
        for each track, as it happens.
    """

    voice: str
    instruments: tuple[str, ...]
    middle: int
    level: float
    rhythms: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """The music of a scene.

    Parameters
    ----------
    tempo_bpm : (float, float)
        The slowest and the fastest.
    minor, waltz : float, 0..1
        Share of tracks in a minor key, and of those in 3/4.
    swing : float
        How late every second eighth is, in sixteenths; 2/3 makes triplets.
    seventh : bool
        Whether chords have one.
    progressions : tuple of tuple of int
        Degree of the chord of each bar, 0 the tonic.
    parts : tuple of Part
    drums : mapping of str to (float, str)
        Level and rhythm of each.
    waltz_rhythms : mapping of str to str
        Of a bar in 3/4, by voice or drum; a rhythm that is not among them loses its last beat.
    room_s, wet : float
        Reverberation time [s] and share.
    top_hz : float [Hz]
        Above it the sound fades.
    level_db : float [dB re. full scale]
        Root mean square.
    """

    tempo_bpm: tuple[float, float]
    minor: float
    waltz: float = 0.0
    swing: float = 0.0
    seventh: bool = False
    progressions: tuple[tuple[int, ...], ...]
    parts: tuple[Part, ...]
    drums: dict[str, tuple[float, str]]
    waltz_rhythms: dict[str, str]
    room_s: float
    wet: float
    top_hz: float
    level_db: float


def part(voice: str, instruments: str, middle: int, level: float, rhythms: str) -> Part:
    """Return a part; a comma stands between instruments, a space between rhythms."""
    return Part(voice, tuple(instruments.split(", ")), middle, level, tuple(rhythms.split()))


def style(
    tempo_bpm: tuple[float, float],
    minor: float,
    progressions: str,
    parts: tuple[Part, ...],
    drums: dict[str, tuple[float, str]],
    *,
    waltz: float = 0.0,
    waltz_rhythms: dict[str, str] | None = None,
    swing: float = 0.0,
    seventh: bool = False,
    room: tuple[float, float] = (0.4, 0.12),
    top_hz: float = 9_000,
    level_db: float = -16,
) -> Style:
    """Return a style; `room` is its reverberation time and share, a space between progressions."""
    return Style(
        tempo_bpm=tempo_bpm,
        minor=minor,
        waltz=waltz,
        swing=swing,
        seventh=seventh,
        progressions=tuple(tuple(map(int, word)) for word in progressions.split()),
        parts=parts,
        drums=drums,
        waltz_rhythms=waltz_rhythms or {},
        room_s=room[0],
        wet=room[1],
        top_hz=top_hz,
        level_db=level_db,
    )
