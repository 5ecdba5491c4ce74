"""What goes wrong is one line on stderr and exit status 2."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from discograph import cli
from discograph.client import Discograph
from discograph.core.errors import ServerError


def _run(monkeypatch: pytest.MonkeyPatch, *args: object) -> int:
    monkeypatch.setattr("sys.argv", ["discograph", *map(str, args)])
    with pytest.raises(SystemExit) as stop:
        cli.main()
    return int(stop.value.code or 0)


def test_a_setting_that_cannot_be_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "discograph.toml").write_text("[weekly]\ntracks = -3\n")
    assert _run(monkeypatch, "status", "--home", tmp_path) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "weekly.tracks is -3" in printed.err
    assert "Traceback" not in printed.err


def test_an_import_must_say_whose_the_rows_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    history = tmp_path / "history"
    history.mkdir()
    (history / "plays.csv").write_text("artist,title,plays\nAda,Blue,3\n", encoding="utf-8")
    for path in (history, history / "plays.csv"):
        assert _run(monkeypatch, "import", path, "--home", tmp_path) == 2
        assert "--user" in capsys.readouterr().err


def test_what_rose_and_fell_is_told_of_somebody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _run(monkeypatch, "terms", "--since", "2026-11-14", "--home", tmp_path) == 2
    assert "say whom" in capsys.readouterr().err


def test_status_without_a_server_starts_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("NEO4J_URI", raising=False)
    assert _run(monkeypatch, "--home", tmp_path, "status", "--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert found["running"] is False
    assert found["home"] == str(tmp_path)


def test_an_unknown_query_lists_what_there_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _run(monkeypatch, "query", "browse/nothing", "--home", tmp_path) == 2
    assert "browse/" in capsys.readouterr().err


@pytest.mark.parametrize("path", ["../core/errors", "/etc/passwd", "browse/../../x"])
def test_a_query_name_cannot_leave_its_folder(
    path: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _run(monkeypatch, "query", path, "--home", tmp_path) == 2
    assert "no query" in capsys.readouterr().err


def test_the_last_lines_of_a_log_are_lines(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    _status_raises(monkeypatch, ServerError("it stopped:\nfirst [b]line\x1b\nsecond line"))
    assert _run(monkeypatch, "status", "--home", tmp_path) == 2
    assert capsys.readouterr().err.splitlines() == [
        "error: it stopped:", "first [b]line\\u001b", "second line",
    ]  # fmt: skip


def test_what_the_disk_refuses_is_told_without_a_traceback(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    _status_raises(monkeypatch, OSError(28, "No space left on device", "/full/disk"))
    assert _run(monkeypatch, "status", "--home", tmp_path) == 2
    assert capsys.readouterr().err == "error: /full/disk: No space left on device\n"


def test_whoever_stops_a_command_is_told_how_to_go_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    _status_raises(monkeypatch, KeyboardInterrupt())
    assert _run(monkeypatch, "status", "--home", tmp_path) == 130
    assert "again" in capsys.readouterr().err


def _status_raises(monkeypatch: pytest.MonkeyPatch, error: BaseException) -> None:
    def raise_(dg: Discograph) -> None:
        raise error

    monkeypatch.setattr(Discograph, "status", raise_)
