"""What the shipped tagger looks at: known words, beginnings and ends, the shape of letters."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from spacy.lang.lex_attrs import word_shape
from spacy.strings import get_string_id
from spacy.tokens import Doc
from spacy.util import registry
from thinc.api import (
    HashEmbed,
    Maxout,
    Model,
    chain,
    concatenate,
    list2ragged,
    ragged2list,
    with_array,
)

from .normal import lower

LAYER = "word-features"
MEMORY = 200_000
"""Words whose features are remembered."""


@registry.architectures("discograph.WordEmbed.v1")  # type: ignore[untyped-decorator]
def word_embed(
    width: int, rows: int, part_width: int, part_rows: Sequence[int]
) -> Model[list[Doc], list[Any]]:
    """Return a layer that embeds words by themselves and by their parts.

    A word that training did not know is one unknown word, not some known ones whose hashes it
    happens to share: its beginning, end and shape tell what it is.

    Parameters
    ----------
    width : int > 0
        Of a word's vector, and of what comes out.
    rows : int > 0
        Of the table of known words.
    part_width : int > 0
    part_rows : sequence of int > 0
        One for each of `parts`.
    """
    tables: list[Model[Any, Any]] = [HashEmbed(width, rows, column=0, seed=1)]
    for column, count in enumerate(part_rows, start=1):
        tables.append(HashEmbed(part_width, count, column=column, seed=column + 1))
    wide = width + part_width * len(part_rows)
    layer: Model[list[Doc], list[Any]] = Model(LAYER, _Features(), attrs={"known": ""})
    return chain(
        layer,
        list2ragged(),
        with_array(concatenate(*tables)),
        with_array(Maxout(width, wide, nP=3, normalize=True, dropout=0.0)),
        ragged2list(),
    )


def set_known(model: Model[Any, Any], words: Collection[str]) -> None:
    """Tell the layer inside `model` which words, in lower case, have a vector of their own."""
    layer = next(node for node in model.walk() if node.name == LAYER)
    layer.attrs["known"] = "\n".join(sorted(words))


def parts(word: str) -> tuple[str, ...]:
    """Return what tells of a word that nobody knows.

    >>> parts("Jangly")
    ('ja', 'jan', 'ly', 'gly', 'ngly', 'Xxxxx')
    """
    small = lower(word)
    return small[:2], small[:3], small[-2:], small[-3:], small[-4:], word_shape(word)


class _Features:
    """Numbers of the words of texts and of their parts, remembered."""

    def __init__(self) -> None:
        self._known: frozenset[str] = frozenset()
        self._text = ""
        self._memory: dict[str, list[int]] = {}

    def __call__(
        self, model: Model[list[Doc], list[Any]], docs: list[Doc], is_train: bool
    ) -> tuple[list[NDArray[np.uint64]], Callable[[Any], list[Doc]]]:
        if model.attrs["known"] is not self._text or len(self._memory) > MEMORY:
            self._text = model.attrs["known"]
            self._known = frozenset(self._text.split("\n"))
            self._memory = {}
        numbers = [
            np.array([self._of(token.text) for token in doc], np.uint64).reshape(len(doc), -1)
            for doc in docs
        ]
        return numbers, lambda _: []

    def _of(self, word: str) -> list[int]:
        if (found := self._memory.get(word)) is None:
            known = lower(word) if lower(word) in self._known else ""
            found = [get_string_id(part) for part in (known, *parts(word))]
            self._memory[word] = found
        return found
