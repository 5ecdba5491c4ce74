"""Pages of artists, and what others say of the same artists: encyclopaedia, tags and listeners."""

from __future__ import annotations

import csv
import gzip
import re
import tarfile
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from lxml import html  # type: ignore[import-untyped]
from scipy.sparse import csr_array

from discograph.core.identity import normalise_artist
from discograph.core.pages import RawPage
from discograph.evaluation.words import WordTruth

NEAR = 20
_HIDDEN = (
    "//table[contains(@class, 'infobox')]",
    "//*[contains(@class, 'shortdescription')]",
    "//*[@id = 'catlinks' or contains(@class, 'catlinks')]",
)
"""What says the genre without being prose."""


def titles(encyclopaedia: Path) -> dict[str, str]:
    """Return the artist of each file."""
    return {row["file"]: row["title"] for row in _index(encyclopaedia)}


def pages(encyclopaedia: Path) -> Iterator[tuple[str, RawPage]]:
    """Yield each artist with their page, from which box, categories and description are cut."""
    title = titles(encyclopaedia)
    with tarfile.open(encyclopaedia / "pages.tar.xz") as archive:
        for member in archive:
            name = Path(member.name).name
            if (stream := archive.extractfile(member)) is None or name not in title:
                continue
            tree = html.document_fromstring(stream.read().decode("utf-8"))
            for path in _HIDDEN:
                for node in tree.xpath(path):
                    node.drop_tree()
            url = f"https://en.wikipedia.org/wiki/{title[name].replace(' ', '_')}"
            body = html.tostring(tree, encoding="utf-8")
            yield title[name], RawPage(url, 1_762_000_000, body, "text/html; charset=utf-8")


def bare(title: str) -> str:
    """Return the name in a title: without ``(band)`` or so."""
    return re.sub(r" \(.*\)$", "", title)


def truth(encyclopaedia: Path, listeners: Path | None, described: Path | None) -> WordTruth:
    """Return the truth of the encyclopaedia, and of a table of listeners and one of terms.

    Parameters
    ----------
    encyclopaedia : Path
        Folder of index.tsv (genres of the box), links.tsv.gz and pages.tar.xz.
    listeners : Path, optional
        Folder of HetRec 2011: artists, tags, who tagged and who played.
    described : Path, optional
        Folder of the Echo Nest's terms: artist_term.csv.gz and songs.csv.gz.
    """
    genres = {
        row["title"]: {genre for genre in row["genres"].split(";") if genre not in ("", "genres")}
        for row in _index(encyclopaedia)
    }
    said: defaultdict[str, set[str]] = defaultdict(set)
    near = {"links": _links(encyclopaedia)}
    by_name = {normalise_artist(bare(title)): title for title in genres}
    if listeners is not None:
        numbers = _numbers(listeners, by_name)
        for title, tag in _tags(listeners, numbers):
            said[title].add(tag)
        near["co-listens"] = _co_listens(listeners, numbers)
    if described is not None:
        for title, term in _terms(described, by_name):
            said[title].add(term)
    judged = {title: said[title] | genres[title] for title in sorted(said)} or genres
    return WordTruth(genres, judged, near)


def _index(encyclopaedia: Path) -> list[dict[str, str]]:
    with (encyclopaedia / "index.tsv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream, delimiter="\t", quoting=csv.QUOTE_NONE))


def _links(encyclopaedia: Path) -> dict[str, set[str]]:
    """Return who is linked with whom, from either page."""
    near: defaultdict[str, set[str]] = defaultdict(set)
    known = set(titles(encyclopaedia).values())
    for one, other in _rows(encyclopaedia / "links.tsv.gz", "utf-8"):
        if one != other and {one, other} <= known:
            near[one].add(other)
            near[other].add(one)
    return dict(near)


def _numbers(listeners: Path, by_name: dict[str, str]) -> dict[str, str]:
    """Return titles by the numbers that the table of listeners gives to artists."""
    rows = _rows(listeners / "artists.dat.gz", "utf-8")
    named = ((number, by_name.get(normalise_artist(name))) for number, name, *_ in rows)
    return {number: title for number, title in named if title is not None}


def _tags(listeners: Path, numbers: dict[str, str]) -> Iterator[tuple[str, str]]:
    tags = {number: tag for number, tag, *_ in _rows(listeners / "tags.dat.gz", "iso-8859-1")}
    for _, artist, tag, *_ in _rows(listeners / "user_taggedartists.dat.gz", "utf-8"):
        if artist in numbers and tag in tags:
            yield numbers[artist], tags[tag]


def _terms(described: Path, by_name: dict[str, str]) -> Iterator[tuple[str, str]]:
    with gzip.open(described / "songs.csv.gz", "rt", encoding="utf-8", newline="") as stream:
        artists = {
            row["artist_id"]: by_name.get(normalise_artist(row["artist_name"]))
            for row in csv.DictReader(stream)
        }
    with gzip.open(described / "artist_term.csv.gz", "rt", encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            if title := artists.get(row["artist_id"]):
                yield title, row["term"]


def _co_listens(listeners: Path, numbers: dict[str, str]) -> dict[str, set[str]]:
    """Return the artists with the nearest listeners, by cosine of who plays them."""
    names = sorted(set(numbers.values()))
    row = {name: place for place, name in enumerate(names)}
    pairs = {
        (row[numbers[artist]], int(user))
        for user, artist, *_ in _rows(listeners / "user_artists.dat.gz", "utf-8")
        if artist in numbers
    }
    rows, users = (np.array(side) for side in zip(*sorted(pairs), strict=True))
    heard = csr_array((np.ones(len(rows)), (rows, users)))
    both = (heard @ heard.T).toarray()
    length = np.sqrt(np.maximum(both.diagonal(), 1))
    cosine = both / length / length[:, None]
    np.fill_diagonal(cosine, 0)
    order = np.argsort(-cosine, axis=1, kind="stable")[:, :NEAR]
    return {
        name: {names[other] for other in order[at].tolist() if cosine[at, other] > 0}
        for name, at in row.items()
    }


def _rows(path: Path, encoding: str) -> Iterator[list[str]]:
    """Yield the rows of a table; a header is a row that joins with nothing."""
    with gzip.open(path, "rt", encoding=encoding, errors="replace") as stream:
        for line in stream:
            yield line.rstrip("\r\n").split("\t")
