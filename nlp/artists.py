"""Which matches mean artists, by what stands around them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass

from spacy.vocab import Vocab

from . import wordlists
from .context import Context
from .matches import Claim, Match, longest
from .names import Strength
from .page import Page

_ENOUGH = 3
_HOPELESS = -9
_MOSTLY = 0.5
_OFTEN = 3


@dataclass(frozen=True)
class Seen:
    """What is known of a page while its matches are judged.

    Parameters
    ----------
    quoted : mapping of str to set of int
        Artist id to the sentences where titles of theirs stand in quotation marks.
    titled : mapping of str to int
        Artist id to what the title of the page is worth.
    named : set of int
        Tokens of accepted names.
    known : set of str
        Artists accepted.
    company : mapping of int to set of int
        Sentence to where accepted names begin in it.
    likely : set of int
        Tokens of common words that stand in capitals.
    """

    quoted: Mapping[str, set[int]]
    titled: Mapping[str, int]
    named: set[int]
    known: set[str]
    company: Mapping[int, set[int]]
    likely: set[int]


class ArtistJudge:
    """Gives points for and against; three are enough.

    Parameters
    ----------
    vocab : Vocab
    quotes : container of int
        Quotation marks.
    """

    def __init__(self, vocab: Vocab, quotes: Container[int]) -> None:
        self._around = Context(vocab, quotes)
        self._talk = wordlists.cues(wordlists.ANYWHERE)
        self._never_alone = wordlists.cues(wordlists.NEVER_ALONE)

    def judge(
        self, page: Page, matches: Sequence[Match], quoted: Mapping[str, set[int]]
    ) -> tuple[list[Claim], str | None]:
        """Return the artists meant, in order of place, and whose page it is.

        Parameters
        ----------
        page : Page
        matches : sequence of Match
        quoted : mapping of str to set of int
            Artist id to the sentences where titles of theirs stand in quotation marks.
        """
        possible = [match for match in matches if match.spelling.artists]
        sure = [m for m in possible if m.spelling.strength > Strength.WEAK]
        weak = [m for m in possible if m.spelling.strength == Strength.WEAK]
        titled = self._titled(page, possible)
        likely = _tokens(m for m in possible if self._is_likely(page, m))
        accepted: dict[Match, int] = {}
        for round_ in (sure, weak, [*sure, *weak]):  # the last for those whom a later one proves
            named = _tokens(accepted)
            known = {artist for m in accepted for artist in m.spelling.artists[:1]}
            company: dict[int, set[int]] = {}
            for match in accepted:
                company.setdefault(page.sentence[match.start], set()).add(match.start)
            seen = Seen(quoted, titled, named, known, company, likely)
            for match in round_:
                if match not in accepted:
                    points = self._points(page, match, seen)
                    if points >= _ENOUGH:
                        accepted[match] = points
            accepted = {m: accepted[m] for m in longest(accepted)}
        claims = [Claim(m.start, m.end, "artist", m.spelling.artists[0]) for m in accepted]
        claims.sort(key=lambda claim: claim.start)
        return claims, self._about(page, list(accepted), claims)

    def _is_likely(self, page: Page, match: Match) -> bool:
        """Tell whether others may lean on it though it is not accepted itself."""
        if page.cased:
            return self._around.surely_in_capitals(page, match)
        return match.spelling.strength == Strength.CAPITAL

    def _titled(self, page: Page, matches: Iterable[Match]) -> dict[str, int]:
        """Return what the title is worth to each artist whose name it is."""
        return {
            m.spelling.artists[0]: 1 + 2 * self._around.kind_in_title(page, m)
            for m in matches
            if self._around.whole_title(page, m)
        }

    def _points(self, page: Page, match: Match, seen: Seen) -> int:
        around, strength = self._around, match.spelling.strength
        capitals = around.in_capitals(page, match)
        points = self._by_itself(page, match, capitals)
        if points == _HOPELESS:
            return points
        if capitals:
            points -= self._part_of_longer(page, match, seen.named)
        elif seen.named and around.by(page, match) in seen.named:
            return -1  # a title: "orchid by black sabbath"
        if around.quoted(page, match) and match.spelling.tracks:
            points -= 2
        if points >= _ENOUGH and strength == Strength.STRONG:
            return points
        if around.hyphened(page, match):
            points -= 2
        points += 2 * (around.cue_before(page, match) + around.cue_after(page, match))
        if around.beside(page, match, seen.named):
            points += 2
        elif around.beside(page, match, seen.likely):
            points += 1
        surroundings = self._speaks_of_music(page, match) + self._company(page, match, seen.company)
        points += min(surroundings, 1 if strength == Strength.WEAK else 2)
        if not around.exclaimed(page, match):
            artist = match.spelling.artists[0]
            points += 2 * (artist in seen.known) + seen.titled.get(artist, 0)
            if artist in seen.quoted:
                points += 2 + (page.sentence[match.start] in seen.quoted[artist])
        return points

    def _by_itself(self, page: Page, match: Match, capitals: bool) -> int:
        """Return what the spelling and its capitals are worth."""
        around, strength = self._around, match.spelling.strength
        if not page.cased:
            return self._without_capitals(page, match)
        if strength == Strength.STRONG:
            return 4 if capitals else 1 + (match.end - match.start > 1)
        if not capitals:
            return _HOPELESS
        surely = around.surely_in_capitals(page, match)
        if strength == Strength.CAPITAL:
            return 3 if surely else 1
        return surely + around.with_article(page, match) - self._against(page, match)

    def _without_capitals(self, page: Page, match: Match) -> int:
        """Return what a spelling is worth where nobody writes capitals.

        A common word is only believed where a name could end: "songs by air", not "by air mail".
        """
        strength = match.spelling.strength
        if strength == Strength.STRONG:
            return 3
        if strength == Strength.WEAK and not self._around.ends(page, match):
            return _HOPELESS
        if strength == Strength.CAPITAL:
            first = match.spelling.text.lower().removeprefix("the ").split()[0]
            return 1 + self._around.ends(page, match) - 2 * (first in self._never_alone)
        return -3 * self._against(page, match)

    def _against(self, page: Page, match: Match) -> int:
        """Return what speaks against a weak spelling, whatever it stands for."""
        folded = match.spelling.text.lower()
        points = 2 * (folded in self._never_alone or len(folded) < 2)
        points += folded.removeprefix("the ") in self._talk
        if folded in wordlists.places():
            return points + 2 + 2 * self._around.place_cue(page, match)
        return points + (folded in wordlists.people())

    def _part_of_longer(self, page: Page, match: Match, named: Container[int]) -> int:
        longer = self._around.longer_name(page, match, named)
        if match.spelling.strength == Strength.STRONG:
            return (0, 1, 3)[longer] if match.end - match.start == 1 else 0
        if match.spelling.strength == Strength.CAPITAL:
            return (0, 2, 4)[longer]
        return 5 * (longer > 0 or self._around.longer_title(page, match, named))

    def _speaks_of_music(self, page: Page, match: Match) -> int:
        sentence = page.sentence[match.start]
        return int(page.music[sentence] > sum(page.talk[match.start : match.end]))

    def _company(self, page: Page, match: Match, company: Mapping[int, set[int]]) -> int:
        """Return whether another artist is named in its sentence."""
        return int(bool(company.get(page.sentence[match.start], set()) - {match.start}))

    def _about(self, page: Page, matches: Sequence[Match], claims: Sequence[Claim]) -> str | None:
        """Return the one artist of the title, when the text speaks of nobody as often."""
        if not page.title:
            return None
        whole = {m.spelling.artists[0] for m in matches if self._around.whole_title(page, m)}
        titled = whole or {claim.id for claim in claims if claim.start < page.title}
        counts = Counter(claim.id for claim in claims if claim.start >= page.title)
        if len(titled) != 1 or not counts:
            return None
        (artist,) = titled
        if whole and counts[artist] > 0:
            return artist
        often = counts[artist] >= max(_OFTEN, _MOSTLY * counts.total())
        return artist if often else None


def _tokens(matches: Iterable[Match]) -> set[int]:
    return {token for match in matches for token in range(match.start, match.end)}
