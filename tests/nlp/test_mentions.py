from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from discograph.nlp.mentions import Finder, Found, Name


def artist(text: str) -> Name:
    return Name(f"a:{text}", "artist", text)


def track(text: str, by: str) -> Name:
    return Name(f"t:{text}", "track", text, f"a:{by}")


NAMES = [
    *map(
        artist,
        [
            "Yes", "Air", "Love", "Hole", "Boston", "Prince", "Bush", "Beck", "Kansas", "Journey",
            "M",
            "Radiohead", "Talking Heads", "The Who", "The Beatles", "Sigur Rós", "AC/DC", "Nirvana",
            "Red", "Red Hot Chili Peppers", "Simon & Garfunkel", "Neil Young", "Of",
        ],
    ),
    track("Creep", "Radiohead"),
    track("Paranoid Android", "Radiohead"),
    track("Roundabout - Remastered 2003", "Yes"),
    track("Help!", "The Beatles"),
    track("La Femme d'Argent", "Air"),
    track("Love", "The Beatles"),
]  # fmt: skip


@pytest.fixture(scope="module")
def finder() -> Finder:
    return Finder(NAMES)


def ids(found: Found) -> dict[str, int]:
    return {mention.id: mention.count for mention in found.mentions}


def test_a_rare_name_counts_as_it_stands(finder: Finder) -> None:
    found = finder.find("", "We saw Radiohead's show, and then Sigur Ros went on. Radiohead won.")
    assert ids(found) == {"a:Radiohead": 2, "a:Sigur Rós": 1}
    radiohead = found.mentions[0]
    assert radiohead.sentences == (0, 1)
    assert [found.doc[start:end].text for start, end in found.spans] == [
        "Radiohead", "Sigur Ros", "Radiohead",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "Yes, we love the air in Boston. The hole in the bush was red.",
        "Queen Elizabeth met Kate Bush and Prince Charles in Kansas.",
        "I was talking heads and tails. Who are the who of it all?",
        "Love is in the air. Of all things, M was the letter.",
        "They toured Kansas and Boston in April. Prince of the Air is a film.",
        "Jeff Beck and Courtney Love came by train from Boston, Massachusetts.",
    ],
)
def test_common_words_places_and_parts_of_other_names_are_nobody(finder: Finder, text: str) -> None:
    assert ids(finder.find("News of the day", text)) == {}


@pytest.mark.parametrize(
    ("text", "who"),
    [
        (
            "The songs of Journey, Hole, and Air filled the album.",
            ["Hole", "Air", "Journey"],
        ),
        ("It is a record for fans of Yes and Radiohead.", ["Yes", "Radiohead"]),
        ("Jeff of Boston opened for Boston, a band from Boston.", ["Boston"]),
        ("A voice like that of Neil Young led the Who on.", ["Neil Young", "The Who"]),
        ("Later that year Hole released their second album.", ["Hole"]),
        ("A cover of a song by Prince closes the night.", ["Prince"]),
        ("They sound like Talking Heads. The Beatles, too.", ["Talking Heads", "The Beatles"]),
        ("AC/DC and AC DC are one.", ["AC/DC"]),
        ("We heard simon and garfunkel sing. It was Simon and Garfunkel.", ["Simon & Garfunkel"]),
    ],
)
def test_evidence_around_a_common_word_makes_it_a_name(
    finder: Finder, text: str, who: list[str]
) -> None:
    assert set(ids(finder.find("", text))) == {f"a:{name}" for name in who}


def test_the_longest_name_wins(finder: Finder) -> None:
    assert ids(finder.find("", "On tour were Red Hot Chili Peppers.")) == {
        "a:Red Hot Chili Peppers": 1
    }


def test_the_title_of_a_page_is_evidence_and_says_whom_it_is_about(finder: Finder) -> None:
    text = "Yes are an English rock band. In 1971 Yes made Fragile. Yes, it was good."
    found = finder.find("Yes (band) - Encyclopedia", text)
    assert found.about == "a:Yes"
    assert ids(found) == {"a:Yes": 3}
    assert finder.find("Weekend news", text.replace("Yes", "They")).about is None


def test_a_page_of_many_is_about_none(finder: Finder) -> None:
    text = "Radiohead and Sigur Rós played. AC/DC and Simon & Garfunkel and the Beatles did not."
    assert finder.find("Ten bands: Radiohead and others", text).about is None


def test_a_quoted_title_counts_where_its_artist_is_meant(finder: Finder) -> None:
    text = 'Radiohead opened with "Creep," and Paranoid Android came last.'
    assert ids(finder.find("", text)) == {
        "a:Radiohead": 1, "t:Creep": 1, "t:Paranoid Android": 1,
    }  # fmt: skip
    assert ids(finder.find("", 'The "Creep" of time goes on.')) == {}
    assert ids(finder.find("", "Radiohead are no creep, says Radiohead.")) == {"a:Radiohead": 2}


def test_a_title_proves_its_artist_and_a_version_goes_by_its_plain_title(finder: Finder) -> None:
    found = finder.find("", "Yes\u2019s \u201cRoundabout\u201d was on the radio.")
    assert set(ids(found)) == {"a:Yes", "t:Roundabout - Remastered 2003"}


def test_queries_without_capitals_are_understood_by_their_cues(finder: Finder) -> None:
    found = finder.find("", "songs similar to creep by radiohead or something like yes")
    assert set(ids(found)) == {"a:Radiohead", "t:Creep", "a:Yes"}
    assert set(ids(finder.find("", "radioheads first album"))) == {"a:Radiohead"}
    assert ids(finder.find("", "more of the same air please and yes")) == {}


def test_an_empty_page_has_nobody(finder: Finder) -> None:
    found = finder.find("", "")
    assert (found.mentions, found.spans, found.about, len(found.doc)) == ((), (), None, 0)
    assert Finder([]).find("Radiohead", "Radiohead.").mentions == ()


WORDS = st.sampled_from(
    [*(name.text for name in NAMES), "the", "album", "by", '"', ",", ".", "\n", "and", "in", "a-b"]
)


@settings(max_examples=80, deadline=None)
@given(st.lists(WORDS, max_size=25), st.sampled_from(["", "Yes (band)", "Radiohead: live", "Air"]))
def test_spans_lie_apart_in_order_and_mentions_count_them(words: list[str], title: str) -> None:
    finder = _shared()
    found = finder.find(title, " ".join(words))
    ends = 0
    for start, end in found.spans:
        assert ends <= start < end <= len(found.doc)
        ends = end
    assert sum(mention.count for mention in found.mentions) == len(found.spans)
    sentences = list(found.doc.sents)
    for mention in found.mentions:
        assert list(mention.sentences) == sorted(set(mention.sentences))
        assert all(0 <= number < len(sentences) for number in mention.sentences)
    assert found.about is None or found.about in ids(found)
    again = finder.find(title, " ".join(words))
    assert (again.mentions, again.spans, again.about) == (found.mentions, found.spans, found.about)


_FINDERS: list[Finder] = []


def _shared() -> Finder:
    if not _FINDERS:
        _FINDERS.append(Finder(NAMES))
    return _FINDERS[0]
