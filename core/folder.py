"""A file and its manifest in a folder: found old or new, never half, and checked before use."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from .errors import ModelError

FORMAT = 1
MANIFEST = "manifest.json"


def put(folder: Path, suffix: str, write: Callable[[Path], None], facts: Mapping[str, Any]) -> None:
    """Put what `write` writes into `folder`, in place of what may be there.

    The file is written aside and named by its own content; the manifest, moved into place last,
    says which file is meant. So a reader finds the old one or the new one whole, and a file
    that somebody has mapped is never overwritten.

    Parameters
    ----------
    folder : Path
        Made if missing.
    suffix : str
        As ``.npz``.
    write : callable
        Writes a file of the path given.
    facts : mapping
        What else the manifest shall hold, as JSON.
    """
    folder.mkdir(parents=True, exist_ok=True)
    aside = folder / f"aside-{os.getpid()}"
    write(aside)
    digest = _digest(aside)
    path = folder / f"{digest[:16]}{suffix}"
    manifest = {
        "format": FORMAT, **facts, "file": path.name, "bytes": aside.stat().st_size,
        "sha256": digest,
    }  # fmt: skip
    os.replace(aside, path)
    aside.write_text(json.dumps(manifest), encoding="utf-8")
    os.replace(aside, folder / MANIFEST)
    for old in folder.glob(f"*{suffix}"):
        if old != path:
            old.unlink(missing_ok=True)  # another may put here too


def take(folder: Path) -> tuple[dict[str, Any], Path]:
    """Return the manifest in `folder` and the path of its file, which is as it was written.

    Raises
    ------
    ModelError
        If either is missing, or they do not match.
    """
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
            raise ModelError(f"{folder / MANIFEST} is not of format {FORMAT}; train again")
        path = folder / Path(manifest["file"]).name
        same = path.stat().st_size == manifest["bytes"] and _digest(path) == manifest["sha256"]
    except (OSError, KeyError, TypeError, ValueError) as err:
        raise ModelError(f"{folder}: nothing to open ({err!r}); train again") from err
    if not same:
        raise ModelError(f"{path} is not the file that its manifest describes; train again")
    return manifest, path


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
