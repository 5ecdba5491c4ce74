"""Forgetting a person: as if they had never been here, and only they bring themselves back."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from discograph.core.config import Config, IngestConfig
from discograph.core.errors import Busy, UnknownNode
from discograph.core.home import Home
from discograph.embeddings.store import load_factors
from discograph.formats.rows import (
    Entry,
    Listen,
    PlayCount,
    PlaylistRow,
    Row,
    Save,
    Tag,
    TrackRef,
    Visit,
)
from discograph.graph import forgotten
from discograph.graph.forgotten import fingerprint
from discograph.graph.lease import lease
from discograph.graph.runs import current, runs
from discograph.graph.store import GraphStore
from discograph.graph.weeks import read_week
from discograph.jobs import forget_user as job
from discograph.jobs.factors import train
from discograph.jobs.forget_user import UNSAID, forget_user
from discograph.jobs.ingest import Report, ingest
from discograph.jobs.terms import describe
from discograph.jobs.weekly import publish_weeks

pytestmark = pytest.mark.neo4j
Graph = tuple[list[str], list[str]]
TABLES = {
    "factors": {"embedding_size": 4, "max_iterations": 4},
    "weekly": {"tracks": 5, "seeds": 10, "candidates": 20},
}
CONFIG = Config.build(TABLES, {})
AT = 1_760_000_000
GONE = "zelda"
"""Who is forgotten; no other name in these worlds contains theirs."""


def song(number: int) -> TrackRef:
    return TrackRef(f"Song {number}", (f"Band {number // 2}",), (f"mbid:{number}",))


songs = st.integers(0, 9).map(song)
rows = st.one_of(
    st.builds(Listen, songs, at=st.integers(AT, AT + 99), heard_s=st.sampled_from([5.0, 99.0])),
    st.builds(PlayCount, songs, plays=st.integers(1, 9)),
    st.builds(Save, songs, at=st.just(AT)),
    st.builds(Visit, st.sampled_from(["Band 0", "Band 9"]), at=st.just(AT)),
    st.builds(Tag, st.sampled_from(["Band 1", "Band 8"]), st.sampled_from(["loud", "odd"])),
    st.builds(
        PlaylistRow,
        st.sampled_from("ab"),
        st.just("List"),
        st.lists(st.builds(Entry, songs), max_size=3).map(tuple),
    ),
)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "house").make()


def bring(store: GraphStore, home: Home, user: str | None, *rows: Row, local: bool) -> Report:
    return ingest(
        [("file", "rows", rows)], store, user=user, local=local, home=home, config=IngestConfig()
    )


def others(graph: Graph) -> Graph:
    """Leave out what remembers who was forgotten."""
    nodes, edges = graph
    return [node for node in nodes if json.loads(node)[0] != "Forgotten"], edges


@settings(max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(mine=st.lists(rows, max_size=8), theirs=st.lists(rows, max_size=8), first=st.booleans())
def test_the_graph_is_as_if_they_had_never_been_here(
    store: GraphStore,
    home: Home,
    wipe: Callable[[], None],
    dump: Callable[[], Graph],
    monkeypatch: pytest.MonkeyPatch,
    mine: list[Row],
    theirs: list[Row],
    first: bool,
) -> None:
    monkeypatch.setattr(job, "_learn_anew", lambda *_: None)  # seconds, and another test's
    wipe()
    bring(store, home, "me", *mine, local=True)
    wanted = others(dump())
    wipe()
    files = [("me", mine, True), (GONE, theirs, False)]
    for user, brought, local in reversed(files) if first else files:
        bring(store, home, user, *brought, local=local)
    if store.read("read/user", user=GONE):
        forget_user(store, home, CONFIG, GONE)
    assert others(dump()) == wanted


def town(store: GraphStore, home: Home) -> None:
    """Six people, five tracks each of ten in a ring; only `GONE` knows a podcast, never served."""
    for number, user in enumerate(["me", "ada", "ben", "cy", "dee", GONE]):
        heard = [song((number * 2 + step) % 10) for step in range(5)]
        heard += [replace(song(99), kind="podcast")] if user == GONE else []
        listens = [
            Listen(track, AT + 1000 * n + again, heard_s=99.0)
            for n, track in enumerate(heard)
            for again in range(1 + n % 3)
        ]
        mix = PlaylistRow("mix", f"Mix of {user}", tuple(map(Entry, heard)), public=True)
        bring(store, home, user, *listens, mix, local=user in ("me", GONE))


def left_on_disk(home: Home) -> str:
    files = (path for path in home.root.rglob("*") if path.is_file())
    return "".join(str(path) + path.read_bytes().decode("latin-1") for path in files)


def test_nothing_is_left_of_them_in_graph_files_or_reasons(
    store: GraphStore, home: Home, dump: Callable[[], Graph]
) -> None:
    town(store, home)
    publish_weeks(store, home, CONFIG, week="2026-W47")
    home.weeks.mkdir()
    (home.weeks / "me.html").write_text(f"as {GONE} also plays it")
    home.quarantine.mkdir(exist_ok=True)
    (home.quarantine / "import-1-file.tsv").write_text(f"1\tbad\t{GONE}")
    (home.spool / f"import-1-{2**22 + 1}.sqlite").write_text(f"an import of {GONE} that was killed")
    assert GONE in repr(dump())
    assert "Song 99" in repr(dump())
    assert GONE in left_on_disk(home)

    report = forget_user(store, home, CONFIG, GONE)

    assert (report.tracks, report.playlists) == (6, 2)
    assert report.reasons > 0
    left = repr(dump()) + repr(runs(store, "factors")) + left_on_disk(home)
    assert GONE not in left
    assert "Song 99" not in left
    assert "Band 49" not in left
    week = read_week(store, "me")
    told = [track for track in week["tracks"] if track["reason"] == UNSAID]
    assert len(told) == report.reasons
    assert all((t["listeners"], t["playlists"], t["path"]) == (0, 0, []) for t in told)


def test_what_is_learned_is_what_would_have_been_learned_without_them(
    store: GraphStore, home: Home, tmp_path: Path, wipe: Callable[[], None]
) -> None:
    town(store, home)
    train(store, home, CONFIG)
    report = forget_user(store, home, CONFIG, GONE)
    assert report.run is not None
    after = load_factors(home.models / report.run / "factors")
    assert [path.name for path in home.models.iterdir()] == [report.run]

    wipe()
    other = Home(tmp_path / "other").make()
    town(store, other)
    forget_user(store, other, CONFIG, GONE)  # before anything was learned
    run = current(store, "factors")
    assert run is not None
    never = load_factors(other.models / run.id / "factors")
    assert after.tracks.ids == never.tracks.ids
    assert after.users.ids == never.users.ids
    np.testing.assert_allclose(after.tracks.matrix, never.tracks.matrix, atol=1e-5)


def test_a_community_file_brings_nothing_back_and_their_own_import_does(
    store: GraphStore, home: Home, dump: Callable[[], Graph]
) -> None:
    town(store, home)
    forget_user(store, home, CONFIG, GONE)
    before = others(dump())
    rows: list[Row] = [
        Listen(song(3), AT, heard_s=99.0, user=GONE),
        PlaylistRow("mix", "Mix", (Entry(song(98)),), user=GONE),
    ]
    report = bring(store, home, None, *rows, local=False)
    assert (report.private, report.quarantined, report.changed) == (2, 0, False)
    assert others(dump()) == before

    bring(store, home, GONE, Listen(song(3), AT, heard_s=99.0), local=True)
    assert store.value("read/user", user=GONE) == GONE
    assert not store.read("forget/noted")


def test_who_is_forgotten_while_a_community_file_is_read_is_not_brought_back(
    store: GraphStore, home: Home, dump: Callable[[], Graph]
) -> None:
    town(store, home)

    def rows() -> Iterator[Row]:
        yield Listen(song(3), AT, heard_s=99.0, user=GONE)
        forget_user(store, home, CONFIG, GONE)

    with pytest.raises(Busy, match="import them again"):
        ingest(
            [("file", "rows", rows())], store, user=None, local=False, home=home,
            config=IngestConfig(),
        )  # fmt: skip
    assert GONE not in repr(dump())


STEPS = ["unsay_weeks", "drop_playlists", "drop_listens", "drop_user"]


@pytest.mark.parametrize("step", [*STEPS, "train"])
def test_one_who_dies_while_forgetting_goes_on_when_asked_again(
    store: GraphStore,
    home: Home,
    dump: Callable[[], Graph],
    monkeypatch: pytest.MonkeyPatch,
    step: str,
) -> None:
    def die(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    town(store, home)
    train(store, home, CONFIG)
    with monkeypatch.context() as patch:
        patch.setattr(job if step == "train" else forgotten, step, die)
        with pytest.raises(KeyboardInterrupt):
            forget_user(store, home, CONFIG, GONE)
    report = forget_user(store, home, CONFIG, GONE)
    assert report.run == getattr(current(store, "factors"), "id", None) == "f2"
    assert GONE not in repr(dump()) + left_on_disk(home)
    assert fingerprint(GONE) in repr(dump())


def test_when_nobody_is_left_nothing_is_known(
    store: GraphStore, home: Home, dump: Callable[[], Graph]
) -> None:
    bring(store, home, GONE, Listen(song(1), AT, heard_s=99.0), local=True)
    train(store, home, CONFIG)
    assert forget_user(store, home, CONFIG, GONE).run is None
    assert others(dump()) == ([], [])
    assert current(store, "factors") is None
    assert list(home.models.iterdir()) == []


def test_networks_that_their_plays_taught_are_gone(
    store: GraphStore, home: Home, grow: Callable[..., None], dump: Callable[[], Graph]
) -> None:
    learned = {"kind": "audio", "current": True, "started_at": "1", "finished_at": "2"}
    grow(
        [
            ("User", GONE, {"tracks": 0}),
            ("Track", "t", {"kind": "music", "sound": "s", "audio": [1.0], "audio_run": "a1"}),
            ("Run", "a1", learned),
        ]
    )
    for folder in (home.models / "a1", home.sounds / "training"):
        folder.mkdir(parents=True)
    forget_user(store, home, CONFIG, GONE)
    assert current(store, "audio") is None
    assert '"audio"' not in repr(dump())
    assert not (home.models / "a1").exists()
    assert not (home.sounds / "training").exists()


def test_nobody_unknown_is_forgotten_and_nobody_while_an_import_runs(
    store: GraphStore, home: Home, dump: Callable[[], Graph]
) -> None:
    with pytest.raises(UnknownNode, match="nobody"):
        forget_user(store, home, CONFIG, "nobody")
    town(store, home)
    before = dump()
    for work in ("import", "weekly", "terms"):
        with lease(store, work), pytest.raises(Busy):
            forget_user(store, home, CONFIG, GONE)
        assert dump() == before


def test_who_was_forgotten_is_nobody_any_more(
    store: GraphStore, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(job, "_learn_anew", lambda *_: None)
    for _ in range(2):  # and may come back, and ask again
        bring(store, home, GONE, Listen(song(1), AT, heard_s=99.0), local=True)
        assert forget_user(store, home, CONFIG, GONE).tracks == 1
        with pytest.raises(UnknownNode, match=GONE):
            forget_user(store, home, CONFIG, GONE)


TERMS = Config.build(TABLES | {"terms": {"embedding_size": 3, "min_weight": 0.0}}, {})


def described(store: GraphStore) -> list[str]:
    rows = store.read("browse/artist_terms", artist="Band 1", limit=9)
    return sorted(row["term"] for row in rows)


def call(store: GraphStore, home: Home, tags: dict[str, tuple[str, ...]]) -> None:
    for user, words in tags.items():
        said = [Tag("Band 1", word) for word in words]
        bring(store, home, user, Listen(song(2), AT, heard_s=99.0), *said, local=False)
    describe(store, home, TERMS)


def test_nobody_is_described_by_what_they_called_them(store: GraphStore, home: Home) -> None:
    call(store, home, {GONE: ("loud", "odd"), "ben": ("loud",), "cy": ("loud",), "dee": ("odd",)})
    assert described(store) == ["loud", "odd"]
    forget_user(store, home, TERMS, GONE)
    assert described(store) == ["loud"]  # what one person alone says is not shown


def test_words_go_though_nobody_is_left_who_says_any(
    store: GraphStore, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    call(store, home, {GONE: ("loud",), "ben": ("loud",), "cy": ()})
    assert described(store) == ["loud"]
    with monkeypatch.context() as patch:
        patch.setattr(job, "_learn_anew", lambda *_: None)  # as if it had died before
        forget_user(store, home, TERMS, GONE)
    forget_user(store, home, TERMS, "ben")
    assert described(store) == []
