"""A ranked list becomes a varied one: few tracks an artist and an album, one a work."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from .blend import Fused


def pick(
    fused: Sequence[Fused],
    n: int,
    *,
    artists_of: Mapping[str, Sequence[str]],
    album_of: Mapping[str, str],
    works_of: Mapping[str, Sequence[str]],
    per_artist: int,
    per_album: int,
) -> list[Fused]:
    """Return the first `n` of `fused` that keep to the limits, in their order.

    Parameters
    ----------
    fused : sequence of Fused
        Best first.
    n : int
    artists_of : mapping of str to sequence of str
        Artists of a track; each of them counts. Tracks without an entry have no known artist.
    album_of : mapping of str to str
        A name that only tracks of one album share.
    works_of : mapping of str to sequence of str
        Two tracks that share a work never stand together.
    per_artist, per_album : int
        How many tracks of one artist, of one album.

    Returns
    -------
    list of Fused
        Shorter than `n` when there are not enough.
    """
    artists: Counter[str] = Counter()
    albums: Counter[str] = Counter()
    seen: set[str] = set()
    picked: list[Fused] = []
    for item in fused:
        if len(picked) == n:
            break
        by, on = artists_of.get(item.track, ()), album_of.get(item.track)
        works = {item.track, *works_of.get(item.track, ())}
        full = any(artists[artist] >= per_artist for artist in by)
        if full or (on is not None and albums[on] >= per_album) or works & seen:
            continue
        picked.append(item)
        artists.update(set(by))
        albums.update([on] if on is not None else [])
        seen |= works
    return picked


def with_places(
    fused: Sequence[Fused],
    n: int,
    places: Mapping[str, int],
    varied: Callable[[Sequence[Fused], int], list[Fused]],
) -> list[Fused]:
    """Return a varied list that keeps places for tracks of which certain sources are the lead.

    What few or none play has few sources, and so never stands high; but it should be heard by
    somebody.

    Parameters
    ----------
    fused : sequence of Fused
        Best first.
    n : int
    places : mapping of str to int >= 0
        Kept for tracks that lean on a source most, where fewer of them stand there anyway. Where
        there are more than `n` in all, the sources that come first get theirs.
    varied : callable
        The first so many of a sequence that may stand together, as `pick` finds them.
    """
    listed = varied(fused, n)
    led = {source: [item for item in fused if _lead(item) == source] for source in places}
    standing = Counter(map(_lead, listed))
    if all(standing[source] >= min(places[source], len(led[source])) for source in places):
        return listed
    reserved = {item.track for source in places for item in led[source][: places[source]]}
    others = [item for item in listed if item.track not in reserved]
    chosen = others[: max(0, n - len(reserved))]
    for source in places:
        chosen = varied([*chosen, *led[source]], min(n, len(chosen) + places[source]))
    chosen = varied([*chosen, *fused], n)
    place = {item.track: at for at, item in enumerate(fused)}
    return sorted(chosen, key=lambda item: place[item.track])


def _lead(item: Fused) -> str:
    return next(iter(item.shares))
