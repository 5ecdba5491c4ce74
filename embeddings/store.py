"""Factors on disk: plain arrays and a manifest, never a pickle."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ..core.errors import ModelError
from ..core.folder import put, take
from ..core.vectors import Vectors
from .als import Factors


def save_factors(folder: Path, factors: Factors, run: str) -> None:
    """Write the factors of `run` into `folder`, in place of those that may be there."""

    def write(path: Path) -> None:
        with path.open("wb") as file:
            np.savez(
                file,
                users=factors.users.matrix,
                tracks=factors.tracks.matrix,
                user_ids=_packed(factors.users.ids),
                track_ids=_packed(factors.tracks.ids),
            )

    facts = {
        "run": run,
        "embedding_size": factors.tracks.size,
        "users": len(factors.users),
        "tracks": len(factors.tracks),
        "iterations": factors.iterations,
        "loss": factors.loss,
        "converged": factors.converged,
    }
    put(folder, ".npz", write, facts)


def load_factors(folder: Path) -> Factors:
    """Return the factors in `folder`, checked against their manifest.

    Raises
    ------
    ModelError
        If anything is missing or does not match.
    """
    manifest, path = take(folder)
    try:
        with np.load(path, allow_pickle=False) as arrays:
            users = Vectors(_unpacked(arrays["user_ids"]), arrays["users"])
            tracks = Vectors(_unpacked(arrays["track_ids"]), arrays["tracks"])
        return Factors(
            users, tracks, manifest["iterations"], list(manifest["loss"]), manifest["converged"]
        )
    except (KeyError, TypeError, ValueError) as err:
        raise ModelError(f"{path} does not hold factors ({err!r}); train again") from err


def _packed(ids: Sequence[str]) -> NDArray[np.uint8]:
    # one JSON text: a numpy array of names would give each the room of the longest
    return np.frombuffer(json.dumps(list(ids)).encode(), np.uint8)


def _unpacked(packed: NDArray[np.uint8]) -> list[str]:
    names: list[str] = json.loads(packed.tobytes())
    return names
