"""What goes on from a list of tracks: candidates near them, blended, varied and explained."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence, Set

from .blend import Candidate, Evidence, Fused, fuse
from .diversity import pick
from .reasons import Grounds, Named, said, sentence

Similar = Callable[[str, int], Sequence[tuple[str, float]]]
"""Nearest of one with their cosines, at most so many."""
NEAR = 30
"""Neighbours looked up a track of the list."""
NEAR_COSINE = 0.1
"""What points less in the same direction only does so by chance."""
LOVED = 6
"""Tracks of the list that a candidate remembers."""


def neighbours(similar: Similar, seeds: Sequence[str]) -> list[Candidate]:
    """Return all that is near to any of some tracks, by the sum of its cosines to them.

    Parameters
    ----------
    similar : callable
        Knows each of `seeds`.
    seeds : sequence of str
    """
    gains: dict[str, list[tuple[float, str]]] = {}
    for seed in dict.fromkeys(seeds):
        for track, cosine in similar(seed, NEAR):
            if cosine >= NEAR_COSINE:
                gains.setdefault(track, []).append((cosine, seed))
    return [
        Candidate(
            track,
            sum(gain for gain, _ in by),
            Evidence(tuple(seed for _, seed in sorted(by, key=lambda g: (-g[0], g[1])))[:LOVED]),
        )
        for track, by in gains.items()
    ]


def go_on(
    sources: Mapping[str, Sequence[Candidate]],
    weights: Mapping[str, float],
    constant: float,
    n: int,
    *,
    listed: Set[str],
    artists_of: Mapping[str, Sequence[str]],
    works_of: Mapping[str, Sequence[str]],
    per_artist: int,
) -> list[Fused]:
    """Return the `n` tracks that go on best from a list, best first.

    Parameters
    ----------
    sources, weights, constant
        As in `fuse`.
    n : int
    listed : set of str
        Tracks of the list; none of them, and no other version of them, goes on from it.
    artists_of, works_of : mapping of str to sequence of str
        Of candidates and, works, of the list. Candidates without works are not known well enough.
    per_artist : int
        How many tracks of one artist.

    Returns
    -------
    list of Fused
        Shorter than `n` when there are not enough.
    """
    works = set(listed).union(*(works_of.get(track, ()) for track in listed))
    fresh = [
        item
        for item in fuse(sources, weights, constant)
        if item.track in works_of and works.isdisjoint((item.track, *works_of[item.track]))
    ]
    return pick(
        fresh,
        n,
        artists_of=artists_of,
        album_of={},
        works_of=works_of,
        per_artist=per_artist,
        per_album=n,
    )


def because(source: str, track: Named, seeds: Sequence[Named], grounds: Grounds) -> str:
    """Return why a track goes on from a list, in one sentence about tracks of that list.

    Parameters
    ----------
    source : str
        The leading one.
    track : Named
    seeds : sequence of Named
        At least one.
    grounds : Grounds
        Of the track and these.

    Examples
    --------
    >>> seeds = Named("Blue", "Ada"), Named("Green", "Ben")
    >>> because("co_listens", Named("Red", "Cy"), seeds, Grounds(listeners=41))
    '41 listeners of “Blue” by Ada or “Green” by Ben also play it.'
    """
    if grounds.listeners and grounds.playlists <= grounds.listeners:
        one = grounds.listeners == 1
        who = "One listener" if one else f"{grounds.listeners:,} listeners"
        return f"{who} of {said(seeds, joined_by='or')} also {'plays' if one else 'play'} it."
    if source == "audio" and not grounds.playlists:
        return f"Sounds like {said(seeds, joined_by='or')}."
    return sentence(source, track, seeds, grounds)
