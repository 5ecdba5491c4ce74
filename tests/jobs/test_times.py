from __future__ import annotations

from functools import reduce

from hypothesis import given
from hypothesis import strategies as st

from discograph.jobs.times import Times, join, merge, settle

moments = st.sets(st.integers(1_600_000_000, 1_600_000_400), max_size=6)
minutes = st.sets(st.integers(0, 6).map(lambda m: 1_600_000_000 + 60 * m), max_size=4)
records = st.builds(
    settle,
    moments,
    moments,
    coarse_at=minutes,
    coarse_skipped_at=minutes,
    counts=st.dictionaries(st.integers(1, 3), st.integers(1, 9), max_size=2),
    counted_at=st.none() | st.integers(1_600_000_000, 1_600_000_400),
)


@given(records)
def test_the_same_record_twice_is_the_record(one: Times) -> None:
    assert merge(one, one) == one
    assert merge(one, Times()) == one


@given(records, records)
def test_the_order_of_two_records_does_not_matter(one: Times, other: Times) -> None:
    assert merge(one, other) == merge(other, one)
    assert join(one, other) == join(other, one)


@given(records, records, records)
def test_the_grouping_of_three_records_does_not_matter(a: Times, b: Times, c: Times) -> None:
    assert merge(merge(a, b), c) == merge(a, merge(b, c))
    assert join(join(a, b), c) == join(a, join(b, c))


@given(st.lists(records, max_size=5), st.randoms())
def test_any_order_with_repeats_gives_one_record(parts: list[Times], random: object) -> None:
    shuffled = [*parts, *parts]
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert reduce(merge, shuffled, Times()) == reduce(merge, parts, Times())


@given(records)
def test_a_settled_record_is_sorted_and_says_nothing_twice(one: Times) -> None:
    for times in (one.at, one.skipped_at, one.coarse):
        assert list(times) == sorted(set(times))
    assert not set(one.at) & set(one.skipped_at)
    assert set(one.coarse) <= {*one.at, *one.skipped_at}
    assert one.plays == len(one.at) + one.counted


def test_an_exact_time_replaces_the_coarse_one_of_its_minute() -> None:
    rough = settle(coarse_at=[600])
    assert merge(rough, settle([659])) == settle([659])
    assert merge(rough, settle([660])) == settle([660], coarse_at=[600])
    assert merge(rough, settle([599])) == settle([599], coarse_at=[600])


def test_an_exact_skip_replaces_a_coarse_listen() -> None:
    assert merge(settle(coarse_at=[600]), settle(skipped_at=[630])) == settle(skipped_at=[630])


def test_a_moment_in_both_lists_is_a_listen() -> None:
    assert settle([600], [600]) == settle([600])
    assert settle(coarse_at=[600], coarse_skipped_at=[600]) == settle(coarse_at=[600])


def test_of_overlapping_counts_the_largest_file_is_believed() -> None:
    january, february = settle(counts={1: 10}), settle(counts={2: 12})
    assert merge(january, february).counted == 12
    assert merge(merge(january, february), january).plays == 12


def test_counts_of_tracks_that_turn_out_to_be_one_add_up_within_a_file() -> None:
    live, also_live = settle(counts={1: 5, 2: 1}), settle(counts={1: 3})
    assert join(live, also_live).counted == 8


def test_the_last_listen_is_the_latest_known_of_either_kind() -> None:
    assert settle([5, 9], counts={1: 3}, counted_at=7).last_at == 9
    assert settle([5], counts={1: 3}, counted_at=7).last_at == 7
    assert settle(skipped_at=[5]).last_at is None
    assert settle([5, 9]).first_at == 5
