from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import spacy
from numpy.typing import NDArray
from spacy.language import Language
from spacy.tokens import Doc
from spacy.training import Example
from thinc.api import Adam

from discograph.core.errors import ConfigError
from discograph.nlp.features import LAYER
from discograph.nlp.tagger import SHIPPED, load_tagger


def test_the_shipped_model_is_small_and_has_its_licence_beside_it() -> None:
    size = sum(file.stat().st_size for file in SHIPPED.rglob("*") if file.is_file())
    assert size <= 8 * 2**20
    assert "Attribution-ShareAlike 4.0" in (SHIPPED / "LICENSE.txt").read_text()


def test_the_shipped_model_tells_adjectives_nouns_and_verbs() -> None:
    doc = load_tagger()("The quiet singer wrote three long songs.")
    assert [token.tag_ for token in doc] == ["DT", "JJ", "NN", "VBD", "CD", "JJ", "NNS", "."]


def test_what_was_read_before_changes_no_vector() -> None:
    texts = ["Loud drums, quiet voices.", "", "Drums that chime: xylophonic, loud, chiming drums!"]
    once, twice = load_tagger(), load_tagger()
    together = vectors(once, texts)
    for text in texts:
        vectors(twice, [text])
    for found, expected in zip(vectors(twice, texts[::-1]), together[::-1], strict=True):
        np.testing.assert_allclose(found, expected, atol=1e-5)


def test_vectors_are_of_the_weights_as_training_leaves_them(tmp_path: Path) -> None:
    nlp = load_tagger()
    before = vectors(nlp, ["a quiet song"])[0]
    said = Doc(nlp.vocab, words=["a", "quiet", "song"], tags=["NN", "NN", "JJ"])
    nlp.update([Example(nlp.make_doc(said.text), said)], sgd=Adam(0.01))
    after = vectors(nlp, ["a quiet song"])[0]
    nlp.to_disk(tmp_path)
    assert not np.allclose(after, before, atol=1e-3)
    np.testing.assert_allclose(after, vectors(spacy.load(tmp_path), ["a quiet song"])[0], atol=1e-5)


def vectors(nlp: Language, texts: list[str]) -> list[NDArray[np.float32]]:
    tagger: Any = nlp.get_pipe("tagger")
    nodes = tagger.model.walk()
    words = next(node for node in nodes if [layer.name for layer in node.layers][:1] == [LAYER])
    found: list[NDArray[np.float32]] = words.predict([nlp.make_doc(text) for text in texts])
    return found


def test_a_pipeline_in_a_folder_takes_the_place_of_the_shipped_one(tmp_path: Path) -> None:
    load_tagger().to_disk(tmp_path / "other")
    doc = load_tagger(str(tmp_path / "other"))("a quiet song")
    assert [token.tag_ for token in doc] == ["DT", "JJ", "NN"]


def test_a_pipeline_that_is_not_installed_is_an_error_that_says_what_to_do() -> None:
    with pytest.raises(ConfigError, match=r"no_such_model.*spacy download"):
        load_tagger("no_such_model")
