"""A look at the machine and at the folder of an instance; no server is needed."""

from __future__ import annotations

import os
import platform
import shutil
import stat
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from ..core import clock
from ..core.config import Config
from ..core.home import Home
from .doctor_findings import Finding, fault, ok, warning

MIB = 2**20
LITTLE_MIB, TOO_LITTLE_MIB = 5 * 1024, 512
"""Free disk space: a first start takes 0.2 GiB, a dump of listens some GiB."""
EXTRA = ("av", "librosa", "mutagen", "safetensors", "soundfile", "soxr", "torch")
"""Modules of the extra ``audio``."""
_TRIAL = """
from annoy import AnnoyIndex
index = AnnoyIndex(2, "angular")
index.add_item(0, [1.0, 0.0])
index.build(1)
"""
_TRIAL_S = 60


def python(home: Home, config: Config) -> Iterator[Finding]:
    """Say what runs here."""
    ours, theirs = version("discograph"), platform.python_version()
    where = f"{platform.system()} {platform.machine()}"
    yield ok("python", f"discograph {ours} on Python {theirs}, {where}")


def compiled(home: Home, config: Config) -> Iterator[Finding]:
    """See that what was compiled for some processor runs on this one; no compiler is needed."""
    done = subprocess.run(
        [sys.executable, "-c", _TRIAL], capture_output=True, text=True, timeout=_TRIAL_S
    )
    if done.returncode == 0:
        yield ok("compiled parts", "they run here")
        return
    why = (done.stderr.strip().splitlines() or [f"ended by signal {-done.returncode}"])[-1]
    yield fault(
        "compiled parts",
        f"annoy does not run here: {why}",
        "install it again on this machine: pip install --force-reinstall --no-cache-dir annoy",
    )


def timezones(home: Home, config: Config) -> Iterator[Finding]:
    """See that Mondays can be told from Sundays, wherever somebody lives."""
    clock.zone("Europe/Berlin")
    here = datetime.now().astimezone()
    yield ok("clock", f"{here:%Y-%m-%d %H:%M} {here.tzname()}, {clock.week_of(clock.now())} in UTC")


def disk(home: Home, config: Config) -> Iterator[Finding]:
    """See how much room is left where the home lies, or will."""
    free = shutil.disk_usage(_standing(home.root)).free // MIB
    found, advice = f"{free / 1024:,.1f} GiB free for {home.root}", "make room"
    if free < TOO_LITTLE_MIB:
        yield fault("disk", found, advice)
    elif free < LITTLE_MIB:
        yield warning("disk", found, advice)
    else:
        yield ok("disk", found)


def folder(home: Home, config: Config) -> Iterator[Finding]:
    """See that the home can be written, by its owner alone."""
    if not home.root.exists():
        parent = _standing(home.root)
        if os.access(parent, os.W_OK | os.X_OK):
            yield ok("home", f"{home.root} is not there yet; the first command makes it")
        else:
            yield fault(
                "home", f"{home.root} cannot be made in {parent}", "name another folder: --home"
            )
    elif not (home.root.is_dir() and os.access(home.root, os.R_OK | os.W_OK | os.X_OK)):
        yield fault(
            "home", f"{home.root} cannot be written", f"make it yours: chown -R $USER {home.root}"
        )
    elif _mode(home.root) & 0o077:
        yield warning("home", f"others may look into {home.root}", f"chmod 700 {home.root}")
    else:
        yield ok("home", str(home.root))


def password(home: Home, config: Config) -> Iterator[Finding]:
    """See that nobody else may read the managed server's password."""
    file = home.neo4j / "password"
    if file.exists() and _mode(file) != 0o600:
        yield fault("password", f"others may read {file}", f"chmod 600 {file}")


def quarantine(home: Home, config: Config) -> Iterator[Finding]:
    """Count the rows of files that could not be read."""
    files = sorted(home.quarantine.glob("*.tsv"))
    rows = sum(max(_lines(file) - 1, 0) for file in files)
    if rows:
        yield warning(
            "quarantine",
            f"{rows:,} rows of {len(files):,} files could not be read",
            f"look at line and reason in {home.quarantine}; remove the files that you looked at",
        )
    else:
        yield ok("quarantine", "no rows were set aside")


def sound(home: Home, config: Config) -> Iterator[Finding]:
    """See that what was heard can be learned from."""
    missing = [name for name in EXTRA if find_spec(name) is None]
    heard = (home.sounds / "sounds.sqlite").exists()
    if not missing:
        yield ok("sound", "the extra audio is installed")
    elif heard:
        yield fault(
            "sound",
            f"music was heard here, but {', '.join(missing)} of the extra audio is missing",
            "pip install 'discograph[audio]'",
        )
    else:
        yield ok("sound", "the extra audio is not installed; nothing was heard yet")


CHECKS = (python, compiled, timezones, disk, folder, password, quarantine, sound)


def _standing(path: Path) -> Path:
    """Return the nearest folder at or above `path` that is there."""
    return next(place for place in (path, *path.parents) if place.exists())


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def _lines(path: Path) -> int:
    with path.open("rb") as stream:
        return sum(1 for _ in stream)
