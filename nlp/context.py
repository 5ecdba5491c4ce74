"""What stands around a match: capitals, cues, lists, longer names, quotation marks."""

from __future__ import annotations

from collections.abc import Container

from spacy.vocab import Vocab

from . import wordlists
from .matches import Match
from .names import LINKS
from .page import Page

_JOINS = ",;&/+"
_PLACE_CUES = (
    "in at from near to of outside across around toward towards throughout leaving "
    "tour toured touring play played"
)
_BETWEEN = (
    "the both either new own latest last first late early 's s ' \" ( [ "
    "\u2019s \u2019 \u201c \u201d"
)
_AFTER_A_NAME = "| s 's by or but with is are was that who please i you any some which from lol"
_LIKE = "such similar similiar listen listening listened compared akin according next reminds"


class Context:
    """Looks around a match, by the numbers of the words of one vocabulary.

    Parameters
    ----------
    vocab : Vocab
    quotes : container of int
        Quotation marks.
    """

    def __init__(self, vocab: Vocab, quotes: Container[int]) -> None:
        def ids(words: frozenset[str] | list[str]) -> frozenset[int]:
            return frozenset(vocab.strings.add(word) for word in words)

        self.quotes = quotes
        self._links = ids(LINKS)
        self._before = ids(wordlists.cues(wordlists.BEFORE_ARTIST))
        self._after = ids(wordlists.cues(wordlists.AFTER_ARTIST))
        self._before_track = ids(wordlists.cues(wordlists.BEFORE_TRACK))
        self._kinds = ids(wordlists.cues(wordlists.AFTER_TITLE))
        self._joins = ids([*_JOINS, "and", "or", "with", "n", "vs.", "vs"])
        self._joined_to = ids(wordlists.cues(wordlists.JOINED_TO_ARTIST))
        self._joining = ids(["with", "for", "to", "of"])
        self._goes_on = ids(["of", "the", "to"])
        self._is = ids([",", "is", "are", "was", "were"])
        self._articles = ids(["a", "an", "the"])
        self._the, self._of = vocab.strings.add("the"), vocab.strings.add("of")
        self._place_cues = ids(_PLACE_CUES.split())
        self._small = self._joins | ids(_AFTER_A_NAME.split())
        self._between = ids(_BETWEEN.split())
        self._like = ids(_LIKE.split())
        self._as_or_to, self._by = ids(["as", "to"]), vocab.strings.add("by")
        self._hyphens = ids(["-", "\u2010", "\u2011"])
        self._people = ids(wordlists.people())
        self._common = ids(wordlists.common())
        self._possessives = ids(["'s", "\u2019s", "'", "\u2019"])
        self._separators = ids(
            ["-", "|", "\u2013", "\u2014", ":", "\u00b7", "(", ")", "[", "\u00bb"]
        )
        self._stops = ids([",", ".", "!", "?"])

    def in_capitals(self, page: Page, match: Match) -> bool:
        """Tell whether every word of it has a capital, small links left aside."""
        for token in range(match.start, match.end):
            if page.lower[token] and page.norms[token] not in self._links:
                return False
        return any(page.capital[match.start : match.end])

    def surely_in_capitals(self, page: Page, match: Match) -> bool:
        """Tell whether its capitals mean something, as no sentence begins there."""
        if page.headline[page.sentence[match.start]]:
            return False
        return any(
            page.capital[token] and not page.opening[token] and page.norms[token] not in self._links
            for token in range(match.start, match.end)
        )

    def longer_name(self, page: Page, match: Match, named: Container[int]) -> int:
        """Return 2 if a person's name goes on beyond it, 1 if another word in capitals, else 0."""
        here = page.sentence[match.start]
        if page.headline[here]:
            return 0
        found = 0
        before, after = match.start - 1, match.end
        if before >= 0 and page.sentence[before] == here and page.capital[before]:
            known = page.norms[before] in self._people
            first = before == 0 or page.sentence[before - 1] != here
            begins = first and page.norms[before] in self._common
            if before not in named and (known or not begins):
                found = 2 if known else 1
        if after < len(page.norms) and page.sentence[after] == here and page.capital[after]:
            reach = 2 if page.norms[after] in self._people else 1
            found = found if after in named else max(found, reach)
        return found

    def longer_title(self, page: Page, match: Match, named: Container[int]) -> bool:
        """Tell whether small words join it to more capitals: "Queen of the Damned", "Live 8"."""
        after, last = match.end, len(page.norms)
        if after < last and page.doc[after].is_digit:
            return True
        first = after
        while after < last and after < first + 3 and page.norms[after] in self._goes_on:
            after += 1
        return first < after < last and page.capital[after] and after not in named

    def with_article(self, page: Page, match: Match) -> bool:
        """Tell whether it stands as "the Kinks" in the middle of a sentence."""
        start = match.start
        if page.norms[start] == self._the:
            return match.end - start > 1 and page.lower[start]
        plural = page.doc[match.end - 1].text.endswith("s")
        return plural and start > 0 and page.norms[start - 1] == self._the and page.lower[start - 1]

    def hyphened(self, page: Page, match: Match) -> bool:
        """Tell whether a hyphen joins it to another word."""
        norms, end = page.norms, match.end
        joined = (
            end + 1 < len(norms)
            and norms[end] in self._hyphens
            and not page.doc[end - 1].whitespace_
        )
        if joined and not page.doc[end].whitespace_:
            return True
        start = match.start
        return (
            start > 1 and norms[start - 1] in self._hyphens and not page.doc[start - 1].whitespace_
        )

    def cue_before(self, page: Page, match: Match) -> bool:
        """Tell whether "by", "bands like", "opened for", "Brian May of" and such lead to it."""
        norms, place = page.norms, match.start - 1
        while place >= 0 and norms[place] in self._between:
            place -= 1
        if place < 0:
            return False
        if norms[place] in self._joining:
            before = norms[max(0, place - 3) : place]
            if any(norm in self._joined_to for norm in before):
                return True
            if norms[place] == self._of:
                return place > 1 and page.capital[place - 1] and norms[place - 2] in self._people
        if norms[place] in self._as_or_to:
            return place > 0 and norms[place - 1] in self._like
        return norms[place] in self._before

    def cue_after(self, page: Page, match: Match) -> bool:
        """Tell whether "released", "'s second album", ", an English band" and such follow it."""
        norms, place = page.norms, match.end
        following = norms[place : place + 2]
        if len(following) == 2 and following[0] in self._is and following[1] in self._articles:
            return any(norm in self._kinds for norm in norms[place + 2 : place + 7])
        reach = 1
        if following and following[0] in self._possessives:
            place, reach = place + 1, 4
        return any(norm in self._after for norm in norms[place : place + reach])

    def exclaimed(self, page: Page, match: Match) -> bool:
        """Tell whether it is how a sentence begins that goes on after a comma: "Yes, we"."""
        after = page.norms[match.end : match.end + 1]
        return page.opening[match.start] and bool(after) and after[0] in self._stops

    def ends(self, page: Page, match: Match) -> bool:
        """Tell whether a phrase may end with it: no word follows, or a small one."""
        after = page.norms[match.end : match.end + 1]
        return not after or not page.lower[match.end] or after[0] in self._small

    def place_cue(self, page: Page, match: Match) -> bool:
        """Tell whether it stands as places do: "in Boston"."""
        return match.start > 0 and page.norms[match.start - 1] in self._place_cues

    def beside(self, page: Page, match: Match, named: Container[int]) -> bool:
        """Tell whether a comma or "and" joins it to a name."""
        return self._joined(page, match.start - 1, -1, named) or self._joined(
            page, match.end, 1, named
        )

    def _joined(self, page: Page, place: int, step: int, named: Container[int]) -> bool:
        seen = False
        for token in range(place, place + 4 * step, step):
            if not 0 <= token < len(page.norms):
                return False
            if token in named:
                return seen
            if page.norms[token] in self._joins:
                seen = True
            elif page.norms[token] not in self._between:
                return False
        return False

    def quoted(self, page: Page, match: Match) -> bool:
        """Tell whether it stands in quotation marks, a stop before the closing one included."""
        norms, last = page.norms, len(page.norms)
        if match.start < 1 or norms[match.start - 1] not in self.quotes:
            return False
        after = match.end
        if after < last and norms[after] in self._stops:
            after += 1
        return after < last and norms[after] in self.quotes

    def whole_title(self, page: Page, match: Match) -> bool:
        """Tell whether it is the title of the page, or all of the title up to a separator."""
        if match.end >= page.title:
            return False
        begins = match.start == 0 or page.norms[match.start - 1] in self._separators
        ends = match.end == page.title - 1 or page.norms[match.end] in self._separators
        return begins and ends

    def kind_in_title(self, page: Page, match: Match) -> bool:
        """Tell whether the title says what it is: "Yes (band)"."""
        return any(
            norm in self._kinds
            for norm in page.norms[match.end + 1 : min(match.end + 4, page.title)]
        )

    def track_cue(self, page: Page, match: Match) -> bool:
        """Tell whether "the song" and such lead to it."""
        place = match.start - 1
        while place >= 0 and (page.norms[place] in self.quotes or page.norms[place] in self._joins):
            place -= 1
        return place >= 0 and page.norms[place] in self._before_track

    def by(self, page: Page, match: Match) -> int:
        """Return the token that follows it and "by", else -1."""
        place = match.end
        while place < len(page.norms) and (
            page.norms[place] in self.quotes or page.norms[place] in self._stops
        ):
            place += 1
        if place >= len(page.norms) or page.norms[place] != self._by:
            return -1
        place += 1
        return place + (place < len(page.norms) and page.norms[place] in self._between)
