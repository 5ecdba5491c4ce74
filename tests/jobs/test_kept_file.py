"""A file that can be made again: thrown away when it is broken, and only then."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from discograph.core.errors import InputError
from discograph.jobs import kept_file
from discograph.jobs.kept_file import KeptFile


class Words(KeptFile):
    def __init__(self, folder: Path) -> None:
        super().__init__(folder / "words.sqlite", "CREATE TABLE word (text TEXT);", "say it again")

    def say(self, *texts: str, fail: bool = False) -> None:
        with self._together():
            self._db.executemany("INSERT INTO word VALUES (?)", [(text,) for text in texts])
            if fail:
                raise KeyboardInterrupt

    def said(self) -> list[str]:
        return [text for (text,) in self._db.execute("SELECT text FROM word ORDER BY text")]


def test_what_is_kept_together_is_there_as_a_whole(tmp_path: Path) -> None:
    with Words(tmp_path / "new") as words:
        words.say("one", "two")
        with pytest.raises(KeyboardInterrupt):
            words.say("three", fail=True)
    with Words(tmp_path / "new") as words:
        assert words.said() == ["one", "two"]


@pytest.mark.parametrize("content", [b"no database at all" * 100, b"\xff" * 4096])
def test_a_broken_file_is_thrown_away(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "words.sqlite").write_bytes(content)
    with Words(tmp_path) as words:
        assert words.said() == []


def test_a_file_of_another_format_is_thrown_away(tmp_path: Path) -> None:
    with Words(tmp_path) as words:
        words.say("one")
    db = sqlite3.connect(tmp_path / "words.sqlite")
    db.execute("PRAGMA user_version = 7")
    db.close()
    with Words(tmp_path) as words:
        assert words.said() == []


def test_a_file_that_another_holds_is_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Words(tmp_path) as words:
        words.say("one")
    monkeypatch.setattr(kept_file, "_PATIENCE_S", 0.1)
    other = sqlite3.connect(tmp_path / "words.sqlite", isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    with pytest.raises(InputError, match=r"words.sqlite cannot be opened \(database is locked"):
        Words(tmp_path)
    other.close()
    with Words(tmp_path) as words:
        assert words.said() == ["one"]
