"""Whoever answers on this machine, or does not, is asked without harm."""

from __future__ import annotations

import socket
from threading import Thread

import pytest

from discograph.graph.loopback import ask


@pytest.mark.parametrize(
    "said",
    [
        b"",
        b"SSH-2.0-OpenSSH_9.2\r\n",
        b"\x00\xff\x01\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nshort",
        b"HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n",
    ],
)
def test_who_speaks_no_http_says_nothing(said: bytes) -> None:
    def answer(stranger: socket.socket) -> None:
        connection, _ = stranger.accept()
        with connection:
            connection.sendall(said)
            connection.shutdown(socket.SHUT_WR)
            while connection.recv(1024):
                pass

    with socket.create_server(("127.0.0.1", 0)) as stranger:
        thread = Thread(target=answer, args=(stranger,))
        thread.start()
        assert ask(f"http://127.0.0.1:{stranger.getsockname()[1]}/") == b""
        thread.join()


def test_who_is_not_there_says_nothing() -> None:
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))  # and does not listen
        assert ask(f"http://127.0.0.1:{bound.getsockname()[1]}/") == b""
