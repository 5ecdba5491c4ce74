from __future__ import annotations

import pytest

from discograph.nlp.normal import lower, singular


@pytest.mark.parametrize(
    ("plural", "one"),
    [
        ("guitars", "guitar"),
        ("melodies", "melody"),
        ("choruses", "chorus"),
        ("basses", "bass"),
        ("women", "woman"),
        ("grooves", "groove"),
        ("side-projects", "side-project"),
        ("synthesizers", "synthesizer"),
        ("waltzes", "waltz"),
        ("blues", "blues"),
        ("vocals", "vocals"),
        ("lyrics", "lyrics"),
        ("bass", "bass"),
        ("houses", "house"),
        ("moods", "mood"),
    ],
)
def test_plurals_become_singular_and_what_only_looks_so_stays(plural: str, one: str) -> None:
    assert singular(plural) == one


def test_case_and_typographic_signs_do_not_matter() -> None:
    assert lower("Rock\u2019N\u2019Roll") == "rock'n'roll"
    assert lower("Post\u2010Punk") == "post-punk"
