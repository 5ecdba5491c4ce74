"""The doctor's lines, its document and its exit status."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from discograph.cli.app import app


@pytest.fixture(autouse=True)
def no_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.delenv("NEO4J_URI", raising=False)


def call(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["doctor", *map(str, arguments)], env={"TERM": "dumb"})


def test_a_line_a_thing_and_status_0_where_nothing_is_wrong(tmp_path: Path) -> None:
    result = call("--home", tmp_path / "new")
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert len(lines) > 8
    assert all(line.split()[0] in {"ok", "warning"} for line in lines)
    assert all("→" in line for line in lines if line.startswith("warning"))
    assert not (tmp_path / "new").exists()


def test_status_1_where_something_is_wrong(tmp_path: Path) -> None:
    (tmp_path / "discograph.toml").write_text("[weekly]\nsize = 3\n")
    result = call("--home", tmp_path, "--json")
    assert result.exit_code == 1
    found = json.loads(result.stdout)
    (wrong,) = (row for row in found if row["level"] == "fault")
    assert wrong["check"] == "settings"
    assert "weekly.size" in wrong["found"]
    assert str(tmp_path / "discograph.toml") in wrong["advice"]
