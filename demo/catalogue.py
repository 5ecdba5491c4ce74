"""The music of the demo world: artists of scenes, their albums and tracks."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..formats.rows import TrackRef
from .names import Namer
from .scenes import SCENES

_BRIDGES = 8  # every eighth artist is at home in two scenes
_ALBUM = 9  # tracks an album
_PLAIN = 4  # place, within each scene, of the artist who is called by a common word
_LIVE = 50  # every fiftieth track is a live version of the one before it


@dataclass(frozen=True)
class Catalogue:
    """Every track that there is, by number.

    Parameters
    ----------
    artists : tuple of str
    artist_scenes : tuple of tuple of int
        One scene, or two of a bridging artist.
    tracks : tuple of TrackRef
    artist_of, scene_of : ndarray [shape=(n,), int]
        Of each track.
    popularity : ndarray [shape=(n,), float]
        Share of plays that a track draws within its scene; 0 for one that nobody knows.
    """

    artists: tuple[str, ...]
    artist_scenes: tuple[tuple[int, ...], ...]
    tracks: tuple[TrackRef, ...]
    artist_of: NDArray[np.intp]
    scene_of: NDArray[np.intp]
    popularity: NDArray[np.float64]


def compose(
    rng: np.random.Generator, *, tracks: int, artists: int, scenes: int, cold: int
) -> Catalogue:
    """Return a catalogue of so many tracks and artists, `cold` tracks unknown to all."""
    namer = Namer(rng)
    homes = [_homes(artist, scenes) for artist in range(artists)]
    rank = np.arange(artists) // scenes  # within the scene: the first artists are the known ones
    names = [namer.artist(SCENES[home[0]]) for home in homes]
    for artist in np.flatnonzero(rank == _PLAIN).tolist():
        names[artist] = SCENES[homes[artist][0]].images[-1]
    artist_of = np.sort(_share_out(rng, tracks, artists))
    place = _place_within(artist_of)  # of a track among its artist's
    scene_of = np.array(
        [homes[a][p % len(homes[a])] for a, p in zip(artist_of, place, strict=True)]
    )
    popularity = (1.0 + rank[artist_of]) ** -1.1 * (1.0 + rng.permutation(tracks) % 16) ** -1.1
    popularity[rng.permutation(tracks)[:cold]] = 0.0
    return Catalogue(
        artists=tuple(names),
        artist_scenes=tuple(homes),
        tracks=_titled(namer, rng, names, artist_of, scene_of, place),
        artist_of=artist_of,
        scene_of=scene_of,
        popularity=popularity,
    )


def _homes(artist: int, scenes: int) -> tuple[int, ...]:
    home = artist % scenes
    if scenes > 1 and artist % _BRIDGES == _BRIDGES - 1:
        return home, (home + 1 + artist // scenes % (scenes - 1)) % scenes
    return (home,)


def _share_out(rng: np.random.Generator, tracks: int, artists: int) -> NDArray[np.intp]:
    """Artist of each track: everyone has one at least, some have many."""
    size = rng.lognormal(0.0, 0.6, artists)
    rest = rng.choice(artists, tracks - artists, p=size / size.sum())
    return np.concatenate([np.arange(artists), rest]).astype(np.intp)


def _place_within(artist_of: NDArray[np.intp]) -> NDArray[np.intp]:
    starts = np.searchsorted(artist_of, artist_of)
    return np.arange(len(artist_of), dtype=np.intp) - starts


def _titled(
    namer: Namer,
    rng: np.random.Generator,
    names: list[str],
    artist_of: NDArray[np.intp],
    scene_of: NDArray[np.intp],
    place: NDArray[np.intp],
) -> tuple[TrackRef, ...]:
    duration = np.clip(rng.normal(215, 45, len(place)), 95, 480).round()
    refs: list[TrackRef] = []
    album = ""
    for track, within in enumerate(place):
        scene, artist = SCENES[scene_of[track]], names[artist_of[track]]
        if within % _ALBUM == 0:
            album = namer.album(scene)
        if within and track % _LIVE == 0:
            title = f"{refs[-1].title} (Live at the {scene.images[0]} Hall)"
        else:
            title = namer.title(scene, artist)
        refs.append(TrackRef(title, (artist,), (), album, float(duration[track])))
    return tuple(refs)
