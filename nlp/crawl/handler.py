"""Scrapy's handler of HTTP with a limit for what comes before a body."""

from __future__ import annotations

from typing import Any

from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.crawler import Crawler
from twisted.web._newclient import HEADER, STATUS

_MAX_HEAD = 256 * 1024


class BoundedHandler(HTTP11DownloadHandler):
    """Hangs up on hosts whose headers have no end: Twisted would keep them all."""

    def __init__(self, crawler: Crawler) -> None:
        super().__init__(crawler)
        factory: Any = self._pool._factory

        class Bounded(factory):  # type: ignore[misc]
            def buildProtocol(self, addr: object) -> Any:  # noqa: N802 (Twisted's name)
                return _bounded(super().buildProtocol(addr))

        self._pool._factory = Bounded


def _bounded(protocol: Any) -> Any:
    receive, head = protocol.dataReceived, 0

    def receive_within(data: bytes) -> None:
        nonlocal head
        in_head = getattr(protocol._parser, "state", None) in (STATUS, HEADER)
        head = head + len(data) if in_head else 0
        if head > _MAX_HEAD:
            protocol.transport.abortConnection()
        else:
            receive(data)

    protocol.dataReceived = receive_within
    return protocol
