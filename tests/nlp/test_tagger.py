from __future__ import annotations

from pathlib import Path

import pytest

from discograph.core.errors import ConfigError
from discograph.nlp.tagger import SHIPPED, load_tagger


def test_the_shipped_model_is_small_and_has_its_licence_beside_it() -> None:
    size = sum(file.stat().st_size for file in SHIPPED.rglob("*") if file.is_file())
    assert size <= 8 * 2**20
    assert "Attribution-ShareAlike 4.0" in (SHIPPED / "LICENSE.txt").read_text()


def test_the_shipped_model_tells_adjectives_nouns_and_verbs() -> None:
    doc = load_tagger()("The quiet singer wrote three long songs.")
    assert [token.tag_ for token in doc] == ["DT", "JJ", "NN", "VBD", "CD", "JJ", "NNS", "."]


def test_a_pipeline_in_a_folder_takes_the_place_of_the_shipped_one(tmp_path: Path) -> None:
    load_tagger().to_disk(tmp_path / "other")
    doc = load_tagger(str(tmp_path / "other"))("a quiet song")
    assert [token.tag_ for token in doc] == ["DT", "JJ", "NN"]


def test_a_pipeline_that_is_not_installed_is_an_error_that_says_what_to_do() -> None:
    with pytest.raises(ConfigError, match=r"no_such_model.*spacy download"):
        load_tagger("no_such_model")
