"""Out of a dump of any size, the rows of those listeners who are near one person."""

from __future__ import annotations

import logging
from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache

from ..core.errors import InputError, NotEnoughData, RefusedFile, UnknownNode
from ..core.identity import name_alias
from ..formats.rows import Bad, Listen, PlayCount, Row, TrackRef
from ..graph.store import GraphStore

log = logging.getLogger(__name__)

Sources = Iterable[tuple[str, str, Iterable[Row]]]
"""Name, format and rows of each file, as `ingest` takes them."""
_remembered_alias = lru_cache(maxsize=1 << 16)(name_alias)


def tracks_of(store: GraphStore, user: str) -> dict[str, int]:
    """Return the number, from 0, of the track behind each alias of what `user` heard or saved.

    Raises
    ------
    UnknownNode
        If the graph holds no tracks of that user.
    """
    rows = store.read("read/aliases_of_user", user=user)
    if not rows:
        raise UnknownNode("user", user, hint="import that person's own history first")
    return {alias: number for number, row in enumerate(rows) for alias in row["aliases"]}


def near(
    sources: Callable[[], Sources],
    known: Mapping[str, int],
    *,
    share: int,
    max_bad_share: float = 0.2,
) -> Iterator[tuple[str, str, Iterable[Row]]]:
    """Yield the sources with the rows of near listeners alone.

    The dump is read twice: once to count, once to pass on. Between them stand, for each listener
    who shares anything at all, at most ``share - 1`` track numbers of 4 bytes; for a near one only
    the name; for all others nothing.

    Parameters
    ----------
    sources : callable
        Gives the same sources on each of its two calls, with their listeners in any order, over
        any number of files.
    known : mapping of str to int
        Aliases of the person's tracks, as `tracks_of` gives them.
    share : int > 0
        A listener is near from this number of different shared tracks on.
    max_bad_share : float
        A file with a larger share of bad rows keeps them, and loses all others, so that the ingest
        refuses it. The bad rows of other files are nobody's: they are counted in the log and left.

    Raises
    ------
    InputError
        If `share` is below 1.
    NotEnoughData
        If the person has fewer than `share` tracks, so that nobody could be near.
    """
    if share < 1:
        raise InputError(f"share is {share}; ask for at least 1 shared track")
    tracks = len(set(known.values()))
    if tracks < share:
        raise NotEnoughData(
            f"the person has {tracks} tracks, nobody can share {share} with them; "
            "import more of their history or ask for fewer"
        )
    listeners = _Listeners(known, share)
    broken = {name for name, _, rows in sources() if listeners.count(name, rows) > max_bad_share}
    log.info("%d listeners share %d tracks or more", len(listeners.near), share)
    for name, kind, rows in sources():
        yield name, kind, _bad(rows) if name in broken else _of(rows, listeners.near)


class _Listeners:
    """Who is near, as far as the rows counted so far tell."""

    def __init__(self, known: Mapping[str, int], share: int) -> None:
        self.near: set[str] = set()
        self._known = known
        self._share = share
        self._shared: dict[str, array[int]] = {}

    def count(self, name: str, rows: Iterable[Row]) -> float:
        """Count the rows of one file and return the share of bad ones."""
        good = bad = 0
        try:
            for row in rows:
                if isinstance(row, Bad):
                    bad += 1
                else:
                    good += 1
                    self._see(row)
        except RefusedFile:
            return 0.0  # the ingest meets it in the second pass and reports it
        if bad:
            log.warning("%s: %d of %d rows could not be read", name, bad, good + bad)
        return bad / (good + bad) if bad else 0.0

    def _see(self, row: Row) -> None:
        if not isinstance(row, Listen | PlayCount) or row.user is None or row.user in self.near:
            return
        if isinstance(row, Listen) and row.skipped:
            return
        number = self._number(row.track)
        if number is None:
            return
        shared = self._shared.setdefault(row.user, array("I"))
        if number in shared:
            return
        shared.append(number)
        if len(shared) >= self._share:
            self.near.add(row.user)
            del self._shared[row.user]

    def _number(self, track: TrackRef) -> int | None:
        for alias in track.aliases:
            if (number := self._known.get(alias)) is not None:
                return number
        if track.title is None or not track.artists:
            return None
        return self._known.get(_remembered_alias(track.artists[0], track.title))


def _of(rows: Iterable[Row], users: set[str]) -> Iterator[Row]:
    return (row for row in rows if getattr(row, "user", None) in users)


def _bad(rows: Iterable[Row]) -> Iterator[Row]:
    return (row for row in rows if isinstance(row, Bad))
