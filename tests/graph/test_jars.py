"""Jars come from a repository on loopback, through the same downloader as the real ones."""

from __future__ import annotations

import hashlib
import os
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import jgo.maven._core as jgo_core
import pytest

from discograph.core.errors import ServerError
from discograph.graph import jars
from discograph.graph.jars import Jar, fetch, locked, neo4j_version
from discograph.graph.lock import read_listing


class Repository(ThreadingHTTPServer):
    """A Maven repository that holds what a test puts into it, and counts what is asked for."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.files: dict[str, list[bytes]] = {}
        self.asked: list[str] = []

    def put(self, artifact: str, *bodies: bytes, classifier: str = "") -> Jar:
        """Serve the bodies one after the other (the last for ever); the last is the right one."""
        jar = Jar("org.example", artifact, "1.0", classifier, sha256(bodies[-1]))
        self.files[jar.filename] = list(bodies)
        return jar


class Handler(BaseHTTPRequestHandler):
    server: Repository

    def do_GET(self) -> None:
        name = self.path.rpartition("/")[2]
        self.server.asked.append(name)
        bodies = self.server.files.get(name)
        if bodies is None:
            self.send_error(404)
            return
        body = bodies.pop(0) if len(bodies) > 1 else bodies[0]
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


def sha256(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()


@pytest.fixture
def repository(monkeypatch: pytest.MonkeyPatch) -> Iterator[Repository]:
    monkeypatch.setattr(jars, "_PAUSE_S", 0)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with Repository() as server:
        uri = f"http://127.0.0.1:{server.server_port}"
        monkeypatch.setitem(jgo_core.DEFAULT_REMOTE_REPOS, "central", uri)
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def test_every_line_of_the_lock_is_a_jar_of_its_own() -> None:
    found = locked()
    text = jars.LOCK.read_text(encoding="utf-8")
    assert text == "".join(f"{jar}\n" for jar in found)
    assert len({jar.filename for jar in found}) == len(found) > 200
    assert all(len(jar.sha256) == 64 and int(jar.sha256, 16) for jar in found)
    assert neo4j_version(found) == "5.26.29"


def test_the_lock_is_made_from_what_maven_lists(tmp_path: Path) -> None:
    (tmp_path / "netty-epoll-4.1-linux-x86_64.jar").write_bytes(b"epoll")
    (tmp_path / "neo4j-wal-5.26.29.jar").write_bytes(b"wal")
    listing = (
        "\nThe following files have been resolved:\n"
        "   io.netty:netty-epoll:jar:linux-x86_64:4.1:compile -- module x (auto)\n"
        "   org.neo4j:neo4j-wal:jar:5.26.29:runtime\n"
        "   org.junit:junit:jar:4:test\n"
    )
    assert list(map(str, read_listing(listing, tmp_path))) == [
        f"io.netty:netty-epoll:4.1:linux-x86_64 {sha256(b'epoll')}",
        f"org.neo4j:neo4j-wal:5.26.29 {sha256(b'wal')}",
    ]


def test_jars_are_fetched_once(repository: Repository, tmp_path: Path) -> None:
    wanted = [repository.put("a", b"a" * 9999), repository.put("b", b"b", classifier="linux")]
    paths = fetch(wanted, tmp_path / "cache")
    assert [path.name for path in paths] == ["a-1.0.jar", "b-1.0-linux.jar"]
    assert [path.read_bytes() for path in paths] == [b"a" * 9999, b"b"]
    repository.asked.clear()
    assert fetch(wanted, tmp_path / "cache") == paths
    assert repository.asked == []


def test_a_damaged_jar_is_fetched_again(repository: Repository, tmp_path: Path) -> None:
    wanted = [repository.put("a", b"whole"), repository.put("b", b"other")]
    path, _ = fetch(wanted, tmp_path)
    path.write_bytes(b"who")
    repository.asked.clear()
    fetch(wanted, tmp_path)
    assert path.read_bytes() == b"whole"
    assert {name for name in repository.asked if name.endswith(".jar")} == {path.name}


def test_a_touched_jar_is_hashed_and_kept(repository: Repository, tmp_path: Path) -> None:
    wanted = [repository.put("a", b"whole")]
    (path,) = fetch(wanted, tmp_path)
    os.utime(path, (1, 1))
    repository.asked.clear()
    assert fetch(wanted, tmp_path) == [path]
    assert repository.asked == []


def test_a_broken_download_is_tried_again(repository: Repository, tmp_path: Path) -> None:
    wanted = [repository.put("a", b"who", b"whole")]
    (path,) = fetch(wanted, tmp_path)
    assert path.read_bytes() == b"whole"


def test_a_jar_that_the_lock_does_not_name_is_refused(
    repository: Repository, tmp_path: Path
) -> None:
    good, bad = repository.put("good", b"good"), repository.put("bad", b"right")
    repository.files[bad.filename] = [b"wrong"]
    with pytest.raises(ServerError, match=f"bad-1.0.jar arrived with SHA-256 {sha256(b'wrong')}"):
        fetch([good, bad], tmp_path)
    assert not (tmp_path / bad.filename).exists()
    assert not list(tmp_path.glob(".fetch-*"))


def test_a_jar_that_is_not_there_is_an_error(repository: Repository, tmp_path: Path) -> None:
    missing = Jar("org.example", "missing", "1.0", "", "0" * 64)
    with pytest.raises(ServerError, match=r"missing-1.0.jar could not be downloaded"):
        fetch([missing], tmp_path)


def test_two_may_fetch_into_one_folder(repository: Repository, tmp_path: Path) -> None:
    wanted = [repository.put(name, name.encode() * 1000) for name in "abcdef"]
    with ThreadPoolExecutor(2) as pool:
        one, other = pool.map(lambda _: fetch(wanted, tmp_path), range(2))
    assert one == other
    assert [path.read_bytes() for path in one] == [name.encode() * 1000 for name in "abcdef"]


def test_what_a_killed_download_left_is_swept(repository: Repository, tmp_path: Path) -> None:
    old, young = tmp_path / ".fetch-old", tmp_path / ".fetch-young"
    old.mkdir()
    young.mkdir()
    os.utime(old, (1, 1))
    fetch([repository.put("a", b"a")], tmp_path)
    assert (old.exists(), young.exists()) == (False, True)
