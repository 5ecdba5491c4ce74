"""Which matches mean tracks: those whose artist is meant on the same page."""

from __future__ import annotations

from collections.abc import Container, Sequence

from spacy.vocab import Vocab

from .context import Context
from .matches import Claim, Match, longest
from .names import Strength
from .page import Page

_ENOUGH = 3
_SHARED = 5
"""A title that more tracks share proves no artist."""


class TrackJudge:
    """Gives points for and against; three are enough.

    Parameters
    ----------
    vocab : Vocab
    quotes : container of int
        Quotation marks.
    """

    def __init__(self, vocab: Vocab, quotes: Container[int]) -> None:
        self._around = Context(vocab, quotes)

    def quoted(self, page: Page, matches: Sequence[Match]) -> dict[str, set[int]]:
        """Return the sentences in which titles of each artist stand in quotation marks."""
        found: dict[str, set[int]] = {}
        for match in matches:
            owners = {artist for artist in match.spelling.tracks.values() if artist}
            if not owners or len(owners) > _SHARED or owners & set(match.spelling.artists):
                continue
            if self._around.quoted(page, match):
                for artist in owners:
                    found.setdefault(artist, set()).add(page.sentence[match.start])
        return found

    def judge(
        self, page: Page, matches: Sequence[Match], artists: Sequence[Claim], about: str | None
    ) -> list[Claim]:
        """Return the tracks meant, none of them inside an artist's longer name.

        Parameters
        ----------
        page : Page
        matches : sequence of Match
        artists : sequence of Claim
        about : str or None
            Whose page it is.
        """
        where: dict[str, list[int]] = {}
        for claim in artists:
            where.setdefault(claim.id, []).append(claim.start)
        covered = {t: claim for claim in artists for t in range(claim.start, claim.end)}
        claims = []
        for match in matches:
            if not match.spelling.tracks or _inside(match, covered):
                continue
            if (track := self._track(page, match, where, covered, about)) is not None:
                claims.append(Claim(match.start, match.end, "track", track))
        return longest(claims)

    def _track(
        self,
        page: Page,
        match: Match,
        where: dict[str, list[int]],
        covered: dict[int, Claim],
        about: str | None,
    ) -> str | None:
        """Return the track of that title by the artist nearest to it, if it is meant."""
        here = page.sentence[match.start]
        best: tuple[int, int] = (0, 0)
        found = None
        by = covered.get(self._around.by(page, match))
        form = None
        for track, artist in match.spelling.tracks.items():
            if artist is None or artist not in where:
                continue
            if form is None:
                form = self._form(page, match, covered)
            distance = min(abs(start - match.start) for start in where[artist])
            near = any(page.sentence[start] == here for start in where[artist])
            points = form + (near or artist == about) + 3 * (by is not None and by.id == artist)
            if points >= _ENOUGH and (found is None or (points, -distance) > best):
                best, found = (points, -distance), track
        return found

    def _form(self, page: Page, match: Match, covered: dict[int, Claim]) -> int:
        """Return what its spelling, capitals, quotation marks and cues are worth."""
        around, several = self._around, match.end - match.start > 1
        points = 2 * around.quoted(page, match) + around.track_cue(page, match)
        if match.spelling.artists:
            points -= 1 + 2 * (match.start in covered)
        if not page.cased:
            owned = match.start - 1 in covered
            return points + several + 2 * owned
        if not around.in_capitals(page, match):
            return points - 2
        if several and around.surely_in_capitals(page, match):
            points += 2 - around.longer_name(page, match, covered)
        return points + (match.spelling.strength == Strength.STRONG)


def _inside(match: Match, covered: dict[int, Claim]) -> bool:
    """Tell whether it lies in a longer name of an artist."""
    return any(
        claim.end - claim.start > match.end - match.start
        for token in range(match.start, match.end)
        if (claim := covered.get(token)) is not None
    )
