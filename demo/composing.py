"""The notes of a score, part by part."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from ..core.sound import KEYS
from .score import Score, style_of
from .style import Part

_MAJOR = (0, 2, 4, 5, 7, 9, 11)
_MINOR = (0, 2, 3, 5, 7, 8, 10)
_SOFT = 0.55
_MOTIFS = (0, 1, 0, 2)  # of each bar of four
_HIGHEST, _LOWEST = 9, -4  # degrees that a tune reaches


@dataclass(frozen=True, slots=True)
class Note:
    """A tone of a part, or a stroke of a drum.

    Parameters
    ----------
    at_s, length_s : float [s]
    midi : int
        Pitch; 0 of a drum.
    velocity : float, 0..1
    """

    at_s: float
    length_s: float
    midi: int
    velocity: float


def compose_part(
    scored: Score, part: Part, length_s: float, rng: np.random.Generator
) -> Iterator[Note]:
    """Yield what a player plays of `scored` within `length_s`, bar by bar."""
    rhythm = part.rhythms[int(rng.integers(len(part.rhythms)))]
    tune = [rng.integers(-2, 3, len(rhythm)).tolist() for _ in range(3)]
    for at, onsets in _bars(scored, part.voice, rhythm, length_s):
        chord = scored.progression[at % len(scored.progression)]
        after = scored.progression[(at + 1) % len(scored.progression)]
        if part.voice in ("lead", "thirds"):
            if at == 0:
                continue
            pitches = _tune(scored, part, chord, onsets, tune[_MOTIFS[at % 4]])
        else:
            pitches = _accompaniment(scored, part, chord, after, onsets)
        for (_, start_s, held_s, velocity), tones in zip(onsets, pitches, strict=True):
            for midi in tones:
                yield Note(start_s, held_s, midi, velocity)


def compose_drum(scored: Score, drum: str, length_s: float) -> Iterator[Note]:
    """Yield the strokes of a drum within `length_s`."""
    _, rhythm = style_of(scored).drums[drum]
    for _, onsets in _bars(scored, drum, rhythm, length_s):
        for _, start_s, held_s, velocity in onsets:
            yield Note(start_s, held_s, 0, velocity)


_Onset = tuple[int, float, float, float]  # step, start, length, velocity


def _bars(
    scored: Score, voice: str, rhythm: str, length_s: float
) -> Iterator[tuple[int, list[_Onset]]]:
    """Yield each bar's number and the strokes in it."""
    style = style_of(scored)
    steps = 4 * scored.time_signature
    if scored.time_signature == 3:
        rhythm = style.waltz_rhythms.get(voice, rhythm[:steps])
    step_s = 60 / scored.tempo_bpm / 4
    late = (0.0, 0.0, style.swing, style.swing / 2)
    struck = [step for step, sign in enumerate(rhythm) if sign in "xo"]
    held = [1 + len(rest) - len(rest.lstrip("-")) for rest in (rhythm[s + 1 :] for s in struck)]
    for bar in range(int(np.ceil(length_s / (steps * step_s)))):
        onsets = [
            (
                step,
                (bar * steps + step + late[step % 4]) * step_s,
                n * step_s,
                1.0 if rhythm[step] == "x" else _SOFT,
            )
            for step, n in zip(struck, held, strict=True)
        ]
        yield bar, [onset for onset in onsets if onset[1] < length_s]


def _accompaniment(
    scored: Score, part: Part, chord: int, after: int, onsets: list[_Onset]
) -> list[list[int]]:
    """Return the pitches at each onset of a part without a tune of its own."""
    middle = part.middle
    classes = _classes(scored, chord)
    root = _nearest(classes[0], middle)
    n = len(onsets)
    if part.voice == "drone":
        tonic = _nearest(KEYS.index(scored.key), middle)
        return [[tonic, tonic + 7]] * n
    if part.voice == "power":
        return [[root, root + 7, root + 12]] * n
    if part.voice == "chord":
        return [sorted(_nearest(tone, middle) for tone in classes)] * n
    if part.voice == "bass":
        return [[root if velocity == 1 else root + 7] for *_, velocity in onsets]
    if part.voice == "walk":  # and, from below, into the root that comes next
        way = [root, _nearest(classes[1], root + 4), root + 7]
        return [[pitch] for pitch in (way * n)[: max(n - 1, 0)]] + [
            [_nearest(_classes(scored, after)[0], middle) - 1]
        ] * min(n, 1)
    low = sorted(_nearest(tone, middle + scored.habits.register) for tone in classes[:3])
    climb = [*low, low[0] + 12, low[2], low[1]]
    return [[climb[place % len(climb)]] for place in range(n)]


def _tune(
    scored: Score, part: Part, chord: int, onsets: list[_Onset], moves: list[int]
) -> list[list[int]]:
    """Return a walk over the scale that meets the chord on every beat, begun near the tonic."""
    tonic = _nearest(KEYS.index(scored.key), part.middle + scored.habits.register)
    degree, tones = 0, []
    for (step, *_), move in zip(onsets, moves, strict=False):
        degree += move
        if not _LOWEST <= degree <= _HIGHEST:
            degree -= 2 * move
        if step % 4 == 0:
            degree = _meet(degree, chord)
        above = [degree + 2] if part.voice == "thirds" else []
        tones.append([tonic + _pitch(scored, chord, d) for d in (degree, *above)])
    return tones


def _meet(degree: int, chord: int) -> int:
    """Return the degree of the chord's triad that is nearest, the lower of two."""
    return next(d for d in (degree, degree - 1, degree + 1) if (d - chord) % 7 in (0, 2, 4))


def _classes(scored: Score, chord: int) -> list[int]:
    """Return the pitch classes of a chord, its root first."""
    tonic = KEYS.index(scored.key)
    thirds = (0, 2, 4, 6) if style_of(scored).seventh else (0, 2, 4)
    return [(tonic + _pitch(scored, chord, chord + third)) % 12 for third in thirds]


def _pitch(scored: Score, chord: int, degree: int) -> int:
    """Semitones of a degree above the tonic; in minor the dominant has the leading tone."""
    octave, within = divmod(degree, 7)
    scale = _MAJOR if scored.mode == "major" else _MINOR
    leading = scored.mode == "minor" and chord == 4 and within == 6
    return 12 * octave + scale[within] + leading


def _nearest(pitch_class: int, middle: int) -> int:
    return middle + (pitch_class - middle + 6) % 12 - 6
