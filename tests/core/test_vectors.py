"""Named vectors refuse what would poison an index."""

import numpy as np
import pytest

from discograph.core.errors import InputError
from discograph.core.vectors import Vectors

ROWS = np.array([[1, 0], [0, 1], [1, 1]], dtype=np.float32)


def test_a_name_leads_to_its_row() -> None:
    vectors = Vectors(("a", "b", "c"), ROWS)
    assert (len(vectors), vectors.size) == (3, 2)
    assert vectors["b"].tolist() == [0, 1]
    assert "c" in vectors
    assert "d" not in vectors
    with pytest.raises(KeyError):
        vectors["d"]


def test_no_rows_are_fine() -> None:
    assert len(Vectors((), np.zeros((0, 4), np.float32))) == 0


@pytest.mark.parametrize(
    ("ids", "matrix", "reason"),
    [
        (("a", "b"), ROWS, "2 names"),
        (("a", "b", "a"), ROWS, "twice"),
        (("a", "b", "c"), ROWS.astype(np.float64), "float32"),
        (("a", "b", "c"), ROWS.ravel()[:3], "shape"),
        (("a", "b", "c"), ROWS * np.float32(np.nan), "NaN"),
        (("a", "b", "c"), ROWS + np.float32(np.inf), "infinity"),
    ],
)
def test_what_is_no_table_of_vectors_is_refused(
    ids: tuple[str, ...], matrix: np.ndarray, reason: str
) -> None:
    with pytest.raises(InputError, match=reason):
        Vectors(ids, matrix)
