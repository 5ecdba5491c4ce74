"""How good terms and neighbours by words are, beside plain tf-idf on the same texts.

usage: python benchmarks/words.py [ENCYCLOPAEDIA] [--listeners HETREC] [--described ECHONEST]

Without an encyclopaedia (a folder of pages.tar.xz, index.tsv and links.tsv.gz) it reads the web of
the demo world, whose truth is what was planted. ``--readings FILE`` keeps what was read, so that
another run only weighs it.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import word_truth
from scipy.sparse import csr_array

from discograph.core.config import TermsConfig
from discograph.core.identity import artist_id, normalise_artist
from discograph.core.pages import RawPage
from discograph.core.vectors import Vectors
from discograph.demo.web import Web
from discograph.demo.world import SPAN, id_of, world
from discograph.evaluation.tfidf import TfIdf, tfidf
from discograph.evaluation.words import WordLine, WordTruth, measure
from discograph.jobs.portraits import portray
from discograph.jobs.term_facts import Facts
from discograph.nlp.mentions import Name
from discograph.nlp.reader import Reader, Reading
from discograph.nlp.text import Dropped, extract

AT_LEAST = 50
"""Terms and neighbours listed for each artist."""


@dataclass(frozen=True)
class Corpus:
    """Pages, the artist whose page each is (None: nobody's), the names to find, and the truth."""

    pages: Sequence[tuple[str | None, RawPage]]
    names: Sequence[Name]
    truth: WordTruth

    def texts(self) -> list[tuple[str, str]]:
        """Return all that is written on the pages of each artist."""
        said: defaultdict[str, list[str]] = defaultdict(list)
        for artist, page in self.pages:
            text = extract(page)
            if artist is not None and not isinstance(text, Dropped):
                said[artist].append(text.text)
        return [(artist, "\n".join(said[artist])) for artist in sorted(said)]


@dataclass(frozen=True)
class Described:
    """Weights of terms for artists, and how near they are by them."""

    artists: list[str]
    terms: list[str]
    weights: csr_array
    vectors: Vectors

    def top(self, artist: str) -> list[str]:
        """Return an artist's terms, the heaviest first; none of one whom nobody mentions."""
        if artist not in self.artists:
            return []
        row = self.weights[[self.artists.index(artist)], :]
        order = np.lexsort((row.indices, -row.data))[:AT_LEAST]
        return [self.terms[term] for term in row.indices[order].tolist()]

    def neighbours(self, artist: str) -> list[str]:
        """Return the artists described most alike."""
        ids, matrix = list(self.vectors.ids), self.vectors.matrix
        if artist not in ids:
            return []
        own = ids.index(artist)
        order = np.argsort(-(matrix @ matrix[own]), kind="stable")
        return [ids[other] for other in order.tolist() if other != own][:AT_LEAST]


def main() -> None:
    """Measure, and print a table in Markdown."""
    options = parse()
    corpus = encyclopaedia(options) if options.encyclopaedia else demo()
    began = time.perf_counter()
    readings = kept(options.readings, corpus)
    print(
        f"{len(corpus.pages)} pages, {len(readings)} read in {time.perf_counter() - began:.0f} s\n"
    )
    texts = corpus.texts()
    lines = [
        line("tf-idf of words", tfidf(texts), corpus.truth),
        line("tf-idf of words, log counts", tfidf(texts, logs=True), corpus.truth),
        line("tf-idf of words and pairs", tfidf(texts, words=2), corpus.truth, near=False),
    ]
    made = described(readings, corpus.names)
    lines.append(measure("discograph", corpus.truth, made.top, made.neighbours))
    table(lines)
    for artist in options.show:
        print(f"\n{artist}: {', '.join(made.top(artist)[:20])}")
        print(f"near: {', '.join(made.neighbours(artist)[:10])}")


def line(name: str, made: TfIdf, truth: WordTruth, *, near: bool = True) -> WordLine:
    """Return the figures of a tf-idf; artists without a text have no terms."""
    known = set(made.ids)
    return measure(
        name,
        truth,
        lambda artist: made.top(artist, AT_LEAST) if artist in known else [],
        (lambda artist: made.neighbours(artist, AT_LEAST) if artist in known else [])
        if near
        else None,
    )


def described(readings: Sequence[Reading], names: Sequence[Name]) -> Described:
    """Return weights and nearness from what was read, as the terms job makes them."""
    config = TermsConfig()
    facts = facts_of(readings)
    artist_of = {name.id: name.artist for name in names if name.kind == "track"}
    portraits = portray(facts, artist_of, config, as_of=int(facts.published.max()))
    vectors, _ = portraits.vectors(config)
    artists = [facts.nodes[node] for node in portraits.artists.tolist()]
    return Described(artists, facts.terms, portraits.artist_weights, vectors)


def facts_of(readings: Sequence[Reading]) -> Facts:
    """Return what pages say as the arrays that are weighed."""
    kinds = {id_: kind for reading in readings for id_, kind, _ in reading.mentions}
    term_kinds = {term: kind for reading in readings for _, term, kind, _ in reading.terms}
    node, term = (
        {name: n for n, name in enumerate(sorted(names))} for names in (kinds, term_kinds)
    )
    spots = [
        (node[id_], term[text], count, page)
        for page, reading in enumerate(readings)
        for id_, text, _, count in reading.terms
    ]
    return Facts(
        nodes=list(node),
        kinds=[kinds[name] for name in node],
        terms=list(term),
        term_kinds=[term_kinds[text] for text in term],
        urls=[reading.url for reading in readings],
        sites=[reading.site for reading in readings],
        published=np.array([published(reading) for reading in readings], np.int64),
        spots=np.array(spots, np.int32),
        together=np.zeros((0, 4), np.int32),
    )


def published(reading: Reading) -> int:
    """Return when a page came out, as far as is known."""
    return reading.published_at or reading.fetched_at


def encyclopaedia(options: argparse.Namespace) -> Corpus:
    """Return an encyclopaedia's pages of artists, without what says the genre in a box."""
    folder = options.encyclopaedia
    names = [
        Name(title, "artist", word_truth.bare(title))
        for title in word_truth.titles(folder).values()
    ]
    truth = word_truth.truth(folder, options.listeners, options.described)
    return Corpus(list(word_truth.pages(folder)), names, truth)


def demo() -> Corpus:
    """Return the demo world's web: what was planted is what is right."""
    made = world()
    web, catalogue = Web(made), made.catalogue
    truth = web.truth
    ids: list[str] = [artist_id(normalise_artist(name)) for name in catalogue.artists]
    names = [Name(own, "artist", name) for own, name in zip(ids, catalogue.artists, strict=True)]
    for ref, by in zip(catalogue.tracks, catalogue.artist_of.tolist(), strict=True):
        names.append(Name(id_of(ref), "track", ref.title or "", ids[by]))
    pages = [
        (truth.about.get(url), RawPage(url, SPAN.end_s, answer.body, answer.content_type))
        for url, answer in web.pages.items()
        if url in truth.artists and url not in truth.closed
    ]
    words = {own: set(truth.words[own]) for own, _ in pages if own is not None}
    homes = {own: words[own] & set(truth.scenes) for own in words}
    judged = {own: {word for home in homes[own] for word in truth.scenes[home]} for own in words}
    near = {own: {o for o in words if o != own and homes[o] & homes[own]} for own in words}
    return Corpus(pages, names, WordTruth(words, judged, {"scene": near}))


def kept(path: Path | None, corpus: Corpus) -> list[Reading]:
    """Return what the pages say, from a file where it was kept."""
    if path is not None and path.exists():
        return [_reading(text) for text in path.read_text(encoding="utf-8").splitlines()]
    readings = list(read(corpus))
    if path is not None:
        text = "".join(json.dumps(asdict(reading)) + "\n" for reading in readings)
        path.write_text(text, encoding="utf-8")
    return readings


def read(corpus: Corpus) -> Iterator[Reading]:
    """Yield what each page says."""
    reader = Reader(corpus.names)
    for _, page in corpus.pages:
        reading = reader.read(page)
        if not isinstance(reading, Dropped):
            yield reading


def _reading(text: str) -> Reading:
    fields = json.loads(text)
    for name in ("mentions", "terms", "together"):
        fields[name] = tuple(map(tuple, fields[name]))
    return Reading(**fields)


def table(lines: Sequence[WordLine]) -> None:
    """Print the figures, with the half width of their 95% intervals."""
    measures = list(lines[0].figures)
    print("| terms | " + " | ".join(f"{m} ({lines[0].artists[m]})" for m in measures) + " |")
    print("|---|" + "---:|" * len(measures))
    for row in lines:
        cells = []
        for name in measures:
            found = row.figures.get(name)
            cells.append(f"{found.mean:.3f} [{found.low:.3f}, {found.high:.3f}]" if found else "")
        print(f"| {row.name} | " + " | ".join(cells) + " |")


def parse() -> argparse.Namespace:
    """Return the options."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("encyclopaedia", type=Path, nargs="?")
    parser.add_argument("--listeners", type=Path, help="folder of HetRec 2011's Last.fm tables")
    parser.add_argument("--described", type=Path, help="folder of the Echo Nest's terms")
    parser.add_argument("--readings", type=Path, help="file that keeps what was read")
    parser.add_argument("--show", nargs="*", default=[], help="artists to print")
    return parser.parse_args()


if __name__ == "__main__":
    main()
