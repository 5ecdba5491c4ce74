"""A look at the Neo4j of an instance, its own or another; none is started."""

from __future__ import annotations

import socket
from collections.abc import Iterator, Mapping

import psutil

from ..core.config import Config
from ..core.home import Home
from ..graph import conf, jars, java
from ..graph.browser.server import SERVE
from ..graph.instance import Instance
from ..graph.server import ManagedServer, external
from ..graph.status import served_by
from ..graph.store import Address, GraphStore
from .doctor_findings import Finding, fault, ok, warning

TRIED = ("5.26.", "2026.")
"""Versions of Neo4j that discograph is made for."""
MIB = 2**20


def where(home: Home, config: Config, environ: Mapping[str, str]) -> Address | None:
    """Return where the graph answers, or None while the managed server does not answer.

    Raises
    ------
    ConfigError
        If the environment names a server half.
    """
    if (elsewhere := external(environ)) is not None:
        return elsewhere
    server = ManagedServer(home, config.server)
    # Without its file, asking for the password would make another one.
    answers = server.status().version is not None and server.password_file.exists()
    return server.address() if answers else None


def programs(home: Home, config: Config) -> Iterator[Finding]:
    """See that the managed server could start: Java and Neo4j's own files."""
    yield ok("java", f"Java {java.version(java.find())} at {java.find()}")
    locked = jars.locked()
    folder = jars.cache(locked)
    missing = jars.absent(locked, folder)
    if not missing:
        yield ok("neo4j files", f"{len(locked)} of Neo4j {jars.neo4j_version(locked)}, verified")
    elif folder.exists():
        yield warning(
            "neo4j files",
            f"{len(missing)} of {len(locked)} in {folder} are missing or damaged",
            "discograph up fetches them",
        )
    else:
        yield ok("neo4j files", "not fetched yet; the first start does, 133 MB")


def managed(home: Home, config: Config) -> Iterator[Finding]:
    """See whether the managed server runs and, where not, what stands in its way."""
    instance, status = Instance(home.neo4j), ManagedServer(home, config.server).status()
    if status.running and not instance.password_file.exists():
        yield fault(
            "server",
            f"{instance.password_file} is gone",
            "put it back; nobody else knows the password",
        )
    elif status.running and status.version is None:
        yield fault(
            "server",
            f"Neo4j (process {status.pid}) does not answer",
            "wait if it has just begun, or: discograph down",
        )
    elif status.running:
        yield ok("server", f"Neo4j {status.version} runs, {status.uri}, {status.browser}")
    else:
        yield ok("server", "not running; the next command starts it")
        yield from _ports(instance)
        yield from _memory(config)
    if instance.import_marker.exists():
        yield warning("server", "an offline import was killed", "discograph up undoes it")


def neo4j(store: GraphStore) -> Iterator[Finding]:
    """See that a server is there, and of a version that is known.

    Raises
    ------
    GraphError
        If it does not answer.
    """
    store.verify()
    about = served_by(store)
    if str(about["version"]).startswith(TRIED):
        yield ok("neo4j", f"{about['version']} {about['edition']} at {about['uri']}")
    else:
        yield warning(
            "neo4j",
            f"{about['version']} at {about['uri']} was never tried",
            "use Neo4j 5.26 or 2026",
        )


def _ports(instance: Instance) -> Iterator[Finding]:
    ports = instance.ports()
    if ports is None:
        return
    # Of a Neo4j that was killed the guide is left, which the next start ends.
    ours = {ports.files} if instance.process(SERVE) is not None else set()
    if taken := [port for port in ports.numbers if port not in ours and _answers(port)]:
        yield warning(
            "ports",
            f"somebody else answers at 127.0.0.1:{taken[0]}",
            "nothing; the next start takes other ports and prints Browser's new address",
        )


def _memory(config: Config) -> Iterator[Finding]:
    needed = conf.heap_mib(config.server) + conf.page_cache_mib(config.server)
    free = min(conf.memory_bytes(), psutil.virtual_memory().available) // MIB
    found = f"{free:,} MiB free; the server takes {needed:,}"
    if free < needed:
        advice = "end other programs, or set heap_mib and page_cache_mib in [server]"
        yield warning("memory", found, advice)
    else:
        yield ok("memory", found)


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0
