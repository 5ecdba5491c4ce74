"""The folder of a server, without a server."""

from __future__ import annotations

import os
import socket
import stat
import sys
import threading
from pathlib import Path

import pytest

from discograph.core.errors import ServerError
from discograph.graph import instance as module
from discograph.graph.conf import Ports
from discograph.graph.instance import Instance
from discograph.graph.process import SERVER, ended, last_lines, runs, start


@pytest.fixture
def instance(tmp_path: Path) -> Instance:
    return Instance(tmp_path)


def test_the_password_is_made_once_and_private(instance: Instance, tmp_path: Path) -> None:
    password = instance.password()
    assert len(password) >= 32
    assert instance.password() == password
    assert stat.S_IMODE(instance.password_file.stat().st_mode) == 0o600
    assert Instance(tmp_path / "other").password() != password


def test_a_lost_password_is_not_replaced_in_silence(instance: Instance) -> None:
    (instance.root / "data" / "databases" / "system").mkdir(parents=True)
    with pytest.raises(ServerError, match="password is gone"):
        instance.password()


def test_the_seeded_password_is_hashed(instance: Instance) -> None:
    instance.seed_password()
    seeded = (instance.root / "data" / "dbms" / "auth.ini").read_text()
    assert seeded.startswith("neo4j:SHA-256,")
    assert instance.password() not in seeded


def test_ports_are_remembered(instance: Instance) -> None:
    assert instance.ports() is None
    ports = instance.choose_ports()
    assert ports.bolt != ports.http
    assert instance.choose_ports() == instance.ports() == ports


def test_a_taken_port_is_chosen_anew(instance: Instance) -> None:
    last = instance.choose_ports()
    with socket.create_server(("127.0.0.1", last.http)):
        now = instance.choose_ports()
    assert {now.bolt, now.http}.isdisjoint({last.http})
    assert instance.ports() == now


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", '{"bolt": 1, "http": 2}', '{"bolt": "x", "http": 2, "files": 3}'],
)
def test_a_damaged_record_of_ports_is_forgotten(instance: Instance, text: str) -> None:
    (instance.root / "ports.json").write_text(text)
    assert instance.ports() is None
    assert isinstance(instance.choose_ports(), Ports)


@pytest.mark.parametrize("pid", ["our own", "1", "999999999", "-1", "no number"])
def test_a_stale_pid_is_nobody(instance: Instance, pid: str) -> None:
    (instance.root / "pid").write_text(str(os.getpid()) if pid == "our own" else pid)
    assert instance.process() is None


def test_one_at_a_time(instance: Instance, monkeypatch: pytest.MonkeyPatch) -> None:
    inside, leave = threading.Event(), threading.Event()

    def hold() -> None:
        with instance.locked():
            inside.set()
            leave.wait(60)

    holder = threading.Thread(target=hold)
    holder.start()
    try:
        assert inside.wait(60)
        monkeypatch.setattr(module, "_LOCK_WAIT_S", 0.2)
        with pytest.raises(ServerError, match="another discograph"), instance.locked():
            pass
    finally:
        leave.set()
        holder.join()
    with instance.locked():
        assert inside.is_set()


def test_the_last_lines_come_without_stack_frames() -> None:
    text = "one\n" * 30 + "java.lang.Error: why\n\tat a.b(C.java:1)\n\tat d.e(F.java:2)\nStopped."
    assert last_lines(text).splitlines()[-2:] == ["java.lang.Error: why", "Stopped."]
    assert len(last_lines(text).splitlines()) == 15


def test_what_was_started_is_found_at_once(tmp_path: Path) -> None:
    for _ in range(20):
        process = start(
            [sys.executable, "-c", "import time; time.sleep(60)", SERVER],
            folder=tmp_path, environment=os.environ, output=tmp_path / "logs" / "said",
        )  # fmt: skip
        found = runs(process, SERVER, tmp_path)
        process.kill()
        assert ended(process, 60)
        assert found
