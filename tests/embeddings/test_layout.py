"""Layouts: what is near stays near, whatever spaces say so, and the same is the same."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray
from sklearn.manifold import trustworthiness  # type: ignore[import-untyped]

from discograph.core.errors import NotEnoughData
from discograph.core.vectors import Vectors
from discograph.embeddings.layout import lay_out

SCENES, EACH = 5, 16


def blobs(size: int, *, seed: int = 0) -> Vectors:
    """Eighty tracks in five scenes, one after the other."""
    rng = np.random.default_rng(seed)
    middle = np.repeat(rng.normal(size=(SCENES, size)), EACH, axis=0)
    matrix = middle + 0.4 * rng.normal(size=(SCENES * EACH, size))
    return Vectors([f"t{row:02}" for row in range(len(matrix))], matrix.astype(np.float32))


def part(vectors: Vectors, rows: NDArray[np.intp]) -> Vectors:
    return Vectors([vectors.ids[row] for row in rows.tolist()], vectors.matrix[rows])


def own_scene(places: Vectors) -> float:
    """The share of tracks whose nearest on the map is of their own scene."""
    away = np.linalg.norm(places.matrix[:, None] - places.matrix[None], axis=2)
    np.fill_diagonal(away, np.inf)
    scene = np.array([int(name[1:]) // EACH for name in places.ids])
    return float((scene[away.argmin(axis=1)] == scene).mean())


def test_neighbours_are_kept_and_the_same_is_the_same() -> None:
    vectors = blobs(12)
    places = lay_out([vectors])
    assert places.matrix.tobytes() == lay_out([vectors]).matrix.tobytes()
    unit = vectors.matrix / np.linalg.norm(vectors.matrix, axis=1, keepdims=True)
    chance = np.random.default_rng(1).random((len(unit), 2))
    assert trustworthiness(unit, places.matrix, n_neighbors=8) > 0.9
    assert trustworthiness(unit, chance, n_neighbors=8) < 0.6
    assert np.abs(places.matrix).max() == pytest.approx(1)


def test_spaces_that_know_parts_draw_one_map() -> None:
    every = np.arange(SCENES * EACH)
    rng = np.random.default_rng(2)
    taste, words, sound = (np.sort(rng.permutation(every)[:50]) for _ in range(3))
    places = lay_out(
        [part(blobs(8), taste), part(blobs(6, seed=1), words), part(blobs(7, seed=2), sound)]
    )
    known = np.union1d(np.union1d(taste, words), sound)
    assert list(places.ids) == [f"t{row:02}" for row in known.tolist()]
    assert own_scene(places) > 0.8


def test_vectors_of_no_direction_get_no_place() -> None:
    vectors = blobs(4)
    vectors.matrix[3] = 0
    assert "t03" not in lay_out([vectors])


def test_an_artist_whose_tracks_are_all_the_same_is_not_one_spot() -> None:
    vectors = blobs(12)
    vectors.matrix[:EACH] = vectors.matrix[0]
    places = lay_out([vectors]).matrix
    assert len(np.unique(places[:EACH].round(3), axis=0)) == EACH


@pytest.mark.parametrize("tracks", [2, 5, 40])
def test_where_all_are_the_same_each_has_a_place_of_its_own(tracks: int) -> None:
    same = Vectors([f"t{row}" for row in range(tracks)], np.ones((tracks, 8), np.float32))
    assert len(np.unique(lay_out([same]).matrix, axis=0)) == tracks


@pytest.mark.parametrize("tracks", [2, 3, 7, 9])
def test_a_handful_of_tracks_is_a_map_too(tracks: int) -> None:
    places = lay_out([part(blobs(4), np.arange(tracks))])
    assert places.matrix.shape == (tracks, 2)
    assert len(np.unique(places.matrix, axis=0)) == tracks


def test_there_is_nothing_to_lay_out_of_nothing() -> None:
    one = Vectors(["a"], np.ones((1, 3), np.float32))
    for spaces in ([], [one], [Vectors([], np.empty((0, 2), np.float32)), one]):
        with pytest.raises(NotEnoughData, match="no two tracks"):
            lay_out(spaces)
