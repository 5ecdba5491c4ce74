"""``neo4j.conf`` of a managed server: loopback only, strict, sized for the machine."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import psutil

from ..core.config import ServerConfig

STYLE = "/discograph.grass"
GUIDE = "/guide.html"
_LIMIT = Path("/sys/fs/cgroup/memory.max")
_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "font-src 'self' data:; img-src 'self' data:; connect-src 'self' "
    "ws://127.0.0.1:* ws://localhost:* http://127.0.0.1:* http://localhost:*"
)


@dataclass(frozen=True)
class Ports:
    """Where one server listens on 127.0.0.1, and where the files of its Browser are served.

    Other accounts of the machine reach loopback too: `key` is the part of the path that only the
    owner of the home and whoever has the password know.
    """

    bolt: int
    http: int
    files: int
    key: str

    @property
    def numbers(self) -> tuple[int, int, int]:
        """The ports themselves."""
        return self.bolt, self.http, self.files

    @property
    def uri(self) -> str:
        """Address for drivers."""
        return f"bolt://127.0.0.1:{self.bolt}"

    @property
    def discovery(self) -> str:
        """Address that tells version and edition."""
        return f"http://127.0.0.1:{self.http}/"

    @property
    def browser(self) -> str:
        """Address of Neo4j Browser, set to connect to this server."""
        dbms = f"bolt://neo4j@127.0.0.1:{self.bolt}"
        return f"{self.discovery}browser/?dbms={dbms}&db=neo4j"

    @property
    def style(self) -> str:
        """Address of the style that Neo4j Browser loads."""
        return f"http://127.0.0.1:{self.files}/{self.key}{STYLE}"

    @property
    def guide(self) -> str:
        """Address of the guide that Neo4j Browser plays."""
        return f"http://127.0.0.1:{self.files}/{self.key}{GUIDE}"


def heap_mib(config: ServerConfig) -> int:
    """Return the Java heap to give [MiB]."""
    return config.heap_mib or _share(4, 512)


def page_cache_mib(config: ServerConfig) -> int:
    """Return the page cache to give [MiB]."""
    return config.page_cache_mib or _share(8, 256)


def _share(part: int, least: int) -> int:
    return min(max((memory_bytes() // part) >> 20, least), 4096)


def memory_bytes() -> int:
    """Return the memory of the machine, or of the container that limits it."""
    total = psutil.virtual_memory().total
    try:
        return min(total, int(_LIMIT.read_text()))
    except (OSError, ValueError):  # no such file outside Linux; "max" without a limit
        return total


def text(ports: Ports, config: ServerConfig) -> str:
    """Return the settings, one a line.

    Folders are left at their defaults, which are relative to ``--home-dir``: the file names no
    path, so any home serves and may be moved.
    """
    settings = {
        "server.default_listen_address": "127.0.0.1",
        "server.bolt.listen_address": f"127.0.0.1:{ports.bolt}",
        "server.bolt.advertised_address": f"127.0.0.1:{ports.bolt}",
        "server.http.listen_address": f"127.0.0.1:{ports.http}",
        "server.http.advertised_address": f"127.0.0.1:{ports.http}",
        "server.https.enabled": "false",
        "dbms.security.auth_enabled": "true",
        "server.memory.heap.initial_size": f"{heap_mib(config)}m",
        "server.memory.heap.max_size": f"{heap_mib(config)}m",
        "server.memory.pagecache.size": f"{page_cache_mib(config)}m",
        "db.tx_log.rotation.retention_policy": "keep_none",
        "db.lock.acquisition.timeout": "15s",
        "db.transaction.timeout": "120s",
        # A driver gives a silent server up after two of these, so a frozen one is a bounded wait.
        "server.bolt.connection_keep_alive": "15s",
        # Bolt waits twice as long as this after the databases are closed, for nobody; stock: 5 s.
        "internal.dbms.bolt.netty_server_shutdown_quiet_period": "0",
        "dbms.usage_report.enabled": "false",
        "client.allow_telemetry": "false",
        "server.bolt.telemetry.enabled": "false",
        "dbms.security.allow_csv_import_from_file_urls": "false",
        "browser.remote_content_hostname_whitelist": "localhost,127.0.0.1",
        # A picture of what was found, not of all that hangs on it: that is one ball of edges.
        "browser.post_connect_cmd": (
            f"config autoComplete: false; style {ports.style}; play {ports.guide}"
        ),
        # Without it Browser calls a font, an analytics and a feedback host.
        "dbms.security.http_static_content_security_policy_header": _POLICY,
    }
    return "".join(f"{key}={value}\n" for key, value in settings.items())


def write(folder: Path, ports: Ports, config: ServerConfig) -> None:
    """Write `text` to ``neo4j.conf`` in `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "neo4j.conf").write_text(text(ports, config), encoding="utf-8")
