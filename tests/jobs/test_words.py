"""Search by words, how somebody is described, and who is described alike."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from discograph.core.config import Config
from discograph.core.errors import InputError, NotEnoughData, UnknownNode
from discograph.core.home import Home
from discograph.graph import terms as graph_terms
from discograph.graph.find import find_artist
from discograph.graph.store import GraphStore
from discograph.jobs import news, terms
from discograph.jobs.terms import describe
from discograph.jobs.words import search_words, similar_by_words, terms_of

from .saying import AT, DAY, reading, remember

pytestmark = pytest.mark.neo4j
Grow = Callable[..., None]
CONFIG = Config.build({"terms": {"embedding_size": 3, "min_weight": 0.0, "top_terms": 4}}, {})
BANDS = {"a1": "Mira Vale", "a2": "Slow Harbour", "a3": "Iron Kestrel", "a4": "Quill"}
SAID = {
    "a1": {"dreamy": 3, "shoegaze": 2, "female vocals": 2, "hazy": 1},
    "a2": {"dreamy": 1, "shoegaze": 3, "reverb-drenched": 2},
    "a3": {"doom": 3, "heavy riff": 2, "female": 1},
    "a4": {"doom": 1, "banjo": 3, "vocals": 2, "wry": 1, "dry": 1, "quiet": 1},
}


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home").make()


@pytest.fixture
def moment(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """A function that sets the clock to so many days after the pages."""

    def moment_(days: int) -> None:
        at = datetime.fromtimestamp(AT + days * DAY, UTC)
        monkeypatch.setattr(terms, "now", lambda: at)

    return moment_


def write(
    store: GraphStore, home: Home, said: Any, *, name: str = "site", at: int = AT, sites: int = 3
) -> None:
    pages = [
        reading(f"https://{name}{n}.example/{artist}", {artist: words}, at=at)
        for n in range(sites)
        for artist, words in said.items()
    ]
    remember(store, home, pages)


@pytest.fixture
def described(store: GraphStore, home: Home, grow: Grow) -> None:
    """Four bands in words."""
    grow(
        [
            *(
                ("Artist", id, {"name": name, "listeners": n})
                for n, (id, name) in enumerate(BANDS.items())
            ),
            ("Track", "t1", {"title": "Glass Tide", "kind": "music", "listeners": 0}),
        ],
        [("Track", "t1", "BY", {"role": "main"}, "Artist", "a1")],
    )
    write(store, home, {**SAID, "t1": {"slow burning": 1}}, sites=30)
    describe(store, home, CONFIG)
    store.read("read/await_indexes")


def ids(rows: list[dict[str, Any]]) -> list[str]:
    return [row["id"] for row in rows]


@pytest.mark.usefixtures("described")
def test_a_search_finds_whom_all_its_words_describe_best(store: GraphStore) -> None:
    found = search_words(store, "dreamy shoegaze with female vocals", 10)
    assert ids(found)[0] == "a1"
    best = found[0]
    assert (best["kind"], best["name"], best["artist"]) == ("artist", "Mira Vale", None)
    assert {term["term"] for term in best["terms"]} == {"dreamy", "shoegaze", "female vocals"}
    assert all(term["pages"][0].startswith("https://site") for term in best["terms"])
    assert [row["score"] for row in found] == sorted((row["score"] for row in found), reverse=True)
    assert all(0 <= row["score"] <= 1 for row in found)
    track = next(row for row in found if row["kind"] == "track")
    assert (track["name"], track["artist"]) == ("Glass Tide", "Mira Vale")
    assert "a3" in ids(search_words(store, "female doom", 10))
    assert len(search_words(store, "dreamy shoegaze", 1)) == 1


@pytest.mark.usefixtures("described")
@pytest.mark.parametrize(
    "typed", ["shoegase", "SHOEGAZE", "shogaze", "  shoegaze!", "the shoegazes", 'shoegaze*(+~"']
)
def test_typing_errors_and_signs_do_not_matter(store: GraphStore, typed: str) -> None:
    assert set(ids(search_words(store, typed, 2))) == {"a1", "a2"}


@pytest.mark.usefixtures("described")
def test_a_name_is_found_by_its_words(store: GraphStore) -> None:
    (found,) = search_words(store, "iron kestrl", 3)
    assert (found["id"], found["terms"], found["named"]) == ("a3", [], 0.5)
    assert ids(search_words(store, "glass tide", 3)) == ["t1"]
    assert search_words(store, "zzzzzzzz") == []
    with pytest.raises(InputError, match="dreamy shoegaze"):
        search_words(store, " !? ")


@pytest.mark.usefixtures("described")
def test_terms_that_are_said_of_many_lead_to_the_best(
    store: GraphStore, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = search_words(store, "dreamy doom", 10)
    monkeypatch.setattr(news, "MANY", 1)
    monkeypatch.setattr(news, "BEST", 1)
    monkeypatch.setattr(graph_terms, "EDGES", 2)
    describe(store, home, CONFIG, force=True)
    after = search_words(store, "dreamy doom", 10)
    assert ids(after) == [id for id in ids(before) if id in ids(after)]
    assert set(ids(after)) == {"a1", "a3"}  # whom one of the words describes best
    scores = {row["id"]: row["score"] for row in before}
    assert all(row["score"] == pytest.approx(scores[row["id"]]) for row in after)


def test_what_rises_and_falls_since_a_day(
    store: GraphStore, home: Home, moment: Callable[[int], None], request: pytest.FixtureRequest
) -> None:
    moment(1)
    request.getfixturevalue("described")
    band = find_artist(store, "a1")
    first = terms_of(store, home, band)
    assert (first["id"], first["since"], first["risers"]) == ("a1", None, None)
    assert first["as_of"] == AT + DAY
    assert {row["change"] for row in first["terms"]} == {None}
    moment(5)
    write(store, home, {"a1": {"jangly": 9}}, name="new", at=AT + 4 * DAY, sites=30)
    describe(store, home, CONFIG)
    day = datetime.fromtimestamp(AT + 2 * DAY, UTC).date()

    told = terms_of(store, home, band, since=day)

    assert told["since"] == day.isoformat()
    assert told["risers"][0]["term"] == "jangly"
    assert told["risers"][0]["before"] == 0
    assert {row["term"] for row in told["fallers"]} <= SAID["a1"].keys()
    assert all(row["weight"] < row["before"] for row in told["fallers"])
    (rising, *_) = store.read("browse/artist_terms", artist="Mira Vale", limit=1)
    jangly = next(row for row in told["terms"] if row["term"] == "jangly")
    assert jangly["change"] == pytest.approx(jangly["weight"], abs=1e-4)
    assert rising["term"] == told["terms"][0]["term"]
    quiet = terms_of(store, home, find_artist(store, "a4"), since=day)
    assert (quiet["risers"], quiet["fallers"]) == ([], [])
    with pytest.raises(InputError, match="the first time was"):
        terms_of(store, home, band, since=date(2001, 1, 1))


@pytest.mark.usefixtures("described")
def test_terms_that_the_graph_is_not_told_are_on_disk(store: GraphStore, home: Home) -> None:
    band = find_artist(store, "a4")
    assert len(store.read("read/terms_of", id="a4")) == 4
    every = terms_of(store, home, band)["terms"]
    assert {row["term"] for row in every} == SAID["a4"].keys()
    weights = [row["weight"] for row in every]
    assert weights == sorted(weights, reverse=True)
    assert [row["term"] for row in terms_of(store, home, band, n=2)["terms"]] == [
        row["term"] for row in every[:2]
    ]


@pytest.mark.usefixtures("described")
def test_who_is_described_alike_is_near(store: GraphStore, home: Home) -> None:
    near = similar_by_words(store, home, "artist", "a1", 3)
    assert (near[0]["id"], near[0]["name"]) == ("a2", "Slow Harbour")
    assert similar_by_words(store, home, "track", "t1", 3) == []
    with pytest.raises(UnknownNode, match="no page describes it"):
        similar_by_words(store, home, "artist", "a9", 3)


def test_without_any_page_there_is_nobody_near(store: GraphStore, home: Home) -> None:
    with pytest.raises(NotEnoughData, match="crawl"):
        similar_by_words(store, home, "artist", "a1", 3)
    assert search_words(store, "dreamy") == []
