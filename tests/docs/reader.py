"""A reader who does at one instance what pages tell."""

from __future__ import annotations

import io
import os
import shlex
import subprocess
from collections.abc import Callable, Iterator, Mapping
from contextlib import chdir, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import neo4j
import pytest

from discograph import Discograph, cli
from discograph.core.home import Home
from discograph.graph.store import DATABASE

from ..conftest import run_bare
from .blocks import ROOT, Block

NOT_DONE = {
    "git clone": "it asks a host; the clone is what is tested here",
    "make test": "it is what runs this",
    "docker compose": "it pulls images; what it starts is tested beside its files",
}
"""What a reader here never does, by how it begins, and why."""


@dataclass(frozen=True)
class Reader:
    """Somebody who reads with a terminal, a Python and Neo4j Browser at hand.

    Parameters
    ----------
    folder : Path
        Where they are, and what ``~`` is.
    home : Path
        Of their instance.
    named : mapping of str to str
        What they write in place of names that stand for their own.
    params : mapping
        What they give Cypher, by the parameter's name.
    """

    folder: Path
    home: Path
    named: Mapping[str, str]
    params: Mapping[str, Any]

    def do(self, block: Block) -> None:
        """Do what a block tells; fails when something of it fails, or has nothing to say."""
        text = block.text
        for name, own in self.named.items():
            text = text.replace(name, own)
        match block.language:
            case "sh":
                self._type(text)
            case "python":
                self._program(text, block.where)
            case "cypher":
                assert self._ask(text), f"no rows: {block.where}"
            case "toml":
                assert block.title == "discograph.toml"
                Home(self.home).config_file.write_text(text, encoding="utf-8")

    def _type(self, text: str) -> None:
        for line in text.splitlines():
            for command in _commands(line):
                self._run(command)

    def _run(self, command: list[str]) -> None:
        if any(" ".join(command).startswith(known) for known in NOT_DONE):
            return
        program = command[0].rpartition("/")[2]
        if program == "make":
            for line in _recipe(command[1:]):
                self._type(line)
        elif program == "discograph":
            words = [str(self.folder / w[2:]) if w.startswith("~/") else w for w in command[1:]]
            with chdir(self.folder):
                told = _said(lambda: _discograph(words))
                written = Path(words[words.index("-o") + 1]).exists() if "-o" in words else False
            assert told.strip() or written, f"nothing said by {command}"
        else:
            assert program in {"cd", "echo"}, f"a reader who cannot run {command}"

    def _program(self, text: str, where: str) -> None:
        with chdir(self.folder):
            _said(lambda: exec(compile(text, where, "exec"), {}))

    def value(self, name: str) -> Any:
        """Return the only value of a statement of ``tests/data/cypher``."""
        with self._driver() as driver:
            return run_bare(driver, name)

    def _ask(self, text: str) -> list[neo4j.Record]:
        params = {name: value for name, value in self.params.items() if f"${name}" in text}
        with self._driver() as driver, driver.session(database=DATABASE) as session:
            return list(session.run(neo4j.Query(text), params))

    def _driver(self) -> neo4j.Driver:
        with Discograph.open(self.home) as dg:
            address = dg.up()
        auth = (address.username, address.password)
        return neo4j.GraphDatabase.driver(address.uri, auth=auth, telemetry_disabled=True)


def _commands(line: str) -> Iterator[list[str]]:
    """Yield the commands of a line, which may be joined by ``&&`` and end with a comment."""
    command: list[str] = []
    for word in [*shlex.split(line, comments=True), "&&"]:
        if word != "&&":
            command.append(word)
        elif command:
            yield command
            command = []


def _recipe(words: list[str]) -> list[str]:
    """Return the lines that make would run, what is to be installed left out."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    installed = [f"--old-file=.venv/.{name}" for name in ("installed", "dev")]
    told = subprocess.run(
        ["make", "-n", *installed, *words],
        cwd=ROOT, env=ours, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return told.stdout.splitlines()


def _discograph(words: list[str]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sys.argv", ["discograph", *words])
        with pytest.raises(SystemExit) as stop:
            cli.main()
    assert (stop.value.code or 0) == 0, words


def _said(work: Callable[[], None]) -> str:
    """Return what `work` prints; what it prints before it fails stands in the failure."""
    told = io.StringIO()
    with redirect_stdout(told), redirect_stderr(told):
        try:
            work()
        except BaseException as err:
            err.add_note(told.getvalue())
            raise
    return told.getvalue()
