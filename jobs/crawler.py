"""The process that crawls: its order comes by stdin, a line; how far it is goes out by stdout."""

from __future__ import annotations

import json
import logging
import sys
import threading
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, TextIO

from ..core.config import CrawlConfig
from ..core.errors import Busy
from ..formats.warc import Archive
from ..nlp.crawl.run import Order, crawl


def main(order: TextIO, out: TextIO) -> None:
    """Crawl as `order` says, a line of JSON; stop when nobody holds its other end any more.

    Lines of JSON go to `out`: ``{"told": {...}}`` once a second, at last ``{"report": {...}}``
    or ``{"busy": "..."}``.
    """
    given: dict[str, Any] = json.loads(order.readline())
    seeds = tuple((str(url), str(kind)) for url, kind in given["seeds"])
    stop = threading.Event()
    threading.Thread(target=_watch, args=(order, stop), daemon=True).start()

    def tell(told: Mapping[str, int]) -> None:
        _say(out, {"told": dict(told)})

    try:
        with Archive(Path(given["pages"])) as archive:
            archive.lock()  # two crawls at once would ask a site for two pages at once
            told = Order(Path(given["frontier"]), seeds, CrawlConfig(**given["config"]))
            _say(out, {"report": crawl(told, archive, tell, stop)})
    except Busy as err:
        _say(out, {"busy": str(err)})


def _watch(order: TextIO, stop: threading.Event) -> None:
    order.read()
    stop.set()


def _say(out: TextIO, line: Mapping[str, Any]) -> None:
    with suppress(BrokenPipeError):  # nobody listens any more; stdin's end stops the crawl
        print(json.dumps(line), file=out, flush=True)


if __name__ == "__main__":
    logging.basicConfig(level=logging.ERROR, stream=sys.stderr)
    main(sys.stdin, sys.stdout)
