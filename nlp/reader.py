"""From a fetched page to who is meant on it and in which words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import combinations

from spacy.tokens import Doc, Span

from ..core.pages import RawPage
from .mentions import Finder, Found, Name
from .phrases import spot
from .tagger import load_tagger
from .text import Dropped, PageText, extract

CROWD = 12
"""A sentence that names more artists is a list: it describes none, and joins none."""
Term = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Reading:
    """What a page says.

    Parameters
    ----------
    url, site, title : str
    published_at : int or None [s since 1970]
    fetched_at : int [s since 1970]
    sha256 : str
        Of the folded text.
    simhash : int
    mentions : tuple of (id, kind, count)
        Kind is ``artist`` or ``track``.
    terms : tuple of (id, term, kind of term, count)
        A term of an artist or track stands once.
    together : tuple of (artist, artist, count)
        Artists of one sentence or of two that follow each other, the smaller id first.
    """

    url: str
    site: str
    title: str
    published_at: int | None
    fetched_at: int
    sha256: str
    simhash: int
    mentions: tuple[tuple[str, str, int], ...]
    terms: tuple[tuple[str, str, str, int], ...]
    together: tuple[tuple[str, str, int], ...]


class Reader:
    """Reads pages; building one takes seconds where there are many names.

    Parameters
    ----------
    names : sequence of Name
    model : str, optional
        See `load_tagger`.
    """

    def __init__(self, names: Sequence[Name], model: str | None = None) -> None:
        self._finder = Finder(names)
        self._tagger = load_tagger(model)

    @contextmanager
    def forgetful(self) -> Iterator[None]:
        """Forget, at the end of a block, the words first seen in it: memory would grow by them.

        They take time to learn, and pages share many: let it be a block of several pages.
        """
        with self._finder.nlp.memory_zone(), self._tagger.memory_zone():
            yield

    def read(self, page: RawPage) -> Reading | Dropped:
        """Return what a page says, or why it was not read.

        Only sentences that mention someone, and their neighbours, are tagged; on a page about
        one artist, every sentence.
        """
        text = extract(page)
        if isinstance(text, Dropped):
            return text
        return self._said(page, text)

    def _said(self, page: RawPage, text: PageText) -> Reading:
        found = self._finder.find(text.title, text.text)
        sentences = list(found.doc.sents)
        places = _places(found, sentences)
        return _reading(
            page,
            text,
            mentions=tuple((m.id, m.kind, m.count) for m in found.mentions),
            terms=_terms(places, self._spotted(found, sentences, places.values())),
            together=_together(found),
        )

    def _spotted(
        self, found: Found, sentences: Sequence[Span], places: Iterable[frozenset[int]]
    ) -> dict[int, Counter[Term]]:
        """Return the terms of every sentence that matters to anyone."""
        wanted = sorted(frozenset[int]().union(*places))
        names = _names_by_sentence(found.spans, sentences)
        docs = (self._copy(sentences[number]) for number in wanted)
        tagged = self._tagger.pipe(docs, batch_size=256)
        return {
            number: spot(doc, names.get(number, ()))
            for number, doc in zip(wanted, tagged, strict=True)
        }

    def _copy(self, sentence: Span) -> Doc:
        pairs = [(token.text, bool(token.whitespace_)) for token in sentence]
        words, spaces = map(list, zip(*pairs, strict=True))
        return Doc(self._tagger.vocab, words=words, spaces=spaces)


def _places(found: Found, sentences: Sequence[Span]) -> dict[str, frozenset[int]]:
    """Return the numbers of the sentences that speak of each artist and track."""
    crowds = Counter(number for m in found.mentions if m.kind == "artist" for number in m.sentences)
    ends = [sentence[-1].is_space for sentence in sentences]
    places = {}
    for mention in found.mentions:
        if mention.id == found.about:
            places[mention.id] = frozenset(range(len(sentences)))
            continue
        own = {number for number in mention.sentences if crowds[number] <= CROWD}
        before = {n - 1 for n in own if n and not ends[n - 1]}
        after = {n + 1 for n in own if n + 1 < len(sentences) and not ends[n]}
        places[mention.id] = frozenset(own | before | after)
    return places


def _names_by_sentence(
    spans: Iterable[tuple[int, int]], sentences: Sequence[Span]
) -> dict[int, list[tuple[int, int]]]:
    """Return the spans of names in each sentence, counted from where it begins."""
    found: dict[int, list[tuple[int, int]]] = {}
    number = 0
    for start, end in sorted(spans):
        while sentences[number].end <= start:
            number += 1
        first = sentences[number].start
        found.setdefault(number, []).append((start - first, end - first))
    return found


def _terms(
    places: Mapping[str, frozenset[int]], spotted: Mapping[int, Counter[Term]]
) -> tuple[tuple[str, str, str, int], ...]:
    """Return what is said of each; a term of two kinds has the kind it is more often."""
    kinds: dict[str, Counter[str]] = {}
    for terms in spotted.values():
        for (term, kind), count in terms.items():
            kinds.setdefault(term, Counter())[kind] += count
    kind_of = {term: min(of, key=lambda k: (-of[k], k)) for term, of in kinds.items()}
    rows = []
    for name, numbers in places.items():
        counts: Counter[str] = Counter()
        for number in numbers:
            for (term, _), count in spotted[number].items():
                counts[term] += count
        rows += [(name, term, kind_of[term], count) for term, count in counts.items()]
    return tuple(sorted(rows))


def _together(found: Found) -> tuple[tuple[str, str, int], ...]:
    """Return the artists that are spoken of side by side, and in how many places."""
    by_sentence: dict[int, set[str]] = {}
    for mention in found.mentions:
        if mention.kind == "artist":
            for number in mention.sentences:
                by_sentence.setdefault(number, set()).add(mention.id)
    pairs = Counter(pair for artists in _sides(by_sentence) for pair in combinations(artists, 2))
    return tuple((a, b, count) for (a, b), count in sorted(pairs.items()))


def _sides(by_sentence: Mapping[int, set[str]]) -> Iterator[list[str]]:
    for number, artists in by_sentence.items():
        both = artists | by_sentence.get(number + 1, set())
        if len(both) <= CROWD:
            yield sorted(both)


def _reading(
    page: RawPage,
    text: PageText,
    *,
    mentions: tuple[tuple[str, str, int], ...],
    terms: tuple[tuple[str, str, str, int], ...],
    together: tuple[tuple[str, str, int], ...],
) -> Reading:
    return Reading(
        text.url,
        text.site,
        text.title,
        text.published_at,
        page.fetched_at,
        text.sha256,
        text.simhash,
        mentions,
        terms,
        together,
    )
