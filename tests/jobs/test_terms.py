"""Describing on a real graph: what it leaves, when it does nothing, and what a death changes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import neo4j
import pytest

from discograph.core.config import Config
from discograph.core.errors import Busy
from discograph.core.home import Home
from discograph.embeddings.index import NeighbourIndex
from discograph.formats.warc import Archive
from discograph.graph.lease import lease
from discograph.graph.runs import current, runs
from discograph.graph.status import counts
from discograph.graph.store import DATABASE, GraphStore
from discograph.jobs import terms
from discograph.jobs.terms import describe

from .dying import Faulty, kill
from .saying import AT, DAY, raw, reading, remember

pytestmark = pytest.mark.neo4j
Grow = Callable[..., None]
Left = Callable[[], dict[str, Any]]
CYPHER = Path(__file__).parents[1] / "data" / "cypher"
SETTINGS = {"terms": {"embedding_size": 3, "min_weight": 0.0}}
CONFIG = Config.build(SETTINGS, {})
BANDS = {"a1": "Mira Vale", "a2": "Slow Harbour", "a3": "Iron Kestrel", "a4": "Quill"}
STAGES = [
    "weighing words",
    "building indexes",
    "writing pages",
    "writing words",
    "writing cultural vectors",
    "removing words of former runs",
]


def grow_bands(grow: Grow) -> None:
    grow(
        [
            *(("Artist", id, {"name": name, "listeners": 0}) for id, name in BANDS.items()),
            ("Track", "t1", {"title": "Glass Tide", "kind": "music", "listeners": 0}),
        ],
        [("Track", "t1", "BY", {"role": "main"}, "Artist", "a1")],
    )


def press(sites: int = 4) -> list[Any]:
    """Some sites that say the same of two dreamy bands and a loud one."""
    return [
        reading(f"https://site{n}.example/{number}", said, together=[("a1", "a2")], at=AT - n * DAY)
        for n in range(sites)
        for number, said in enumerate(
            [
                {"a1": {"dreamy": 2, "hazy": 1}, "a2": {"dreamy": 1, "lush": 2}},
                {"a3": {"loud": 3, "heavy riff": 2}, "t1": {"slow burning": 1}},
            ]
        )
    ]


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home").make()


@pytest.fixture(autouse=True)
def moment(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """A function that sets the clock to so many days after the pages."""

    def moment_(days: int) -> None:
        at = datetime.fromtimestamp(AT + days * DAY, UTC)
        monkeypatch.setattr(terms, "now", lambda: at)

    moment_(1)
    return moment_


@pytest.fixture
def left(bare_driver: neo4j.Driver) -> Left:
    """A function that returns what readers find of words, sorted, but for when it was found."""

    def left_() -> dict[str, Any]:
        text = (CYPHER / "words.cypher").read_text(encoding="utf-8")
        with bare_driver.session(database=DATABASE) as session:
            found: dict[str, Any] = session.run(neo4j.Query(text)).single(strict=True)[0]
        for edge in found["edges"]:
            del edge[3]["as_of"]
        return {k: sorted(v, key=repr) if isinstance(v, list) else v for k, v in found.items()}

    return left_


def described(left: Left, id: str) -> dict[str, dict[str, Any]]:
    return {t: e for n, kind, t, e in left()["edges"] if n == id and kind == "DESCRIBED_BY"}


HEAD = "<html><head><title>{title}</title></head><body><article><h1>{title}</h1>"
DREAMY = f"""{HEAD}<p>{{band}} plays dreamy, reverb-drenched shoegaze with hushed vocals and walls
of shimmering guitar over slow drums, and everybody in the room stood still for an hour.</p>
<p>The new record by {{band}} is a hazy thing, lush and slow, and best heard late at night when the
streets are empty and the rain comes down.</p></article></body></html>"""
LOUD = f"""{HEAD}<p>{{band}} are a brutal hardcore band with furious drums and a singer who screams
over every abrasive riff, and nobody in the room stood still for as much as a minute.</p>
<p>On record {{band}} are faster still: a relentless, crushing noise that ends before anybody has
found a seat, and a good one to lose your voice to.</p></article></body></html>"""


def test_pages_of_the_archive_describe_whom_they_mention(
    store: GraphStore, home: Home, grow: Grow, left: Left
) -> None:
    grow_bands(grow)
    with Archive(home.pages) as archive:
        for site, band, page in (
            ("one", "Mira Vale", DREAMY),
            ("two", "Mira Vale", DREAMY),
            ("two", "Iron Kestrel", LOUD),
        ):
            body = page.format(title=f"{band} again", band=band).encode()
            archive.append(raw(f"https://{site}.example/{band[0]}", body=body))

    report = describe(store, home, CONFIG)

    assert (report.run, report.fresh, report.read, report.dropped) == ("t1", True, 3, 0)
    assert (report.copies, report.artists) == (1, 2)  # the same on a second site counts once
    found = described(left, "a1")
    assert {"dreamy", "reverb-drenched", "hazy", "lush"} <= found.keys()
    assert found["dreamy"]["pages"] == ["https://one.example/M"]
    assert (found["dreamy"]["own"], found["dreamy"]["from"]) == (True, "pages")
    assert {page[:3] for page in map(tuple, left()["pages"])} >= {
        ("https://two.example/I", "two.example", "a3")
    }
    status = counts(store)
    assert (status["nodes"]["Page"], status["runs"]["terms"]["artists"]) == (3, 2)
    again = describe(store, home, CONFIG)
    assert (again.run, again.fresh, again.read) == ("t1", False, 0)


def test_a_run_that_nothing_changed_since_stands(
    store: GraphStore, home: Home, grow: Grow, left: Left
) -> None:
    assert describe(store, home, CONFIG).run is None
    grow_bands(grow)
    assert describe(store, home, CONFIG).run is None
    assert runs(store, "terms") == []
    remember(store, home, press())

    first = describe(store, home, CONFIG)
    before = left()

    assert (first.run, first.fresh, first.changed) == ("t1", True, 4)
    assert (first.pages, first.sites, first.artists, first.tracks) == (8, 4, 3, 1)
    assert describe(store, home, CONFIG).as_dict() == {**first.as_dict(), "fresh": False}
    forced = describe(store, home, CONFIG, force=True)
    assert (forced.run, forced.changed) == ("t2", 0)
    after = left()
    assert (after["edges"], after["total"]) == (before["edges"], before["total"])
    assert {run for _, run, _ in after["vectors"]} == {"t2"}
    manifest = next((home.models / "t2").glob("index-artists/manifest.json"))
    manifest.unlink()
    assert describe(store, home, CONFIG).run == "t3"
    assert [path.name for path in home.models.iterdir()] == ["t3"]


def test_what_is_said_has_weights_pages_and_those_spoken_of_together(
    store: GraphStore, home: Home, grow: Grow, left: Left
) -> None:
    grow_bands(grow)
    remember(store, home, press(7))
    describe(store, home, CONFIG)

    one, track = described(left, "a1"), described(left, "t1")
    assert 0 < one["dreamy"]["weight"] <= 1
    assert one["dreamy"]["pages"] == [f"https://site{n}.example/0" for n in range(5)]
    assert (track["slow burning"]["own"], track["dreamy"]["own"]) == (True, False)
    assert track["dreamy"]["weight"] == pytest.approx(one["dreamy"]["weight"] / 2, abs=1e-4)
    assert track["dreamy"]["pages"] == one["dreamy"]["pages"]
    with_ = {(n, m): e for n, kind, m, e in left()["edges"] if kind == "MENTIONED_WITH"}
    assert with_.keys() == {("a1", "a2"), ("a2", "a1")}
    assert with_["a1", "a2"]["weight"] == 1
    assert ["dreamy", "adjective", 2] in left()["terms"]
    vectors = {id: vector for id, _, vector in left()["vectors"]}
    assert vectors.keys() == {"a1", "a2", "a3", "t1"}
    near = NeighbourIndex.open(home.models / "t1" / "index-artists").similar("a1", 2)
    assert near[0][0] == "a2"


def test_a_new_page_changes_those_alone_of_whom_it_says_something(
    store: GraphStore, home: Home, grow: Grow, left: Left
) -> None:
    grow_bands(grow)
    remember(store, home, press(30))
    describe(store, home, CONFIG)
    before = left()
    more = reading("https://new.example/1", {"a4": {"brittle": 2}})
    remember(store, home, [more])

    report = describe(store, home, CONFIG)

    assert (report.run, report.fresh) == ("t2", True)
    assert described(left, "a4")["brittle"]["run"] == "t2"
    kept = [edge for edge in left()["edges"] if edge[0] in ("a1", "a3")]
    assert kept == [edge for edge in before["edges"] if edge[0] in ("a1", "a3")]
    assert {e["run"] for e in described(left, "a1").values()} == {"t1"}


@pytest.mark.parametrize("at_step", [False, True])
def test_a_run_that_dies_in_any_stage_is_done_again_with_the_same_result(
    store: GraphStore, home: Home, grow: Grow, left: Left, at_step: bool, tmp_path: Path
) -> None:
    more = [reading("https://new.example/1", {"a1": {"brittle": 3}, "a4": {"brittle": 1}})]
    grow_bands(grow)
    remember(store, home, press())
    describe(store, home, CONFIG)
    before = left()["edges"]
    remember(store, home, more)
    describe(store, home, CONFIG)
    undisturbed = left()

    grow_bands(grow)
    other = Home(tmp_path / "other").make()
    remember(store, other, press())
    describe(store, other, CONFIG)
    remember(store, other, more)
    for stage in STAGES:
        if at_step and stage in ("weighing words", "building indexes"):
            continue
        with pytest.raises(KeyboardInterrupt):
            describe(store, other, CONFIG, progress=Faulty(STAGES, stage, at_step=at_step))
        run = current(store, "terms")
        assert run is not None
        if stage == STAGES[-1]:  # the new run is complete, only the former is still about
            assert run.id == "t2"
            assert left()["edges"] == undisturbed["edges"]
            continue
        assert (run.id, left()["edges"]) == ("t1", before)
    assert not describe(store, other, CONFIG).fresh
    assert left() == undisturbed
    assert [r.id for r in runs(store, "terms")] == ["t1", "t2"]


def test_a_process_that_is_killed_leaves_nothing_in_the_way_of_the_next(
    store: GraphStore, home: Home, grow: Grow, left: Left
) -> None:
    grow_bands(grow)
    remember(store, home, press())
    kill(store, home, SETTINGS, describe.__module__, "describe", "writing cultural vectors")
    assert current(store, "terms") is None
    assert left()["edges"] == []

    assert describe(store, home, CONFIG).run == "t1"

    assert {edge[3]["run"] for edge in left()["edges"]} == {"t1"}
    assert left()["total"] == len(left()["edges"])


def test_another_graph_is_told_everything(
    store: GraphStore, home: Home, grow: Grow, left: Left
) -> None:
    grow_bands(grow)
    remember(store, home, press())
    describe(store, home, CONFIG)
    before = left()
    grow_bands(grow)

    assert describe(store, home, CONFIG).fresh

    assert left() == before


def test_a_lost_cache_is_read_again_and_nothing_else_changes(
    store: GraphStore, home: Home, grow: Grow, left: Left
) -> None:
    grow_bands(grow)
    remember(store, home, press())
    describe(store, home, CONFIG)
    before = left()
    (home.terms / "terms.sqlite").write_bytes(b"not a database at all" * 100)
    remember(store, home, press())

    assert not describe(store, home, CONFIG).fresh

    remember(store, home, [reading("https://new.example/1", {"a4": {"brittle": 2}})])
    assert describe(store, home, CONFIG).run == "t2"
    a3 = [edge[:3] for edge in left()["edges"] if edge[0] == "a3"]
    assert a3 == [edge[:3] for edge in before["edges"] if edge[0] == "a3"]


def test_tags_are_a_source_of_their_own(
    store: GraphStore, home: Home, grow: Grow, left: Left
) -> None:
    fans: list[tuple[str, str, dict[str, str]]] = [("User", f"u{n}", {}) for n in range(3)]
    grow(
        [*fans, *(("Artist", id, {"name": name}) for id, name in BANDS.items())],
        [
            (*fan[:2], "TAGGED", {"tags": ["Dreamy ", "seen live", "!"]}, "Artist", "a1")
            for fan in fans
        ],
    )
    assert describe(store, home, CONFIG).artists == 1
    assert {t: e["from"] for t, e in described(left, "a1").items()} == {
        "dreamy": "tags",
        "seen live": "tags",
    }
    remember(store, home, press())
    describe(store, home, CONFIG)
    found = described(left, "a1")
    assert (found["dreamy"]["from"], found["hazy"]["from"]) == ("both", "pages")
    assert found["seen live"]["pages"] == []
    assert ["seen live", "tag", 1] in left()["terms"]


def test_hundreds_of_pages_of_one_site_change_no_top_ten(
    store: GraphStore, home: Home, grow: Grow, left: Left
) -> None:
    grow_bands(grow)
    words = [f"word{n}" for n in range(12)]
    fair = [
        reading(
            f"https://site{n}.example/{a}",
            {a: {f"{w} {a}": 1 + (n + at) % 3 for at, w in enumerate(words)}},
        )
        for n in range(4)
        for a in ("a1", "a2")
    ]
    remember(store, home, fair)
    describe(store, home, CONFIG)

    def top(artist: str) -> set[str]:
        found = described(left, artist)
        return set(sorted(found, key=lambda t: (-found[t]["weight"], t))[:10])

    before = [top(artist) for artist in ("a1", "a2")]
    spam = [
        reading(f"https://spam.example/{n}", {"a1": {"cheap watch": 50}, "a2": {"casino": 9}})
        for n in range(400)
    ]
    remember(store, home, spam)
    describe(store, home, CONFIG)
    assert [top(artist) for artist in ("a1", "a2")] == before


def test_a_second_run_at_the_same_time_is_told_so(store: GraphStore, home: Home) -> None:
    with lease(store, "terms"), pytest.raises(Busy):
        describe(store, home, CONFIG)
