"""What is played on a track of the demo world: tempo, key, metre, chords, and who plays how."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..core.sound import KEYS
from .scenes import SCENES
from .style import Style
from .styles import STYLES
from .world import World


@dataclass(frozen=True, slots=True, kw_only=True)
class Habits:
    """What is alike in all that an artist plays.

    Parameters
    ----------
    pace : float, 0..1
        From the slowest to the fastest of the scene.
    register : int [semitones]
        How much higher than others.
    bright : float, -1..1
    tuning : float > 0
        How much higher the drums are.
    choice : int
        Which of a part's instruments.
    level_db : float [dB]
    """

    pace: float
    register: int
    bright: float
    tuning: float
    choice: int
    level_db: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """What is played on a track.

    Parameters
    ----------
    scene : str
    tempo_bpm : float [beats a minute]
    key : str
        One of `KEYS`.
    mode : str
        ``"major"`` or ``"minor"``.
    time_signature : int
        Beats a bar, 3 or 4.
    progression : tuple of int
        Degree of the chord of each bar, 0 the tonic; from its begin again after its end.
    habits : Habits
        Of the artist.
    noise : tuple of int
        Seed of all that no score says.
    """

    scene: str
    tempo_bpm: float
    key: str
    mode: str
    time_signature: int
    progression: tuple[int, ...]
    habits: Habits
    noise: tuple[int, ...]


def score(world: World, number: int) -> Score:
    """Return what is played on a track of `world`, which its sound is made from.

    Parameters
    ----------
    world : World
    number : int
        Of the track in the catalogue.
    """
    scene = int(world.catalogue.scene_of[number])
    style, habits = STYLES[scene], _habits(world, int(world.catalogue.artist_of[number]))
    rng = np.random.default_rng([world.seed, 8, number])
    slowest, fastest = style.tempo_bpm
    pace = 0.7 * habits.pace + 0.3 * rng.random()
    return Score(
        scene=SCENES[scene].name,
        tempo_bpm=round(float(slowest + pace * (fastest - slowest)), 1),
        key=KEYS[int(rng.integers(len(KEYS)))],
        mode="minor" if rng.random() < style.minor else "major",
        time_signature=3 if rng.random() < style.waltz else 4,
        progression=style.progressions[int(rng.integers(len(style.progressions)))],
        habits=habits,
        noise=(world.seed, 9, number),
    )


def style_of(scored: Score) -> Style:
    """Return the style of the scene that a score is of."""
    return next(
        style for scene, style in zip(SCENES, STYLES, strict=True) if scene.name == scored.scene
    )


def _habits(world: World, artist: int) -> Habits:
    rng = np.random.default_rng([world.seed, 7, artist])
    return Habits(
        pace=float(rng.random()),
        register=int(rng.integers(-4, 5)),
        bright=float(rng.uniform(-1, 1)),
        tuning=float(2 ** rng.uniform(-0.4, 0.4)),
        choice=int(rng.integers(6)),
        level_db=float(rng.normal(0, 1)),
    )
