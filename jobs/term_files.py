"""All weights of a run on disk, those that the graph is not told as well."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from ..core.errors import ModelError
from ..core.folder import put, take
from ..core.sparse import Sparse

ARTISTS, TRACKS, WEIGHTS = "index-artists", "index-tracks", "weights"
"""What a run has in its folder, the first two where there are any."""


def save_weights(
    folder: Path, names: Sequence[str], terms: Sequence[str], weights: csr_array, run: str
) -> None:
    """Write the weight of each term for each of `names` into `folder`."""

    def write(path: Path) -> None:
        with path.open("wb") as file:
            np.savez(
                file,
                names=_packed(names),
                terms=_packed(terms),
                indptr=weights.indptr.astype(np.int64),
                indices=weights.indices.astype(np.int32),
                values=weights.data.astype(np.float32),
            )

    put(folder, ".npz", write, {"run": run, "names": len(names), "terms": len(terms)})


def load_weights(folder: Path) -> Sparse:
    """Return the weights in `folder`, a row a name, a column a term.

    Raises
    ------
    ModelError
        If the manifest or the file is missing, or they do not match.
    """
    _, path = take(folder)
    try:
        with np.load(path, allow_pickle=False) as file:
            return Sparse(
                _unpacked(file["names"]),
                _unpacked(file["terms"]),
                file["indptr"],
                file["indices"],
                file["values"],
            )
    except (OSError, KeyError, ValueError) as err:
        raise ModelError(f"{path}: not the weights of terms ({err}); run this again") from err


def _packed(texts: Sequence[str]) -> NDArray[np.uint8]:
    return np.frombuffer("\n".join(texts).encode(), np.uint8)


def _unpacked(packed: NDArray[np.uint8]) -> list[str]:
    text = packed.tobytes().decode()
    return text.split("\n") if text else []
