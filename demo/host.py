"""A small web server on loopback for the demo world's web."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any


@dataclass(frozen=True, slots=True)
class Answer:
    """What a GET gets."""

    content_type: str
    body: bytes

    @property
    def etag(self) -> str:
        """The name of this very body."""
        return f'"{hashlib.sha256(self.body).hexdigest()[:16]}"'


@contextmanager
def host(answer: Callable[[str], Answer | None]) -> Iterator[str]:
    """Serve on a free port of 127.0.0.1 until the end of the block, and give ``ip:port``.

    Parameters
    ----------
    answer : callable
        From the URL, with the host that the client asked for, to what it gets; None = 404.
    """

    class Handler(_Handler):
        find = staticmethod(answer)

    with _Server(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        try:
            yield f"127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


class _Server(ThreadingHTTPServer):
    def handle_error(self, request: Any, client_address: Any) -> None:
        """Tell of a fault, unless it is a client that hung up, as a crawler may."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    timeout = 10  # of a connection that says nothing more
    find: Callable[[str], Answer | None]

    def do_GET(self) -> None:
        """Answer, or say that the client has it already."""
        found = self.find(f"http://{self.headers.get('Host', '')}{self.path}")
        if found is None:
            self._send(HTTPStatus.NOT_FOUND, Answer("text/plain", b"no such page\n"))
        elif self.headers.get("If-None-Match") == found.etag:
            self._send(HTTPStatus.NOT_MODIFIED, Answer(found.content_type, b""), found.etag)
        else:
            self._send(HTTPStatus.OK, found, found.etag)

    def _send(self, status: HTTPStatus, answer: Answer, etag: str = "") -> None:
        self.send_response(status)
        self.send_header("Content-Type", answer.content_type)
        self.send_header("Content-Length", str(len(answer.body)))
        if etag:
            self.send_header("ETag", etag)
        self.end_headers()
        self.wfile.write(answer.body)

    def log_message(self, *args: object) -> None:
        """Say nothing: who crawls tells of it."""
