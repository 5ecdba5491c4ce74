"""A page's words with what the finder of names looks at: capitals, sentences, headlines, quotes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

import numpy as np
import spacy
from numpy.typing import NDArray
from spacy.attrs import IDS, NORM  # type: ignore[import-not-found]
from spacy.language import Language
from spacy.tokens import Doc
from spacy.vocab import Vocab

from ..core.folding import canonical
from . import wordlists

_ENDS = ".!?\u2026\u203d"
_CLOSING = "\"'\u201d\u2019)]\u00bb"
_OPENING = "\"'\u201c\u2018([\u00ab\u201e:;|\u2022\u00b7\u2013\u2014-/"
_QUOTES = "\"\u201c\u201d\u201e\u00ab\u00bb\u2018\u2019'"
_LOOKED_AT: list[int | str] = [
    "ORTH", "NORM", "IS_LOWER", "IS_ALPHA", "IS_PUNCT", "IS_SPACE", "SPACY", "IS_DIGIT",
]  # fmt: skip
_CACHE = 1 << 18
"""Words remembered with how they part; spaCy's 10,000 are full of names before the first page."""
_CASELESS = 0.01
_HEADLINE = 0.6


def blank_english() -> Language:
    """Return spaCy's tokenizer for English, whose ``NORM`` is `core.folding.canonical`.

    So "Sigur Rós" and "SIGUR ROS" have the same norms.
    """
    nlp = spacy.blank("en")
    vocab, tokenizer = cast(Any, nlp.vocab), cast(Any, nlp.tokenizer)  # their stubs say less
    used = {IDS[name] for name in _LOOKED_AT} | {IDS["LOWER"]}
    getters = {key: get for key, get in vocab.lex_attr_getters.items() if key in used}
    vocab.lex_attr_getters = {**getters, NORM: _norm}  # the others take longer than all the rest
    nlp.max_length = 1 << 24
    tokenizer.max_cache_size = _CACHE
    for short in ("feat.", "ft.", "vs.", "pt.", "vol.", "approx."):
        for word in (short, short.capitalize()):
            tokenizer.add_special_case(word, [{"ORTH": word}])
    return nlp


def _norm(text: str) -> str:
    return canonical(text) or text


@dataclass(frozen=True)
class Page:
    """A tokenized page.

    Parameters
    ----------
    doc : Doc
        Of title and text, with sentences.
    title : int
        Tokens of the title, its end of line included; 0 where there is none.
    norms : list of int
        Of each token: the id of its folded form.
    capital, lower : list of bool
        Whether a token is a word not in lower case, or a word in lower case.
    sentence : list of int
        The number of each token's sentence, from 0.
    opening : list of bool
        Whether a capital says nothing at a token, as a sentence or a quotation begins there.
    headline : list of bool
        Of each sentence: whether most of its words have capitals, and no stop ends it.
    music : list of int
        Of each sentence: its words of music.
    talk : list of bool
        Whether a token is a word of music.
    cased : bool
        Whether its writers use capitals at all.
    """

    doc: Doc
    title: int
    norms: list[int]
    capital: list[bool]
    lower: list[bool]
    sentence: list[int]
    opening: list[bool]
    headline: list[bool]
    music: list[int]
    talk: list[bool]
    cased: bool


class PageMaker:
    """Tokenizes pages; knows the words of music in the numbers of its vocabulary.

    Parameters
    ----------
    nlp : Language
        See `blank_english`.
    """

    def __init__(self, nlp: Language) -> None:
        self.nlp = nlp
        ids = ids_of(nlp.vocab)
        self._ends = ids(*_ENDS, "...", "?!", "!!", "!!!", "..")
        self._closing = ids(*_CLOSING)
        self._opening = ids(*_OPENING, "--", "``", "*", "#", ">")
        self._music = ids(*wordlists.cues(wordlists.ANYWHERE))
        self.quotes = frozenset(ids(*_QUOTES).tolist())

    def page(self, title: str, text: str) -> Page:
        """Return the page of `title` and `text` (paragraphs joined by line feeds)."""
        head = " ".join(title.split())
        doc = self.nlp.tokenizer(f"{head}\n{text}" if head else text)
        values: NDArray[Any] = doc.to_array(_LOOKED_AT).reshape(len(doc), len(_LOOKED_AT))
        orth, norm = values[:, 0], values[:, 1]
        flags = values[:, 2:].astype(np.bool_).T
        lower, alpha, punct, space, apart, digit = flags
        lines = _lines(doc, space)
        starts = self._starts(orth, alpha & lower, lines, apart)
        marks: Any = np.where(starts, 1, -1).astype(np.int64).view(np.uint64)
        doc.from_array(["SENT_START"], marks)
        sentence = np.cumsum(starts) - 1 if len(doc) else np.zeros(0, np.int64)
        count = int(sentence[-1]) + 1 if len(doc) else 0
        capital = ~lower & ~punct & ~space & ~digit
        opening = starts.copy()
        before = np.isin(orth, self._opening)
        opening[1:] |= before[:-1] | (space[:-1] & starts[:-1])
        tall = np.bincount(sentence[alpha & capital], minlength=count)
        small = np.bincount(sentence[alpha & ~capital], minlength=count)
        stopped = np.bincount(sentence[np.isin(orth, self._ends)], minlength=count) > 0
        talk = np.isin(norm, self._music)
        music = np.bincount(sentence[talk], minlength=count)
        title_end = int(np.flatnonzero(lines)[0]) + 1 if head and lines.any() else 0
        body = alpha[title_end:]
        share = float(capital[title_end:][body].mean()) if body.any() else 0.0
        return Page(
            doc, title_end, norm.tolist(), capital.tolist(), (lower & alpha).tolist(),
            sentence.tolist(), opening.tolist(),
            ((tall > _HEADLINE * (tall + small)) & (tall > 1) & ~stopped).tolist(),
            music.tolist(), talk.tolist(), share > _CASELESS,
        )  # fmt: skip

    def _starts(
        self,
        orth: NDArray[Any],
        small: NDArray[np.bool_],
        lines: NDArray[np.bool_],
        apart: NDArray[np.bool_],
    ) -> NDArray[np.bool_]:
        """Return where sentences begin: after a line, or after a stop when no small word follows.

        `apart` tells the tokens that a space follows: a quote after a space opens.
        """
        end = np.isin(orth, self._ends)
        closing = np.isin(orth, self._closing)
        closing[1:] &= ~apart[:-1]
        after = np.zeros(len(orth), np.bool_)
        ended = end
        for _ in range(3):  # a stop, then two closing marks at most
            after[1:] |= ended[:-1]
            shifted = np.zeros(len(orth), np.bool_)
            shifted[1:] = ended[:-1] & closing[1:]
            ended = shifted
        after &= ~small & ~closing & ~end & ~lines
        after[1:] |= lines[:-1]
        if len(after):
            after[0] = True
        return after


def ids_of(vocab: Vocab) -> Any:
    """Return a function from words to an array of their numbers in `vocab`."""

    def ids(*words: str) -> NDArray[np.uint64]:
        return np.array([vocab.strings.add(word) for word in words], dtype=np.uint64)

    return ids


def _lines(doc: Doc, space: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return which tokens hold the end of a line."""
    lines = np.zeros(len(doc), np.bool_)
    for place in np.flatnonzero(space).tolist():
        lines[place] = "\n" in doc[place].text
    return lines
