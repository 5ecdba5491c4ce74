"""A managed Neo4j through its life: started, shared, frozen, killed, loaded offline, stopped.

One server serves the module; each test brings it up first, so they run in any order.
"""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from discograph.core.config import ServerConfig
from discograph.core.errors import GraphError, ServerError
from discograph.core.home import Home
from discograph.graph import conf, instance
from discograph.graph.browser.server import SERVE
from discograph.graph.instance import Instance
from discograph.graph.process import ADMIN
from discograph.graph.schema import migrate
from discograph.graph.server import ManagedServer
from discograph.graph.store import Address, GraphStore

pytestmark = [pytest.mark.neo4j, pytest.mark.slow]
CONFIG = ServerConfig(heap_mib=512, page_cache_mib=64, start_timeout_s=300)
PROGRAM = """
import sys
from pathlib import Path
from discograph.core.config import ServerConfig
from discograph.core.home import Home
from discograph.graph import java
from discograph.graph.server import ManagedServer
java.FLAGS = (*java.FLAGS, "-XX:TieredStopAtLevel=1")
config = ServerConfig(heap_mib=512, page_cache_mib=64, start_timeout_s=300)
server = ManagedServer(Home(Path(sys.argv[1])), config)
"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ManagedServer]:
    managed = ManagedServer(Home(tmp_path_factory.mktemp("a home, (mañana)")), CONFIG)
    two = [command(managed, "print(server.up().uri)") for _ in range(2)]
    uris = [process.communicate(timeout=300)[0].strip() for process in two]
    try:
        assert uris == [managed.address().uri] * 2, "two commands at once end with one server"
        yield managed
    finally:
        managed.down()


def command(server: ManagedServer, code: str, *arguments: object) -> subprocess.Popen[str]:
    """A discograph command in a process of its own."""
    return subprocess.Popen(
        [sys.executable, "-c", PROGRAM + code, str(server.home.root), *map(str, arguments)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        stdout=subprocess.PIPE,
        text=True,
    )


def process_of(server: ManagedServer) -> psutil.Process:
    pid = server.status().pid
    assert pid is not None
    return psutil.Process(pid)


def eventually(true: Callable[[], object], timeout_s: float = 120) -> None:
    pause = threading.Event()
    for _ in range(int(timeout_s / 0.05)):
        if true():
            return
        pause.wait(0.05)
    raise AssertionError(f"not so after {timeout_s} s")


def record(store: GraphStore, name: str) -> None:
    store.write("ingest/record_migration", id=name, checksum="", applied_at="")


def recorded(store: GraphStore) -> set[str]:
    return {row["id"] for row in store.read("read/migrations")}


def test_it_outlives_the_commands_that_started_it(server: ManagedServer) -> None:
    address = server.up()
    with GraphStore(address) as store:
        assert store.value("read/ping") == 1
    status = server.status()
    assert (status.running, status.version, status.edition) == (True, "5.26.29", "community")
    assert (status.uri, status.browser) == (address.uri, address.browser)
    assert process_of(server).ppid() != os.getpid()


def test_it_is_found_without_its_pid_file(server: ManagedServer) -> None:
    address = server.up()
    pid = server.status().pid
    (server.home.neo4j / "pid").unlink()  # as if the starting command was killed before writing it
    assert server.up() == address
    assert server.status().pid == pid


def test_the_password_is_seen_by_its_owner_alone(server: ManagedServer) -> None:
    address = server.up()
    file = server.password_file
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert file.read_text() == address.password
    shown = [repr(address), repr(server.status()), *process_of(server).cmdline()]
    assert not any(address.password in text for text in shown)
    assert address.password not in str(process_of(server).environ())
    for log in (server.home.neo4j / "logs").iterdir():
        assert address.password not in log.read_text(errors="replace")


def test_it_listens_on_loopback_alone(server: ManagedServer) -> None:
    server.up()
    listening = [c for c in process_of(server).net_connections() if c.status == psutil.CONN_LISTEN]
    assert {c.laddr.ip for c in listening} <= {"127.0.0.1", "::ffff:127.0.0.1"}
    assert len(listening) == 2


def test_its_guide_is_served_while_it_runs(server: ManagedServer) -> None:
    server.up()
    server.serve_guide()
    folder = Instance(server.home.neo4j)
    killed = folder.process(SERVE)
    assert killed is not None
    killed.kill()
    eventually(lambda: folder.process(SERVE) is None)
    server.up()
    server.serve_guide()
    assert folder.process(SERVE) != killed


def test_one_at_ports_that_nobody_knows_is_started_anew(server: ManagedServer) -> None:
    server.up()
    lost = process_of(server)
    (server.home.neo4j / "ports.json").unlink()
    with GraphStore(server.up()) as store:
        assert store.value("read/ping") == 1
    assert process_of(server) != lost


def test_a_wrong_password_is_a_clear_error(server: ManagedServer) -> None:
    address = server.up()
    stranger = Address(uri=address.uri, username="neo4j", password="not this one")
    with GraphStore(stranger) as store, pytest.raises(GraphError, match="refused the password"):
        store.verify()


def test_a_changed_password_file_is_named(server: ManagedServer) -> None:
    kept = server.up().password
    try:
        server.password_file.write_text("somebody edited this")
        with pytest.raises(ServerError, match="password"):
            server.up()
    finally:
        server.password_file.write_text(kept)


def test_a_second_server_on_one_store_is_refused(
    server: ManagedServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.up()
    monkeypatch.setattr(instance, "_STORE_WAIT_S", 0.2)
    other = ManagedServer(Home(tmp_path / "other"), CONFIG)
    other.home.neo4j.mkdir(parents=True)
    (other.home.neo4j / "data").symlink_to(server.home.neo4j / "data")
    other.password_file.write_text(server.address().password)
    with pytest.raises(ServerError, match="another process holds"):
        other.up()
    assert not other.status().running
    assert server.status().running


def test_a_frozen_server_is_a_bounded_wait(server: ManagedServer) -> None:
    with GraphStore(server.up()) as store:
        process = process_of(server)
        writer = threading.Thread(target=record, args=(store, "written while frozen"))
        process.suspend()
        try:
            writer.start()
            frozen = server.status()  # waits 5 s for an answer, no longer
        finally:
            process.resume()
        assert (frozen.running, frozen.version) == (True, None)
        writer.join(60)
        assert "written while frozen" in recorded(store)


def test_acknowledged_writes_survive_kill_9(server: ManagedServer) -> None:
    address = server.up()
    before_the_kill = GraphStore(address)
    before_the_kill.verify()
    acknowledged: list[str] = []
    enough, stop = threading.Event(), threading.Event()

    def write() -> None:
        with GraphStore(address) as store:
            while not stop.is_set():
                name = f"row {len(acknowledged)}"
                try:
                    record(store, name)
                except GraphError:
                    continue  # the same row again, until the server is back
                acknowledged.append(name)
                if len(acknowledged) == 50:
                    enough.set()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        assert enough.wait(60)
        killed = process_of(server)
        killed.kill()
        eventually(lambda: not server.status().running)
        before = len(acknowledged)
        with pytest.raises(ServerError, match="discograph up"):
            server.address()
        assert server.up() == address, "the ports are remembered"
        assert process_of(server).pid != killed.pid
        eventually(lambda: len(acknowledged) > before)
    finally:
        stop.set()
        writer.join(120)
    with before_the_kill as store:  # its connections are dead, and a stream is not run again
        assert set(acknowledged) <= {row[0] for row in store.stream("read/migrations")}


def test_a_failed_start_shows_the_last_lines(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = conf.text
    monkeypatch.setattr(conf, "text", lambda *given: text(*given) + "no.such.setting=1\n")
    server = ManagedServer(Home(tmp_path / "home"), CONFIG)
    with pytest.raises(ServerError, match=r"(?s)stopped while it started.*no\.such\.setting"):
        server.up()
    assert not server.status().running
    assert server.down() is False


def write_csv(folder: Path) -> dict[str, Path]:
    rows = {
        "User": "id:ID(User),name\nmira,Mira\n",
        "Track": 'id:ID(Track),title\nt1,"A ""quoted"", title"\nt2,Ωδή\n',
        "LISTENED": ":START_ID(User),:END_ID(Track),plays:long,at:long[]\n"
        "mira,t1,2,1600000000;1600000060\nmira,t2,1,1600000120\n",
    }
    for name, text in rows.items():
        (folder / f"{name}, (1).csv").write_text(text, encoding="utf-8")
    return {name: folder / f"{name}, (1).csv" for name in rows}


def import_(server: ManagedServer, files: dict[str, Path]) -> None:
    nodes = {name: files[name] for name in ("User", "Track")}
    server.import_offline(nodes, {"LISTENED": files["LISTENED"]})


def test_an_offline_import_is_all_or_nothing(server: ManagedServer, tmp_path: Path) -> None:
    files = write_csv(tmp_path)
    server.up()
    kill_in_the_middle_of_an_import(server, files, tmp_path)
    with GraphStore(server.up()) as store:
        assert store.value("read/is_empty") is True
    assert Instance(server.home.neo4j).process(ADMIN) is None, "the orphaned tool was stopped"

    import_(server, files)
    with GraphStore(server.address()) as store:
        migrate(store)
        assert store.value("read/is_empty") is False
        assert migrate(store) == []
    with pytest.raises(ServerError, match="already holds"):
        import_(server, files)


def kill_in_the_middle_of_an_import(
    server: ManagedServer, files: dict[str, Path], folder: Path
) -> None:
    """Let the tool wait for ever for the rows of a pipe, and kill who called it."""
    endless = folder / "endless.csv"
    os.mkfifo(endless)
    code = (
        "user, track, listened = map(Path, sys.argv[2:])\n"
        "server.import_offline({'User': user, 'Track': track}, {'LISTENED': listened})"
    )
    importing = command(server, code, files["User"], files["Track"], endless)
    folder_of_server = Instance(server.home.neo4j)
    eventually(lambda: folder_of_server.process(ADMIN) is not None)
    importing.send_signal(signal.SIGKILL)
    importing.communicate()
    assert folder_of_server.import_marker.exists()


def test_a_frozen_server_is_killed_in_the_end(
    server: ManagedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.up()
    monkeypatch.setattr("discograph.graph.server._STOP_S", 0.5)
    process = process_of(server)
    process.suspend()
    assert server.down()
    assert Instance(server.home.neo4j).process(SERVE) is None, "nor is its guide served"
    assert not process.is_running() or process.status() == psutil.STATUS_ZOMBIE
    monkeypatch.undo()
    with GraphStore(server.up()) as store:  # of what was not closed
        assert store.value("read/ping") == 1
