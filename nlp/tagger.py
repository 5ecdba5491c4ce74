"""The pipeline that tells adjectives from nouns: the shipped one, or any of spaCy's."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import spacy
from spacy.attrs import IDS  # type: ignore[import-not-found]
from spacy.language import Language
from thinc.api import use_ops

from ..core.errors import ConfigError
from . import features  # noqa: F401  (the shipped model names a layer of it)

SHIPPED = Path(__file__).with_name("model")
NEEDLESS = ("parser", "ner", "senter", "entity_ruler", "entity_linker", "textcat")
"""Parts of other pipelines that cost time and say nothing of words."""

_LOOKED_AT = [IDS["LOWER"], IDS["IS_LOWER"], IDS["IS_SPACE"]]


def load_tagger(model: str | None = None) -> Language:
    """Return a spaCy pipeline that gives tokens their tags.

    Parameters
    ----------
    model : str, optional
        Name of an installed pipeline, such as ``en_core_web_sm``, or its folder; the shipped
        one if there is none.

    Raises
    ------
    ConfigError
        If no such pipeline is installed, or it tags nothing.
    """
    if not model:
        with use_ops("numpy", use_blis=False):  # NumPy's own BLAS: three times as fast
            nlp = spacy.load(SHIPPED)
        cast_weights(nlp, np.float32)
        vocab: Any = nlp.vocab  # the other attributes of a new word cost more than its tag
        vocab.lex_attr_getters = {key: vocab.lex_attr_getters[key] for key in _LOOKED_AT}
        return nlp
    try:
        nlp = spacy.load(model, exclude=NEEDLESS)
    except (OSError, ValueError) as err:
        raise ConfigError(
            f"terms.model is {model!r}, and spaCy cannot load that; install it "
            "(python -m spacy download ...), or leave terms.model empty for the shipped one"
        ) from err
    if not {"tagger", "morphologizer"} & set(nlp.pipe_names):
        raise ConfigError(
            f"terms.model is {model!r}, which has no tagger ({', '.join(nlp.pipe_names)}); "
            "name a pipeline that has one"
        )
    return nlp


def cast_weights(nlp: Language, dtype: type[np.floating]) -> None:
    """Make every weight of the tagger of this type: float16 on disk, float32 to work with.

    The tags' names become known to the vocabulary, which is not kept on disk.
    """
    tagger: Any = nlp.get_pipe("tagger")
    for label in tagger.labels:
        nlp.vocab.strings.add(label)
    for node in tagger.model.walk():
        for name in node.param_names:
            if node.has_param(name):
                node.set_param(name, node.get_param(name).astype(dtype))
