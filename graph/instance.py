"""The folder of one managed server: its lock, password, ports and the process that runs in it."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import secrets
import socket
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict
from pathlib import Path

import psutil

from ..core.errors import ServerError
from .conf import Ports
from .process import SERVER, runs

STORE_LOCK = Path("data", "databases", "store_lock")
_LOCK_WAIT_S = 600.0
_STORE_WAIT_S = 5.0
_POLL_S = 0.1
_HASH_ROUNDS = 1024


class Instance:
    """Files and process of one server.

    Parameters
    ----------
    root : Path
        The server's folder, ``--home-dir`` of Neo4j.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self.conf = root / "conf"
        self.console = root / "logs" / "console.log"
        self.password_file = root / "password"
        self.scratch = root / "tmp"
        self.import_marker = root / "import-unfinished"

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Let one process at a time start, stop or import; a killed one lets go.

        Raises
        ------
        ServerError
            If another one holds on for ten minutes.
        """
        self.root.mkdir(mode=0o700, parents=True, exist_ok=True)
        busy = (
            f"another discograph has been at work on the server in {self.root} for ten minutes; "
            "wait for it or stop it"
        )
        with (self.root / "lock").open("w") as stream:
            _lock_within(_LOCK_WAIT_S, fcntl.flock, stream.fileno(), busy)
            yield

    def refuse_if_held(self) -> None:
        """Raise `ServerError` when another process holds the store.

        A process that was killed just now holds it for a moment longer than it can be seen, so
        this looks for some seconds.
        """
        busy = (
            f"another process holds {self.root / STORE_LOCK}; stop the Neo4j that runs on this "
            "store first (in another folder or container, perhaps)"
        )
        with suppress(FileNotFoundError), (self.root / STORE_LOCK).open("r+b") as stream:
            _lock_within(_STORE_WAIT_S, fcntl.lockf, stream.fileno(), busy)

    def password(self) -> str:
        """Return the server's password; the first call makes it.

        Raises
        ------
        ServerError
            If the file is gone while the database still knows the password.
        """
        try:
            return self.password_file.read_text(encoding="ascii").strip()
        except FileNotFoundError:
            if (self.root / "data" / "databases" / "system").exists():
                raise ServerError(
                    f"{self.password_file} is gone, and nobody else knows the password; put it "
                    f"back, or remove {self.root} (the whole graph) to begin anew"
                ) from None
        password = secrets.token_urlsafe(24)
        _write_private(self.password_file, password)
        return password

    def seed_password(self) -> None:
        """Give the password to a database that has none yet; one that has ignores it.

        This is the file that ``neo4j-admin dbms set-initial-password`` writes. Done here, the
        password stands on no command line and there is no moment when neo4j/neo4j would open.
        """
        salt = os.urandom(32)
        digest = hashlib.sha256(salt + self.password().encode()).digest()
        for _ in range(_HASH_ROUNDS - 1):
            digest = hashlib.sha256(digest).digest()
        credential = f"SHA-256,{digest.hex().upper()},{salt.hex().upper()},{_HASH_ROUNDS}"
        _write_private(self.root / "data" / "dbms" / "auth.ini", f"neo4j:{credential}:\n")

    def ports(self) -> Ports | None:
        """Return the ports that were chosen last, or None."""
        try:
            found = json.loads((self.root / "ports.json").read_text(encoding="ascii"))
            bolt, http, files = (int(found[name]) for name in ("bolt", "http", "files"))
            return Ports(bolt, http, files, str(found["key"]))
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def choose_ports(self) -> Ports:
        """Return the remembered ports where they are free, others where not, and remember them."""
        last = self.ports()
        if last is not None and all(map(_is_free, last.numbers)):
            return last
        bolt, http, files = _free_ports(3)
        ports = Ports(bolt, http, files, secrets.token_urlsafe(16))
        _write_private(self.root / "ports.json", json.dumps(asdict(ports)))
        return ports

    def process(self, main_class: str = SERVER) -> psutil.Process | None:
        """Return the living process of `main_class` in this folder, or None.

        The remembered pid is only where to look first: it may be stale and belong to somebody
        else by now, or never have been written by a command that was killed.
        """
        for candidate in self._candidates(main_class):
            if runs(candidate, main_class, self.root):
                return candidate
        return None

    def remember(self, pid: int, main_class: str = SERVER) -> None:
        """Keep the pid of the process of `main_class`."""
        _write_private(self._pid_file(main_class), str(pid))

    def _candidates(self, main_class: str) -> Iterator[psutil.Process]:
        with suppress(OSError, ValueError, psutil.Error):
            yield psutil.Process(int(self._pid_file(main_class).read_text(encoding="ascii")))
        yield from psutil.process_iter()

    def _pid_file(self, main_class: str) -> Path:
        return self.root / ("pid" if main_class == SERVER else f"pid-{main_class}")


def _lock_within(
    timeout_s: float, lock: Callable[[int, int], object], descriptor: int, busy: str
) -> None:
    give_up = time.monotonic() + timeout_s
    while not _try_lock(lock, descriptor):
        if time.monotonic() > give_up:
            raise ServerError(busy)
        time.sleep(_POLL_S)


def _try_lock(lock: Callable[[int, int], object], descriptor: int) -> bool:
    try:
        lock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    return True


def _write_private(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile("w", dir=path.parent, delete=False) as stream:  # mode 0600
        stream.write(text)
    Path(stream.name).replace(path)


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def _free_ports(count: int) -> list[int]:
    probes = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    try:
        return [int(probe.getsockname()[1]) for probe in probes]
    finally:
        for probe in probes:
            probe.close()
