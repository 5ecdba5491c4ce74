"""Sounds of the demo world from their scores."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy.fft import irfft, next_fast_len, rfft

from ..core.sound import RATE_HZ
from .composing import Note, compose_drum, compose_part
from .instruments import Wave, hit, tone
from .score import Score, score, style_of
from .style import Style
from .styles import STYLES
from .world import World

LENGTH_S = 20.0
_TAIL_S = 1.5  # of the room; what comes after its end is not heard
_DRUM = 1.6  # strokes peak at 1, tones have a root mean square of 1
_ROUGH = 0.08  # spread of how hard a note is struck
_LOOSE_S = 0.004  # spread of when
_OUT_OF_TUNE = 0.06  # semitones, of a whole track
_HISS = 10 ** (-60 / 20)
_LOW_HZ = 35.0
_LOUDEST = 0.85  # with room for what a lossy codec adds
_FADE_S = 0.4


def synthesise(world: World, number: int) -> Wave:
    """Return the sound of a track of `world`: the same bytes each time on one machine.

    Parameters
    ----------
    world : World
    number : int
        Of the track in the catalogue.

    Returns
    -------
    ndarray [shape=(20 s at RATE_HZ,), float32, -1..1]
    """
    return render(score(world, number))


def render(scored: Score) -> Wave:
    """Return the sound of a score, as `synthesise` does."""
    rng = np.random.default_rng(scored.noise)
    style, habits = style_of(scored), scored.habits
    mix = np.zeros(int(LENGTH_S * RATE_HZ), np.float32)
    astray = rng.normal(0, _OUT_OF_TUNE)
    for part in style.parts:
        name = part.instruments[habits.choice % len(part.instruments)]

        def played(note: Note, name: str = name) -> Wave:
            return tone(name, note.midi + astray, note.length_s, habits.bright, rng)

        _add(mix, compose_part(scored, part, LENGTH_S, rng), played, part.level, rng)
    for drum, (level, _) in style.drums.items():

        def struck(note: Note, drum: str = drum) -> Wave:
            return hit(drum, habits.tuning, rng)

        _add(mix, compose_drum(scored, drum, LENGTH_S), struck, _DRUM * level, rng)
    return _level(_room(mix, style, habits.bright), style.level_db + habits.level_db, rng)


def _add(
    mix: Wave,
    notes: Iterable[Note],
    make: Callable[[Note], Wave],
    level: float,
    rng: np.random.Generator,
) -> None:
    """Add notes to `mix`; equal ones are made once."""
    made: dict[tuple[int, int], Wave] = {}
    for note in notes:
        key = note.midi, round(note.length_s * RATE_HZ)
        if key not in made:
            made[key] = make(note)
        rough, loose = rng.normal(0, (_ROUGH, _LOOSE_S))
        at = min(max(0, int((note.at_s + loose) * RATE_HZ)), len(mix))
        sound = made[key][: len(mix) - at]
        mix[at : at + len(sound)] += np.float32(level * note.velocity * (1 + rough)) * sound


def _room(mix: Wave, style: Style, bright: float) -> Wave:
    """Return `mix` as heard in the room of its scene, by one product of spectra."""
    n = next_fast_len(len(mix) + int(_TAIL_S * RATE_HZ), real=True)
    hz = np.fft.rfftfreq(n, 1 / RATE_HZ).astype(np.float32)
    above = (hz / np.float32(style.top_hz * 2 ** (0.4 * bright))) ** 2
    below = (np.float32(_LOW_HZ) / np.maximum(hz, 1)) ** 2
    colour = 1 / np.sqrt((1 + above * above * above) * (1 + below * below))
    spectrum = rfft(mix, n) * _echo(style.room_s, style.wet, n) * colour
    wave: NDArray[np.float32] = irfft(spectrum, n)[: len(mix)]
    return wave


@lru_cache(maxsize=len(STYLES))
def _echo(room_s: float, wet: float, n: int) -> NDArray[np.complex64]:
    """Spectrum of a room: what comes straight, then noise that dies away."""
    t = np.arange(int(_TAIL_S * RATE_HZ)) / RATE_HZ
    echo = np.random.default_rng(0).standard_normal(len(t)) * np.exp(t * np.log(1e-3) / room_s)
    echo *= wet / np.sqrt(np.sum(echo**2))
    echo[0] += 1 - wet
    spectrum: NDArray[np.complex64] = rfft(echo.astype(np.float32), n)
    return spectrum


def _level(wave: Wave, level_db: float, rng: np.random.Generator) -> Wave:
    """Return `wave` as loud as asked for, softly limited, over a little hiss, faded at its end."""
    wave *= np.float32(10 ** (level_db / 20)) / np.sqrt(np.mean(wave**2))
    wave += np.float32(_HISS) * (rng.random(len(wave), np.float32) - np.float32(0.5))
    wave = np.float32(_LOUDEST) * np.tanh(wave / np.float32(_LOUDEST))
    fade = int(_FADE_S * RATE_HZ)
    wave[-fade:] *= np.linspace(1, 0, fade, dtype=np.float32)
    return wave
