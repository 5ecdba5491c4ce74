"""Words in the week: tracks that few play, of artists described like those whom one plays."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import neo4j
import pytest

from discograph.core.config import Config
from discograph.core.home import Home
from discograph.graph.lease import lease
from discograph.graph.store import DATABASE, GraphStore
from discograph.graph.weeks import read_week
from discograph.jobs.lists import ListMaker
from discograph.jobs.models import alike
from discograph.jobs.terms import describe
from discograph.jobs.weekly import publish_weeks

from .saying import reading, remember

pytestmark = pytest.mark.neo4j
Grow = Callable[..., None]
CYPHER = Path(__file__).parents[1] / "data" / "cypher"
CONFIG = Config.build(
    {
        "terms": {"embedding_size": 3, "min_weight": 0.0},
        "factors": {"embedding_size": 4},
        "weekly": {"tracks": 4},
    },
    {},
)
SAID = {
    "mine": {"dreamy": 3, "reverb-drenched": 2, "shoegaze": 2},
    "near": {"dreamy": 2, "reverb-drenched": 1, "shoegaze": 3},
    "far": {"doom": 3, "heavy riff": 2},
}
TRACKS = {"loved": "mine", "new": "near", "hit": "near", "heard": "near", "loud": "far"}


def grow_world(grow: Grow) -> None:
    fans = [f"u{n}" for n in range(25)]
    grow(
        [
            ("User", "me", {"local": True, "name": "me", "tracks": 2}),
            *(("User", fan, {"local": False, "tracks": 1}) for fan in fans),
            *(("Artist", f"a-{a}", {"name": f"Band {a}", "listeners": 0}) for a in SAID),
            *(
                ("Track", track, {"title": f"Song {track}", "kind": "music",
                                  "listeners": {"hit": 25}.get(track, 0)})
                for track in TRACKS
            ),
        ],
        [
            *(
                ("Track", track, "BY", {"role": "main"}, "Artist", f"a-{artist}")
                for track, artist in TRACKS.items()
            ),
            *(
                ("User", "me", "LISTENED", {"plays": n, "skips": 0}, "Track", track)
                for track, n in {"loved": 5, "heard": 0}.items()
            ),
            *(("User", fan, "LISTENED", {"plays": 1, "skips": 0}, "Track", "hit") for fan in fans),
        ],
    )  # fmt: skip


@pytest.fixture
def home(tmp_path: Path, store: GraphStore, grow: Grow) -> Home:
    """An instance that has read of three bands."""
    grow_world(grow)
    home = Home(tmp_path / "home").make()
    write(store, home)
    return home


def write(store: GraphStore, home: Home) -> None:
    pages = [
        reading(f"https://site{n}.example/{artist}", {f"a-{artist}": said})
        for n in range(3)
        for artist, said in SAID.items()
    ]
    remember(store, home, pages)
    describe(store, home, CONFIG)


def test_a_track_that_nobody_plays_is_found_by_words(
    store: GraphStore, home: Home, bare_driver: neo4j.Driver
) -> None:
    report = publish_weeks(store, home, CONFIG, week="2026-W47")
    assert report.playlists[0].tracks == 1
    (track,) = read_week(store, "me")["tracks"]
    assert (track["id"], track["shares"], track["loved"]) == ("new", {"cultural": 1.0}, ["loved"])
    assert track["reason"] == (
        "By Band near, described as dreamy, reverb-drenched shoegaze like Band mine: you play "
        "“Song loved” by Band mine (https://site0.example/near)."
    )
    assert track["path"] == ["me", "loved", "a-mine", "shoegaze", "a-near", "new"]
    text = (CYPHER / "unlinked_steps.cypher").read_text(encoding="utf-8")
    with bare_driver.session(database=DATABASE) as session:
        assert session.run(neo4j.Query(text)).single(strict=True)[0] == []
    (row,) = store.read("browse/why_this_track", user="me", track="new")
    drawn = {part for path in row["picture"] for part in path[1::2]}
    assert {"DESCRIBED_BY", "BY", "LISTENED"} <= drawn


def made(store: GraphStore, config: Config, near: Any) -> Sequence[str]:
    (one,) = ListMaker(store, config, None, near).make([("me", "2026-W47")], 9)
    return [entry.track for entry in one.entries]


def test_without_words_or_weight_the_list_is_as_before(store: GraphStore, home: Home) -> None:
    off = Config.build({"sources": {"cultural": 0.0}}, {})
    near = alike(store, home)
    assert near is not None
    assert made(store, CONFIG, near) == ["new"]
    assert made(store, CONFIG, None) == made(store, off, near) == []


def test_a_damaged_index_costs_the_words_not_the_list_and_is_made_again(
    store: GraphStore, home: Home
) -> None:
    (manifest,) = home.models.glob("t1/index-artists/manifest.json")
    manifest.write_text("{}")
    assert alike(store, home) is None
    with lease(store, "terms"):  # while somebody reads, nothing is made again
        assert publish_weeks(store, home, CONFIG, week="2026-W47").playlists[0].tracks == 0
    assert publish_weeks(store, home, CONFIG, week="2026-W48").playlists[0].tracks == 1
