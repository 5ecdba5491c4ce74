"""What every maker of vectors promises, whatever it learns from."""

from __future__ import annotations

from abc import ABC, abstractmethod
from pathlib import Path

import numpy as np
import pytest

from discograph.core.errors import NotEnoughData
from discograph.core.vectors import Vectors


class EmbedderContract(ABC):
    """Subclass it in a test module, call the class ``Test...`` and say how to embed."""

    ids: tuple[str, ...]
    size: int

    @abstractmethod
    def embed(self, seed: int) -> Vectors:
        """Return the vectors of `ids`, of length `size`."""

    @abstractmethod
    def embed_nothing(self) -> Vectors:
        """Embed empty input."""

    @abstractmethod
    def stored(self, vectors: Vectors, folder: Path) -> Vectors:
        """Save `vectors` in `folder` and return what is loaded again."""

    def test_vectors_are_float32_rows_of_the_names_given(self) -> None:
        vectors = self.embed(0)
        assert vectors.matrix.dtype == np.float32
        assert vectors.matrix.shape == (len(self.ids), self.size)
        assert tuple(vectors.ids) == self.ids

    def test_vectors_are_finite(self) -> None:
        assert np.isfinite(self.embed(0).matrix).all()

    def test_the_same_seed_gives_the_same_bytes(self) -> None:
        assert self.embed(3).matrix.tobytes() == self.embed(3).matrix.tobytes()

    def test_another_seed_gives_other_vectors(self) -> None:
        assert self.embed(3).matrix.tobytes() != self.embed(4).matrix.tobytes()

    def test_vectors_come_back_from_disk_as_they_were(self, tmp_path: Path) -> None:
        vectors = self.embed(0)
        back = self.stored(vectors, tmp_path)
        assert list(back.ids) == list(vectors.ids)
        assert back.matrix.dtype == np.float32
        assert back.matrix.tobytes() == vectors.matrix.tobytes()

    def test_there_is_nothing_to_learn_from_nothing(self) -> None:
        with pytest.raises(NotEnoughData):
            self.embed_nothing()
