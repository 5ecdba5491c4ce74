"""Nearest neighbours by angle: an Annoy index on disk with what it takes to trust it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final, Self

import numpy as np
from annoy import AnnoyIndex
from numpy.typing import NDArray

from ..core.errors import InputError, ModelError, NotEnoughData
from ..core.folder import put, take
from ..core.vectors import Vectors
from .plays import unit

SPACE: Final = "angular"
TREES = 50
SEARCHED = 12_000
"""Vectors looked at a question: .95 of the true ten among 50,000, and all of a small set."""


def build(vectors: Vectors, folder: Path, *, run: str, seed: int = 0) -> None:
    """Write an index of `vectors` into `folder`, in place of the one that may be there.

    The same vectors and seed give the same bytes. Zero vectors have no direction and are left
    out.

    Parameters
    ----------
    vectors : Vectors
    folder : Path
        Made if missing.
    run : str
        The run that made the vectors.
    seed : int

    Raises
    ------
    NotEnoughData
        If no vector has a direction.
    """
    kept = np.flatnonzero(vectors.matrix.any(axis=1))
    if len(kept) == 0:
        raise NotEnoughData("no vectors to index; train on some listens first")
    index = AnnoyIndex(vectors.size, SPACE)
    index.set_seed(seed)
    for place, vector in enumerate(unit(vectors.matrix[kept])):
        index.add_item(place, vector)
    index.build(TREES, n_jobs=1)  # with more, the trees depend on which thread came first
    facts = {
        "run": run,
        "space": SPACE,
        "dimension": vectors.size,
        "n": len(kept),
        "trees": TREES,
        "seed": seed,
        "ids": [vectors.ids[row] for row in kept.tolist()],
    }
    put(folder, ".ann", lambda path: _save(index, path), facts)


class NeighbourIndex:
    """An index that was checked against its manifest; many processes share its pages.

    Made by `open`.

    Attributes
    ----------
    ids : sequence of str
        What it can be asked for.
    run : str
        The run that made its vectors.
    """

    def __init__(self, index: AnnoyIndex, ids: Sequence[str], run: str) -> None:
        self._index = index
        self._places = {name: place for place, name in enumerate(ids)}
        self.ids = ids
        self.run = run

    @classmethod
    def open(cls, folder: Path) -> Self:
        """Return the index in `folder`, verified before it is mapped.

        Annoy maps whatever it is given: a file cut short would answer nonsense, and a damaged
        one end the process.

        Raises
        ------
        ModelError
            If the manifest or the file is missing, or they do not match.
        """
        manifest, path = take(folder)
        try:
            ids, run, size = manifest["ids"], manifest["run"], manifest["dimension"]
        except KeyError as err:
            raise ModelError(f"{folder}: the manifest lacks {err}; train again") from err
        index = AnnoyIndex(size, SPACE)
        try:
            index.load(str(path))
        except OSError as err:
            raise ModelError(f"{path}: not an index of {size} dimensions; train again") from err
        if manifest.get("space") != SPACE or index.get_n_items() != len(ids):
            raise ModelError(f"{folder}: the manifest describes another index; train again")
        return cls(index, ids, run)

    def __len__(self) -> int:
        return len(self.ids)

    def __contains__(self, name: object) -> bool:
        return name in self._places

    def similar(self, name: str, n: int) -> list[tuple[str, float]]:
        """Return at most `n` neighbours of `name` with their cosines, nearest first.

        None for a name that the index does not hold: nothing is known of it.
        """
        place = self._places.get(name)
        if place is None or n < 1:
            return []
        found = self._index.get_nns_by_item(place, n + 1, SEARCHED, include_distances=True)
        return [(other, cosine) for other, cosine in self._named(*found) if other != name][:n]

    def near(self, vector: NDArray[np.float32], n: int) -> list[tuple[str, float]]:
        """Return at most `n` names by cosine with `vector`, nearest first.

        Raises
        ------
        InputError
            If the vector is of another length, not finite or without a direction.
        """
        if vector.shape != (self._index.f,) or not np.isfinite(vector).all() or not vector.any():
            raise InputError(
                f"a vector of shape {vector.shape}; give {self._index.f} finite numbers, not all 0"
            )
        found = self._index.get_nns_by_vector(vector, n, SEARCHED, include_distances=True)
        return self._named(*found)

    def _named(self, places: list[int], distances: list[float]) -> list[tuple[str, float]]:
        # angular distance is the chord, sqrt(2 (1 - cosine))
        pairs = [(self.ids[p], 1 - d * d / 2) for p, d in zip(places, distances, strict=True)]
        return sorted(pairs, key=lambda pair: (-pair[1], pair[0]))


def _save(index: AnnoyIndex, path: Path) -> None:
    index.save(str(path))
    index.unload()
