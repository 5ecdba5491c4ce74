import random

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from discograph.core.sparse import Sparse
from discograph.embeddings.holdout import hide, recall

from .worlds import dense, matrix


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 1 << 32), st.integers(0, 100))
def test_what_is_learned_from_and_what_is_hidden_make_up_the_plays(seed: int, draw: int) -> None:
    rng = np.random.default_rng(seed)
    table = matrix(rng.poisson(0.5, (12, 30)))
    split = hide(table, draw) if table.nnz else None
    if split is None:
        return
    whole, left = dense(table), dense(split.train)
    for user in range(12):
        gone = np.flatnonzero(whole[user] != left[user])
        heard = np.count_nonzero(whole[user])
        if heard < 10:
            assert user not in split.users
            assert len(gone) == 0
            continue
        assert (left[user, gone] == 0).all()
        assert len(gone) == heard // 5
        np.testing.assert_array_equal(gone, split.hidden[split.users.tolist().index(user)])


def test_the_draw_is_the_one_that_anybody_makes_from_the_names(scattered: Sparse) -> None:
    full = dense(scattered)
    rng = random.Random(4)
    expected = {}
    for user in sorted(scattered.row_ids):
        heard = np.flatnonzero(full[scattered.rows[user]]).tolist()
        names = sorted(scattered.column_ids[track] for track in heard)
        if len(names) >= 10:
            drawn = rng.sample(names, max(1, len(names) // 5))
            expected[user] = sorted(scattered.columns[name] for name in drawn)
    split = hide(scattered, 4)
    pairs = zip(split.users.tolist(), split.hidden, strict=True)
    found = {scattered.row_ids[user]: own.tolist() for user, own in pairs}
    assert found == expected


def test_another_seed_hides_other_plays(scattered: Sparse) -> None:
    one, two = hide(scattered, 0), hide(scattered, 1)
    assert one.users.tolist() == two.users.tolist()
    assert [own.tolist() for own in one.hidden] != [own.tolist() for own in two.hidden]


def test_recall_is_of_what_the_places_could_hold() -> None:
    lists = np.array([[3, 1, 9], [7, -1, -1], [0, 1, 2]], np.int32)
    hidden = [np.array([1, 3]), np.array([5, 6, 7, 8]), np.array([4])]
    assert recall(lists, hidden, 3).tolist() == [1, 1 / 3, 0]
    assert recall(lists, hidden, 1).tolist() == [1, 1, 0]
