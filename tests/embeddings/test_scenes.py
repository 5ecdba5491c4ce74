"""Scenes of a map, and what they are called."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.sparse import csr_array

from discograph.embeddings.scenes import MOST, find_scenes, middles, particular_words

PLACES = arrays(
    np.float32, st.tuples(st.integers(0, 60), st.just(2)), elements=st.floats(-1, 1, width=32)
)


def test_planted_islands_are_the_scenes_the_largest_first() -> None:
    rng = np.random.default_rng(0)
    truth = np.repeat([2, 0, 1], [40, 90, 60])
    islands = np.array([[-0.7, 0.6], [0.7, 0.5], [0.0, -0.7]])
    places = (islands[truth] + 0.04 * rng.normal(size=(len(truth), 2))).astype(np.float32)
    np.testing.assert_array_equal(find_scenes(places), truth)
    np.testing.assert_allclose(middles(places, truth.astype(np.int32)), islands, atol=0.05)


@settings(max_examples=25)
@given(PLACES)
def test_scenes_are_numbered_by_size_without_gaps(places: np.ndarray) -> None:
    found = find_scenes(places)
    sizes = np.bincount(found)
    assert len(found) == len(places)
    assert (sizes > 0).all()
    assert (np.diff(sizes) <= 0).all()
    assert len(middles(places, found)) == len(sizes)


def test_there_are_never_more_scenes_than_can_be_read() -> None:
    side = np.linspace(-1, 1, 15, dtype=np.float32)
    grid = np.stack(np.meshgrid(side, side), axis=-1).reshape(-1, 2)
    assert 1 < find_scenes(grid).max() + 1 <= MOST


def test_a_scene_is_called_what_it_alone_is_called() -> None:
    scenes = np.array([0, 0, 0, 1, 1], np.int32)
    words = np.array(
        [
            [0.9, 0.5, 0.0, 0.0],  # music: said of all; folk, then harp: of the first scene alone
            [0.9, 0.5, 0.4, 0.0],
            [0.9, 0.5, 0.0, 0.0],
            [0.9, 0.0, 0.0, 0.0],
            [0.9, 0.0, 0.0, 0.0],
        ]
    )
    assert particular_words(scenes, csr_array(words), n=3) == [[1, 2], []]
