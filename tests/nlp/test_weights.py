from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from discograph.core.config import TermsConfig
from discograph.core.errors import InputError
from discograph.nlp.weights import Spots, evidence, weigh

CONFIG = TermsConfig(min_weight=0)
Row = tuple[int, int, int, float]


def spots(rows: list[Row], sites: list[int], ages: list[float] | None = None) -> Spots:
    """Rows are (artist, term, page, count)."""
    columns = np.array(rows, np.float64).reshape(-1, 4)
    entity, term, page = columns[:, :3].astype(np.int32).T
    return Spots(
        entity=entity,
        term=term,
        page=page,
        count=columns[:, 3].astype(np.float32),
        page_site=np.array(sites, np.int32),
        page_age_days=np.array(ages or [0.0] * len(sites), np.float32),
        n_entities=20,
        n_terms=80,
    )


def web(rng: np.random.Generator, pages: int = 240, sites: int = 6) -> tuple[list[Row], list[int]]:
    """Artists of four scenes: ten words a scene, of which a page says eight; and small talk."""
    rows: list[Row] = []
    for page in range(pages):
        artist = page % 20
        own = rng.choice(10, 8, replace=False) + artist % 4 * 10
        common = rng.choice(20, 5, replace=False) + 50
        rows += [(artist, int(t), page, int(rng.integers(1, 4))) for t in own]
        rows += [(artist, int(t), page, 1) for t in common]
    return rows, [page // 20 % sites for page in range(pages)]


def top(matrix: object, artist: int, n: int = 10) -> list[int]:
    row = matrix[[artist]].toarray()[0]  # type: ignore[index]
    return [int(t) for t in np.argsort(-row, kind="stable")[:n] if row[t] > 0]


def test_ten_thousand_pages_of_one_site_change_no_top_ten() -> None:
    rng = np.random.default_rng(3)
    rows, sites = web(rng)
    before = weigh(spots(rows, sites), CONFIG)
    spam: list[Row] = []
    for page in range(10_000):
        artist = int(rng.integers(20))
        spam += [(artist, int(t), 240 + page, 50) for t in rng.choice(5, 3) + 75]
        foreign = (artist + 1) % 4 * 10 + int(rng.integers(10))
        spam.append((artist, foreign, 240 + page, 9))
    after = weigh(spots(rows + spam, sites + [6] * 10_000), CONFIG)
    for artist in range(20):
        assert set(top(after, artist)) == set(top(before, artist))


def test_ten_thousand_pages_about_one_artist_change_nobodys_top_ten() -> None:
    rng = np.random.default_rng(4)
    rows, sites = web(rng)
    before = weigh(spots(rows, sites), CONFIG)
    spam: list[Row] = [
        (7, int(term), 240 + page, 1 + page % 20)
        for page in range(10_000)
        for term in rng.choice(10, 3, replace=False) + 70
    ]
    after = weigh(spots(rows + spam, sites + [6] * 10_000), CONFIG)
    for artist in range(20):
        assert set(top(after, artist)) == set(top(before, artist))


@given(seed=st.integers(0, 1000))
@settings(max_examples=20, deadline=None)
def test_weights_are_between_0_and_1_and_the_same_every_time(seed: int) -> None:
    rows, sites = web(np.random.default_rng(seed), pages=60)
    first, second = weigh(spots(rows, sites), CONFIG), weigh(spots(rows, sites), CONFIG)
    assert first.dtype == np.float32
    assert first.shape == (20, 80)
    assert abs(first - second).nnz == 0
    assert first.nnz
    assert first.data.min() >= 0
    assert first.data.max() <= 1


def test_a_page_that_its_site_has_twice_changes_nothing() -> None:
    rows, sites = web(np.random.default_rng(0))
    twice = [(a, t, 240, c) for a, t, page, c in rows if page == 31]
    once, again = spots(rows, sites), spots(rows + twice, [*sites, sites[31]])
    assert abs(weigh(once, CONFIG) - weigh(again, CONFIG)).nnz == 0


@given(seed=st.integers(0, 1000))
@settings(max_examples=20, deadline=None)
def test_another_site_that_says_so_too_never_lowers_a_weight(seed: int) -> None:
    rng = np.random.default_rng(seed)
    rows, sites = web(rng)
    artist, term, *_ = rows[int(rng.integers(len(rows)))]
    more = weigh(spots([*rows, (artist, term, 240, 1)], [*sites, 6]), CONFIG)
    assert more[artist, term] >= weigh(spots(rows, sites), CONFIG)[artist, term] - 1e-6


def test_what_is_said_of_everybody_weighs_less_than_what_is_said_of_few() -> None:
    rows, sites = web(np.random.default_rng(0))
    matrix = weigh(spots(rows, sites), CONFIG).toarray()
    for artist in range(20):
        own = matrix[artist, artist % 4 * 10 : artist % 4 * 10 + 10]
        assert own[own > 0].mean() > 2 * matrix[artist, 50:70].mean()


def test_what_was_said_long_ago_weighs_less() -> None:
    rows, sites = web(np.random.default_rng(0))
    ages = [720.0 if site else 0.0 for site in sites]
    young = weigh(spots(rows, sites), CONFIG)
    old = weigh(spots(rows, sites, ages), CONFIG)
    assert old.sum() < young.sum()


def test_what_says_more_by_itself_weighs_more() -> None:
    rows, sites = web(np.random.default_rng(0))
    half = np.where(np.arange(80) == 5, 1.0, 0.5).astype(np.float32)
    plain, prior = spots(rows, sites), replace(spots(rows, sites), prior=half)
    ratio = weigh(prior, CONFIG)[0, 5] / weigh(plain, CONFIG)[0, 5]
    assert ratio == pytest.approx(1)
    assert weigh(prior, CONFIG)[0, 6] == pytest.approx(weigh(plain, CONFIG)[0, 6] / 2)


def test_nothing_said_is_an_empty_matrix() -> None:
    assert weigh(spots([], []), CONFIG).nnz == 0


def test_columns_that_do_not_fit_together_are_refused() -> None:
    with pytest.raises(InputError, match="page is not between 0 and 0"):
        spots([(0, 0, 1, 1)], [0])


def test_evidence_takes_a_page_of_each_site_first() -> None:
    rows: list[Row] = [(0, 0, 0, 3), (0, 0, 1, 5), (0, 0, 2, 1), (0, 1, 3, 9), (1, 0, 4, 9)]
    found = evidence(spots(rows, [0, 0, 1, 2, 2]), 0, 0)
    assert found == [1, 2, 0]
    assert evidence(spots(rows, [0, 0, 1, 2, 2]), 0, 0, n=2) == [1, 2]
