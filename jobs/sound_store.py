"""What was heard in which file: a file under the home, made again by hearing the files again."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..core.paths import told
from ..core.sound import FRAMES, N_MELS, Descriptors, Sound
from ..formats.rows import TrackRef
from .kept_file import KeptFile

_SCHEMA = """
CREATE TABLE file (
  path BLOB PRIMARY KEY, size INTEGER, mtime_ns INTEGER, sha256 TEXT, reason TEXT, detail TEXT
);
CREATE INDEX file_sha256 ON file (sha256);
CREATE INDEX file_size ON file (size);
CREATE TABLE sound (
  sha256 TEXT PRIMARY KEY, ref TEXT, duration_s REAL, descriptors TEXT, pieces BLOB
);
"""


class FileState(NamedTuple):
    """What tells whether a file is as it was: bytes, and when it was written."""

    size: int
    mtime_ns: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A sound, and where it lies.

    Parameters
    ----------
    sha256 : str
        Of the file's bytes.
    path : str
        The first of the files that are alike, in order of name; as UTF-8 can hold it.
    ref : TrackRef
        How the file's tags name the track.
    descriptors : Descriptors
    """

    sha256: str
    path: str
    ref: TrackRef
    descriptors: Descriptors


class SoundStore(KeptFile):
    """One SQLite file under the home; hearing the files again makes it again.

    Parameters
    ----------
    folder : Path
        Holds ``sounds.sqlite``.
    """

    def __init__(self, folder: Path) -> None:
        super().__init__(folder / "sounds.sqlite", _SCHEMA, "all files are heard again")

    # -- files --------------------------------------------------------------------------------

    def files(self) -> dict[Path, FileState]:
        """Return every file that was heard or refused, as it was then."""
        rows = self._db.execute("SELECT path, size, mtime_ns FROM file")
        return {_path(path): FileState(size, mtime) for path, size, mtime in rows}

    def refused(self) -> Iterator[tuple[Path, str, str]]:
        """Yield path, reason and detail of the files that could not be heard, by path."""
        rows = self._db.execute(
            "SELECT path, reason, detail FROM file WHERE reason IS NOT NULL ORDER BY path"
        )
        for path, reason, detail in rows:
            yield _path(path), reason, detail

    def has_size(self, size: int) -> bool:
        """Tell whether a file of so many bytes was heard: another of that size may be the same."""
        found = self._db.execute(
            "SELECT 1 FROM file WHERE size = ? AND sha256 IS NOT NULL LIMIT 1", (size,)
        )
        return found.fetchone() is not None

    def has_sound(self, sha256: str) -> bool:
        """Tell whether a file of just these bytes was heard."""
        found = self._db.execute("SELECT 1 FROM sound WHERE sha256 = ?", (sha256,))
        return found.fetchone() is not None

    def places(self, sha256: str) -> list[Path]:
        """Return the files that held just these bytes when they were heard, by path."""
        rows = self._db.execute("SELECT path FROM file WHERE sha256 = ? ORDER BY path", (sha256,))
        return [_path(path) for (path,) in rows]

    def put_file(self, path: Path, state: FileState, sha256: str) -> None:
        """Note that a file holds a sound that is known."""
        self._put(path, state, sha256, None, None)

    def put_refused(self, path: Path, state: FileState, reason: str, detail: str) -> None:
        """Note that a file cannot be heard, so that it is not tried again as it is."""
        self._put(path, state, None, reason, detail)

    def put_sound(
        self, path: Path, state: FileState, sha256: str, ref: TrackRef, sound: Sound
    ) -> None:
        """Keep what was heard in a file."""
        with self._together():
            self._db.execute(
                "INSERT OR REPLACE INTO sound VALUES (?, ?, ?, ?, ?)",
                (
                    sha256,
                    json.dumps(asdict(ref)),
                    sound.duration_s,
                    json.dumps(asdict(sound.descriptors)),
                    sound.pieces.tobytes(),
                ),
            )
            self._put(path, state, sha256, None, None)

    def drop_files(self, paths: set[Path]) -> None:
        """Forget files that are gone, and the sounds that no file holds any more."""
        with self._together():
            self._db.executemany(
                "DELETE FROM file WHERE path = ?", [(os.fsencode(path),) for path in paths]
            )
            self._db.execute(
                "DELETE FROM sound WHERE sha256 NOT IN"
                " (SELECT sha256 FROM file WHERE sha256 IS NOT NULL)"
            )

    # -- sounds -------------------------------------------------------------------------------

    def known(self) -> Iterator[Known]:
        """Yield every sound, by where it lies."""
        rows = self._db.execute(
            "SELECT s.sha256, min(f.path), s.ref, s.descriptors FROM sound s"
            " JOIN file f ON f.sha256 = s.sha256 GROUP BY s.sha256 ORDER BY 2"
        )
        for sha256, path, ref, descriptors in rows:
            yield Known(
                sha256=sha256,
                path=told(_path(path)),
                ref=_ref(json.loads(ref)),
                descriptors=Descriptors(**json.loads(descriptors)),
            )

    def pieces(self, sha256: str) -> NDArray[np.uint8]:
        """Return the kept log-mel of a sound.

        Raises
        ------
        KeyError
            If there is no such sound.
        """
        found = self._db.execute("SELECT pieces FROM sound WHERE sha256 = ?", (sha256,)).fetchone()
        if found is None:
            raise KeyError(sha256)
        return np.frombuffer(found[0], np.uint8).reshape(-1, FRAMES, N_MELS)

    # -- inside -------------------------------------------------------------------------------

    def _put(
        self,
        path: Path,
        state: FileState,
        sha256: str | None,
        reason: str | None,
        detail: str | None,
    ) -> None:
        self._db.execute(
            "INSERT OR REPLACE INTO file VALUES (?, ?, ?, ?, ?, ?)",
            (os.fsencode(path), *state, sha256, reason, detail),
        )


def _path(found: bytes) -> Path:
    return Path(os.fsdecode(found))


def _ref(found: Mapping[str, Any]) -> TrackRef:
    values: dict[str, Any] = {
        key: tuple(value) if isinstance(value, list) else value for key, value in found.items()
    }
    return TrackRef(**values)
