"""Pages a second: fetched from loopback, kept, then read by a process for each core.

usage: python benchmarks/pages.py [FOLDER] [--artists N] [--hosts N]

The pages are those of a demo world's web, or the HTML files of a folder, under as many names of
hosts as asked for, each with a sitemap. The names to find are those of the world. The Echo Nest
read 116 pages a second in 2013, by its own account.
"""

from __future__ import annotations

import argparse
import resource
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from discograph.core.config import CrawlConfig
from discograph.core.home import Home
from discograph.core.identity import artist_id, normalise_artist
from discograph.demo.host import Answer, host
from discograph.demo.web import Web
from discograph.demo.world import World, id_of, world
from discograph.formats.warc import Archive
from discograph.jobs.crawl import visit
from discograph.jobs.reading import read_pages
from discograph.nlp.mentions import Finder, Name
from discograph.nlp.reader import Reader
from discograph.nlp.tagger import load_tagger
from discograph.nlp.text import Dropped, extract

SAMPLE = 200
"""Pages of which each stage is timed."""
BATCH = 32
"""Pages that a reader is given at once."""
HEAD = "| stage | pages | s | pages/s | CPU s |\n|---|---:|---:|---:|---:|"


@dataclass(frozen=True)
class Spent:
    """Seconds of the clock, and of all cores together."""

    wall: float
    cpu: float

    def __add__(self, other: Spent) -> Spent:
        return Spent(self.wall + other.wall, self.cpu + other.cpu)

    def __sub__(self, other: Spent) -> Spent:
        return Spent(self.wall - other.wall, self.cpu - other.cpu)


def main() -> None:
    """Measure, and print a table in Markdown."""
    options = parse()
    made = world(artists=options.artists, tracks=4 * options.artists)
    bodies = list(files(options.folder) if options.folder else written(made))
    names = list(names_of(made))
    size = sum(map(len, bodies)) / max(len(bodies), 1) / 1024
    print(f"{len(bodies)} pages of {size:.1f} KiB, {options.hosts} hosts, {len(names)} names\n")
    print(HEAD)
    with tempfile.TemporaryDirectory() as folder:
        home = Home(Path(folder)).make()
        with served(bodies, options.hosts) as config:
            fetched = timed("fetch and keep", lambda: fetch(home, config))
        read = timed("read: text, names, terms", lambda: read_all(home.pages, names))
        pages = min(fetched[0], read[0])
        row("together", pages, fetched[1] + read[1])
        profile(home.pages, names)
    largest = max(
        resource.getrusage(who).ru_maxrss
        for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    print(f"\nlargest process: {largest / 1024:.0f} MiB")


def fetch(home: Home, config: CrawlConfig) -> int:
    """Crawl every sitemap."""
    seeds = [(f"http://{name}/sitemap.xml", "sitemap") for name in config.connect_to]
    return visit(seeds, home, config).pages


def read_all(archive: Path, names: Sequence[Name]) -> int:
    """Read the archive as the terms job does; starting the readers is part of it."""
    return sum(len(batch) for batch in read_pages(Archive(archive).read(), names, None))


def profile(archive: Path, names: Sequence[Name]) -> None:
    """Time each stage of reading in this process, on one core as a reader has it."""
    threadpool_limits(1)
    pages = [page for _, page in Archive(archive).read()][:SAMPLE]
    began = time.perf_counter()
    finder = Finder(names)
    reader = Reader(names)
    load_tagger(None)
    print(f"\nin one process, after {time.perf_counter() - began:.1f} s of getting ready twice:\n")
    print(HEAD)
    with reader.forgetful():
        reader.read(pages[0])
    texts: list[Any] = []
    text_s = timed("text", lambda: many(pages, lambda page: texts.append(extract(page))))[1]
    found = [text for text in texts if not isinstance(text, Dropped)]
    name_s = timed("names", lambda: many(found, lambda text: finder.find(text.title, text.text)))[1]
    before = spent()
    for at in range(0, len(pages), BATCH):
        with reader.forgetful():
            many(pages[at : at + BATCH], reader.read)
    row("tags and terms", len(pages), spent() - before - text_s - name_s)


def many(things: Iterable[Any], work: Callable[[Any], object]) -> int:
    """Do work on each, and count."""
    return sum(1 for thing in things if work(thing) is not NotImplemented)


def timed(label: str, job: Callable[[], int]) -> tuple[int, Spent]:
    """Run a job that returns how many pages it did; print and return that and what it took."""
    began = spent()
    pages = job()
    took = spent() - began
    row(label, pages, took)
    return pages, took


def spent() -> Spent:
    """Return what this process and those that ended under it took so far."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return Spent(time.perf_counter(), sum(one.ru_utime + one.ru_stime for one in used))


def row(label: str, pages: int, took: Spent) -> None:
    """Print a line of the table."""
    rate = pages / took.wall
    print(f"| {label} | {pages} | {took.wall:.1f} | {rate:,.0f} | {took.cpu:.1f} |", flush=True)


@contextmanager
def served(bodies: Sequence[bytes], hosts: int) -> Iterator[CrawlConfig]:
    """Serve pages under several names of hosts on loopback; give settings without pauses."""
    names = [f"site{number}.example" for number in range(hosts)]
    pages: dict[str, Answer] = {}
    for number, name in enumerate(names):
        own = [f"http://{name}/{place}" for place in range(number, len(bodies), hosts)]
        locations = "".join(f"<url><loc>{url}</loc></url>" for url in own)
        sitemap = (
            f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{locations}</urlset>'
        )
        pages[f"http://{name}/sitemap.xml"] = Answer("application/xml", sitemap.encode())
        for url in own:
            body = bodies[int(url.rpartition("/")[2])]
            pages[url] = Answer("text/html; charset=utf-8", body)
    with host(pages.get) as address:
        yield CrawlConfig(
            contact="bench@example.org",
            connect_to=dict.fromkeys(names, address),
            delay_s=0,
            depth=1,
            hosts=hosts,
            pages_per_site=len(bodies) + 1,
        )


def written(made: World) -> Iterator[bytes]:
    """Yield the pages of a world's web, not its lists and feeds."""
    web = Web(made)
    for url in web.truth.artists:
        yield web.pages[url].body


def files(folder: Path) -> Iterator[bytes]:
    """Yield HTML files."""
    for path in sorted(folder.rglob("*.html")):
        yield path.read_bytes()


def names_of(made: World) -> Iterator[Name]:
    """Yield the artists and tracks of a world."""
    catalogue = made.catalogue
    ids = [artist_id(normalise_artist(name)) for name in catalogue.artists]
    for own, name in zip(ids, catalogue.artists, strict=True):
        yield Name(own, "artist", name)
    for ref, by in zip(catalogue.tracks, catalogue.artist_of.tolist(), strict=True):
        yield Name(id_of(ref), "track", ref.title or "", ids[by])


def parse() -> argparse.Namespace:
    """Return the options."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?")
    parser.add_argument("--artists", type=int, default=3500, help="of the world")
    parser.add_argument("--hosts", type=int, default=8)
    return parser.parse_args()


if __name__ == "__main__":
    main()
