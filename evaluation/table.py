"""A table of who played what how often, as the matrix to measure on."""

from __future__ import annotations

import logging
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix

from ..core.config import IngestConfig
from ..core.errors import InputError
from ..core.identity import name_alias
from ..core.sparse import Sparse
from ..embeddings.plays import sparse
from ..formats.detect import Unreadable, discover, read
from ..formats.rows import Bad, Listen, PlayCount, TrackRef

log = logging.getLogger(__name__)


def read_plays(path: Path, config: IngestConfig) -> Sparse:
    """Return the plays in a counts table, or in any file of listens that names its users.

    Tracks are told apart by their strongest outside name: nothing is resolved.

    Parameters
    ----------
    path : Path
        A file, archive or folder of a format that `discograph import` reads.
    config : IngestConfig

    Returns
    -------
    Sparse [users x tracks]
        Users and tracks in the order of their names.

    Raises
    ------
    InputError
        If there is no such file, it cannot be read, or it does not say who played.
    """
    plays: dict[tuple[str, str], float] = {}
    passed = nameless = 0
    for source in discover([path], max_inflated_bytes=config.max_inflated_mib << 20):
        if isinstance(source, Unreadable):
            log.warning("%s: %s", source.path, source.reason)
            continue
        for row in read(source):
            if not isinstance(row, PlayCount | Listen):
                passed += isinstance(row, Bad)
            elif row.user is None:
                nameless += 1
            else:
                pair = row.user, _name(row.track)
                plays[pair] = plays.get(pair, 0) + (row.plays if isinstance(row, PlayCount) else 1)
    if passed or nameless:
        log.warning("%s: %d rows unreadable, %d without a user", path, passed, nameless)
    if not plays:
        raise InputError(f"{path}: no plays of named users; give a table of user, track_id, plays")
    return _matrix(plays)


def _name(track: TrackRef) -> str:
    return track.aliases[0] if track.aliases else name_alias(track.artists[0], track.title or "")


def _matrix(plays: dict[tuple[str, str], float]) -> Sparse:
    users, tracks = (sorted({pair[side] for pair in plays}) for side in (0, 1))
    row_of, column_of = ({name: at for at, name in enumerate(ids)} for ids in (users, tracks))
    matrix = csr_matrix(
        (
            np.fromiter(plays.values(), np.float32, len(plays)),
            (
                np.array([row_of[user] for user, _ in plays]),
                np.array([column_of[track] for _, track in plays]),
            ),
        ),
        shape=(len(users), len(tracks)),
    )
    return sparse(users, tracks, matrix)
