"""When one person played one track: records of it merge in any order to the same record."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import chain

COARSE_S = 60
"""A coarse time stands for one moment of the minute that begins there."""


@dataclass(frozen=True, slots=True)
class Times:
    """Plays and skips of one track by one person, settled; made by `settle`.

    Parameters
    ----------
    at : tuple of int [epoch seconds]
        Listens, sorted, each once.
    skipped_at : tuple of int [epoch seconds]
        Skips, sorted, each once; a moment that is a listen too is a listen.
    coarse : tuple of int
        Those of `at` and `skipped_at` that are known to the minute only.
    counts : mapping of int to int
        Plays known only as a number: the sum in each file that counts them.
    counted_at : int, optional
        The last of the counted plays, where a file says.
    """

    at: tuple[int, ...] = ()
    skipped_at: tuple[int, ...] = ()
    coarse: tuple[int, ...] = ()
    counts: Mapping[int, int] = field(default_factory=dict)
    counted_at: int | None = None

    @property
    def counted(self) -> int:
        """Plays known only as a number: files of counts overlap, so the largest is believed."""
        return max(self.counts.values(), default=0)

    @property
    def plays(self) -> int:
        """All listens, with a time or without."""
        return len(self.at) + self.counted

    @property
    def first_at(self) -> int | None:
        """The first listen with a time."""
        return self.at[0] if self.at else None

    @property
    def last_at(self) -> int | None:
        """The last listen that is known of."""
        return max((*self.at[-1:], *_known(self.counted_at)), default=None)


def settle(
    at: Iterable[int] = (),
    skipped_at: Iterable[int] = (),
    *,
    coarse_at: Iterable[int] = (),
    coarse_skipped_at: Iterable[int] = (),
    counts: Mapping[int, int] | None = None,
    counted_at: int | None = None,
) -> Times:
    """Return the record of these listens and skips, each once.

    A coarse time vanishes when an exact one of the same minute is there, be it a listen or a skip:
    two files tell of the same play. A skip vanishes when the same moment is a listen.

    Parameters
    ----------
    at, skipped_at : iterable of int [epoch seconds]
        Exact times, in any order, repeated or not.
    coarse_at, coarse_skipped_at : iterable of int [epoch seconds]
        Beginnings of the minutes in which plays began.
    counts : mapping of int to int
        Plays known only as a number, by file.
    counted_at : int, optional
    """
    listens, skips = set(at), set(skipped_at)
    skips -= listens
    rough, rough_skips = set(coarse_at), set(coarse_skipped_at)
    if rough or rough_skips:
        exact = sorted(listens | skips)
        rough = {time for time in rough if not _covered(time, exact)}
        rough_skips = {time for time in rough_skips if not _covered(time, exact)} - rough
    return Times(
        tuple(sorted(listens | rough)),
        tuple(sorted(skips | rough_skips)),
        tuple(sorted(rough | rough_skips)),
        dict(sorted((counts or {}).items())),
        counted_at,
    )


def merge(one: Times, other: Times) -> Times:
    """Return what both records of one person and track know together.

    Idempotent, commutative and associative: a file imported twice changes nothing, and the order
    of files does not matter. Of two counts of one file the larger holds.
    """
    files = one.counts.keys() | other.counts.keys()
    counts = {file: max(one.counts.get(file, 0), other.counts.get(file, 0)) for file in files}
    return _united(one, other, counts)


def join(one: Times, other: Times) -> Times:
    """Return the record of two tracks that turn out to be one: their counts in one file add up."""
    files = one.counts.keys() | other.counts.keys()
    counts = {file: one.counts.get(file, 0) + other.counts.get(file, 0) for file in files}
    return _united(one, other, counts)


def _united(one: Times, other: Times, counts: Mapping[int, int]) -> Times:
    both = (one, other)
    return settle(
        chain(*(set(record.at).difference(record.coarse) for record in both)),
        chain(*(set(record.skipped_at).difference(record.coarse) for record in both)),
        coarse_at=chain(*(set(record.at).intersection(record.coarse) for record in both)),
        coarse_skipped_at=chain(
            *(set(record.skipped_at).intersection(record.coarse) for record in both)
        ),
        counts=counts,
        counted_at=max((*_known(one.counted_at), *_known(other.counted_at)), default=None),
    )


def _covered(time: int, exact: list[int]) -> bool:
    place = bisect_left(exact, time)
    return place < len(exact) and exact[place] < time + COARSE_S


def _known(time: int | None) -> tuple[int, ...]:
    return () if time is None else (time,)
