from __future__ import annotations

import pytest

from discograph.core.pages import RawPage
from discograph.nlp.mentions import Name
from discograph.nlp.reader import Reader, Reading
from discograph.nlp.text import Dropped

REVIEW = """<html><head><title>Velvet Morning: Harbour Lights</title></head><body><article>
<h1>Velvet Morning: Harbour Lights</h1>
<p>Velvet Morning return with their fourth record, and it is a dreamy, reverb-drenched piece of
shoegaze from the first minute. The chiming guitars of the old days are still there, but the songs
have grown slower and sadder, and the female vocals float above them like fog above a river.</p>
<p>Where Paper Lanterns would reach for a noisy chorus, Velvet Morning wait. That patience gives
the second half of the record its glow. It is their best work so far, and the hazy production
makes every listen a little different from the one before.</p>
</article></body></html>"""

NEWS = """<html><head><title>News of the week</title></head><body><article>
<p>The harbour festival has named the guests of its summer edition, and it is a long list this
year. The fields will open at noon on each of the three days, whatever the weather does.</p>
<p>Paper Lanterns will play their abrasive garage punk on the big stage. The council has also
promised more water and more shade than there was last time, after many complaints.</p>
<p>A gloomy forecast did not keep anyone from buying a ticket when the sale began on Monday. The
organisers say that the trains will run until two, and that the camping site is nearly full.</p>
</article></body></html>"""


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader(
        [
            Name("velvet", "artist", "Velvet Morning"),
            Name("paper", "artist", "Paper Lanterns"),
            Name("absent", "artist", "Slow Telegraph"),
        ]
    )


def read(reader: Reader, html: str) -> Reading:
    page = RawPage("https://www.lanternpost.example/1", 1_700_000_000, html.encode(), "text/html")
    reading = reader.read(page)
    assert isinstance(reading, Reading)
    return reading


def test_words_of_a_block_are_forgotten_with_it_and_read_alike_after(reader: Reader) -> None:
    vocabularies = reader._tagger.vocab, reader._finder.nlp.vocab
    strange = REVIEW.replace("hazy", "zyxomantic")
    with reader.forgetful():
        within = [read(reader, REVIEW), read(reader, strange)]
        assert all("zyxomantic" in vocab.strings for vocab in vocabularies)
    assert "zyxomantic" in words(within[1], "velvet")
    assert not any("zyxomantic" in vocab.strings for vocab in vocabularies)
    with reader.forgetful():
        assert [read(reader, REVIEW), read(reader, strange)] == within


def words(reading: Reading, artist: str) -> set[str]:
    return {term for name, term, _, _ in reading.terms if name == artist}


def test_a_page_about_one_artist_gives_them_all_its_words(reader: Reader) -> None:
    reading = read(reader, REVIEW)
    assert words(reading, "velvet") >= {
        "dreamy",
        "reverb-drenched",
        "shoegaze",
        "chiming guitar",
        "female vocals",
        "hazy",
    }
    assert reading.site == "lanternpost.example"
    assert reading.fetched_at == 1_700_000_000


def test_another_artist_there_gets_the_sentence_and_its_neighbours(reader: Reader) -> None:
    reading = read(reader, REVIEW)
    assert "noisy" in words(reading, "paper")
    assert not words(reading, "paper") & {"dreamy", "shoegaze", "hazy"}
    assert ("paper", "velvet", 1) in reading.together


def test_sentences_far_from_a_name_say_nothing_of_it(reader: Reader) -> None:
    reading = read(reader, NEWS)
    assert {"abrasive", "garage punk"} <= words(reading, "paper")
    assert "gloomy" not in words(reading, "paper")
    assert [row[:2] for row in reading.mentions] == [("paper", "artist")]


def test_a_term_stands_once_an_artist(reader: Reader) -> None:
    reading = read(reader, REVIEW)
    keys = [(name, term) for name, term, _, _ in reading.terms]
    assert len(keys) == len(set(keys))


def test_a_page_that_names_nobody_is_read_and_says_nothing(reader: Reader) -> None:
    reading = read(reader, NEWS.replace("Paper Lanterns", "Somebody else"))
    assert (reading.mentions, reading.terms, reading.together) == ((), (), ())


def test_a_page_without_text_is_dropped(reader: Reader) -> None:
    page = RawPage("https://lanternpost.example/2", 0, b"<html></html>", "text/html")
    assert isinstance(reader.read(page), Dropped)
