"""Weeks go where they are told to, each into a file of its own."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from discograph import cli
from discograph.cli.files import write_out
from discograph.client import Discograph
from discograph.formats.week import Week


def _week(user: str) -> Week:
    return Week(
        user=user, week="2026-W47", run="f1", title="T", tracks=(),
        created_at=datetime(2026, 11, 16, tzinfo=UTC),
    )  # fmt: skip


def _export(monkeypatch: pytest.MonkeyPatch, home: Path, users: list[str], *args: str) -> int:
    weeks = {user: _week(user) for user in users}
    monkeypatch.setattr(Discograph, "week", lambda dg, user, week: weeks[user])
    monkeypatch.setattr(Discograph, "weeks", lambda dg, week: list(weeks.values()))
    return _run(monkeypatch, "--home", str(home), "export", *args)


def _run(monkeypatch: pytest.MonkeyPatch, *args: str) -> int:
    monkeypatch.setattr("sys.argv", ["discograph", *args])
    with pytest.raises(SystemExit) as stop:
        cli.main()
    return int(stop.value.code or 0)


def test_users_of_like_names_get_a_file_each(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    users = ["a b", "a_b", "a/b", "a%20b", "../a", "é"]
    folder = tmp_path / "out"
    assert _export(monkeypatch, tmp_path, users, "--all", "--to", "m3u8", "-o", str(folder)) == 0
    assert len([*folder.iterdir()]) == len(users)
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_one_week_goes_into_a_file_or_a_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "out").mkdir()
    for target in ("out", "new/week.jspf"):
        assert _export(monkeypatch, tmp_path, ["me"], "me", "-o", str(tmp_path / target)) == 0
    assert (tmp_path / "out/me-2026-W47.jspf").read_text() == (
        tmp_path / "new/week.jspf"
    ).read_text()


def test_a_link_goes_on_pointing_and_a_pipe_is_written_to(tmp_path: Path) -> None:
    link, pipe = tmp_path / "link", tmp_path / "pipe"
    link.symlink_to("shared/week.html")
    (tmp_path / "shared").mkdir()
    write_out(link, "a week")
    assert link.is_symlink()
    assert (tmp_path / "shared/week.html").read_text() == "a week"
    os.mkfifo(pipe)
    reading = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    write_out(pipe, "a week")
    assert os.read(reading, 100) == b"a week"
    os.close(reading)
    assert {path.name for path in tmp_path.iterdir()} == {"link", "pipe", "shared"}


def test_what_could_not_be_written_leaves_the_old_and_nothing_beside_it(tmp_path: Path) -> None:
    file = tmp_path / "week.html"
    write_out(file, "old")
    with pytest.raises(UnicodeEncodeError):
        write_out(file, "new \ud800")
    assert file.read_text() == "old"
    assert [*tmp_path.iterdir()] == [file]


def test_a_folder_is_no_file_and_a_file_no_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "taken").touch()
    for args in (("--to", "json", "-o", "."), ("--to", "m3u8", "-o", "taken")):
        path = str(tmp_path / args[-1])
        assert _export(monkeypatch, tmp_path, ["me"], "--all", *args[:-1], path) == 2
        assert path in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["taken"]


def test_no_week_at_all_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _export(monkeypatch, tmp_path, [], "--all", "--to", "json") == 0
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "nobody" in printed.err


def test_weeks_become_pages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Discograph, "week_page", lambda dg, user, week: f"<p>{user} {week}")
    folder = tmp_path / "out"
    given = ("--all", "--to", "html", "-o", str(folder))
    assert _export(monkeypatch, tmp_path, ["ann", "ben"], *given) == 0
    assert {path.name: path.read_text() for path in folder.iterdir()} == {
        f"{user}-2026-W47.html": f"<p>{user} 2026-W47" for user in ("ann", "ben")
    }


def test_a_page_is_kept_at_home_and_opened_where_there_is_a_browser(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    home, opened = tmp_path / "home", tmp_path / "opened"
    browser = tmp_path / "browser"
    browser.write_text(f'#!/bin/sh\necho "$1" >> "{opened}"\n')
    browser.chmod(0o700)
    monkeypatch.setattr(Discograph, "week", lambda dg, user, week: _week(user))
    monkeypatch.setattr(Discograph, "week_page", lambda dg, user, week: "<p>page")
    monkeypatch.setattr("webbrowser._tryorder", None)  # what an earlier look found
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER"):
        monkeypatch.delenv(name, raising=False)
    page = home / "weeks" / "ann-2026-W47.html"
    for shown in (False, True):
        if shown:
            monkeypatch.setenv("BROWSER", str(browser))
        assert _run(monkeypatch, "--home", str(home), "show", "ann", "--html") == 0
        assert capsys.readouterr().out.split() == [str(page)]
        assert page.read_text() == "<p>page"
        assert opened.exists() is shown
    assert opened.read_text().split() == [page.as_uri()]
    assert _run(monkeypatch, "--home", str(home), "show", "ann", "--html", "--json") == 2
