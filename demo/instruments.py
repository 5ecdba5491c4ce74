"""Instruments of the demo world: tones by wavetable or frequency modulation, and drums."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.signal import lfilter

from ..core.sound import RATE_HZ

Wave = NDArray[np.float32]
_TABLE = 4096  # samples of one period
_TOP_HZ = 0.45 * RATE_HZ  # no partial above: it would fold back
_MOST_PARTIALS = 48
_VIBRATO_HZ = 5.3


@dataclass(frozen=True, slots=True, kw_only=True)
class Instrument:
    """How a tone is made.

    Parameters
    ----------
    fall : float
        The amplitude of partial h is ``h ** -fall``.
    even : float, 0..1
        Share of the even partials: 0 of a square wave or clarinet.
    peak_hz : float [Hz]
        Where the body lifts partials; 0 for nowhere.
    attack_s, decay_s, release_s : float > 0 [s]
        Rise, time constant of the fall while held, and the time to silence when let go.
    dull_s : float [s]
        Time constant within which upper partials fade; 0 for never.
    vibrato : float [semitones]
    detune : float [semitones]
        Between two voices; 0 for one.
    breath : float
        Share of noise.
    drive : float
        Gain into a soft limit; 0 for none.
    ratio, index : float
        Frequency and strength of the modulator, in place of partials, where `index` is above 0.
    """

    fall: float = 1.0
    even: float = 1.0
    peak_hz: float = 0.0
    attack_s: float = 0.005
    decay_s: float = 60.0
    release_s: float = 0.05
    dull_s: float = 0.0
    vibrato: float = 0.0
    detune: float = 0.0
    breath: float = 0.0
    drive: float = 0.0
    ratio: float = 1.0
    index: float = 0.0


INSTRUMENTS = {
    "concertina": Instrument(fall=0.8, even=0.5, attack_s=0.03, detune=0.12, peak_hz=1300),
    "fiddle": Instrument(fall=0.9, attack_s=0.05, vibrato=0.25, peak_hz=2600, breath=0.02),
    "whistle": Instrument(fall=2.6, attack_s=0.03, vibrato=0.2, breath=0.08),
    "guitar": Instrument(fall=0.9, decay_s=0.7, dull_s=0.18, peak_hz=500),
    "jangle": Instrument(fall=0.6, decay_s=0.6, dull_s=0.3, detune=0.14, peak_hz=2200),
    "dune guitar": Instrument(fall=0.7, decay_s=0.8, dull_s=0.4, vibrato=0.3, drive=1.0),
    "iron guitar": Instrument(fall=0.5, decay_s=3.0, detune=0.08, drive=9.0, peak_hz=1600),
    "blues guitar": Instrument(fall=1.0, decay_s=0.6, dull_s=0.2, drive=1.8, peak_hz=900),
    "harmonica": Instrument(fall=0.6, attack_s=0.04, vibrato=0.3, peak_hz=1800, breath=0.05),
    "acid": Instrument(fall=0.7, decay_s=0.25, dull_s=0.07, drive=4.0),
    "glass": Instrument(index=3.5, ratio=3.53, decay_s=0.35, dull_s=0.15, release_s=0.2),
    "bell": Instrument(index=1.6, ratio=2.76, decay_s=1.6, dull_s=0.9, release_s=0.8),
    "saw pad": Instrument(fall=1.0, attack_s=0.2, release_s=0.3, detune=0.2),
    "moss pad": Instrument(fall=1.9, attack_s=0.8, release_s=1.2, detune=0.1, breath=0.03),
    "slap": Instrument(fall=0.6, decay_s=0.35, dull_s=0.06, drive=1.5),
    "clavinet": Instrument(fall=0.4, even=0.6, decay_s=0.18, dull_s=0.1, peak_hz=1900),
    "horns": Instrument(fall=0.7, attack_s=0.03, peak_hz=1300, detune=0.1, release_s=0.08),
    "trumpet": Instrument(fall=0.5, attack_s=0.025, peak_hz=1700, vibrato=0.12),
    "tuba": Instrument(fall=1.5, attack_s=0.03, decay_s=0.8, peak_hz=300),
    "saxophone": Instrument(fall=0.8, attack_s=0.04, vibrato=0.2, peak_hz=1000, breath=0.06),
    "piano": Instrument(fall=1.4, decay_s=0.9, dull_s=0.3, detune=0.03),
    "harpsichord": Instrument(fall=0.35, decay_s=0.45, dull_s=0.6, release_s=0.08),
    "strings": Instrument(fall=1.1, attack_s=0.09, vibrato=0.15, detune=0.1, release_s=0.15),
    "flute": Instrument(fall=2.2, attack_s=0.06, vibrato=0.15, breath=0.05),
    "square": Instrument(fall=1.0, even=0.0, attack_s=0.004, decay_s=0.9, vibrato=0.1),
    "bubble": Instrument(fall=0.8, decay_s=0.25, dull_s=0.12, detune=0.15),
    "organ": Instrument(fall=1.2, even=0.8, attack_s=0.006, release_s=0.03, peak_hz=900),
    "melodica": Instrument(fall=0.7, even=0.4, attack_s=0.04, vibrato=0.2, breath=0.04),
    "tape keys": Instrument(fall=1.8, decay_s=1.2, vibrato=0.3, attack_s=0.015),
    "round bass": Instrument(fall=2.0, decay_s=0.9, dull_s=0.25),
    "upright": Instrument(fall=1.5, decay_s=0.45, dull_s=0.12, peak_hz=200),
    "sub": Instrument(fall=3.2, decay_s=0.9, drive=1.6),
    "dub bass": Instrument(fall=2.6, decay_s=1.5, attack_s=0.012),
}


def tone(name: str, midi: float, length_s: float, bright: float, rng: np.random.Generator) -> Wave:
    """Return one tone of an instrument, let go after `length_s`.

    Parameters
    ----------
    name : str
        One of `INSTRUMENTS`.
    midi : float
        Pitch: 69 is 440 Hz, 1 a semitone.
    length_s : float [s]
    bright : float, -1..1
        Duller or brighter than usual.
    rng : numpy.random.Generator
        Where the noise comes from.

    Returns
    -------
    ndarray [shape=(n,), float32]
    """
    made = INSTRUMENTS[name]
    t = np.arange(int((length_s + made.release_s) * RATE_HZ), dtype=np.float32)
    t /= np.float32(RATE_HZ)
    hz = 440.0 * 2.0 ** ((midi - 69) / 12)
    wave = _modulated(made, hz, t, bright) if made.index else _partials(made, hz, t, bright)
    if made.breath:
        wave += np.float32(made.breath) * rng.standard_normal(len(t), np.float32)
    if made.drive:
        wave = np.tanh(np.float32(made.drive) * wave)
    rise = np.minimum(t / np.float32(made.attack_s), 1)
    fall = np.clip((len(t) / RATE_HZ - t) / np.float32(made.release_s), 0, 1)
    return np.asarray(wave * rise * fall * np.exp(t * np.float32(-1 / made.decay_s)), np.float32)


def _modulated(made: Instrument, hz: float, t: Wave, bright: float) -> Wave:
    turn = np.float32(2 * np.pi * hz) * t
    index = np.float32(made.index * 2**bright) * np.exp(t * np.float32(-1 / made.dull_s))
    return np.asarray(np.sin(turn + index * np.sin(np.float32(made.ratio) * turn)), np.float32)


def _partials(made: Instrument, hz: float, t: Wave, bright: float) -> Wave:
    steps = _TABLE * hz * t.astype(np.float64)
    if made.vibrato:
        sway = made.vibrato / 12 * np.log(2) * hz / (2 * np.pi * _VIBRATO_HZ)
        steps += _TABLE * sway * np.sin(np.float32(2 * np.pi * _VIBRATO_HZ) * t)
    fall = made.fall - 0.35 * bright
    wave = _read(_period(made, hz, fall), steps)
    if made.detune:
        wave += _read(_period(made, hz, fall), steps * 2 ** (made.detune / 12))
        wave *= np.float32(0.6)
    if made.dull_s:  # from its own colour to that of few partials
        fade = np.exp(t * np.float32(-1 / made.dull_s))
        wave = fade * wave + (1 - fade) * _read(_period(made, hz, fall + 1.5), steps)
    return wave


def _period(made: Instrument, hz: float, fall: float) -> Wave:
    """One period of unit root mean square, whose partials all lie below `_TOP_HZ`."""
    h = np.arange(1, 1 + max(1, min(_MOST_PARTIALS, int(_TOP_HZ / hz))))
    size = h**-fall * np.where(h % 2, 1.0, made.even)
    if made.peak_hz:
        size *= 1 + 3 * np.exp(-((np.log2(h * hz / made.peak_hz) / 0.5) ** 2))
    spectrum = np.zeros(_TABLE // 2 + 1, np.complex128)
    spectrum[h] = size * np.exp(1j * h * h)  # phases that keep the peaks low
    wave = np.fft.irfft(spectrum)
    return np.asarray(wave / np.sqrt(np.mean(wave**2)), np.float32)


def _read(period: Wave, steps: NDArray[np.float64]) -> Wave:
    wave: Wave = period[steps.astype(np.int64) & (_TABLE - 1)]
    return wave


def hit(name: str, tuning: float, rng: np.random.Generator) -> Wave:
    """Return one stroke of a drum.

    Parameters
    ----------
    name : str
        One of `DRUMS`.
    tuning : float > 0
        How much higher than usual it is.
    rng : numpy.random.Generator
    """
    return DRUMS[name](tuning, rng)


def _sweep(hz: float, to_hz: float, bend_s: float, decay_s: float, n_s: float) -> Wave:
    t = np.arange(int(n_s * RATE_HZ)) / RATE_HZ
    phase = to_hz * t + (hz - to_hz) * bend_s * (1 - np.exp(-t / bend_s))
    return np.asarray(np.sin(2 * np.pi * phase) * np.exp(-t / decay_s), np.float32)


def _noise(
    rng: np.random.Generator, decay_s: float, n_s: float, above: float, below: float = 0.0
) -> Wave:
    """Noise that dies away, without what lies under `above` or over `below` (0..1, one pole)."""
    noise = rng.standard_normal(int(n_s * RATE_HZ))
    noise = lfilter([1, -1], [1, -(1 - above)], noise)
    if below:
        noise = lfilter([below], [1, -(1 - below)], noise)
    t = np.arange(len(noise)) / RATE_HZ
    return np.asarray(noise / noise.std() * np.exp(-t / decay_s), np.float32)


def _kick(tuning: float, rng: np.random.Generator) -> Wave:
    return _sweep(160 * tuning, 48 * tuning, 0.03, 0.12, 0.4)


def _big_drum(tuning: float, rng: np.random.Generator) -> Wave:
    return _sweep(110 * tuning, 62 * tuning, 0.05, 0.25, 0.7)


def _snare(tuning: float, rng: np.random.Generator) -> Wave:
    wave = 0.5 * _noise(rng, 0.09, 0.3, 0.3)
    return wave + 0.6 * _sweep(240 * tuning, 180 * tuning, 0.02, 0.07, 0.3)[: len(wave)]


def _brush(tuning: float, rng: np.random.Generator) -> Wave:
    return 0.4 * _noise(rng, 0.07, 0.25, 0.3, 0.5)


def _clap(tuning: float, rng: np.random.Generator) -> Wave:
    wave = np.zeros(int(0.3 * RATE_HZ), np.float32)
    for at_s, decay_s in ((0.0, 0.008), (0.011, 0.008), (0.023, 0.07)):
        burst = _noise(rng, decay_s, 0.25, 0.25, 0.6)
        at = int(at_s * RATE_HZ)
        wave[at : at + len(burst)] += 0.5 * burst
    return wave


def _hat(tuning: float, rng: np.random.Generator) -> Wave:
    return 0.35 * _noise(rng, 0.025, 0.1, 0.95)


def _open_hat(tuning: float, rng: np.random.Generator) -> Wave:
    return 0.35 * _noise(rng, 0.12, 0.4, 0.95)


def _ride(tuning: float, rng: np.random.Generator) -> Wave:
    t = np.arange(int(0.6 * RATE_HZ)) / RATE_HZ
    clang = sum(np.sin(2 * np.pi * hz * tuning * t) for hz in (3170, 4230, 5410, 6890))
    return np.asarray(0.12 * clang * np.exp(-t / 0.15), np.float32) + 0.15 * _noise(
        rng, 0.2, 0.6, 0.95
    )


def _crash(tuning: float, rng: np.random.Generator) -> Wave:
    return 0.4 * _noise(rng, 0.5, 1.5, 0.7)


def _shaker(tuning: float, rng: np.random.Generator) -> Wave:
    return 0.3 * _noise(rng, 0.04, 0.12, 0.8, 0.8)


def _rim(tuning: float, rng: np.random.Generator) -> Wave:
    return 0.7 * _sweep(1800 * tuning, 1650 * tuning, 0.01, 0.012, 0.08)


def _tom(tuning: float, rng: np.random.Generator) -> Wave:
    return _sweep(210 * tuning, 130 * tuning, 0.04, 0.12, 0.4)


def _slap_drum(tuning: float, rng: np.random.Generator) -> Wave:
    wave = 0.5 * _noise(rng, 0.02, 0.15, 0.4, 0.7)
    return wave + 0.5 * _sweep(420 * tuning, 360 * tuning, 0.02, 0.05, 0.15)[: len(wave)]


DRUMS: dict[str, Callable[[float, np.random.Generator], Wave]] = {
    "kick": _kick,
    "big drum": _big_drum,
    "snare": _snare,
    "brush": _brush,
    "clap": _clap,
    "hat": _hat,
    "open hat": _open_hat,
    "ride": _ride,
    "crash": _crash,
    "shaker": _shaker,
    "rim": _rim,
    "tom": _tom,
    "slap drum": _slap_drum,
}
