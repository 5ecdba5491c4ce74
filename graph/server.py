"""A Neo4j of our own: fetched, started, found again and stopped; no Docker, no Java to install."""

from __future__ import annotations

import json
import logging
import shutil
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import psutil
from neo4j.exceptions import AuthError

from ..core.config import ServerConfig
from ..core.errors import ConfigError, GraphError, ServerError
from ..core.home import Home
from ..core.progress import Progress, Silent
from . import conf, jars, java, offline
from .browser.server import GuideServer
from .conf import Ports
from .instance import Instance
from .loopback import ask
from .process import SERVER, alive, ended, last_lines, start
from .store import Address, GraphStore

log = logging.getLogger(__name__)
_STOP_S = 120.0
_PORT_ATTEMPTS = 3
_POLL_S = 0.1
_SCHEMES = ("bolt", "bolt+s", "bolt+ssc", "neo4j", "neo4j+s", "neo4j+ssc")


@dataclass(frozen=True)
class ServerStatus:
    """What is known of a managed server without asking its graph."""

    running: bool
    version: str | None
    edition: str | None
    uri: str | None
    browser: str | None
    pid: int | None
    home: Path


class _PortTaken(Exception):
    """Somebody took a port between our look and the server's."""


class ManagedServer:
    """The Neo4j of one home.

    Several commands may call it at once: one starts, stops or imports, the others wait for it.

    Parameters
    ----------
    home : Home
    config : ServerConfig
    progress : Progress
        Watches the download and the start.
    """

    def __init__(
        self, home: Home, config: ServerConfig, *, progress: Progress | None = None
    ) -> None:
        self.home = home
        self.config = config
        self._progress = progress or Silent()
        self._instance = Instance(home.neo4j)
        self._guide = GuideServer(self._instance)

    @property
    def password_file(self) -> Path:
        """Where the password of user neo4j is kept, readable by its owner alone."""
        return self._instance.password_file

    def up(self) -> Address:
        """Start the server when it is not running, wait until it answers, and say where.

        It outlives this process, as does the server of the files for Neo4j Browser. An offline
        import that was killed half-way is undone first.

        Raises
        ------
        ServerError
            If a jar cannot be had, Java does not run, another process holds the store, the start
            fails (with the last lines of its log) or takes longer than the configured time.
        """
        self.home.make()
        with self._instance.locked():
            return self._up()

    def down(self) -> bool:
        """Stop the server; False when it was not running."""
        if not self._instance.root.exists():
            return False
        with self._instance.locked():
            return self._down()

    def serve_guide(self) -> None:
        """Return when the running server's style and guide are served.

        Raises
        ------
        ServerError
            If they cannot be.
        """
        ports = self._instance.ports()
        if ports is not None:
            self._guide.wait(ports)

    def status(self) -> ServerStatus:
        """Return what is known without waiting for anything."""
        process = self._instance.process()
        ports = self._instance.ports()
        if process is None or ports is None:
            return ServerStatus(False, None, None, None, None, None, self.home.root)
        about = _discover(ports)
        return ServerStatus(
            True,
            about.get("neo4j_version"),
            about.get("neo4j_edition"),
            ports.uri,
            ports.browser,
            process.pid,
            self.home.root,
        )

    def address(self) -> Address:
        """Return where the running server answers.

        Raises
        ------
        ServerError
            If it is not running.
        """
        ports = self._instance.ports()
        if ports is None or self._instance.process() is None:
            raise ServerError(
                f"no Neo4j is running in {self.home.root}; start it with `discograph up`"
            )
        return self._address(ports)

    def import_offline(self, nodes: Mapping[str, Path], relationships: Mapping[str, Path]) -> None:
        """Load CSV files of the import tool into an empty graph, and start the server again.

        All or nothing: a failed import, or one killed at any moment, leaves an empty graph. The
        schema goes with the old store; the caller migrates again.

        Parameters
        ----------
        nodes, relationships : mapping of str to Path
            A file, with its header, for each label and relationship type.

        Raises
        ------
        ServerError
            If the graph holds a user or a track, or the tool refuses the files.
        """
        self.home.make()
        with self._instance.locked():
            self._refuse_unless_empty(self._up())
            self._down()
            tool = self._admin_tool()
            try:
                with self._progress.stage("importing offline"):
                    tool.import_full(nodes, relationships)
            finally:
                self._up()

    def _up(self) -> Address:
        process, ports = self._instance.process(), self._instance.ports()
        if process is not None and ports is not None:
            self._guide.up()
            self._wait(process, ports)
            return self._address(ports)
        self._down()  # where one runs at ports that nobody knows any more
        offline.stop_orphan(self._instance)
        offline.undo_unfinished(self._instance)
        classpath = self._classpath()
        with self._progress.stage("starting Neo4j"):
            for _ in range(_PORT_ATTEMPTS):
                try:
                    return self._start(classpath)
                except _PortTaken:
                    log.info("a port was taken while Neo4j started; choosing others")
        raise ServerError(f"port after port was taken while Neo4j started in {self.home.root}")

    def _start(self, classpath: Sequence[Path]) -> Address:
        began = time.monotonic()
        self._instance.refuse_if_held()
        ports = self._instance.choose_ports()
        process = self._spawn(ports, classpath)
        self._guide.up()  # at once, while its port is as free as it was found
        self._wait(process, ports)
        log.info("Neo4j runs as process %d, up in %.1f s", process.pid, time.monotonic() - began)
        return self._address(ports)

    def _spawn(self, ports: Ports, classpath: Sequence[Path]) -> psutil.Process:
        instance = self._instance
        conf.write(instance.conf, ports, self.config)
        instance.seed_password()
        shutil.rmtree(instance.scratch, ignore_errors=True)
        command = java.command(
            java.find(),
            SERVER,
            f"--home-dir={instance.root}",
            f"--config-dir={instance.conf}",
            "--console-mode",
            heap_mib=conf.heap_mib(self.config),
            scratch=instance.scratch,
        )
        process = start(
            command,
            folder=instance.root,
            environment=java.environment({}, classpath),
            output=instance.console,
        )
        instance.remember(process.pid)
        return process

    def _wait(self, process: psutil.Process, ports: Ports) -> None:
        """Return when the server answers by Bolt and HTTP."""
        give_up = time.monotonic() + self.config.start_timeout_s
        while not (_discover(ports) and self._answers(ports)):
            if not alive(process):
                self._guide.down()
                raise self._start_failure()
            if time.monotonic() > give_up:
                raise ServerError(
                    f"Neo4j (process {process.pid}) does not answer after "
                    f"{self.config.start_timeout_s} s; it may still be recovering: run "
                    "`discograph up` again to wait on, or `discograph down`. Its last lines:\n"
                    + self._tail()
                )
            time.sleep(_POLL_S)

    def _answers(self, ports: Ports) -> bool:
        try:
            with GraphStore(self._address(ports)) as store:
                store.verify()
                return bool(store.value("read/ping") == 1)
        except GraphError as err:
            if isinstance(err.__cause__, AuthError):
                raise ServerError(
                    f"the server refuses the password in {self._instance.password_file}; put back "
                    "the one it was made with"
                ) from err
            return False

    def _start_failure(self) -> Exception:
        tail = self._tail()
        if "PortBindException" in tail:
            return _PortTaken()
        return ServerError(f"Neo4j stopped while it started. Its last lines:\n{tail}")

    def _tail(self) -> str:
        return last_lines(self._instance.console.read_text(encoding="utf-8", errors="replace"))

    def _down(self) -> bool:
        self._guide.down()
        process = self._instance.process()
        if process is None:
            return False
        process.terminate()
        if not ended(process, _STOP_S):
            log.warning("Neo4j did not stop within %.0f s; killing it", _STOP_S)
            process.kill()
            ended(process, _STOP_S)
        return True

    def _refuse_unless_empty(self, address: Address) -> None:
        with GraphStore(address) as store:
            if not store.value("read/is_empty"):
                raise ServerError(
                    f"the graph in {self.home.root} already holds users or tracks; an offline "
                    "import would replace them, so it goes into an empty graph only"
                )

    def _admin_tool(self) -> offline.AdminTool:
        return offline.AdminTool(
            self._instance, java.find(), self._classpath(), conf.heap_mib(self.config)
        )

    def _classpath(self) -> list[Path]:
        locked = jars.locked()
        return jars.fetch(locked, jars.cache(locked), progress=self._progress)

    def _address(self, ports: Ports) -> Address:
        return Address(
            uri=ports.uri,
            username="neo4j",
            password=self._instance.password(),
            browser=ports.browser,
        )


def external(environ: Mapping[str, str]) -> Address | None:
    """Return the server that ``NEO4J_URI`` names instead of the managed one, or None.

    ``NEO4J_USERNAME`` (default neo4j) and ``NEO4J_PASSWORD`` go with it.

    Raises
    ------
    ConfigError
        If the address is not one of Bolt, or the password is missing.
    """
    uri = environ.get("NEO4J_URI", "")
    if not uri:
        return None
    if "@" in uri:
        raise ConfigError("NEO4J_URI names a user; use NEO4J_USERNAME and NEO4J_PASSWORD for that")
    if not _is_of_bolt(uri):
        raise ConfigError(f"NEO4J_URI is {uri!r}; write it as bolt://host:7687")
    if "NEO4J_PASSWORD" not in environ:
        raise ConfigError("NEO4J_URI is set, NEO4J_PASSWORD is not; set both")
    return Address(
        uri=uri,
        username=environ.get("NEO4J_USERNAME", "neo4j"),
        password=environ["NEO4J_PASSWORD"],
    )


def _is_of_bolt(uri: str) -> bool:
    try:
        parts = urlsplit(uri)
        whole = parts.hostname and parts.port != 0 and parts.path in {"", "/"}
        return bool(whole) and parts.scheme in _SCHEMES and not parts.fragment
    except ValueError:  # a port that is no number, half an address of IPv6
        return False


def _discover(ports: Ports) -> dict[str, str]:
    """Return what the server says of itself by HTTP; nothing while it does not answer."""
    try:
        found = json.loads(ask(ports.discovery))
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
