"""Every verb explains itself."""

from __future__ import annotations

import re
from importlib.metadata import version
from pathlib import Path

import pytest
from typer.testing import CliRunner

from discograph.cli.app import app
from discograph.cli.output import clean
from discograph.cypher import loader

VERBS = [
    *("up", "down", "status", "doctor", "query", "browse"),
    *("import", "seed", "demo", "export"),
    *("crawl", "terms", "search", "forget-page", "forget"),
    *("user", "train", "weekly"),
    *("show", "map", "why", "similar", "playlist", "evaluate", "audio"),
]
ROOT = Path(__file__).parents[2]


def _help(*args: str) -> str:
    result = CliRunner().invoke(app, [*args, "--help"], env={"COLUMNS": "200", "TERM": "dumb"})
    assert result.exit_code == 0, result.output
    return re.sub(r"\x1b\[[0-9;]*m", "", result.output)


def test_the_front_page_lists_every_verb_and_no_other() -> None:
    listed = re.findall(r"^│ ([a-z][a-z-]+) ", _help(), flags=re.MULTILINE)
    assert sorted(listed) == sorted(VERBS)


@pytest.mark.parametrize("verb", VERBS)
def test_each_verb_has_help_with_examples(verb: str) -> None:
    text = _help(verb)
    assert "Examples" in text
    assert f"discograph {verb}" in text.partition("Examples")[2]
    assert "--home" in text


@pytest.mark.parametrize("verb", VERBS)
def test_the_readme_shows_each_verb(verb: str) -> None:
    assert f"discograph {verb}" in (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_version_is_told_without_a_verb() -> None:
    result = CliRunner().invoke(app, ["--version"])
    assert (result.exit_code, result.output.strip()) == (0, version("discograph"))


def test_each_query_in_the_examples_is_shipped() -> None:
    shown = re.findall(r"discograph query (\w+(?:/\w+)?)", _help("query"))
    assert len(shown) >= 2
    for name in shown:
        assert any(known in {name, f"browse/{name}"} for known in loader.names()), name


def test_text_from_files_cannot_steer_the_terminal() -> None:
    shown = clean("a\x1b[31mb\u202ec[bold]d\n")
    assert "\x1b" not in shown
    assert "\u202e" not in shown
    assert "\n" not in shown
    assert r"\[bold]" in shown
