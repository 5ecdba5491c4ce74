"""One run at a time: a lease in the graph, by the server's clock; the dead cannot keep it."""

from __future__ import annotations

import logging
import os
import platform
import re
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from threading import Event, Thread

import psutil

from ..core.errors import Busy, GraphError
from .store import GraphStore, Row, Transaction

log = logging.getLogger(__name__)
TTL_S = 60.0
_HOLDER = re.compile(r"process (\d+) on (.+), started (\S+) \(\w+\)")


class Lease:
    """A lease that is held; made by `lease`.

    Parameters
    ----------
    store : GraphStore
    id : str
    holder : str
        Unique to this holding of it. Queries that must not run after the lease was lost match
        ``(:Lease {id, holder})`` themselves.
    ttl_s : float > 0 [s]
    """

    def __init__(self, store: GraphStore, id: str, holder: str, ttl_s: float) -> None:
        self.store = store
        self.id = id
        self.holder = holder
        self.ttl_s = ttl_s
        self._done = Event()
        self._renewer = Thread(target=self._keep, name=f"lease {id}", daemon=True)

    def renew(self) -> None:
        """Hold it for longer.

        Raises
        ------
        Busy
            If somebody else took it meanwhile.
        """
        ttl_ms = int(self.ttl_s * 1000)
        if not self._run("weekly/renew_lease", ttl_ms=ttl_ms):
            raise lost(self.id)

    def _run(self, name: str, **params: object) -> list[Row]:
        # A transaction of our own is tried once: who waits for a dead server holds up its error.
        with self.store.transaction(name) as tx:
            return tx.run(name, lease=self.id, holder=self.holder, **params)

    def _keep(self) -> None:
        while not self._done.wait(self.ttl_s / 4):
            try:
                self.renew()
            except Busy:
                log.warning("the lease %s was taken over by somebody else", self.id)
                return
            except GraphError as err:
                log.warning("could not renew the lease %s, will try again: %s", self.id, err)

    def __enter__(self) -> Lease:
        self._renewer.start()
        return self

    def __exit__(self, *exc: object) -> None:
        self._done.set()
        self._renewer.join()
        with suppress(GraphError):  # it runs out by itself
            self._run("weekly/release_lease")


@contextmanager
def lease(store: GraphStore, id: str, *, ttl_s: float = TTL_S) -> Iterator[Lease]:
    """Hold the lease called `id` for the length of a block, renewed by a thread of its own.

    A lease that ran out is taken over, and so is that of a dead process of this machine.

    Parameters
    ----------
    store : GraphStore
    id : str
    ttl_s : float > 0 [s]
        How long it outlives a holder that stops renewing it; one value for all holders of an `id`.

    Raises
    ------
    Busy
        If somebody else holds it.
    """
    holder = _own_name()
    row = _take(store, id, holder, ttl_s, dead="")
    if not row["taken"] and _is_dead(row["holder"]):
        row = _take(store, id, holder, ttl_s, dead=row["holder"])
    if not row["taken"]:
        until = datetime.fromtimestamp(row["until"] / 1000, UTC)
        raise Busy(
            f"another {id} run is at work: {row['holder']}; wait for it to end, "
            f"or run this again after {until:%H:%M:%S} UTC if it was killed"
        )
    with Lease(store, id, holder, ttl_s) as held:
        yield held


def holders(store: GraphStore) -> list[tuple[str, str, bool]]:
    """Return (id, holder, whether it is at work) of each lease that was not given back.

    A holder that is dead, or whose time ran out, keeps nobody waiting.
    """
    return [
        (row["id"], row["holder"], row["until"] > row["now"] and not _is_dead(row["holder"]))
        for row in store.read("read/leases")
    ]


def hold(tx: Transaction, held: Lease) -> None:
    """Hold the lease until the transaction ends: nobody takes over between this and its commit.

    Raises
    ------
    Busy
        If somebody else took it meanwhile.
    """
    ttl_ms = int(held.ttl_s * 1000)
    if not tx.run("weekly/renew_lease", lease=held.id, holder=held.holder, ttl_ms=ttl_ms):
        raise lost(held.id)


def lost(id: str) -> Busy:
    """Return the error of a run whose lease somebody else took over."""
    return Busy(f"another {id} run took over while this one stood still; look at what it did")


def _take(store: GraphStore, id: str, holder: str, ttl_s: float, dead: str) -> Row:
    return store.write(
        "weekly/take_lease", lease=id, holder=holder, ttl_ms=int(ttl_s * 1000), dead=dead
    )[0]


def _own_name() -> str:
    started = _started(os.getpid())
    return f"process {os.getpid()} on {platform.node()}, started {started} ({uuid.uuid4().hex})"


def _is_dead(holder: str) -> bool:
    """Tell whether `holder` was a process of this machine and is no more."""
    match = _HOLDER.fullmatch(holder)
    if match is None or match[2] != platform.node():
        return False
    return _started(int(match[1])) != match[3]


def _started(pid: int) -> str:
    """Return when the process `pid` began, so that a number used again is not taken for it."""
    try:
        process = psutil.Process(pid)
        if process.status() == psutil.STATUS_ZOMBIE:
            return "never"
        return datetime.fromtimestamp(int(process.create_time()), UTC).isoformat()
    except psutil.NoSuchProcess:
        return "never"
