"""Playlists of the moment are shown, told as one document, or written into a file."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from discograph import cli
from discograph.client import Discograph
from discograph.formats.track_list import ListTrack, TrackList

FOUND = TrackList(
    title="mira's run",
    created_at=datetime(2026, 11, 16, tzinfo=UTC),
    user="mira",
    tracks=(
        ListTrack(
            position=1, id="t1", title="So[n]g\x1b", artist="Band", aliases=(), album=None,
            duration_s=200.0, reason="84 beats a minute, two steps a beat.",
            facts={"tempo_bpm": 84.0, "match": "two steps a beat", "steps": 168.0, "new": True},
        ),
    ),
    note="only 3 of 40 minutes",
)  # fmt: skip


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What the client was asked for; it answers with one list."""
    calls: list[Any] = []

    def answer(name: str) -> Any:
        def method(dg: Discograph, *args: Any, **options: Any) -> TrackList:
            calls.append((name, args, options))
            return FOUND

        return method

    for name in ("running_playlist", "continue_playlist", "flow"):
        monkeypatch.setattr(Discograph, name, answer(name))
    return calls


def _run(monkeypatch: pytest.MonkeyPatch, home: Path, *args: object) -> int:
    monkeypatch.setattr(
        "sys.argv", ["discograph", "--home", str(home), "playlist", *map(str, args)]
    )
    with pytest.raises(SystemExit) as stop:
        cli.main()
    return int(stop.value.code or 0)


def test_percents_become_shares_and_what_is_not_said_is_left_to_the_client(
    asked: list[Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = ("--cadence", 170, "--tolerance", 5, "--easy", 90, "--warm-up", 0)
    assert _run(monkeypatch, tmp_path, "run", "mira", *given) == 0
    [(name, args, options)] = asked
    assert (name, args) == ("running_playlist", ("mira",))
    assert options == pytest.approx(
        {
            "cadence": 170, "minutes": 40, "tolerance": 0.05, "warm_up": 0, "cool_down": None,
            "easy": 0.9,
        }
    )  # fmt: skip


def test_people_see_a_table_and_the_note_beside_it(
    asked: list[Any],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for args in (("run", "mira", "--cadence", 170), ("continue", "a", "b"), ("flow", "mira")):
        assert _run(monkeypatch, tmp_path, *args) == 0
        printed = capsys.readouterr()
        assert "mira's run" in printed.out
        assert "So[n]g\\u001b" in printed.out
        assert printed.err == "only 3 of 40 minutes\n"
    assert [(name, args) for name, args, _ in asked] == [
        ("running_playlist", ("mira",)), ("continue_playlist", ("a", "b")), ("flow", ("mira",)),
    ]  # fmt: skip


def test_a_machine_gets_one_document(
    asked: list[Any],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert _run(monkeypatch, tmp_path, "flow", "--file", "x.xspf", "--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert found["note"] == "only 3 of 40 minutes"
    assert found["tracks"][0]["match"] == "two steps a beat"
    assert asked == [("flow", (None,), {"file": "x.xspf", "title": None})]


@pytest.mark.parametrize(
    ("args", "name", "begins"),
    [
        ((), "run.m3u8", "#EXTM3U"),
        ((), "run.xspf", "<?xml"),
        ((), "run.jspf", '{\n "playlist"'),
        ((), "run", '{\n "playlist"'),
        (("--to", "json"), "run.txt", '{"title": "mira\'s run"'),
    ],
)
def test_a_file_is_of_the_format_that_its_name_or_somebody_says(
    args: tuple[str, ...],
    name: str,
    begins: str,
    asked: list[Any],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    path = tmp_path / name
    assert _run(monkeypatch, tmp_path, "run", "mira", "--cadence", 170, "-o", path, *args) == 0
    assert path.read_text(encoding="utf-8").startswith(begins)


def test_a_format_that_is_none_is_named(
    asked: list[Any],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert _run(monkeypatch, tmp_path, "continue", "a", "--to", "pls") == 2
    assert "no playlist format 'pls'" in capsys.readouterr().err


def test_a_cadence_that_nobody_runs_is_refused_before_anything_starts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _run(monkeypatch, tmp_path, "run", "mira", "--cadence", 1700) == 2
    assert "cadence is 1700; make it between 40 and 300" in capsys.readouterr().err
    assert [*tmp_path.iterdir()] == []
