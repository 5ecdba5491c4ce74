from __future__ import annotations

import numpy as np
from scipy.sparse import csr_array

from discograph.nlp.vectors import cultural_vectors


def scenes(artists: int = 60, scenes: int = 3, terms: int = 90) -> csr_array:
    """Artists of a scene share its terms, thirty each; a few of others' come by chance."""
    rng = np.random.default_rng(0)
    of = np.arange(artists) % scenes
    own = np.arange(terms) // 30 == of[:, None]
    said = (rng.random((artists, terms)) < np.where(own, 0.4, 0.05)) * rng.random((artists, terms))
    said[-1] = 0
    return csr_array(said.astype(np.float32))


def test_artists_of_whom_the_same_is_said_are_near() -> None:
    vectors = cultural_vectors(scenes(), embedding_size=8)
    alike = vectors @ vectors.T
    np.fill_diagonal(alike, -1)
    nearest = alike[:-1].argmax(axis=1)
    assert (nearest % 3 == np.arange(59) % 3).mean() > 0.95


def test_vectors_have_length_1_or_no_term() -> None:
    vectors = cultural_vectors(scenes(), embedding_size=8)
    assert vectors.dtype == np.float32
    assert vectors.shape == (60, 8)
    np.testing.assert_allclose(np.linalg.norm(vectors[:-1], axis=1), 1, rtol=1e-5)
    assert not vectors[-1].any()


def test_the_same_seed_gives_the_same_bytes() -> None:
    weights = scenes()
    first, second = (cultural_vectors(weights, embedding_size=8, seed=3) for _ in range(2))
    assert first.tobytes() == second.tobytes()


def test_few_artists_and_none_have_vectors_too() -> None:
    assert cultural_vectors(scenes()[:3]).shape == (3, 64)
    assert np.isfinite(cultural_vectors(scenes()[:3])).all()
    assert cultural_vectors(csr_array(np.zeros((0, 5), np.float32))).shape == (0, 64)
    assert not cultural_vectors(csr_array(np.zeros((4, 5), np.float32))).any()
    assert not cultural_vectors(csr_array(np.zeros((4, 0), np.float32))).any()


def test_artists_who_share_no_word_have_vectors_at_right_angles() -> None:
    vectors = cultural_vectors(csr_array(np.eye(3, 5, dtype=np.float32)))
    np.testing.assert_allclose(vectors @ vectors.T, np.eye(3), atol=1e-6)


def test_artists_of_whom_exactly_the_same_is_said_have_the_same_vector() -> None:
    vectors = cultural_vectors(csr_array(np.ones((4, 6), np.float32)))
    np.testing.assert_allclose(vectors @ vectors.T, np.ones((4, 4)), atol=1e-6)
