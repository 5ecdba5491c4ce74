"""Measures of terms: answers known by construction, and tf-idf against a dense second writing."""

import math
from collections import Counter
from itertools import pairwise

import numpy as np
import pytest

from discograph.core.errors import NotEnoughData
from discograph.evaluation.tfidf import tfidf
from discograph.evaluation.words import N_GENRES, N_JUDGED, WordTruth, fold, measure

TEXTS = [
    ("a", "slow fuzzy guitars, slow songs"),
    ("b", "fuzzy guitars and a harp"),
    ("c", "brass and drums and more brass"),
    ("d", ""),
]


def truth(**near: dict[str, set[str]]) -> WordTruth:
    genres = {"a": {"Post-Grunge", "hard rock"}, "b": {"blues"}, "c": set()}
    return WordTruth(genres, {"a": {"hard rock", "gritty"}}, near)


def test_terms_are_compared_without_hyphens_case_and_plurals() -> None:
    assert fold("Post-Grunge") == fold("post grunge")
    assert fold("female vocalists") == fold("Female Vocalist")
    assert fold("R&B") == fold("r & b") != fold("b")
    assert fold("bass") == "bass"


def test_genres_count_among_the_first_twenty_terms_alone() -> None:
    late = ["x"] * N_GENRES + ["hard rock"]
    line = measure("m", truth(), lambda artist: ["post grunge", *late] if artist == "a" else [])
    assert line.figures["genres@20"].mean == pytest.approx((1 / 2 + 0) / 2)
    assert line.artists == {"genres@20": 2, "P@10": 1, "P@10 in words": 1}


def test_precision_counts_missing_and_repeated_terms_as_wrong() -> None:
    line = measure("m", truth(), lambda _: ["gritty", "hard-rock", "Hard Rock", "no"])
    assert line.figures["P@10"].mean == pytest.approx(2 / N_JUDGED)


def test_parts_of_right_terms_are_right_in_words() -> None:
    line = measure("m", truth(), lambda _: ["gritty rock", "rock", "gritty", "soft rock"])
    assert line.figures["P@10"].mean == pytest.approx(1 / N_JUDGED)
    assert line.figures["P@10 in words"].mean == pytest.approx(3 / N_JUDGED)


def test_neighbours_are_counted_over_as_many_as_could_be_found() -> None:
    many = {f"n{number}" for number in range(40)}
    near = truth(links={"a": many, "b": {"n1"}})
    line = measure("m", near, None, lambda _: [f"n{number}" for number in range(20, 60)])
    assert line.figures["links@20"].mean == pytest.approx((20 / 20 + 0 / 1) / 2)
    assert line.as_dict()["links@20 artists"] == 2


def test_where_nothing_is_known_nothing_can_be_measured() -> None:
    with pytest.raises(NotEnoughData, match="nothing to compare"):
        measure("m", WordTruth({}, {}, {}), lambda _: [])


@pytest.mark.parametrize("words", [1, 2])
@pytest.mark.parametrize("logs", [False, True])
def test_tfidf_is_counts_times_rarity_at_length_one(words: int, logs: bool) -> None:
    made = tfidf(TEXTS, words=words, logs=logs)
    counts = []
    for _, text in TEXTS:
        tokens = [word.strip(",") for word in text.split() if len(word) > 1]
        pairs = [" ".join(pair) for pair in pairwise(tokens)]
        counts.append(Counter(tokens + (pairs if words == 2 else [])))
    dense = np.zeros((len(TEXTS), len(made.terms)))
    for row, count in enumerate(counts):
        for term, times in count.items():
            spread = sum(term in other for other in counts)
            often = 1 + math.log(times) if logs else times
            dense[row, made.terms.index(term)] = often * (math.log(5 / (1 + spread)) + 1)
    dense /= np.maximum(np.linalg.norm(dense, axis=1, keepdims=True), 1e-12)
    np.testing.assert_allclose(made.weights.toarray(), dense)
    assert made.top("a", 1) == ["slow"] or words == 2
    assert made.top("d", 3) == []
    assert made.neighbours("a", 1) == ["b"]
    assert made.neighbours("c", 3)[0] == "b"
