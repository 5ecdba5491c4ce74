"""The server of the style and the guide: ``python -m discograph.graph.browser.serve`` in a home."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from socketserver import TCPServer

from ...core.errors import GraphError
from ..conf import GUIDE, STYLE, Ports
from ..instance import Instance
from ..store import Address, GraphStore
from .guide import write_guide, write_style

Files = Mapping[str, tuple[str, Callable[[], str]]]
"""Content type of each path, and what makes its text."""
_HERE = ("127.0.0.1", "localhost")


class FileServer(ThreadingHTTPServer):
    """Gives files to Neo4j Browser, on 127.0.0.1 alone, and to no page of another site.

    Parameters
    ----------
    ports : Ports
        It listens at ``ports.files``, below ``ports.key``, and lets pages from ``ports.http`` read.
    files : Files
    """

    def __init__(self, ports: Ports, files: Files) -> None:
        self.hosts = {f"{name}:{ports.files}" for name in _HERE}
        self.origins = {f"http://{name}:{ports.http}" for name in _HERE}
        self.files = {f"/{ports.key}{path}": made for path, made in files.items()}
        super().__init__(("127.0.0.1", ports.files), _Handler)

    def server_bind(self) -> None:
        """Bind without looking up what the host is called."""
        TCPServer.server_bind(self)


class _Handler(BaseHTTPRequestHandler):
    server: FileServer
    timeout = 10  # of a connection that says nothing more

    def do_OPTIONS(self) -> None:
        """Tell a page whether it may read."""
        if self._welcome():
            self._send(HTTPStatus.NO_CONTENT)

    def do_GET(self) -> None:
        """Give one of the files."""
        if not self._welcome():
            return
        if (found := self.server.files.get(self.path)) is None:
            self._send(HTTPStatus.NOT_FOUND, text="no such file\n")
            return
        kind, make = found
        try:
            self._send(HTTPStatus.OK, kind, make())
        except GraphError as err:
            self._send(HTTPStatus.SERVICE_UNAVAILABLE, text=f"{err}\n")

    def _welcome(self) -> bool:
        """Refuse who asks by another name (DNS that was bent to loopback) or for another site."""
        origin = self.headers.get("Origin")
        known = origin is None or origin in self.server.origins
        if self.headers.get("Host") in self.server.hosts and known:
            return True
        self._send(HTTPStatus.FORBIDDEN, text="this is for Neo4j Browser alone\n")
        return False

    def _send(self, status: HTTPStatus, kind: str = "text/plain", text: str = "") -> None:
        body = text.encode()
        self.send_response(status)
        if (origin := self.headers.get("Origin")) in self.server.origins:
            self.send_header("Access-Control-Allow-Origin", str(origin))
            self.send_header("Access-Control-Allow-Headers", "*")
        for name, value in {
            "Content-Type": f"{kind}; charset=utf-8",
            "Content-Length": str(len(body)),
            "Content-Security-Policy": "default-src 'none'",
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "no-store",
            "Vary": "Origin",
        }.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        """Say nothing: who looks at what is nobody's business."""


def files_of(address: Address) -> Files:
    """Return the two files, the guide made anew each time from the graph at `address`."""

    def guide() -> str:
        with GraphStore(address) as store:
            store.verify()  # says at once that nobody is there
            return write_guide(store)

    return {STYLE: ("text/plain", write_style), GUIDE: ("text/html", guide)}


def main() -> None:
    """Serve the files of the instance in the working directory until ended."""
    instance = Instance(Path.cwd())
    if (ports := instance.ports()) is None:
        raise SystemExit(f"no server was started in {instance.root}")
    address = Address(uri=ports.uri, username="neo4j", password=instance.password())
    with FileServer(ports, files_of(address)) as server:
        server.serve_forever()


if __name__ == "__main__":
    main()
