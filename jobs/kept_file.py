"""A SQLite file under the home that can be thrown away: all that is in it can be made again."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Self

from ..core.errors import InputError

log = logging.getLogger(__name__)
_FORMAT = 1
_PATIENCE_S = 30.0


class KeptFile:
    """One SQLite file; each change is in it for good when the call returns.

    One that is damaged, or of another format, is thrown away and begun anew.

    Parameters
    ----------
    path : Path
        Made if missing, with its folder.
    schema : str
        Statements that make what is in it.
    loss : str
        What has to be done again when it is thrown away, in words.

    Raises
    ------
    InputError
        If it cannot be opened, as when the disk is full or another process holds it.
    """

    def __init__(self, path: Path, schema: str, loss: str) -> None:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.path = path
        try:
            self._db = self._opened(schema, loss)
        except sqlite3.OperationalError as err:  # it may be as good as ever
            raise InputError(
                f"{path} cannot be opened ({err}); see that it can be written, that there is "
                "room on the disk and that no other process holds it"
            ) from err

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self._db.close()

    def _opened(self, schema: str, loss: str) -> sqlite3.Connection:
        db = sqlite3.connect(self.path, isolation_level=None, timeout=_PATIENCE_S)
        try:
            db.execute("PRAGMA secure_delete = ON")  # what is forgotten is overwritten
            (version,) = db.execute("PRAGMA user_version").fetchone()
            if version == _FORMAT:
                return db
            if version == 0 and not db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
                # all in one transaction: who dies meanwhile leaves an empty file
                db.executescript(
                    f"BEGIN IMMEDIATE; {schema} PRAGMA user_version = {_FORMAT}; COMMIT;"
                )
                return db
        except sqlite3.OperationalError:
            db.close()
            raise
        except sqlite3.DatabaseError as err:
            log.warning("%s: %s", self.path, err)
        db.close()
        log.warning("%s cannot be used; %s", self.path, loss)
        self.path.unlink()
        return self._opened(schema, loss)

    @contextmanager
    def _together(self) -> Iterator[None]:
        """Do all that follows, or nothing of it."""
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")
