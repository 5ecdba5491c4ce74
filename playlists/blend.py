"""Several ranked sources become one ranked list that remembers what each source gave."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b

from ..core.errors import InputError


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why a source proposes a track, in terms of what the user plays.

    Parameters
    ----------
    loved : tuple of str
        Ids of tracks that the user played and that lead here, the one that counts most first.
    via : tuple of str or None
        Ids of the nodes between any of these and this one; empty when an edge joins them, None
        when they are close without one.
    """

    loved: tuple[str, ...] = ()
    via: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Candidate:
    """A track that one source proposes.

    Parameters
    ----------
    track : str
    score : float
        Comparable within its source only; higher is better.
    evidence : Evidence
    """

    track: str
    score: float
    evidence: Evidence = Evidence()


@dataclass(frozen=True, slots=True)
class Fused:
    """A track of the blended list.

    Parameters
    ----------
    track : str
    score : float > 0
    shares : dict of str to float
        What each source gave of the score, the largest first; they sum to 1.
    """

    track: str
    score: float
    shares: dict[str, float]


def fuse(
    sources: Mapping[str, Sequence[Candidate]],
    weights: Mapping[str, float],
    constant: float,
    *,
    seed: str = "",
) -> list[Fused]:
    """Return all candidates by weighted reciprocal rank fusion [1]_, best first.

    A source is read by falling score, ties by track; a track that it names twice keeps its
    better place. The order in which the sources stand does not matter.

    Parameters
    ----------
    sources : mapping of str to sequence of Candidate
    weights : mapping of str to float >= 0
        One for each source at least; sources of weight 0 are left out.
    constant : float >= 0
        The k of ``weight / (k + rank)``, ranks from 1.
    seed : str
        Orders tracks of exactly equal score; without it they stand by id.

    Raises
    ------
    InputError
        If a source has no weight, or a negative one.

    References
    ----------
    .. [1] Cormack, Clarke & Buettcher, "Reciprocal rank fusion outperforms Condorcet and
       individual rank learning methods", SIGIR 2009.

    Examples
    --------
    >>> a, b = Candidate("a", 2.0), Candidate("b", 1.0)
    >>> [f.track for f in fuse({"als": [a, b], "playlists": [b]}, {"als": 1, "playlists": 1}, 20)]
    ['b', 'a']
    """
    gains: dict[str, dict[str, float]] = {}
    for name in sorted(sources):
        weight = _weight(name, weights)
        if weight == 0:
            continue
        for rank, track in enumerate(_ranked(sources[name]), start=1):
            gains.setdefault(track, {})[name] = weight / (constant + rank)
    fused = [_fused(track, gain) for track, gain in gains.items()]
    return sorted(fused, key=lambda f: (-f.score, tie_break(seed, f.track), f.track))


def damp(
    fused: Sequence[Fused], listeners: Mapping[str, int], exponent: float, *, seed: str = ""
) -> list[Fused]:
    """Return `fused` with scores divided by ``listeners ** exponent``, best first again."""
    if exponent == 0:
        return list(fused)
    damped = [
        replace(f, score=f.score / max(1, listeners.get(f.track, 1)) ** exponent) for f in fused
    ]
    return sorted(damped, key=lambda f: (-f.score, tie_break(seed, f.track), f.track))


def tie_break(seed: str, track: str) -> bytes:
    """Return what orders equal tracks under `seed`; nothing without one."""
    return blake2b(f"{seed}\0{track}".encode(), digest_size=8).digest() if seed else b""


def _weight(name: str, weights: Mapping[str, float]) -> float:
    if (weight := weights.get(name)) is None:
        raise InputError(f"source {name!r} has no weight; there are: {', '.join(sorted(weights))}")
    if not weight >= 0:
        raise InputError(f"source {name!r} has weight {weight}; make it at least 0")
    return weight


def _ranked(candidates: Sequence[Candidate]) -> list[str]:
    ordered = sorted(candidates, key=lambda c: (-c.score, c.track))
    return list(dict.fromkeys(c.track for c in ordered))


def _fused(track: str, gain: Mapping[str, float]) -> Fused:
    total = sum(gain.values())
    by_share = sorted(gain.items(), key=lambda item: (-item[1], item[0]))
    return Fused(track, total, {name: value / total for name, value in by_share})
