"""What each kind of piece on the demo world's web is made of."""

from __future__ import annotations

from collections.abc import Sequence

from .prose import Piece, Writer

_REVIEW = (
    ("opening", "sound", "sound"),
    ("songs", "sound", "sound", "songs"),
    ("life", "sound", "life"),
    ("others", "sound", "songs"),
    ("live", "sound"),
    ("closing", "closing"),
)


def review(writer: Writer, artist: int) -> Piece:
    """Return a review of a record by one artist, who may be compared to others."""
    title = writer.fill("{A}: {album}", artist)
    return writer.piece(title, [writer.paragraph(artist, *topics) for topics in _REVIEW], artist)


def feature(writer: Writer, artists: Sequence[int]) -> Piece:
    """Return a piece on a scene, a paragraph each on some of its artists."""
    title = writer.fill("{genre}: five {plain} names from {place}", artists[0])
    paragraphs = [writer.paragraph(artists[0], "diary", "life")]
    for artist in artists:
        named = writer.sentence(artist, "opening")
        more = writer.paragraph(artist, "sound", "songs", "sound")
        paragraphs.append(f"{_naming(writer, named, artist)} {more}")
    paragraphs.append(writer.paragraph(artists[-1], "closing"))
    return writer.piece(title, paragraphs)


def news(writer: Writer, artist: int) -> Piece:
    """Return an announcement."""
    title = writer.fill("{A} announce {album}", artist)
    first = _naming(writer, writer.sentence(artist, "news"), artist)
    return writer.piece(
        title,
        [
            f"{first} {writer.paragraph(artist, 'news', 'news')}",
            writer.paragraph(artist, "news", "sound", "live"),
            writer.paragraph(artist, "life", "news"),
        ],
        artist,
    )


def entry(writer: Writer, artist: int) -> Piece:
    """Return an article of an encyclopaedia."""
    name = writer.name(artist)
    title = name if " " in name else f"{name} (band)"
    lead = writer.fill(
        "{A} are a {genre} act from {place}, founded in {year} by {person}. "
        "They are known for {adj} {nouns} and a {phrase}.",
        artist,
    )
    return writer.piece(
        title,
        [
            lead,
            writer.paragraph(artist, "entry", "life", "entry", "entry"),
            writer.paragraph(artist, "entry", "entry", "others"),
            writer.paragraph(artist, "entry", "sound", "life"),
        ],
        artist,
    )


def post(writer: Writer, artist: int) -> Piece:
    """Return a blog's post about one artist."""
    title = writer.fill("a {plain} {day} with {A}", artist)
    return writer.piece(
        title[0].upper() + title[1:],
        [
            writer.paragraph(artist, "diary", "opening", "sound"),
            writer.paragraph(artist, "sound", "songs", "life", "sound"),
            writer.paragraph(artist, "live", "sound", "songs"),
            writer.paragraph(artist, "others", "closing"),
        ],
        artist,
    )


def roundup(writer: Writer, artists: Sequence[int]) -> Piece:
    """Return a blog's post about several artists of any scene, a few sentences each."""
    title = writer.fill("five tapes for a {plain} {day}", artists[0])
    paragraphs = [writer.paragraph(artists[0], "diary", "diary")]
    for artist in artists:
        named = _naming(writer, writer.sentence(artist, "opening"), artist)
        paragraphs.append(f"{named} {writer.paragraph(artist, 'sound', 'sound')}")
    paragraphs.append(writer.paragraph(artists[0], "diary"))
    return writer.piece(title, paragraphs)


def diary(writer: Writer, artist: int) -> Piece:
    """Return a post that names nobody."""
    title = writer.fill("Notes from a {plain} {day}", artist)
    return writer.piece(title, [writer.paragraph(artist, *["diary"] * 3) for _ in range(2)])


def ware(writer: Writer, artist: int) -> Piece:
    """Return a shop's page about a record."""
    title = writer.fill("{album} by {A} (used)", artist)
    return writer.piece(title, [writer.paragraph(artist, *["ware"] * 5, "sound")], artist)


def _naming(writer: Writer, sentence: str, artist: int) -> str:
    """Return a sentence with one before it that says whom it is about, if it does not."""
    name = writer.name(artist)
    return sentence if name in sentence else f"{name} were next. {sentence}"
