"""One instance for all pages: a small world, files of a reader, a Neo4j of its own."""

from __future__ import annotations

import webbrowser
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

import pytest

from discograph import Discograph
from discograph.demo import load
from discograph.demo.seed import seed_rows
from discograph.demo.sounds import sounding
from discograph.demo.world import World, world
from discograph.jobs import terms

from .belongings import lay_out
from .reader import Reader

SETTINGS = {
    "SERVER_HEAP_MIB": "512",
    "SERVER_PAGE_CACHE_MIB": "64",
    "FACTORS_EMBEDDING_SIZE": "16",
    "FACTORS_MAX_ITERATIONS": "5",
    "CO_LISTENS_EDGES": "20",
    "AUDIO_PROCESSES": "1",
    "AUDIO_EPOCHS": "2",
    "AUDIO_CONV_CHANNELS": "8",
    "AUDIO_EMBEDDING_SIZE": "16",
    "CRAWL_CONTACT": "reader@discograph.example",
    "CRAWL_CONNECT_TO": "magazine.example=127.0.0.1:9",  # where nobody answers
}
DAY = datetime(2026, 11, 2, tzinfo=UTC)
"""When words are weighed first: before the days since which pages ask for changes."""


@pytest.fixture(scope="module")
def small() -> World:
    """A world of the demo's kind that is learned in seconds."""
    return world(people=18, tracks=240, artists=16, scenes=3, playlists=4)


@pytest.fixture(scope="module")
def reader(small: World, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reader]:
    """Somebody with an instance of their own, where the demo and the seed are small ones."""
    folder = tmp_path_factory.mktemp("reader")
    lay_out(folder, small)
    with pytest.MonkeyPatch.context() as patch:
        for name in ("NEO4J_URI", "NEO4J_USERNAME", "NEO4J_PASSWORD"):
            patch.delenv(name, raising=False)
        for name, value in SETTINGS.items():
            patch.setenv(f"DISCOGRAPH_{name}", value)
        patch.setattr(webbrowser, "open", lambda url: True)
        patch.setenv("DISCOGRAPH_HOME", str(folder / "home"))
        patch.setattr(load, "world", lambda: small)
        patch.setattr(load, "seed_rows", lambda: islice(seed_rows(), 1))
        patch.setattr(terms, "now", lambda: DAY)
        try:
            yield _reader(small, folder)
        finally:
            with Discograph.open() as dg:
                dg.down()


def _reader(small: World, folder: Path) -> Reader:
    heard = [small.catalogue.tracks[number] for number in sounding(small)]
    ref = next(ref for ref in heard if ref not in small.cold)
    artist = ref.artists[0]
    return Reader(
        folder=folder,
        home=folder / "home",
        named={"Artist - Title": f"{artist} - {ref.title}", '"Artist"': f'"{artist}"'},
        params={"user": "me", "limit": 15, "week": "", "artist": artist, "shared": 3},
    )
