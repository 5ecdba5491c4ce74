"""Settings of the server, and of a server that somebody else runs."""

from __future__ import annotations

import pytest

from discograph.core.config import ServerConfig
from discograph.core.errors import ConfigError
from discograph.graph import conf
from discograph.graph.conf import Ports
from discograph.graph.server import external

PORTS = Ports(bolt=7687, http=7474, files=7475, key="k")


def settings(config: ServerConfig) -> dict[str, str]:
    lines = conf.text(PORTS, config).splitlines()
    pairs = dict(line.split("=", 1) for line in lines)
    assert len(pairs) == len(lines), "a repeated key stops the start"
    return pairs


def test_every_listener_is_on_loopback() -> None:
    found = settings(ServerConfig())
    addresses = {value for key, value in found.items() if key.endswith("_address")}
    assert addresses == {"127.0.0.1", "127.0.0.1:7687", "127.0.0.1:7474"}


def test_no_path_is_named_so_a_home_may_move() -> None:
    assert not any(key.startswith("server.directories") for key in settings(ServerConfig()))


def test_given_sizes_are_taken() -> None:
    found = settings(ServerConfig(heap_mib=700, page_cache_mib=90))
    assert found["server.memory.heap.max_size"] == "700m"
    assert found["server.memory.pagecache.size"] == "90m"


@pytest.mark.parametrize(
    ("memory_gib", "heap", "page_cache"),
    [(1, 512, 256), (8, 2048, 1024), (64, 4096, 4096)],
)
def test_sizes_follow_the_memory_of_the_machine(
    monkeypatch: pytest.MonkeyPatch, memory_gib: int, heap: int, page_cache: int
) -> None:
    monkeypatch.setattr(conf, "memory_bytes", lambda: memory_gib << 30)
    assert conf.heap_mib(ServerConfig()) == heap
    assert conf.page_cache_mib(ServerConfig()) == page_cache


def test_the_browser_address_connects_by_itself() -> None:
    assert PORTS.browser == (
        "http://127.0.0.1:7474/browser/?dbms=bolt://neo4j@127.0.0.1:7687&db=neo4j"
    )


def test_another_server_is_named_by_the_environment() -> None:
    assert external({}) is None
    assert external({"NEO4J_URI": ""}) is None
    found = external({"NEO4J_URI": "neo4j+s://db.example", "NEO4J_PASSWORD": "secret"})
    assert found is not None
    assert (found.uri, found.username, found.password) == (
        "neo4j+s://db.example",
        "neo4j",
        "secret",
    )
    assert "secret" not in repr(found)


@pytest.mark.parametrize(
    "environ",
    [
        {"NEO4J_URI": "http://db.example:7474", "NEO4J_PASSWORD": "x"},
        {"NEO4J_URI": "bolt://db.example:port", "NEO4J_PASSWORD": "x"},
        {"NEO4J_URI": "bolt://db.example:99999", "NEO4J_PASSWORD": "x"},
        {"NEO4J_URI": "bolt://", "NEO4J_PASSWORD": "x"},
        {"NEO4J_URI": "bolt://:7687", "NEO4J_PASSWORD": "x"},
        {"NEO4J_URI": "bolt://[::1", "NEO4J_PASSWORD": "x"},
        {"NEO4J_URI": "bolt://db.example/neo4j", "NEO4J_PASSWORD": "x"},
        {"NEO4J_URI": "bolt://db"},
    ],
)
def test_half_an_address_is_refused(environ: dict[str, str]) -> None:
    with pytest.raises(ConfigError, match="NEO4J_URI is"):
        external(environ)


def test_a_password_in_an_address_is_refused_and_not_repeated() -> None:
    with pytest.raises(ConfigError, match="use NEO4J_USERNAME") as refused:
        external({"NEO4J_URI": "bolt://me:hidden@db.example", "NEO4J_PASSWORD": "x"})
    assert "hidden" not in str(refused.value)
