"""Terms of a tagged text: adjectives, nouns, noun phrases and other pairs of words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from spacy.tokens import Doc

from .lexicon import ADJECTIVES, BARRIERS, CUES, FRAMES, PLACES, SOUNDS, STOP, STYLES
from .normal import lower, singular

LONGEST_PHRASE = 3
"""Words of the longest noun phrase that is a term."""
LONGEST_WORD = 30
"""Letters; what is longer is a slip of the page."""
_CODES = {
    **dict.fromkeys(("JJ", "ADJ"), "A"),
    **dict.fromkeys(("NN", "NOUN"), "N"),
    "NNS": "S",
    **dict.fromkeys(("NNP", "NNPS", "PROPN"), "P"),
    "VBN": "V",
    "VBG": "G",
    **dict.fromkeys(("RB", "ADV"), "R"),
    **dict.fromkeys(("DT", "PRP$", "DET"), "d"),
    **dict.fromkeys(("IN", "CC", ",", "ADP", "CCONJ"), "i"),
    **dict.fromkeys(("AFX", "VBD", "VB", "FW", "X", "VERB"), "w"),
}
"""A letter for each tag of the Penn Treebank (or, where there is none, of Universal POS)."""
_PARTICIPLE = re.compile("(?<=[dA])[VG](?=[VAPN]*[NS])|(?<=i)V(?=[VAPN]*[NS])")
"""One that describes: "the *chiming* guitars", "of *distorted* riffs"."""
_RUN = re.compile("[APN]*[NS]+")
"""What a noun phrase is part of: adjectives, names and nouns before a noun."""
_TWO = re.compile("(?=R[AV]|[NS][AV]|AA)")
"""Pairs that are no noun phrase: "heavily distorted", "guitar driven"."""
_COUPLES = {
    "rock": "roll",
    "rhythm": "blues",
    "drum": "bass",
    "country": "western",
    "call": "response",
    "loud": "quiet",
}
"""Words that "and" makes one term of, however it is written."""
_AND = frozenset({"and", "n", "'n'", "'n", "&", "'", "n'"})
_WORD = re.compile(r"[^\W\d_]+(?:['&./-]?[^\W\d_]+)+\Z")
_DECADE = re.compile("(?:1[89]|20)?([0-9]0)'?s")
_PREFIXES = frozenset({"alt", "neo", "nu", "post", "proto", "synth", "electro"})
"""What is part of the name of a style: "post punk" is post-punk."""
_HYPHENS = frozenset("-‐‑–")  # noqa: RUF001


def spot(doc: Doc, names: Sequence[tuple[int, int]] = ()) -> Counter[tuple[str, str]]:
    """Return the terms of a text, with how often each is said and its kind [1]_.

    Kinds are ``adjective``, ``noun``, ``phrase`` (what ends with a noun) and ``bigram`` (two
    other words that stand together). A term that describes music here ("a *dreamy* sound",
    "*garage rock* band") counts twice, and so does one of a text in which style, genre or
    influence is spoken of: give sentences.

    Parameters
    ----------
    doc : Doc
        Its tokens tagged.
    names : sequence of (int, int)
        Token spans that name somebody or something: no term goes into one.

    References
    ----------
    .. [1] Whitman & Lawrence, "Inferring Descriptions and Similarity for Music from Community
       Metadata", ICMC 2002, section 3.
    """
    words, codes = _words(doc, names)
    found: Counter[tuple[str, str]] = Counter()
    cue = 1 - CUES.isdisjoint(words)
    for term, kind, end in _terms(words, codes):
        describes = end < len(words) and singular(words[end]) in FRAMES
        found[term, kind] += 1 + describes + cue
    return found


def prior(term: str, kind: str) -> float:
    """Return how far a term tells of music by itself, 0..1, before any artist is looked at.

    Styles most, then places and times, what is heard, how it is heard, what people tag
    somebody with (kind ``tag``), and then the rest.
    """
    words = term.split()
    if words[-1].rsplit("-", 1)[-1] in STYLES or "-".join(words) in STYLES:
        return 1.0 if len(words) < LONGEST_PHRASE and words[0] not in PLACES else 0.5
    if term in PLACES or _DECADE.fullmatch(term):
        return 0.6
    if term in SOUNDS:
        return 0.5
    if term in ADJECTIVES:
        return 0.4
    return 0.3 if kind == "tag" or (kind == "phrase" and words[-1] in FRAMES) else 0.1


def _terms(words: list[str], codes: str) -> Iterator[tuple[str, str, int]]:
    """Yield each term, its kind and the number of the word after it."""
    for place, code in enumerate(codes):
        word = words[place]
        if decade := _DECADE.fullmatch(word):
            yield f"{decade[1]}s", "noun", place + 1
        elif code == "A" and word not in STOP:
            yield word, "adjective", place + 1
        elif code in "NS" and (noun := singular(word) if code == "S" else word) not in STOP:
            term = spelled(noun)
            yield term, "phrase" if " " in term else "noun", place + 1
    for run in _RUN.finditer(codes):
        yield from _phrases(words, codes, *run.span())
    yield from _couples(words)
    for match in _TWO.finditer(codes):
        place = match.start()
        first, second = words[place : place + 2]
        if first not in STOP and second not in STOP:
            yield f"{first} {second}", "bigram", place + 2


def spelled(*words: str) -> str:
    """Return a phrase as it is usually spelled.

    >>> spelled("post", "punk"), spelled("folk-rock"), spelled("new", "wave")
    ('post-punk', 'folk rock', 'new wave')
    """
    first, last = words[0], words[-1]
    if len(words) == 2 and first in _PREFIXES and last in STYLES:
        return f"{first}-{last}"
    if len(words) == 1 and first.count("-") == 1 and first not in STYLES | ADJECTIVES:
        one, two = first.split("-")
        return f"{one} {two}" if two in STYLES and one not in _PREFIXES else first
    return " ".join(words)


def _couples(words: list[str]) -> Iterator[tuple[str, str, int]]:
    for place, word in enumerate(words):
        if (second := _COUPLES.get(word)) and second in words[place + 2 : place + 5]:
            end = words.index(second, place + 2)
            if _AND.issuperset(words[place + 1 : end]):
                yield f"{word} and {second}", "phrase", end + 1


def _phrases(words: list[str], codes: str, start: int, end: int) -> Iterator[tuple[str, str, int]]:
    """Yield every part of a run of words that ends with a noun which says something."""
    for last in range(start + 1, end):
        if codes[last] not in "NS":
            continue
        head = singular(words[last]) if codes[last] == "S" else words[last]
        if head in STOP:
            continue
        for first in range(max(start, last - LONGEST_PHRASE + 1), last):
            yield spelled(*words[first:last], head), "phrase", last + 1


def _words(doc: Doc, names: Sequence[tuple[int, int]]) -> tuple[list[str], str]:
    """Return words in lower case, those with hyphens put together, and a letter for each."""
    named = {number for start, end in names for number in range(start, end)}
    words: list[str] = []
    codes: list[str] = []
    glued, joins = False, False
    for token in doc:
        code = "|" if token.i in named else _CODES.get(token.tag_ or token.pos_, "x")
        ends = not token.whitespace_
        if glued and ends and token.text in _HYPHENS:
            joins = True
            continue
        if joins:
            words[-1] = f"{words[-1]}-{lower(token.text)}"
            codes[-1] = _compound(codes[-1], code)
        else:
            words.append(lower(token.text).rstrip("."))
            codes.append("N" if code == "P" and token.is_lower else code)
        glued, joins = ends, False
    return words, _PARTICIPLE.sub("A", "".join(map(_settled, words, codes)))


def _compound(first: str, last: str) -> str:
    """Return the letter of a word with a hyphen from those of its parts."""
    if "|" in (first, last):
        return "|"
    return "A" if last in "VGw" else last


def _settled(word: str, code: str) -> str:
    """Return the letter of a word by what the word lists know of it."""
    if code == "|" or not _WORD.match(word) or len(word) > LONGEST_WORD or word in BARRIERS:
        return "|" if code not in "di" else code
    if word in ADJECTIVES and code in "NSVGRw":
        return "A"
    if code in "APVGw" and word.rsplit("-", 1)[-1] in STYLES:
        return "N"
    return code
