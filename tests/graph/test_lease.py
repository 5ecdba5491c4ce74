"""One run at a time, by the server's clock."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from threading import Event

import psutil
import pytest

from discograph.core.errors import Busy
from discograph.graph.lease import lease
from discograph.graph.store import GraphStore, Transaction

pytestmark = pytest.mark.neo4j
Plant = Callable[..., None]


def take(store: GraphStore, holder: str, *, dead: str = "") -> bool:
    row = store.write("weekly/take_lease", lease="weekly", holder=holder, ttl_ms=60_000, dead=dead)
    return bool(row[0]["taken"])


def test_a_second_holder_is_told_who_holds_the_lease(store: GraphStore) -> None:
    with lease(store, "weekly"), pytest.raises(Busy) as busy, lease(store, "weekly"):
        pass
    assert f"process {os.getpid()} on {platform.node()}" in str(busy.value)
    assert "UTC" in str(busy.value)


def test_leases_of_other_names_are_free(store: GraphStore) -> None:
    with lease(store, "weekly"), lease(store, "factors"):
        pass


def test_a_lease_is_free_again_after_the_block_and_after_an_error(store: GraphStore) -> None:
    with lease(store, "weekly"):
        pass
    with pytest.raises(RuntimeError), lease(store, "weekly"):
        raise RuntimeError
    with lease(store, "weekly"):
        pass


def test_of_many_who_ask_at_once_one_gets_it(store: GraphStore) -> None:
    with ThreadPoolExecutor(8) as pool:
        taken = list(pool.map(lambda number: take(store, f"holder {number}"), range(8)))
    assert taken.count(True) == 1


def test_a_lease_that_ran_out_is_taken_over(store: GraphStore, plant: Plant) -> None:
    plant(leases={"weekly": {"holder": "somebody gone", "until": 1}})
    assert take(store, "me")
    assert not take(store, "another")


def test_a_lease_from_before_the_clock_went_back_is_taken_over(
    store: GraphStore, plant: Plant
) -> None:
    plant(leases={"weekly": {"holder": "somebody of the future", "until": 2**52}})
    assert take(store, "me")


def test_a_dead_process_of_this_machine_keeps_no_lease(store: GraphStore, plant: Plant) -> None:
    child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    name = "process {} on {}, started {} (00)"
    began = psutil.Process(child.pid).create_time()
    assert take(store, name.format(child.pid, platform.node(), _iso(began)))
    with pytest.raises(Busy), lease(store, "weekly"):
        pass
    child.communicate()
    with lease(store, "weekly"):
        pass


def test_a_number_used_again_by_another_process_keeps_no_lease(store: GraphStore) -> None:
    assert take(store, f"process {os.getpid()} on {platform.node()}, started 1999 (00)")
    with lease(store, "weekly"):
        pass


def test_a_process_of_another_machine_is_believed_until_its_lease_runs_out(
    store: GraphStore,
) -> None:
    assert take(store, "process 1 on elsewhere, started never (00)")
    with pytest.raises(Busy, match="elsewhere"), lease(store, "weekly"):
        pass


def test_a_held_lease_is_renewed_for_as_long_as_the_block_lasts(store: GraphStore) -> None:
    renewed = Event()

    class Watched(GraphStore):
        @contextmanager
        def transaction(self, what: str) -> Iterator[Transaction]:
            with super().transaction(what) as tx:
                yield tx
            if what == "weekly/renew_lease":
                renewed.set()

    with Watched(store.address) as watched, lease(watched, "weekly", ttl_s=4):
        assert renewed.wait(60)


def test_a_holder_who_lost_the_lease_finds_out_and_does_not_give_back_another_s(
    store: GraphStore,
) -> None:
    with lease(store, "weekly") as held:
        assert take(store, "the new one", dead=held.holder)
        with pytest.raises(Busy, match="took over"):
            held.renew()
    assert not take(store, "a third")


def _iso(seconds: float) -> str:
    return datetime.fromtimestamp(int(seconds), UTC).isoformat()
