"""Many pages read at once, by processes of their own, each page's failure its own."""

from __future__ import annotations

import faulthandler
import logging
import os
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from itertools import chain, islice

from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from ..core.errors import CrawlError
from ..core.pages import RawPage
from ..core.processes import SPAWN, cores, outlive_nobody
from ..formats.warc import Mark
from ..nlp.mentions import Name
from ..nlp.reader import Reader, Reading
from ..nlp.text import Dropped

log = logging.getLogger(__name__)
Marked = tuple[Mark, RawPage]
Read = tuple[Mark, RawPage, Reading | Dropped]
FEW = 48
"""So many pages are read by one process: each takes seconds to start."""
PATIENCE_S = 120
"""A page that is not read by then is given up."""
_BATCH = 32
_BATCH_BYTES = 4 << 20
_AHEAD = 2
_TASKS = 400  # batches; spaCy remembers every word that it sees
_reader: Reader | Exception | None = None


def read_pages(
    pages: Iterable[Marked], names: Sequence[Name], model: str | None
) -> Iterator[list[Read]]:
    """Yield what pages say, in their order, some pages at a time.

    Other processes read them, one for each core where there are many. A page that ends its
    process, or takes too long, is dropped, and the others are read by the next process. Few
    batches are in flight at a time, so memory stays bounded.

    Parameters
    ----------
    pages : iterable of (Mark, RawPage)
    names : sequence of Name
    model : str, optional
        See `nlp.tagger.load_tagger`.

    Raises
    ------
    ConfigError
        If there is no such pipeline.
    CrawlError
        If the processes that read cannot start.
    """
    left = iter(pages)
    first = list(islice(left, FEW + 1))
    if not first:
        return
    with _Readers(names, model, cores() if len(first) > FEW else 1) as readers:
        flying: deque[tuple[list[Marked], Future[list[Reading | Dropped]]]] = deque()
        for batch in _batches(chain(first, left)):
            flying.append((batch, readers.submit(batch)))
            if len(flying) > _AHEAD * readers.size:
                yield _landed(readers, flying)
        while flying:
            yield _landed(readers, flying)


def _landed(
    readers: _Readers, flying: deque[tuple[list[Marked], Future[list[Reading | Dropped]]]]
) -> list[Read]:
    batch, future = flying.popleft()
    try:
        found = future.result()
    except BrokenProcessPool:  # it took all others with it
        found = readers.one_by_one(batch)
        again = [(other, readers.submit(other)) for other, _ in flying]
        flying.clear()
        flying.extend(again)
    return [(mark, page, what) for (mark, page), what in zip(batch, found, strict=True)]


class _Readers:
    """Processes that read, replaced when they die."""

    def __init__(self, names: Sequence[Name], model: str | None, size: int) -> None:
        self.size = size
        self._setting = (list(names), model)
        self._pool = self._started(size)

    def __enter__(self) -> _Readers:
        return self

    def __exit__(self, *exc: object) -> None:
        self._pool.shutdown(cancel_futures=True)

    def submit(self, batch: list[Marked]) -> Future[list[Reading | Dropped]]:
        pages = [page for _, page in batch]
        with suppress(BrokenProcessPool):
            return self._pool.submit(_read, pages)
        self._restart()
        return self._pool.submit(_read, pages)

    def one_by_one(self, batch: list[Marked]) -> list[Reading | Dropped]:
        """Return what pages say of which one ends the process that reads it."""
        found: list[Reading | Dropped] = []
        self._restart()
        for _, page in batch:
            try:
                found += self._pool.submit(_read, [page]).result()
            except BrokenProcessPool:
                log.warning("%s ended the process that read it", page.url)
                found.append(Dropped(page.url, "could not be parsed"))
                self._restart()
        return found

    def _restart(self) -> None:
        self._pool.shutdown(cancel_futures=True)
        self._pool = self._started(self.size)
        try:
            self._pool.submit(_ready).result()
        except BrokenProcessPool as err:  # no page did that: none may be given up for it
            raise CrawlError(
                "the processes that read pages die as they start, for lack of memory perhaps; "
                "run `discograph terms` again when there is more: it goes on where it was"
            ) from err

    def _started(self, size: int) -> ProcessPoolExecutor:
        return ProcessPoolExecutor(
            size,
            mp_context=SPAWN,
            initializer=_prepare,
            initargs=self._setting,
            max_tasks_per_child=_TASKS,
        )


def _prepare(names: Sequence[Name], model: str | None) -> None:
    global _reader
    threadpool_limits(1)  # there is a process a core already
    outlive_nobody()
    try:
        _reader = Reader(names, model)
    except Exception as err:  # raised here, it would look like a page that ends its process
        _reader = err


def _ready() -> None:
    """Do nothing, in a process that was prepared."""


def _read(pages: list[RawPage]) -> list[Reading | Dropped]:
    if not isinstance(_reader, Reader):
        raise _reader or RuntimeError("this process was not prepared")
    found = []
    with open(os.devnull, "w") as nowhere, _reader.forgetful():
        for page in pages:
            # a thread of C, which runs whatever holds the interpreter
            faulthandler.dump_traceback_later(PATIENCE_S, exit=True, file=nowhere)
            try:
                found.append(_reader.read(page))
            except Exception as err:  # whatever a page is made of: it is lost, and no other
                log.warning("%s could not be read: %r", page.url, err)
                found.append(Dropped(page.url, "could not be parsed"))
        faulthandler.cancel_dump_traceback_later()
    return found


def _batches(pages: Iterable[Marked]) -> Iterator[list[Marked]]:
    batch: list[Marked] = []
    size = 0
    for marked in pages:
        batch.append(marked)
        size += len(marked[1].body)
        if len(batch) == _BATCH or size >= _BATCH_BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch
