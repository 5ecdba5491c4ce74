"""The files of an audio run: the network, the vectors of sounds, and their index."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

import numpy as np

from ..core.errors import ModelError
from ..core.folder import put, take
from ..core.vectors import Vectors

NETWORK: Final = "network"
INDEX: Final = "index-sounds"
VECTORS: Final = "sounds"


def save_sounds(
    folder: Path, embeddings: Vectors, predicted: Vectors, *, run: str, factors: str
) -> None:
    """Write the vectors of tracks' sounds, and the factors of the run `factors` they predict."""

    def write(path: Path) -> None:
        ids = np.frombuffer(json.dumps(list(embeddings.ids)).encode(), np.uint8)
        with path.open("wb") as file:
            np.savez(file, ids=ids, embeddings=embeddings.matrix, predicted=predicted.matrix)

    put(folder, ".npz", write, {"run": run, "factors": factors, "tracks": len(embeddings)})


def load_sounds(folder: Path) -> tuple[Vectors, Vectors, str]:
    """Return embeddings, predicted factors of the same tracks, and the run of whose space they are.

    Raises
    ------
    ModelError
        If anything is missing or does not match.
    """
    manifest, path = take(folder)
    try:
        with np.load(path, allow_pickle=False) as arrays:
            ids = json.loads(arrays["ids"].tobytes())
            embeddings = Vectors(ids, arrays["embeddings"])
            return embeddings, Vectors(ids, arrays["predicted"]), str(manifest["factors"])
    except (KeyError, TypeError, ValueError) as err:
        raise ModelError(f"{path} holds no sounds ({err!r}); learn again") from err
