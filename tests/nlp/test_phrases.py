from __future__ import annotations

from collections import Counter

import pytest
from spacy.language import Language

from discograph.nlp.phrases import prior, spot
from discograph.nlp.tagger import load_tagger


@pytest.fixture(scope="module")
def nlp() -> Language:
    return load_tagger()


def terms(nlp: Language, text: str, kind: str) -> set[str]:
    return {term for term, of in spot(nlp(text)) if of == kind}


def test_adjectives_of_music_are_found_whatever_the_tagger_takes_them_for(nlp: Language) -> None:
    text = "Dreamy, reverb-drenched guitars and lush vocals; it's a hazy lo-fi record."
    assert terms(nlp, text, "adjective") >= {"dreamy", "reverb-drenched", "lush", "hazy", "lo-fi"}


def test_nouns_are_singular_and_styles_are_nouns(nlp: Language) -> None:
    found = terms(nlp, "They left shoegaze for melodies, guitars, post-punk and Britpop.", "noun")
    assert found >= {"shoegaze", "melody", "guitar", "post-punk", "britpop"}


@pytest.mark.parametrize(
    ("text", "phrase"),
    [
        ("an alternative rock band", "alternative rock"),
        ("The band plays dream pop with ethereal female vocals.", "female vocals"),
        ("They love rock 'n' roll and little else.", "rock and roll"),
        ("They love rock & roll and little else.", "rock and roll"),
        ("old rhythm and blues", "rhythm and blues"),
        ("It has chiming guitars.", "chiming guitar"),
    ],
)
def test_noun_phrases_end_with_a_noun_that_says_something(
    nlp: Language, text: str, phrase: str
) -> None:
    assert phrase in terms(nlp, text, "phrase")


def test_other_pairs_are_bigrams(nlp: Language) -> None:
    assert "heavily distorted" in terms(nlp, "The bass is heavily distorted here.", "bigram")


def test_what_describes_music_counts_more(nlp: Language) -> None:
    assert spot(nlp("a gloomy winter"))["gloomy", "adjective"] == 1
    assert spot(nlp("a gloomy record"))["gloomy", "adjective"] == 2
    assert spot(nlp("It was described as gloomy."))["gloomy", "adjective"] == 2
    assert spot(nlp("a gloomy sound"))["gloomy", "adjective"] == 3


def test_decades_are_nouns_however_they_are_written(nlp: Language) -> None:
    assert spot(nlp("a sound of the 1980s"))["80s", "noun"]
    assert spot(nlp("an 80s sound"))["80s", "noun"]


def test_styles_are_spelled_in_one_way(nlp: Language) -> None:
    found = {term for term, _ in spot(nlp("They play blues-rock, hard-rock and post-punk."))}
    assert found >= {"blues rock", "hard rock", "post-punk"}


def test_styles_tell_more_by_themselves_than_small_talk() -> None:
    said = [("dream pop", "phrase"), ("80s", "noun"), ("dreamy", "adjective"), ("lawyer", "noun")]
    weights = [prior(*term) for term in said]
    assert weights == sorted(weights, reverse=True)
    assert 0 < weights[-1] < weights[0] <= 1


def test_nothing_is_said_by_names_numbers_dates_and_the_furniture_of_pages(nlp: Language) -> None:
    text = "On 12 May 1994 Velvet Morning released 10 songs. Click here, read more, subscribe!"
    found = spot(nlp(text), [(4, 6)])
    said = {word for term, _ in found for word in term.split()}
    assert not said & {"12", "10", "1994", "may", "velvet", "morning", "song", "click"}


def test_no_term_reaches_into_a_name(nlp: Language) -> None:
    doc = nlp("the noisy Velvet Morning guitars")
    found = spot(doc, [(2, 4)])
    assert found == Counter({("noisy", "adjective"): 1, ("guitar", "noun"): 1})


def test_an_empty_text_has_no_terms(nlp: Language) -> None:
    assert not spot(nlp(""))
