"""What runs by itself: the container's loop, systemd units and cron lines."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import typer
from typer.core import TyperGroup

from discograph.cli.app import app

DEPLOY = Path(__file__).parents[2] / "deploy"
UNITS = sorted((DEPLOY / "systemd").iterdir())
CRON = DEPLOY / "cron" / "discograph"
ENTRYPOINT = DEPLOY / "docker" / "entrypoint.sh"
SYSTEMD = shutil.which("systemd-analyze")
GNU_DATE = subprocess.run(["date", "-d", "next monday"], capture_output=True).returncode == 0
CALLED = re.compile(
    r"(?:^Exec\w+=-?%h/\.local/bin/discograph|\"\$HOME/\.local/bin/discograph\""
    r"|(?:\bif(?: !)?|compose run --rm(?: -T)?) discograph) ([a-z-]+)",
    re.MULTILINE,
)
"""A verb, as units, cron lines, the container's loop and its users call it."""


@pytest.fixture
def bin_folder(tmp_path: Path) -> Path:
    """A folder of programs: `discograph` notes how it is called, `sleep` ends the loop."""
    programs = {
        "discograph": 'echo "discograph $*"; exit "${DISCOGRAPH_FAILS:-0}"',
        "sleep": "exit 99",
    }
    for name, text in programs.items():
        (tmp_path / name).write_text(f"#!/bin/sh\n{text}\n")
        (tmp_path / name).chmod(0o755)
    return tmp_path


def entrypoint(bin_folder: Path, *arguments: str, **environ: str) -> tuple[int, list[str]]:
    done = subprocess.run(
        ["sh", ENTRYPOINT, *arguments],
        env={"PATH": f"{bin_folder}:{os.environ['PATH']}", **environ},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.stderr == ""
    return done.returncode, done.stdout.splitlines()


def test_with_arguments_the_container_is_the_command(bin_folder: Path) -> None:
    assert os.access(ENTRYPOINT, os.X_OK)
    given = entrypoint(bin_folder, "import", "/exports/a b.zip", DISCOGRAPH_FAILS="2")
    assert given == (2, ["discograph import /exports/a b.zip"])


@pytest.mark.skipif(not GNU_DATE, reason="another date than the image's")
def test_without_it_publishes_now_and_looks_again_at_the_next_six(bin_folder: Path) -> None:
    zone = ZoneInfo("Pacific/Auckland")
    status, (ran, again) = entrypoint(bin_folder, TZ=zone.key)
    assert (status, ran) == (99, "discograph weekly")
    at = datetime.strptime(again[:25], "again at %Y-%m-%d %H:%M").replace(tzinfo=zone)
    assert (at.hour, at.minute) == (6, 0)
    hours = (at - datetime.now(zone)).total_seconds() / 3600
    assert 0 < hours <= 25  # a clock may be put back meanwhile


@pytest.mark.skipif(not GNU_DATE, reason="another date than the image's")
def test_what_failed_is_tried_again_within_the_hour(bin_folder: Path) -> None:
    _, (_, again) = entrypoint(bin_folder, DISCOGRAPH_FAILS="2", TZ="UTC")
    at = datetime.strptime(again, "again at %Y-%m-%d %H:%M %Z")
    now = datetime.now(ZoneInfo("UTC")).replace(tzinfo=None)
    assert 0 < (at - now).total_seconds() <= 3600


def lines() -> Iterator[tuple[str, str]]:
    """Yield each call of discograph in what is deployed, with the file that it stands in."""
    for file in (*UNITS, CRON, ENTRYPOINT, DEPLOY / "README.md", DEPLOY.parent / "compose.yaml"):
        for verb in CALLED.findall(file.read_text(encoding="utf-8")):
            yield file.name, verb


def test_each_verb_that_is_called_is_one() -> None:
    command = typer.main.get_command(app)
    assert isinstance(command, TyperGroup)
    assert {verb for _, verb in lines()} - set(command.commands) == set()


def test_each_file_calls_what_it_is_for() -> None:
    found: dict[str, list[str]] = {}
    for file, verb in lines():
        found.setdefault(file, []).append(verb)
    assert found["discograph.service"] == ["up", "down"]
    assert found["discograph-weekly.service"] == ["weekly"]
    assert found["discograph-daily.service"] == ["crawl", "terms"]
    assert found["discograph"] == ["weekly", "crawl", "terms"]
    assert found["entrypoint.sh"] == ["weekly"]
    assert len(set(found["README.md"])) > 5


def test_cron_wakes_every_morning() -> None:
    text = CRON.read_text(encoding="utf-8")
    whens = re.findall(r"^(\d+ \d+ \S+ \S+ \S+)  nice", text, re.MULTILINE)
    assert whens == ["0 6 * * *", "0 4 * * *"]


@pytest.mark.skipif(SYSTEMD is None, reason="no systemd")
def test_systemd_takes_the_units(tmp_path: Path) -> None:
    assert SYSTEMD is not None
    program = tmp_path / ".local" / "bin" / "discograph"
    program.parent.mkdir(parents=True)
    shutil.copy(shutil.which("true") or "/bin/true", program)
    done = subprocess.run(
        [SYSTEMD, "--user", "verify", *UNITS],
        env={"PATH": os.environ["PATH"], "HOME": str(tmp_path), "XDG_RUNTIME_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stdout + done.stderr) == (0, "")


@pytest.mark.skipif(SYSTEMD is None, reason="no systemd")
@pytest.mark.parametrize(("timer", "hour"), [("weekly", "06:00:00"), ("daily", "04:00:00")])
def test_the_timers_mean_every_morning(timer: str, hour: str) -> None:
    assert SYSTEMD is not None
    text = (DEPLOY / "systemd" / f"discograph-{timer}.timer").read_text(encoding="utf-8")
    assert "Persistent=true" in text
    (when,) = re.findall(r"^OnCalendar=(.*)", text, re.MULTILINE)
    told = subprocess.run(
        [SYSTEMD, "calendar", "--iterations=3", when],
        capture_output=True, text=True, check=True, env={**os.environ, "TZ": "UTC"},
    ).stdout  # fmt: skip
    elapses = re.findall(r"(?:elapse|Iter. #\d): \w{3} (\S+) (\S+) UTC", told)
    assert [at for _, at in elapses] == [hour] * 3
    first, second, third = (datetime.fromisoformat(date) for date, _ in elapses)
    assert (second - first).days == (third - second).days == 1
