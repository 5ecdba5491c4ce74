"""Finding who is meant on a page: artists and tracks by their names, on evidence."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from spacy.language import Language
from spacy.tokens import Doc

from .artists import ArtistJudge
from .matches import Claim, NameTable, free_of
from .names import Name
from .page import Page, PageMaker, blank_english
from .tracks import TrackJudge

__all__ = ["Claim", "Finder", "Found", "Mention", "Name"]


@dataclass(frozen=True, slots=True)
class Mention:
    """An artist or track that a page speaks of.

    Parameters
    ----------
    id : str
    kind : str
        ``"artist"`` or ``"track"``.
    count : int
        How often it stands there.
    sentences : tuple of int
        Numbers of the sentences of `Found.doc` where it stands, ascending, each once.
    """

    id: str
    kind: str
    count: int
    sentences: tuple[int, ...]


@dataclass(frozen=True)
class Found:
    """Who is meant on a page.

    Parameters
    ----------
    doc : Doc
        Title, a line feed, text; tokenized by spaCy's blank English, sentences marked. Its
        vocabulary folds norms (`page.blank_english`): a tagger wants the words in a document of
        its own.
    mentions : tuple of Mention
        Artists, then tracks, each by id.
    claims : tuple of Claim
        Each place where somebody is named, ascending, not overlapping.
    about : str or None
        The artist whose page this is.
    """

    doc: Doc
    mentions: tuple[Mention, ...]
    claims: tuple[Claim, ...]
    about: str | None

    @property
    def spans(self) -> tuple[tuple[int, int], ...]:
        """First token and the one after the last of each name."""
        return tuple((claim.start, claim.end) for claim in self.claims)


class Finder:
    """Finds artists and tracks in English text.

    A name that hardly means anything else counts as it stands. One of common words (Talking Heads)
    counts in capitals; a single common word, place or surname (Yes, Boston, Bush) only with
    evidence around it: words of music, other artists, its tracks, the title of the page. A track
    counts where its artist is meant on the same page.

    Parameters
    ----------
    names : iterable of Name
        Ids may repeat, as artists and tracks go by several names.
    """

    def __init__(self, names: Iterable[Name]) -> None:
        self.nlp: Language = blank_english()
        self._maker = PageMaker(self.nlp)
        self._table = NameTable(names, self.nlp)
        self._artists = ArtistJudge(self.nlp.vocab, self._maker.quotes)
        self._tracks = TrackJudge(self.nlp.vocab, self._maker.quotes)

    def find(self, title: str, text: str) -> Found:
        """Return who is meant on a page.

        Parameters
        ----------
        title : str
            May be empty.
        text : str
            Paragraphs joined by line feeds.
        """
        page = self._maker.page(title, text)
        matches = self._table.matches(page)
        if not matches:
            return Found(page.doc, (), (), None)
        quoted = self._tracks.quoted(page, matches)
        artists, about = self._artists.judge(page, matches, quoted)
        tracks = self._tracks.judge(page, matches, artists, about)
        claims = free_of(artists, tracks) + tracks
        claims.sort(key=lambda claim: claim.start)
        return Found(page.doc, _mentions(page, claims), tuple(claims), about)


def _mentions(page: Page, claims: Iterable[Claim]) -> tuple[Mention, ...]:
    where: dict[tuple[str, str], list[int]] = {}
    for claim in claims:
        where.setdefault((claim.kind, claim.id), []).append(page.sentence[claim.start])
    return tuple(
        Mention(id_, kind, len(places), tuple(dict.fromkeys(places)))
        for (kind, id_), places in sorted(where.items())
    )
