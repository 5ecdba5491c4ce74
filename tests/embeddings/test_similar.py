import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from discograph.core.vectors import Vectors
from discograph.embeddings.similar import related_artists, similar_users

from .worlds import dense, matrix


def vectors(rows: list[list[float]], names: str = "u") -> Vectors:
    return Vectors([f"{names}{row}" for row in range(len(rows))], np.array(rows, np.float32))


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 1 << 32), st.integers(1, 40))
def test_neighbours_are_the_nearest_of_those_who_met_twice(seed: int, n: int) -> None:
    rng = np.random.default_rng(seed)
    users = rng.normal(size=(n, 4)).astype(np.float32)
    users[rng.random(n) < 0.1] = 0
    heard = rng.random((n, 12)) < 0.3
    found = similar_users(vectors(users.tolist()), matrix(heard))
    length = np.linalg.norm(users, axis=1)
    cosines = users @ users.T / np.maximum(np.outer(length, length), 1e-30)
    met = heard.astype(int) @ heard.T >= 2
    fit = np.where(met & (cosines > 0) & ~np.eye(n, dtype=bool), cosines, 0)
    weakest = -np.sort(-fit, axis=1)[:, :20][:, -1:]
    full = np.zeros((n, n), np.float32)
    kept = [int(name[1:]) for name in found.row_ids]
    full[np.ix_(kept, kept)] = dense(found)
    np.testing.assert_allclose(full, np.where(fit >= weakest, fit, 0), atol=1e-5)


def test_neighbours_stand_nearest_first_and_at_most_twenty() -> None:
    rng = np.random.default_rng(0)
    users = rng.normal(size=(60, 3)).astype(np.float32)
    found = similar_users(vectors(users.tolist()), matrix(np.ones((60, 2))))
    for row in range(60):
        others, cosines = found.row(row)
        assert row not in others
        assert 0 < len(cosines) <= 20
        assert (np.diff(cosines) <= 0).all()
        assert cosines.max() <= 1


def test_an_angle_without_a_shared_track_makes_nobody_similar() -> None:
    found = similar_users(vectors([[1, 0], [1, 0], [1, 0]]), matrix([[1, 1], [1, 1], [0, 1]]))
    assert dense(found).tolist() == [[0, 1, 0], [1, 0, 0], [0, 0, 0]]


def test_artists_are_related_by_listeners_in_common() -> None:
    # tracks t0, t1 by the first artist, t2 by the second, t3 by the third, t4 unknown to plays
    plays = matrix([[5, 0, 1, 0], [0, 2, 1, 0], [0, 0, 1, 1]])
    members = matrix([[1, 1, 0, 0, 0], [0, 0, 1, 0, 1], [0, 0, 0, 1, 1]])
    found = related_artists(vectors([[1, 0], [1, 1], [1, 0]]), plays, members)
    np.testing.assert_allclose(
        dense(found), [[0, 0.5**0.5, 0], [0.5**0.5, 0, 0], [0, 0, 0]], rtol=1e-6
    )


def test_one_alone_has_no_neighbours() -> None:
    found = similar_users(vectors([[1, 0]]), matrix([[1, 1]]))
    assert (found.shape, found.nnz) == ((1, 1), 0)
    assert similar_users(vectors([[0, 0]]), matrix([[1, 1]])).shape == (0, 0)
