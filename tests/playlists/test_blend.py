from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from discograph.core.errors import InputError
from discograph.playlists.blend import Candidate, Fused, damp, fuse

TRACKS = st.sampled_from([f"t{number}" for number in range(12)])
LISTS = st.lists(st.builds(Candidate, TRACKS, st.floats(-10, 10, allow_nan=False)), max_size=15)
SOURCES = st.dictionaries(st.sampled_from(["als", "co_listens", "playlists"]), LISTS)
WEIGHTS = {"als": 1.0, "co_listens": 0.5, "playlists": 0.2}


@given(SOURCES)
def test_a_blend_is_every_candidate_once_best_first(sources: dict[str, list[Candidate]]) -> None:
    fused = fuse(sources, WEIGHTS, 20)
    assert sorted(f.track for f in fused) == sorted({c.track for s in sources.values() for c in s})
    assert [f.score for f in fused] == sorted((f.score for f in fused), reverse=True)


@given(SOURCES)
def test_shares_sum_to_one_and_come_from_sources_that_hold_the_track(
    sources: dict[str, list[Candidate]],
) -> None:
    for f in fuse(sources, WEIGHTS, 20):
        assert math.isclose(sum(f.shares.values()), 1)
        assert set(f.shares) == {
            n for n, s in sources.items() if any(c.track == f.track for c in s)
        }
        assert list(f.shares.values()) == sorted(f.shares.values(), reverse=True)


@given(SOURCES)
def test_the_order_of_sources_and_of_their_candidates_does_not_matter(
    sources: dict[str, list[Candidate]],
) -> None:
    turned = {name: sources[name][::-1] for name in reversed(sources)}
    assert fuse(turned, WEIGHTS, 20, seed="s") == fuse(sources, WEIGHTS, 20, seed="s")


@given(LISTS, st.floats(0, 100))
def test_one_source_keeps_its_order(candidates: list[Candidate], constant: float) -> None:
    best: dict[str, float] = {}
    for c in candidates:
        best[c.track] = max(c.score, best.get(c.track, -math.inf))
    expected = sorted(best, key=lambda track: (-best[track], track))
    assert [f.track for f in fuse({"als": candidates}, WEIGHTS, constant)] == expected


@given(SOURCES, TRACKS)
def test_taking_away_a_source_lowers_the_score_of_its_tracks(
    sources: dict[str, list[Candidate]], track: str
) -> None:
    scores = {f.track: f.score for f in fuse(sources, WEIGHTS, 20)}
    for name in sources:
        rest = {n: s for n, s in sources.items() if n != name}
        without = {f.track: f.score for f in fuse(rest, WEIGHTS, 20)}
        for gone in {c.track for c in sources[name]}:
            assert without.get(gone, 0) < scores[gone]


def test_the_score_is_the_weighted_sum_of_reciprocal_ranks() -> None:
    sources = {
        "als": [Candidate("a", 9), Candidate("b", 8)],
        "co_listens": [Candidate("b", 0.4), Candidate("c", 0.3)],
    }
    scores = {f.track: f.score for f in fuse(sources, WEIGHTS, 10)}
    assert scores == pytest.approx({"a": 1 / 11, "b": 1 / 12 + 0.5 / 11, "c": 0.5 / 12})


def test_equal_tracks_stand_by_id_or_by_the_seed_and_nothing_else_moves() -> None:
    pairs = {
        "als": [Candidate(f"t{n:02}", -n // 2) for n in range(20)],
        "co_listens": [Candidate(f"t{n:02}", -n // 2) for n in reversed(range(20))],
    }
    even = {"als": 1.0, "co_listens": 1.0}
    mirrored = {
        "als": [Candidate("a", 2), Candidate("b", 1), Candidate("z", 0)],
        "co_listens": [Candidate("b", 2), Candidate("a", 1), Candidate("z", 0)],
    }
    orders = {tuple(f.track for f in fuse(mirrored, even, 5, seed=s)) for s in "0123456789"}
    assert orders == {("a", "b", "z"), ("b", "a", "z")}
    assert [f.track for f in fuse(mirrored, even, 5)] == ["a", "b", "z"]
    assert fuse(pairs, even, 5, seed="x") == fuse(pairs, even, 5, seed="x")


def test_a_source_of_weight_nought_is_left_out() -> None:
    sources = {"als": [Candidate("a", 1)], "playlists": [Candidate("b", 1)]}
    assert [f.track for f in fuse(sources, {"als": 1, "playlists": 0}, 20)] == ["a"]


@pytest.mark.parametrize("weights", [{}, {"als": -1.0}, {"als": math.nan}])
def test_a_source_needs_a_weight_that_can_be(weights: dict[str, float]) -> None:
    with pytest.raises(InputError, match="'als'"):
        fuse({"als": [Candidate("a", 1)]}, weights, 20)


def test_the_damp_divides_by_a_power_of_the_listeners() -> None:
    fused = [Fused("hit", 1.0, {"als": 1.0}), Fused("gem", 0.5, {"als": 1.0})]
    damped = damp(fused, {"hit": 100, "gem": 4}, 0.5)
    assert [(f.track, f.score) for f in damped] == [("gem", 0.25), ("hit", 0.1)]
    assert damp(fused, {"hit": 100, "gem": 4}, 0) == fused
