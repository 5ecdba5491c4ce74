"""Plain tf-idf over whole texts: the terms and neighbours that need no reading."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array

_TOKEN = re.compile(r"\w\w+")


@dataclass(frozen=True)
class TfIdf:
    """Weights of words, a row a text, each of length 1.

    Parameters
    ----------
    ids : sequence of str
        Of the texts.
    terms : sequence of str
    weights : csr_array [shape=(texts, terms), float64]
    """

    ids: Sequence[str]
    terms: Sequence[str]
    weights: csr_array

    def top(self, id_: str, n: int) -> list[str]:
        """Return the terms of a text that weigh most."""
        row = self.weights[[self.ids.index(id_)], :]
        order = np.lexsort((row.indices, -row.data))[:n]
        return [self.terms[term] for term in row.indices[order].tolist()]

    def neighbours(self, id_: str, n: int) -> list[str]:
        """Return the ids of the nearest texts by cosine, the nearest first."""
        own = self.ids.index(id_)
        cosines = (self.weights @ self.weights[[own], :].T).toarray().ravel()
        order = np.argsort(-cosines, kind="stable")
        return [self.ids[other] for other in order.tolist() if other != own][:n]


def tfidf(texts: Sequence[tuple[str, str]], *, words: int = 1, logs: bool = False) -> TfIdf:
    """Return the tf-idf of texts [1]_: counts times ln((1 + n) / (1 + df)) + 1.

    Parameters
    ----------
    texts : sequence of (id, text)
    words : int
        Of the longest term: 2 = single words and pairs.
    logs : bool
        1 + ln(count) in place of counts, which tame the words of every sentence.

    References
    ----------
    .. [1] Salton & Buckley, "Term-weighting approaches in automatic text retrieval", IPM 1988;
       smoothed as scikit-learn does.
    """
    counted = [_count(text, words) for _, text in texts]
    terms = sorted(set().union(*counted))
    column = {term: place for place, term in enumerate(terms)}
    columns = [column[term] for counts in counted for term in counts]
    values = [float(count) for counts in counted for count in counts.values()]
    ends = np.cumsum([0, *map(len, counted)])
    matrix = csr_array(
        (np.array(values), np.array(columns, np.int32), ends), shape=(len(texts), len(terms))
    )
    spread = np.bincount(matrix.indices, minlength=len(terms))
    idf = np.log((1 + len(texts)) / (1 + spread)) + 1
    if logs:
        matrix.data = 1 + np.log(matrix.data)
    matrix.data *= idf[matrix.indices]
    lengths = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel())
    matrix.data /= np.repeat(np.maximum(lengths, 1e-12), np.diff(matrix.indptr))
    return TfIdf([id_ for id_, _ in texts], terms, matrix)


def _count(text: str, words: int) -> Counter[str]:
    tokens = _TOKEN.findall(text.lower())
    return Counter(
        " ".join(tokens[start : start + size])
        for size in range(1, words + 1)
        for start in range(len(tokens) - size + 1)
    )
