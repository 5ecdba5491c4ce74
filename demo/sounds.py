"""The demo world's sounds as a folder of tagged files, as a person's library has them."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import chain, islice, zip_longest
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..audio.extra import need
from ..core.errors import InputError
from ..core.progress import Progress, Silent
from ..core.sound import RATE_HZ
from ..formats.rows import TrackRef
from .listening import pull
from .score import Score, score
from .synth import render
from .world import World

MANIFEST = "demo-sounds.json"
"""Beside the artists' folders; a folder without it is not of this house."""
VERSION = 1  # counted up when the same score comes to sound otherwise
_SOUNDING = 400
_DEAR = 12  # of each local person
_AN_ARTIST = 3  # tracks of one artist, before others have as many
_ALBUM = 9  # tracks an album, as in the catalogue
_QUALITY = 0.7  # libsndfile's 0 is the best that Vorbis has, its 1 the smallest
_AT_ONCE = 4  # encoding and transforms leave the interpreter to other threads
_ODD = 20  # every twentieth file is not called like the others
_ODD_NAMES = (
    "{title}.ogg",
    "{track}. {artist} - {title}.OGG",
    "-{track}- {title} [100% #1; 'live' & loud].ogg",
    "{track} {title} ♫ nai\u0308ve mi\u0301x.ogg",  # letters and their marks apart, as on a Mac
    "{title}..{track}.demo.ogg",
)
_UNSAFE = re.compile(r'[\\/:*?"<>|\x00-\x1f]')


def sounding(world: World) -> tuple[int, ...]:
    """Return the numbers of the tracks of `world` that have a sound, ascending.

    A tenth of its tracks, 400 at most: all that nobody plays, those that draw its local people
    the most, and for the rest each scene's most played ones in turn, three an artist before any
    has more.
    """
    catalogue = world.catalogue
    n = min(_SOUNDING, len(catalogue.tracks) // 10)
    cold = np.flatnonzero(catalogue.popularity == 0).tolist()
    dear = [
        number
        for person in world.people
        if person.name in world.local
        for number in np.argsort(-pull(person, catalogue), kind="stable")[:_DEAR].tolist()
    ]
    ranked = np.argsort(-_plays(world), kind="stable")
    scenes = [
        _by_rank(world, ranked[catalogue.scene_of[ranked] == scene].tolist())
        for scene in np.unique(catalogue.scene_of)
    ]
    in_turn = (number for row in zip_longest(*scenes) for number in row if number is not None)
    chosen = dict.fromkeys(chain(cold, dear, in_turn))
    return tuple(sorted(islice(chosen, n)))


def record(world: World, folder: Path, *, progress: Progress | None = None) -> list[Path]:
    """Make `folder` the one that holds the sounds of `world`, and return its files.

    They are Ogg Vorbis, 20 s each, tagged, in a folder for each artist and album; what is there
    already is not made again. The folder is made beside its place and moved there when it is whole;
    what a killed run has made of it is kept for the next one.

    Parameters
    ----------
    world : World
    folder : Path
        Replaced if it holds the sounds of another world; its parent is made if missing.
    progress : Progress, optional

    Returns
    -------
    list of Path
        One for each of `sounding`, in that order.

    Raises
    ------
    AudioError
        If the extra ``audio`` is not installed.
    InputError
        If `folder` holds something else.
    """
    for package in ("soundfile", "mutagen"):
        need(package)
    takes = list(_takes(world))
    stamp = hashlib.blake2b(repr((VERSION, takes)).encode(), digest_size=8).hexdigest()
    paths = [folder / take.path for take in takes]
    if folder.exists() and any(folder.iterdir()):
        facts = _facts(folder)
        if facts["stamp"] == stamp and _whole(folder, facts["bytes"]):
            return paths
    aside = folder.with_name(f".{folder.name}-{stamp}")
    missing = [take for take in takes if not (aside / take.path).exists()]
    stage = (progress or Silent()).stage("playing the demo's music", len(missing))
    with ThreadPoolExecutor(_AT_ONCE) as pool, stage as advance:
        for _ in pool.map(lambda take: take.write(aside), missing):
            advance(1)
    sizes = {take.path: (aside / take.path).stat().st_size for take in takes}
    facts = {"stamp": stamp, "seed": world.seed, "version": VERSION, "bytes": sizes}
    (aside / MANIFEST).write_text(json.dumps(facts, indent=1), encoding="utf-8")
    if folder.exists():
        shutil.rmtree(folder)
    os.replace(aside, folder)
    return paths


@dataclass(frozen=True)
class _Take:
    """A file to make: its place in the folder, and what is heard and said in it."""

    path: str
    track: str
    ref: TrackRef
    scored: Score

    def write(self, folder: Path) -> None:
        soundfile, oggvorbis = need("soundfile"), need("mutagen.oggvorbis")
        path = folder / self.path
        path.parent.mkdir(parents=True, exist_ok=True)
        # named by its place alone, so that the next run writes over what a killed one left
        aside = path.with_name(f".aside-{path.name}")
        soundfile.write(
            aside, render(self.scored), RATE_HZ, format="OGG", subtype="VORBIS",
            compression_level=_QUALITY,
        )  # fmt: skip
        tags = oggvorbis.OggVorbis(aside)
        tags["title"], tags["artist"] = self.ref.title, list(self.ref.artists)
        tags["album"], tags["tracknumber"] = self.ref.album, self.track
        tags.save()
        os.replace(aside, path)


def _takes(world: World) -> Iterator[_Take]:
    catalogue = world.catalogue
    for place, number in enumerate(sounding(world)):
        ref = catalogue.tracks[number]
        within = number - int(np.searchsorted(catalogue.artist_of, catalogue.artist_of[number]))
        track = f"{within % _ALBUM + 1:02}"
        name = "{track} {title}.ogg"
        if place % _ODD == 0:
            name = _ODD_NAMES[place // _ODD % len(_ODD_NAMES)]
        artist, album = ref.artists[0], ref.album or ""
        parts = artist, album, name.format(track=track, artist=artist, title=ref.title)
        yield _Take("/".join(map(_safe, parts)), track, ref, score(world, number))


def _safe(name: str) -> str:
    """Return `name` as every file system takes it, and no shell's listing hides it."""
    return _UNSAFE.sub("_", name).strip(" .") or "_"


def _plays(world: World) -> NDArray[np.float64]:
    """Return how often each track is to be played, by the taste of all people."""
    plays = np.zeros(len(world.catalogue.tracks))
    for person in world.people:
        drawn = np.exp(pull(person, world.catalogue))
        plays += person.plays * drawn / drawn.sum()
    return plays


def _by_rank(world: World, tracks: list[int]) -> list[int]:
    """Return tracks, best first, put so that `_AN_ARTIST` of each artist come before any more."""
    seen: dict[int, int] = {}
    turns = {}
    for number in tracks:
        artist = int(world.catalogue.artist_of[number])
        turns[number] = seen.setdefault(artist, 0) // _AN_ARTIST
        seen[artist] += 1
    return sorted(tracks, key=turns.__getitem__)


def _facts(folder: Path) -> dict[str, Any]:
    try:
        facts = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        return {"stamp": facts["stamp"], "bytes": dict(facts["bytes"])}
    except (OSError, KeyError, TypeError, ValueError) as err:
        raise InputError(
            f"{folder} holds what is not the demo's; give its sounds a folder of their own"
        ) from err


def _whole(folder: Path, sizes: dict[str, int]) -> bool:
    try:
        return all((folder / path).stat().st_size == size for path, size in sizes.items())
    except OSError:
        return False
