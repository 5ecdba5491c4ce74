import logging
from pathlib import Path

import numpy as np
import pytest
from implicit.cpu.als import AlternatingLeastSquares  # type: ignore[import-untyped]
from numpy.typing import NDArray

from discograph.core.config import FactorsConfig
from discograph.core.errors import InputError, NotEnoughData
from discograph.core.sparse import Sparse
from discograph.core.vectors import Vectors
from discograph.embeddings import als
from discograph.embeddings.plays import counts, one_blas_thread
from discograph.embeddings.store import load_factors, save_factors

from ..contracts import EmbedderContract
from .worlds import checkerboard, dense, matrix

SMALL = FactorsConfig(embedding_size=8)


class TestALS(EmbedderContract):
    ids = tuple(f"t{track}" for track in range(50))
    size = 8

    def embed(self, seed: int) -> Vectors:
        return als.fit(checkerboard(50), FactorsConfig(embedding_size=8, seed=seed)).tracks

    def embed_nothing(self) -> Vectors:
        return als.fit(matrix(np.zeros((0, 0))), SMALL).tracks

    def stored(self, vectors: Vectors, folder: Path) -> Vectors:
        save_factors(folder, als.Factors(vectors, vectors, 1, [1.0], True), "run")
        return load_factors(folder).tracks


def test_everybody_is_recommended_the_one_track_of_their_colour_they_miss(board: Sparse) -> None:
    factors = als.fit(board, SMALL)
    scores = factors.users.matrix @ factors.tracks.matrix.T
    scores[dense(board) > 0] = -np.inf
    assert scores.argmax(axis=1).tolist() == list(range(50))


def test_users_and_tracks_keep_their_order(scattered: Sparse) -> None:
    factors = als.fit(scattered, SMALL)
    assert list(factors.users.ids) == list(scattered.row_ids)
    assert list(factors.tracks.ids) == list(scattered.column_ids)


def test_who_and_what_was_never_played_has_a_zero_vector(scattered: Sparse) -> None:
    factors = als.fit(scattered, SMALL)
    assert not factors.users["u7"].any()
    assert not factors.tracks["t11"].any()
    assert np.count_nonzero(factors.tracks.matrix.any(axis=1)) == 119


def test_the_number_of_cores_does_not_change_a_bit(
    scattered: Sparse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(als, "WORTH_THREADS", 0)
    many = als.fit(scattered, SMALL)
    whole = AlternatingLeastSquares.solver.fget

    def on_one_core(self: AlternatingLeastSquares) -> object:
        solve = whole(self)
        return lambda *args, num_threads: solve(*args, num_threads=1)

    monkeypatch.setattr(AlternatingLeastSquares, "solver", property(on_one_core))
    monkeypatch.setattr("discograph.embeddings.plays.cores", lambda: 1)
    one = als.fit(scattered, SMALL)
    assert one.users.matrix.tobytes() == many.users.matrix.tobytes()
    assert one.loss == many.loss


def test_the_loss_is_the_sum_over_all_pairs(scattered: Sparse) -> None:
    rng = np.random.default_rng(1)
    users, tracks = (rng.normal(size=(n, 8)).astype(np.float32) for n in scattered.shape)
    confidences = als.confidence(scattered, SMALL)
    assert als.loss(counts(confidences), users, tracks, 3.0) == pytest.approx(
        dense_loss(confidences, users, tracks, 3.0), rel=1e-5
    )


def dense_loss(
    confidences: Sparse, users: NDArray[np.float32], tracks: NDArray[np.float32], reg: float
) -> float:
    weight = dense(confidences).astype(np.float64)
    played = weight > 0
    errors = np.where(played, weight, 1) * (played - users.astype(np.float64) @ tracks.T) ** 2
    return float(errors.sum() + reg * ((users**2).sum() + (tracks**2).sum()))


def test_the_loss_falls_until_the_tolerance_is_reached(scattered: Sparse) -> None:
    factors = als.fit(scattered, FactorsConfig(embedding_size=8, tolerance=1e-3))
    falls = -np.diff(factors.loss) / np.array(factors.loss[:-1])
    assert factors.converged
    assert factors.iterations == len(factors.loss) < 30
    assert (falls[:-1] >= 1e-3).all()
    assert 0 <= falls[-1] < 1e-3


def test_a_fit_that_does_not_come_to_rest_says_so(
    scattered: Sparse, caplog: pytest.LogCaptureFixture
) -> None:
    config = FactorsConfig(embedding_size=8, tolerance=0, max_iterations=2)
    with caplog.at_level(logging.WARNING):
        factors = als.fit(scattered, config)
    assert (factors.iterations, factors.converged) == (2, False)
    assert "converged: False" in caplog.text


def test_users_come_out_as_the_normal_equations_say(scattered: Sparse) -> None:
    config = FactorsConfig(embedding_size=4, tolerance=0, max_iterations=60)
    factors = als.fit(scattered, config)
    weights, tracks = dense(als.confidence(scattered, config)), factors.tracks.matrix
    everywhere = tracks.T @ tracks + config.reg * np.eye(4)
    for user in (0, 1, 42):
        played = np.flatnonzero(weights[user])
        own = tracks[played]
        left = everywhere + own.T @ ((weights[user, played] - 1)[:, None] * own)
        exact = np.linalg.solve(left, own.T @ weights[user, played])
        np.testing.assert_allclose(factors.users.matrix[user], exact, atol=5e-3)


@pytest.mark.parametrize("form", ["log", "linear"])
def test_alpha_is_the_mean_weight_of_a_pair_above_one_never_played(form: str) -> None:
    weights = als.confidence(matrix([[1, 9], [0, 200]]), FactorsConfig(alpha=7, confidence=form))
    assert weights.values.mean() == pytest.approx(8)
    assert (np.diff(weights.values) > 0).all()


def test_factors_stay_float32_whatever_the_plays(scattered: Sparse) -> None:
    for form in ("log", "linear"):
        config = FactorsConfig(embedding_size=40, confidence=form, max_iterations=2)
        factors = als.fit(scattered, config)
        assert factors.users.matrix.dtype == factors.tracks.matrix.dtype == np.float32


@pytest.mark.parametrize("plays", [np.zeros((0, 3)), np.zeros((3, 0)), np.zeros((2, 2))])
def test_no_plays_are_not_enough(plays: NDArray[np.float64]) -> None:
    with pytest.raises(NotEnoughData, match="import some listens"):
        als.fit(matrix(plays), SMALL)


def test_negative_plays_are_refused() -> None:
    with pytest.raises(InputError, match="-2"):
        als.fit(matrix([[1, -2]]), SMALL)


def test_one_play_is_enough() -> None:
    factors = als.fit(matrix([[1]]), SMALL)
    assert np.isfinite(factors.users.matrix).all()


def test_fitting_leaves_blas_as_it_was(scattered: Sparse) -> None:
    from threadpoolctl import threadpool_info  # type: ignore[import-untyped]

    def threads() -> list[int]:
        return [pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas"]

    before = threads()
    with one_blas_thread():
        assert set(threads()) == {1}
    als.fit(scattered, SMALL)
    assert threads() == before


def test_top_lists_are_of_unheard_tracks_by_product(scattered: Sparse) -> None:
    factors = als.fit(scattered, SMALL)
    users = np.array([3, 7, 40])
    scores = factors.users.matrix[users] @ factors.tracks.matrix.T
    scores[dense(scattered)[users] > 0] = -np.inf
    indices, found = als.top(factors, scattered, users, 10)
    np.testing.assert_allclose(found, -np.sort(-scores, axis=1)[:, :10], rtol=1e-5)
    assert not dense(scattered)[users[:, None], indices].any()


def test_an_artist_is_the_weighted_mean_of_their_tracks() -> None:
    tracks = Vectors(["t0", "t1", "t2"], np.array([[1, 0], [0, 1], [1, 1]], np.float32))
    artists = als.artist_vectors(tracks, matrix([[3, 1, 0], [0, 0, 2]]))
    np.testing.assert_allclose(artists.matrix, np.array([[0.75, 0.25], [1, 1]]))


def test_artists_without_a_vector_are_left_out() -> None:
    tracks = Vectors(["t0", "t2"], np.array([[1, 0], [0, 0]], np.float32))
    artists = als.artist_vectors(tracks, matrix([[2, 5, 0], [0, 5, 0], [0, 0, 5]]))
    assert list(artists.ids) == ["u0"]
    np.testing.assert_allclose(artists.matrix, [[1, 0]])
