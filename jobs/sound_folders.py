"""Folders of sound files: what lies in them, what is gone, and what cannot be seen now."""

from __future__ import annotations

import logging
import os
import stat
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path

from ..audio.decode import SUFFIXES
from ..core.errors import InputError
from ..core.progress import Progress
from .sound_store import FileState

log = logging.getLogger(__name__)


def look(
    folders: Sequence[Path], known: Iterable[Path], watcher: Progress
) -> tuple[dict[Path, FileState], set[Path]]:
    """Return the sound files in `folders` by name, and those known there that are gone.

    What cannot be looked into now is not gone.

    Raises
    ------
    InputError
        If a folder is not there, or holds no file where some were known.
    """
    roots = dict.fromkeys(_absolute(path) for path in folders)
    known_in: dict[Path, set[Path]] = {root: set() for root in roots}
    for path in known:
        for root in roots.keys() & {path, *path.parents}:
            known_in[root].add(path)
    found: dict[Path, FileState] = {}
    unseen: set[Path] = set()
    with watcher.stage("looking for files") as advance:
        for root in roots:
            here = dict(_files(root, unseen))
            _check(root, len(here), len(known_in[root]))
            found |= here
            advance(len(here))
    missing = set().union(*known_in.values()) - found.keys()
    return found, {path for path in missing if unseen.isdisjoint((path, *path.parents))}


def _absolute(path: Path) -> Path:
    found = path.expanduser().absolute()
    if not found.exists():
        raise InputError(f"{path} is not there; name a folder of sound files")
    return found.resolve() if ".." in found.parts else found  # one name for one place


def _files(folder: Path, unseen: set[Path]) -> Iterator[tuple[Path, FileState]]:
    """Yield the sound files at and below `folder`, by name; add what cannot be seen to `unseen`."""
    for path in _walk(folder, unseen):
        try:
            found = path.lstat()
        except OSError as err:
            _miss(err, unseen)
            continue
        if stat.S_ISREG(found.st_mode):
            yield path, FileState(found.st_size, found.st_mtime_ns)


def _walk(folder: Path, unseen: set[Path]) -> Iterable[Path]:
    if not folder.is_dir():
        yield folder
        return
    for root, folders, names in os.walk(folder, onerror=partial(_miss, unseen=unseen)):
        folders.sort()
        for name in sorted(names):
            if os.path.splitext(name)[1].casefold() in SUFFIXES:
                yield Path(root, name)


def _miss(err: OSError, unseen: set[Path]) -> None:
    """Tell of what cannot be seen now, and may be there all the same."""
    log.warning("%s", err)
    unseen.add(Path(os.fsdecode(err.filename)))


def _check(folder: Path, found: int, known: int) -> None:
    if known and not found:
        raise InputError(
            f"{folder} holds no sound files now, and {known} were known; is its disk mounted? "
            "Where they are really gone, scan the folder above it"
        )
