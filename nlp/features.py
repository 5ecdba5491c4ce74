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
from thinc.layers.chain import forward as in_turn

from .normal import lower

LAYER = "word-features"
MEMORY = 50_000
"""Words that are remembered."""


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
    layers: Model[list[Doc], list[Any]] = chain(
        layer,
        list2ragged(),
        with_array(concatenate(*tables)),
        with_array(Maxout(width, wide, nP=3, normalize=True, dropout=0.0)),
        ragged2list(),
    )
    dims = {name: layers.maybe_get_dim(name) for name in layers.dim_names}
    return Model("words", _Vectors(width), init=layers.init, dims=dims, layers=layers.layers)


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


class _Vectors:
    """What comes out for words, remembered: no word's depends on its neighbours.

    That is a third of the tagger's work, and texts say the same words again and again. Weights
    change in training, which forgets them.
    """

    def __init__(self, width: int) -> None:
        self._width = width
        self._place: dict[str, int] = {}
        self._vectors = np.zeros((0, width), np.float32)

    def __call__(
        self, model: Model[list[Doc], list[Any]], docs: list[Doc], is_train: bool
    ) -> tuple[list[Any], Callable[[Any], Any]]:
        if is_train or len(self._place) > MEMORY:
            self._place = {}
        if is_train:
            return in_turn(model, docs, is_train)
        texts = [[token.text for token in doc] for doc in docs]
        if new := list({word for text in texts for word in text if word not in self._place}):
            self._learn(new, in_turn(model, [Doc(docs[0].vocab, words=new)], False)[0][0])
        place = self._place
        return [self._vectors[[place[word] for word in text]] for text in texts], lambda _: []

    def _learn(self, words: list[str], vectors: NDArray[np.float32]) -> None:
        known = len(self._place)
        if known + len(words) > len(self._vectors):
            room = np.zeros((2 * (known + len(words)), self._width), np.float32)
            room[:known] = self._vectors[:known]
            self._vectors = room
        self._vectors[known : known + len(words)] = vectors
        self._place.update(zip(words, range(known, known + len(words)), strict=True))


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
