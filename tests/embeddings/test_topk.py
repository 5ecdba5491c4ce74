from itertools import chain

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from discograph.core.errors import InputError
from discograph.embeddings import topk
from discograph.embeddings.topk import top_n

Lists = tuple[NDArray[np.int32], NDArray[np.float32]]


def oracle(
    users: NDArray[np.float32], tracks: NDArray[np.float32], heard: list[list[int]], n: int
) -> Lists:
    """The same from the full matrix of products."""
    scores = users @ tracks.T
    indices = np.full((len(users), n), -1, np.int32)
    found = np.full((len(users), n), -np.inf, np.float32)
    for user, own in enumerate(heard):
        unheard = np.setdiff1d(np.arange(len(tracks)), own)
        best = unheard[np.argsort(-scores[user, unheard], kind="stable")][:n]
        indices[user, : len(best)], found[user, : len(best)] = best, scores[user, best]
    return indices, found


def lists(
    users: NDArray[np.float32], tracks: NDArray[np.float32], heard: list[list[int]], n: int
) -> Lists:
    indptr = np.cumsum([0, *map(len, heard)], dtype=np.int64)
    return top_n(users, tracks, indptr, np.array([*chain(*heard)], np.int32), n)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_lists_are_those_of_the_full_product(data: st.DataObject) -> None:
    # small whole numbers: products are exact, and ties are many
    u, t = data.draw(st.integers(0, 130)), data.draw(st.integers(0, 60))
    d, n = data.draw(st.integers(1, 5)), data.draw(st.integers(1, 70))
    rng = np.random.default_rng(data.draw(st.integers(0, 1 << 32)))
    users, tracks = (rng.integers(-2, 3, (m, d)).astype(np.float32) for m in (u, t))
    heard = [rng.integers(0, t, rng.integers(0, t + 3)).tolist() if t else [] for _ in range(u)]
    got, want = lists(users, tracks, heard, n), oracle(users, tracks, heard, n)
    np.testing.assert_array_equal(got[0], want[0])
    np.testing.assert_array_equal(got[1], want[1])


@pytest.mark.parametrize("tracks", [topk.TRACKS - 1, topk.TRACKS, 2 * topk.TRACKS + 1])
@pytest.mark.parametrize("users", [1, topk.USERS, topk.USERS + 1])
def test_tiles_meet_without_a_seam(users: int, tracks: int) -> None:
    rng = np.random.default_rng(0)
    left, right = (rng.integers(-3, 4, (m, 6)).astype(np.float32) for m in (users, tracks))
    edges = [0, topk.TRACKS - 2, tracks - 1]
    got = lists(left, right, [edges] * users, 40)
    np.testing.assert_array_equal(got[0], oracle(left, right, [edges] * users, 40)[0])


def test_real_numbers_agree_with_the_full_product_to_rounding() -> None:
    rng = np.random.default_rng(2)
    users, tracks = (rng.normal(size=(m, 64)).astype(np.float32) for m in (100, 3000))
    heard = [rng.choice(3000, 50, replace=False).tolist() for _ in range(100)]
    got, want = lists(users, tracks, heard, 30), oracle(users, tracks, heard, 30)
    np.testing.assert_allclose(got[1], want[1], rtol=1e-4)
    assert not any(set(row) & set(own) for row, own in zip(got[0].tolist(), heard, strict=True))


def test_the_same_input_gives_the_same_bytes_on_any_number_of_cores(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    rng = np.random.default_rng(2)
    users, tracks = (rng.normal(size=(m, 16)).astype(np.float32) for m in (300, 2000))
    many = lists(users, tracks, [[]] * 300, 25)
    monkeypatch.setattr("discograph.embeddings.plays.cores", lambda: 1)
    one = lists(users, tracks, [[]] * 300, 25)
    assert one[0].tobytes() + one[1].tobytes() == many[0].tobytes() + many[1].tobytes()


def test_lists_end_where_there_are_no_more_unheard_tracks() -> None:
    indices, scores = lists(np.ones((1, 1), "f"), np.ones((3, 1), "f"), [[1]], 4)
    assert indices.tolist() == [[0, 2, -1, -1]]
    assert scores.tolist() == [[1, 1, -np.inf, -np.inf]]


def test_arguments_are_left_as_they_were() -> None:
    users, tracks = np.ones((2, 2), np.float32), np.ones((4, 2), np.float32)
    heard = np.array([3, 1, 2], np.int32)
    for array in (users, tracks, heard):
        array.setflags(write=False)
    indices, _ = top_n(users, tracks, np.array([0, 2, 3], np.int64), heard, 2)
    assert indices.tolist() == [[0, 2], [0, 1]]
    assert heard.tolist() == [3, 1, 2]


@pytest.mark.parametrize(
    ("users", "heard", "n"),
    [((2, 3), [], 1), ((2, 2), [4], 1), ((2, 2), [-1], 1), ((2, 2), [], 0)],
)
def test_what_does_not_fit_together_is_refused(
    users: tuple[int, int], heard: list[int], n: int
) -> None:
    indptr = np.array([0, len(heard), len(heard)], np.int64)
    with pytest.raises(InputError):
        top_n(np.ones(users, "f"), np.ones((4, 2), "f"), indptr, np.array(heard, np.int32), n)


def test_a_mask_of_other_users_is_refused() -> None:
    with pytest.raises(InputError, match="2 users"):
        top_n(
            np.ones((2, 2), "f"), np.ones((4, 2), "f"), np.zeros(2, np.int64), np.zeros(0, "i"), 1
        )
