"""The whole line on the demo world, through the client and the command line."""

from __future__ import annotations

import csv
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import neo4j
import networkx as nx
import pytest

from discograph import Discograph, cli
from discograph.core.errors import InputError, UnknownNode
from discograph.demo.web import Web, WebTruth
from discograph.demo.world import Truth, world
from discograph.formats.playlists import jspf, xspf
from discograph.formats.rows import PlaylistRow
from discograph.graph.store import Address

from .conftest import run_bare

pytestmark = [pytest.mark.neo4j, pytest.mark.slow]
WEEK = "2026-W27"
_REVIEW = (
    "have made the most zithery record of a long and patient career in the harbour towns.",
    "used to be a loud band, and the older songs still carry a heavy guitar under the voices.",
    "recorded it in one week, between two storms, in a room without any windows or clocks.",
    "sing of trains and of letters that nobody answers, over a slow and zithery kind of pulse.",
    "will play these songs in small halls this autumn, and people who like quiet should go.",
)


@pytest.fixture(scope="module")
def dg(
    address: Address, bare_driver: neo4j.Driver, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Discograph]:
    """The demo world, loaded and with a published week, in the session's Neo4j."""
    run_bare(bare_driver, "wipe")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("NEO4J_URI", address.uri)
        patch.setenv("NEO4J_USERNAME", address.username)
        patch.setenv("NEO4J_PASSWORD", address.password)
        patch.setenv("DISCOGRAPH_AUDIO_EPOCHS", "8")  # of 40: enough to tell scenes apart
        with Discograph.open(tmp_path_factory.mktemp("demo")) as opened:
            opened.demo()
            opened.weekly(week=WEEK)
            yield opened


@pytest.fixture(scope="module")
def truth() -> Truth:
    return world().truth


@pytest.fixture(scope="module")
def press() -> WebTruth:
    return Web(world()).truth


def _cli(
    dg: Discograph, capsys: pytest.CaptureFixture[str], *args: str, status: int = 0
) -> tuple[str, str]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sys.argv", ["discograph", "--home", str(dg.home.root), *args])
        with pytest.raises(SystemExit) as stop:
            cli.main()
    printed = capsys.readouterr()
    assert (stop.value.code or 0) == status, printed.err
    return printed.out, printed.err


def _json(dg: Discograph, capsys: pytest.CaptureFixture[str], *args: str) -> Any:
    return json.loads(_cli(dg, capsys, *args, "--json")[0])


@pytest.mark.parametrize("user", ["mira", "jonas", "ada"])
def test_a_week_is_thirty_tracks_of_works_never_heard(dg: Discograph, user: str) -> None:
    tracks = dg.week(user, WEEK).tracks
    assert [track.position for track in tracks] == list(range(1, 31))
    graph = dg.graph(user)
    heard = {
        node
        for _, node, data in graph.out_edges(user, data=True)
        if data["type"] in {"LISTENED", "SAVED"}
    }
    assert heard
    assert not heard & {track.id for track in tracks}


@pytest.mark.parametrize("user", ["mira", "jonas", "ada"])
def test_a_week_comes_from_the_scenes_of_its_person(
    dg: Discograph, truth: Truth, user: str
) -> None:
    loved = set(truth.people[user])
    inside = sum(bool(loved & {*truth.tracks[t.id]}) for t in dg.week(user, WEEK).tracks)
    assert inside >= 24  # of 30; by chance it would be 30 * scenes / 14


def test_what_nobody_has_played_is_heard_by_those_of_its_scene(
    dg: Discograph, truth: Truth
) -> None:
    served = [
        (user, track)
        for user in ("mira", "jonas", "ada")
        for track in dg.week(user, WEEK).tracks
        if next(iter(track.sources)) == "audio"
    ]
    assert len(served) == 9
    assert all(track.id in truth.cold for _, track in served)
    fit = [{*truth.people[user]} & {*truth.tracks[track.id]} for user, track in served]
    assert sum(map(bool, fit)) >= 4  # by chance one in seven would
    for _, track in served:
        assert "nobody here has played it yet" in track.reason


@pytest.mark.parametrize("user", ["mira", "jonas", "ada"])
def test_a_week_keeps_to_two_tracks_an_artist(dg: Discograph, user: str) -> None:
    assert max(Counter(t.artist for t in dg.week(user, WEEK).tracks).values()) <= 2


def test_planted_neighbours_are_found(dg: Discograph, truth: Truth) -> None:
    found = {row["user"] for row in dg.similar_users("mira", 10)}
    assert found & {*truth.neighbours["mira"]}


def test_every_reason_names_tracks_that_the_person_played(dg: Discograph) -> None:
    for track in dg.week("jonas", WEEK).tracks:
        told = dg.why("jonas", track.id)
        assert sum(told["sources"].values()) == pytest.approx(1)
        assert told["loved"]
        for loved in told["loved"]:
            assert dg.why("jonas", loved["id"])["plays"] > 0
        assert told["path"][0] == "jonas"
        assert told["path"][-1] == track.id


def test_the_same_week_again_changes_nothing(dg: Discograph) -> None:
    before = dg.week("ada", WEEK)
    report = dg.weekly(week=WEEK)
    assert not any(playlist.fresh for playlist in report.playlists)
    assert dg.week("ada", WEEK) == before


def test_a_replaced_week_is_the_same_from_the_same_facts(dg: Discograph) -> None:
    before = dg.week("mira", WEEK)
    dg.weekly(["mira"], week=WEEK, replace=True)
    assert dg.week("mira", WEEK).tracks == before.tracks


def test_successive_weeks_never_repeat(dg: Discograph) -> None:
    weeks = [WEEK, "2026-W28", "2026-W29"]
    for week in weeks[1:]:
        dg.weekly(["jonas"], week=week)
    served = [track.id for week in weeks for track in dg.week("jonas", week).tracks]
    assert len(served) == 90
    assert len(set(served)) == 90


def test_the_neighbourhood_is_a_networkx_graph(dg: Discograph) -> None:
    graph = dg.graph("mira")
    assert isinstance(graph, nx.MultiDiGraph)
    assert graph.nodes["mira"]["label"] == "User"


def test_recommendations_of_the_moment_avoid_what_was_served(dg: Discograph) -> None:
    served = {track.id for track in dg.week("ada", WEEK).tracks}
    now = dg.recommend("ada", 10)
    assert len(now) == 10
    assert not served & {row["id"] for row in now}


def test_nobody_of_that_name_is_said_with_who_there_is(dg: Discograph) -> None:
    with pytest.raises(UnknownNode, match="mira"):
        dg.week("nobody")


def test_show_prints_the_week_for_machines(
    dg: Discograph, capsys: pytest.CaptureFixture[str]
) -> None:
    found = _json(dg, capsys, "show", "mira", "--week", WEEK)
    assert (found["user"], found["week"]) == ("mira", WEEK)
    assert len(found["tracks"]) == 30
    keys = {"position", "id", "title", "artist", "aliases", "score", "sources", "reason", "path"}
    assert all(keys == track.keys() for track in found["tracks"])
    assert all(track["reason"] and track["aliases"] for track in found["tracks"])


def test_show_prints_the_week_for_people(
    dg: Discograph, capsys: pytest.CaptureFixture[str]
) -> None:
    shown, _ = _cli(dg, capsys, "show", "mira", "--week", WEEK)
    flat = " ".join(shown.split())
    for track in dg.week("mira", WEEK).tracks:
        assert " ".join(track.title.split()) in flat


def test_weekly_prints_one_document(dg: Discograph, capsys: pytest.CaptureFixture[str]) -> None:
    found = _json(dg, capsys, "weekly", "--week", WEEK)
    assert found["week"] == WEEK
    assert {p["user"]: (p["tracks"], p["short_by"]) for p in found["playlists"]} == {
        "ada": (30, 0),
        "jonas": (30, 0),
        "mira": (30, 0),
    }


def test_exports_are_read_back_in_order(
    dg: Discograph, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    titles = [track.title for track in dg.week("mira", WEEK).tracks]
    for ending, reader in (("jspf", jspf), ("xspf", xspf)):
        file = tmp_path / f"week.{ending}"
        _cli(dg, capsys, "export", "mira", "--week", WEEK, "--to", ending, "-o", str(file))
        with file.open("rb") as stream:
            (row,) = reader.read(stream, file.name)
        assert isinstance(row, PlaylistRow)
        assert [entry.track.title for entry in row.entries] == titles


def test_all_weeks_are_one_line_a_person(
    dg: Discograph, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file = tmp_path / "weeks.jsonl"
    _cli(dg, capsys, "export", "--all", "--week", WEEK, "--to", "json", "-o", str(file))
    lines = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    assert [line["user"] for line in lines] == ["ada", "jonas", "mira"]
    assert lines[2] == _json(dg, capsys, "show", "mira", "--week", WEEK)


def test_a_folder_takes_a_file_a_person(
    dg: Discograph, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    _cli(dg, capsys, "export", "--all", "--week", WEEK, "--to", "m3u8", "-o", str(tmp_path / "x"))
    assert {p.name for p in (tmp_path / "x").iterdir()} == {
        f"{user}-{WEEK}.m3u8" for user in ("ada", "jonas", "mira")
    }


def test_a_shipped_query_runs_by_its_name(
    dg: Discograph, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = _json(dg, capsys, "query", "my_top_tracks", "user=mira", "limit=5")
    assert len(rows) == 5


def test_why_and_similar_take_names_that_people_write(
    dg: Discograph, capsys: pytest.CaptureFixture[str]
) -> None:
    track = dg.week("mira", WEEK).tracks[0]
    name = f"{track.artist} - {track.title}"
    assert _json(dg, capsys, "why", "mira", name)["id"] == track.id
    assert len(_json(dg, capsys, "similar", name, "-n", "5")) == 5
    assert len(_json(dg, capsys, "similar", "--artist", track.artist, "-n", "5")) == 5


def test_status_counts_what_is_there(dg: Discograph, capsys: pytest.CaptureFixture[str]) -> None:
    found = _json(dg, capsys, "status")
    assert found["nodes"]["User"] == 300
    assert found["relationships"]["LISTENED"] > 20_000
    assert found["runs"]["factors"]["tracks"] > 3_000


def test_the_words_of_the_press_describe_its_artists(dg: Discograph, press: WebTruth) -> None:
    run = dg.status()["runs"]["terms"]
    assert run["pages"] > 250
    assert run["artists"] > 250
    few = sorted(press.words)[:40]
    told = {artist: dg.terms_of(artist, n=20)["terms"] for artist in few}
    described = {artist: terms for artist, terms in told.items() if terms}
    planted = [
        artist
        for artist, terms in described.items()
        if len({term["term"] for term in terms} & {*press.words[artist]}) >= 3
    ]
    assert len(described) >= 30
    assert len(planted) >= 0.8 * len(described)
    assert all(
        url.startswith("http") for terms in described.values() for t in terms for url in t["pages"]
    )


def test_a_search_for_a_scene_finds_its_artists(
    dg: Discograph, capsys: pytest.CaptureFixture[str], press: WebTruth
) -> None:
    genre = sorted(press.scenes)[0]
    rows = _json(dg, capsys, "search", genre, "-n", "10")
    found = [row for row in rows if row["kind"] == "artist"]
    assert found
    assert sum(genre in press.words[row["id"]] for row in found) >= 0.8 * len(found)
    assert all(term["pages"] for row in rows if row["score"] > 0.3 for term in row["terms"][:1])


def test_artists_described_alike_share_their_scene(dg: Discograph, press: WebTruth) -> None:
    one = next(
        row["id"] for row in dg.search(sorted(press.scenes)[1], 10) if row["kind"] == "artist"
    )
    near = dg.similar_artists(one, 10, by="words")
    shared = [row for row in near if len({*press.words[row["id"]]} & {*press.words[one]}) >= 3]
    assert len(shared) >= 6


def test_pages_come_in_and_go_out_by_the_command_line(
    dg: Discograph, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    name = dg.week("mira", WEEK).tracks[0].artist
    file = tmp_path / "review.html"
    file.write_text(
        f"<html><head><title>{name}: a review</title>"
        '<link rel="canonical" href="https://fanzine.example/1"></head><body><article>'
        + "".join(f"<p>{name} {sentence}</p>" for sentence in _REVIEW)
        + "</article></body></html>",
        encoding="utf-8",
    )
    assert _json(dg, capsys, "import", str(file))["pages"] == 1
    assert _json(dg, capsys, "import", str(file))["pages"] == 0
    assert _json(dg, capsys, "terms")["fresh"] is True
    assert "https://fanzine.example/1" in {row["url"] for row in dg.query("read/page_urls")}
    gone = _json(dg, capsys, "forget-page", "fanzine.example")
    assert (gone["pages"], gone["mentioning"]) == (1, 1)
    assert "https://fanzine.example/1" not in {row["url"] for row in dg.query("read/page_urls")}


def test_a_crawl_without_contact_or_seeds_says_what_to_do(
    dg: Discograph, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _json(dg, capsys, "crawl", "list") == []
    assert "contact" in _cli(dg, capsys, "crawl", status=2)[1]
    added = _json(dg, capsys, "crawl", "add", "https://lanternpost.example/feed.xml")
    assert added == {"added": ["https://lanternpost.example/feed.xml"]}
    assert [row["kind"] for row in _json(dg, capsys, "crawl", "list")] == ["feed"]
    removed = _json(dg, capsys, "crawl", "remove", "https://lanternpost.example/feed.xml")
    assert removed == {"removed": ["https://lanternpost.example/feed.xml"]}


def test_loading_the_world_again_does_nothing(
    dg: Discograph, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "already there" in _cli(dg, capsys, "demo")[0]


def test_a_persons_timezone_is_kept(dg: Discograph, capsys: pytest.CaptureFixture[str]) -> None:
    found = _json(dg, capsys, "user", "ada", "--timezone", "Pacific/Auckland")
    assert found["timezone"] == "Pacific/Auckland"
    assert "no timezone" in _cli(dg, capsys, "user", "ada", "--timezone", "Mars/X", status=2)[1]
    with pytest.raises(InputError, match="community"):
        dg.user(world().community[0])


def test_an_import_reports_and_quarantines(
    dg: Discograph, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file = tmp_path / "plays.csv"
    with file.open("w", newline="", encoding="utf-8") as stream:
        rows = csv.writer(stream)
        rows.writerow(["artist", "title", "plays"])
        rows.writerows([["Somebody", f"Song {n}", n] for n in range(1, 20)])
        rows.writerow(["Somebody", "Song 20", "many"])
    dry = _json(dg, capsys, "import", str(file), "--user", "newcomer", "--dry-run")
    assert (dry["tracks"], dry["quarantined"], dry["changed"]) == (19, 1, True)
    assert "newcomer" not in {row["id"] for row in dg.query("read/local_users")}
    real = _json(dg, capsys, "import", str(file), "--user", "newcomer")
    assert real["counted"] == sum(range(1, 20))
    (kept,) = real["quarantine"]
    assert "many" in Path(kept).read_text(encoding="utf-8")
    again = _json(dg, capsys, "import", str(file), "--user", "newcomer")
    assert again["changed"] is False
