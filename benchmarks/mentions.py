"""Who is meant: the finder of names beside a plain match of the same names.

usage: python benchmarks/mentions.py DATA [--catalogue N] [--wrong]

DATA holds wikipedia-rock-artists-a (an encyclopaedia's pages; truth: whom each page links to),
music-ner (requests of listeners; truth: spans marked by hand) and, for the names to look for,
hetrec2011-lastfm-2k, spotify-playlists-a and listening-histories-a. The plain match takes the
longest names that stand in a text, whatever is around them.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import io
import random
import re
import tarfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import spacy
from lxml import html  # type: ignore[import-untyped]
from spacy.matcher import PhraseMatcher
from spacy.util import filter_spans

from discograph.core.folding import canonical
from discograph.core.identity import artist_id, name_alias, normalise_artist, track_id
from discograph.core.pages import RawPage
from discograph.nlp.mentions import Finder, Name
from discograph.nlp.text import PageText, extract

Span = tuple[int, int, str]
"""First character and the one after the last, and the kind."""
Marker = Callable[[str, str], list[tuple[Span, str]]]
"""From title and text to spans, each with the id that is meant."""


def main() -> None:
    """Measure, and print tables in Markdown."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--catalogue", type=int, default=0, help="names at most; 0 = all")
    parser.add_argument("--wrong", action="store_true", help="list what went wrong most often")
    options = parser.parse_args()
    linked = encyclopaedia(options.data / "wikipedia-rock-artists-a")
    names = [*artists(linked), *catalogue(options.data, options.catalogue)]
    kinds = Counter(name.kind for name in names)
    print(f"{kinds['artist']} artists, {kinds['track']} tracks\n")
    started = time.perf_counter()
    finder = Finder(names)
    print(f"built in {time.perf_counter() - started:.1f} s\n")
    markers = {
        "plain, any case": plain(names, "LOWER"),
        "plain, as written": plain(names, "ORTH"),
        "discograph": found_by(finder),
    }
    links_table(linked, markers, wrong=options.wrong)
    for kind in ("artist", "track"):
        print()
        spans_table(options.data / "music-ner", names, markers, kind, wrong=options.wrong)


# -- names -------------------------------------------------------------------------------------


def artist(text: str) -> Name:
    """Return the artist of that name."""
    return Name(artist_id(normalise_artist(text)), "artist", text)


def track(by: str, title: str) -> Name:
    """Return the track of that artist and title."""
    id_ = track_id(name_alias(by, title))
    return Name(id_, "track", title, artist_id(normalise_artist(by)))


def catalogue(data: Path, most: int) -> list[Name]:
    """Return the artists and tracks of three collections, or `most` of them."""
    pairs = set(_collections(data))
    found = {artist(by): None for by, _ in sorted(pairs)}
    found |= {track(by, title): None for by, title in sorted(pairs) if title}
    names = list(found)
    return sorted(random.Random(0).sample(names, most), key=names.index) if most else names


def _collections(data: Path) -> Iterator[tuple[str, str]]:
    names = ["id", "name", "url", "picture"]  # the table has no header
    for row in table(data / "hetrec2011-lastfm-2k" / "artists.dat.gz", names):
        yield row["name"], ""
    for row in table(data / "spotify-playlists-a" / "playlist_tracks.tsv.gz"):
        yield row["artist_names"].split(" ; ")[0], row["title"]
    for row in table(data / "listening-histories-a" / "plays.tsv.gz"):
        yield row["artist"], row["track"]


def table(path: Path, columns: Sequence[str] | None = None) -> Iterator[dict[str, str]]:
    """Yield the named rows of a packed table; one without a header has these columns."""
    with gzip.open(path, "rt", encoding="utf-8") as stream:
        for row in csv.DictReader(stream, columns, delimiter="\t", quoting=csv.QUOTE_NONE):
            if row.get("name", "x") and row.get("artist", "x") and row.get("artist_names", "x"):
                yield row


# -- markers -----------------------------------------------------------------------------------


def found_by(finder: Finder) -> Marker:
    """Return the marker of `finder`."""

    def mark(title: str, text: str) -> list[tuple[Span, str]]:
        found = finder.find(title, text)
        shift = len(" ".join(title.split())) + 1 if title.split() else 0
        return [
            ((found.doc[c.start].idx - shift, _end(found.doc, c.end) - shift, c.kind), c.id)
            for c in found.claims
        ]

    return mark


def _end(doc: Any, end: int) -> int:
    return int(doc[end - 1].idx + len(doc[end - 1]))


def plain(names: Sequence[Name], attribute: str) -> Marker:
    """Return what marks the longest names of a text, artists before tracks."""
    nlp = spacy.blank("en")
    nlp.max_length = 1 << 24
    matcher = PhraseMatcher(nlp.vocab, attr=attribute)
    meant: dict[str, Name] = {}
    for name in sorted(names, key=lambda name: name.kind):
        key = name.text.lower() if attribute == "LOWER" else name.text
        if key not in meant:
            meant[key] = name
            matcher.add(key, [nlp.tokenizer(name.text)])

    def mark(title: str, text: str) -> list[tuple[Span, str]]:
        doc = nlp.tokenizer(text)
        spans = filter_spans(matcher(doc, as_spans=True))
        hits = [(span, meant[span.label_]) for span in spans]
        return [((s.start_char, s.end_char, name.kind), name.id) for s, name in hits]

    return mark


# -- an encyclopaedia --------------------------------------------------------------------------


@dataclass(frozen=True)
class Linked:
    """A page and the artists it links to, from anywhere and from its prose."""

    artist: str
    page: PageText
    anywhere: frozenset[str]
    prose: frozenset[str]


def bare(title: str) -> str:
    """Return the name in a title: without ``(band)`` or so."""
    return re.sub(r" \(.*\)$", "", title)


def artists(pages: Iterable[Linked]) -> list[Name]:
    """Return the artists whose pages they are."""
    return [Name(page.artist, "artist", bare(page.artist)) for page in pages]


def encyclopaedia(folder: Path) -> list[Linked]:
    """Return the pages of the folder; ids are titles."""
    with (folder / "index.tsv").open(encoding="utf-8") as stream:
        title = {row["file"]: row["title"] for row in csv.DictReader(stream, delimiter="\t")}
    links: dict[str, set[str]] = {}
    for row in table(folder / "links.tsv.gz"):
        links.setdefault(row["from"], set()).add(row["to"])
    found = []
    with tarfile.open(folder / "pages.tar.xz") as archive:
        for member in archive:
            stream_ = archive.extractfile(member)
            name = title.get(Path(member.name).name)
            if stream_ is None or name is None:
                continue
            body = stream_.read()
            page = extract(RawPage(f"https://wiki.example/{name}", 0, body, "text/html"))
            if isinstance(page, PageText):
                linked = frozenset(links.get(name, ())) - {name}
                targets = html.document_fromstring(body).xpath("//p//a/@title")
                prose = linked & frozenset(map(str, targets))
                found.append(Linked(name, page, linked, prose))
    return found


def links_table(pages: Sequence[Linked], markers: dict[str, Marker], *, wrong: bool) -> None:
    """Print precision and recall of the artists of each page, its own left aside.

    Precision counts as right whom the page links to from anywhere; recall, whom its prose links to.
    """
    print("| artists of encyclopaedia pages | precision | recall | F1 | pages/s |")
    print("|---|---:|---:|---:|---:|")
    known = {page.artist for page in pages}
    own = {normalised(page.artist): page.artist for page in pages}
    for marker, mark in markers.items():
        right = found = reached = wanted = 0
        missed: Counter[str] = Counter()
        false: Counter[str] = Counter()
        started = time.process_time()
        for page in pages:
            ids = {own.get(id_, id_) for _, id_ in mark(page.page.title, page.page.text)}
            ids = (ids & known) - {page.artist}
            right, found = right + len(ids & page.anywhere), found + len(ids)
            reached, wanted = reached + len(ids & page.prose), wanted + len(page.prose)
            false.update(ids - page.anywhere)
            missed.update(page.prose - ids)
        spent = time.process_time() - started
        print(f"| {marker} | {scores(right, found, reached, wanted)} | {len(pages) / spent:.0f} |")
        if wrong:
            print(f"\nfalse: {false.most_common(40)}\n\nmissed: {missed.most_common(40)}\n")


def normalised(title: str) -> str:
    """Return the id that the catalogue gives to the artist of a page."""
    return artist_id(normalise_artist(bare(title)))


def scores(right: int, found: int, reached: int, wanted: int) -> str:
    """Return precision, recall and their harmonic mean as cells of a table."""
    precision, recall = right / max(found, 1), reached / max(wanted, 1)
    f1 = 2 * precision * recall / max(precision + recall, 1e-9)
    return f"{precision:.3f} | {recall:.3f} | {f1:.3f}"


# -- requests ----------------------------------------------------------------------------------


def requests(folder: Path) -> Iterator[tuple[str, set[Span]]]:
    """Yield each request, in lower case and without punctuation, and the spans marked in it."""
    with tarfile.open(folder / "datasets-1-2-3.tar.xz") as archive:
        for member in archive:
            if not member.name.endswith("/ground-truth.bio"):
                continue
            stream = archive.extractfile(member)
            if stream is None:
                continue
            for block in io.TextIOWrapper(stream, encoding="utf-8").read().split("\n\n"):
                if block.strip():
                    yield _request(
                        [line.split("\t") for line in block.splitlines() if line.strip()]
                    )


def _request(rows: list[list[str]]) -> tuple[str, set[Span]]:
    text, spans = "", []
    for word, label in rows:
        text += " " if text else ""
        start = len(text)
        text += word
        if label.startswith("B-"):
            spans.append((start, len(text), {"Artist": "artist", "WoA": "track"}[label[2:]]))
        elif label.startswith("I-") and spans:
            spans[-1] = (spans[-1][0], len(text), spans[-1][2])
    return text, set(spans)


def spans_table(
    folder: Path, names: Sequence[Name], markers: dict[str, Marker], kind: str, *, wrong: bool
) -> None:
    """Print precision and recall of the spans of one kind, exact and of that kind.

    Recall among the known counts those alone whose name is in the catalogue.
    """
    known = {canonical(name.text) for name in names if name.kind == kind}
    known |= {name.removeprefix("the ") for name in known}
    asked = list(requests(folder))
    print(f"| {kind}s in {len(asked)} requests | precision | recall | F1 | recall of the known |")
    print("|---|---:|---:|---:|---:|")
    for marker, mark in markers.items():
        right = found = wanted = there = reached = 0
        missed: Counter[str] = Counter()
        false: Counter[str] = Counter()
        for text, marked in asked:
            truth = {span for span in marked if span[2] == kind}
            spans = {span for span, _ in mark("", text) if span[2] == kind}
            right, found, wanted = (
                right + len(spans & truth),
                found + len(spans),
                wanted + len(truth),
            )
            listed = {
                s for s in truth if canonical(text[s[0] : s[1]]).removeprefix("the ") in known
            }
            there, reached = there + len(listed), reached + len(listed & spans)
            false.update(text[s[0] : s[1]] for s in spans - truth)
            missed.update(text[s[0] : s[1]] for s in listed - spans)
        cells = scores(right, found, right, wanted)
        print(f"| {marker} | {cells} | {reached / max(there, 1):.3f} |")
        if wrong:
            print(f"\nfalse: {false.most_common(60)}\n\nmissed: {missed.most_common(60)}\n")


if __name__ == "__main__":
    main()
