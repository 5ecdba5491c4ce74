"""Why a track stands in a list, as one plain sentence about what the person plays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from .blend import Candidate, Fused

LOVED = 2
_LONGEST = 80


@dataclass(frozen=True, slots=True)
class Named:
    """A track as people would say it; `artist` is None where only an id is known."""

    title: str
    artist: str | None


@dataclass(frozen=True, slots=True)
class Grounds:
    """What holds a track and the loved tracks behind it together in the graph.

    Parameters
    ----------
    listeners : int
        Other people who play the track and one of the loved ones.
    playlists : int
        Playlists that hold the track and one of the loved ones.
    playlist : str or None
        The title of one of these that everybody may know.
    """

    listeners: int = 0
    playlists: int = 0
    playlist: str | None = None


@dataclass(frozen=True, slots=True)
class Words:
    """In which words a track's artist is described, as a loved one is.

    Parameters
    ----------
    terms : tuple of (str, str)
        Each with its kind, ``"adjective"``, ``"noun"``, ``"phrase"``, ...; the most telling first.
    page : str or None
        The URL of a page that says so.
    """

    terms: tuple[tuple[str, str], ...]
    page: str | None = None


@dataclass(frozen=True, slots=True)
class Sounding:
    """How a track sounds; None where that is not surely known.

    Parameters
    ----------
    alike : bool
        Whether the loved tracks behind it were heard too, and are nearest to it by sound.
    tempo_bpm : float or None [beats a minute]
    key, mode : str or None
        As ``"G"`` and ``"minor"``.
    listeners : int
        Other people who have played it.
    """

    alike: bool
    tempo_bpm: float | None = None
    key: str | None = None
    mode: str | None = None
    listeners: int = 0


def loved_behind(
    fused: Fused,
    sources: Mapping[str, Mapping[str, Candidate]],
    used: Mapping[str, int],
    n: int = LOVED,
) -> tuple[str, ...]:
    """Return the loved tracks that a track hangs on, one of the leading source's first.

    Parameters
    ----------
    fused : Fused
    sources : mapping of str to mapping of str to Candidate
        The candidates of each source by track; each hangs on a loved track.
    used : mapping of str to int
        How often loved tracks stand in reasons of the list already; they give way to others.
    n : int >= 1
        The most to return. The others are those that the sources agree on, each source counting
        by its share and the place it gives them.
    """
    leading = next(iter(fused.shares))
    gains: dict[str, float] = {}
    for name, share in fused.shares.items():
        for place, track in enumerate(sources[name][fused.track].evidence.loved, start=1):
            gains[track] = gains.get(track, 0.0) + share / (place * (1 + used.get(track, 0)))
    ranked = sorted(gains, key=lambda track: (-gains[track], track))
    first = next(t for t in ranked if t in sources[leading][fused.track].evidence.loved)
    return (first, *(track for track in ranked if track != first))[:n]


def sentence(
    source: str,
    track: Named,
    loved: Sequence[Named],
    grounds: Grounds,
    *,
    via: str | None = None,
    words: Words | None = None,
    sounding: Sounding | None = None,
) -> str:
    """Return why `track` stands in the list.

    Parameters
    ----------
    source : str
        The leading source, or ``"same_artist"``.
    track : Named
    loved : sequence of Named
        At least one, at most a few.
    grounds : Grounds
        Only what is true is said: without shared listeners or playlists, that it is close.
    via : str, optional
        The loved artist that the track's own artist is related to, or described like.
    words : Words, optional
        That they share, where they are what leads.
    sounding : Sounding, optional
        How it sounds, where that is what leads.

    Examples
    --------
    >>> blue = Named("Blue", "Ada"), Named("Green", "Ben")
    >>> sentence("co_listens", Named("Red", "Cy"), blue, Grounds(listeners=41))
    'Because you play “Blue” by Ada and “Green” by Ben: 41 listeners of those also play it.'
    """
    if words is not None and words.terms and via and track.artist:
        page = f" ({shown(words.page)})" if words.page else ""
        said_so = f"described as {worded(words.terms)} like {_cut(via)}"
        return f"By {_cut(track.artist)}, {said_so}: you play {said(loved)}{page}."
    if sounding is not None:
        how = "Sounds like" if sounding.alike else "By its sound, for those who play"
        return f"{how} {said(loved)}{_sounding(sounding)}."
    if source == "related_artists" and via and track.artist:
        return f"By {_cut(track.artist)}, close to {_cut(via)}: you play {said(loved)}."
    if source == "same_artist":
        return f"By the same artist as {said(loved)}, which you play."
    if grounds.playlists and (source == "playlists" or grounds.playlists > grounds.listeners):
        return f"Stands in {_lists(grounds)} next to {said(loved, joined_by='or')}."
    if grounds.listeners:
        one = grounds.listeners == 1
        who = "one other listener" if one else f"{grounds.listeners} listeners"
        what, verb = ("those" if len(loved) > 1 else "it"), ("plays" if one else "play")
        which = "it" if len(loved) > 1 else "this"
        return f"Because you play {said(loved)}: {who} of {what} also {verb} {which}."
    return f"Close to {said(loved)} in the taste map."


def said(tracks: Sequence[Named], *, joined_by: str = "and") -> str:
    """Return tracks as a phrase, an artist of several said once.

    >>> said([Named("Blue", "Ada"), Named("Green", "Ada")])
    '“Blue” and “Green” by Ada'
    >>> said([Named("SOAAEJI12AB0188AB5", None)])
    'track SOAAEJI12AB0188AB5'
    """
    joint = f" {joined_by} "
    artists = {track.artist for track in tracks}
    if len(artists) == 1 and (artist := tracks[0].artist) is not None:
        return f"{joint.join(_quoted(track) for track in tracks)} by {_cut(artist)}"
    return joint.join(
        f"{_quoted(track)} by {_cut(track.artist)}"
        if track.artist
        else f"track {_cut(track.title)}"
        for track in tracks
    )


def worded(terms: Sequence[tuple[str, str]]) -> str:
    """Return terms as a phrase: how it is, then what it is.

    >>> worded([("shoegaze", "noun"), ("dreamy", "adjective"), ("reverb-drenched", "adjective")])
    'dreamy, reverb-drenched shoegaze'
    >>> worded([("wall of sound", "phrase"), ("feedback", "noun")])
    'wall of sound and feedback'
    """
    hows = [term for term, kind in terms if kind == "adjective"]
    things = [term for term, kind in terms if kind != "adjective"]
    if not hows or not things:
        return " and ".join(_cut(term) for term in (hows or things)[:2])
    thing = things[0]
    hows = [how for how in hows if how not in thing.split()][:2]
    return f"{', '.join(map(_cut, hows))} {_cut(thing)}".strip()


def shown(url: str) -> str:
    """Return a URL as it can stand in a line: nothing that does not print, no space.

    Of a file, its name alone: reasons go to others, and where it lies is nobody's business.

    >>> shown("file:/home/me/saved/review.html")
    'file:review.html'
    """
    if url.startswith("file:"):
        url = f"file:{url.rpartition('/')[2]}"
    return "".join(char for char in url if char.isprintable() and not char.isspace())


def _sounding(sounding: Sounding) -> str:
    tempo = f"{sounding.tempo_bpm:.0f} BPM" if sounding.tempo_bpm else ""
    key = f"{sounding.key} {sounding.mode}" if sounding.key and sounding.mode else ""
    facts = ", ".join(filter(None, (tempo, key)))
    if sounding.listeners:
        people = "person" if sounding.listeners == 1 else "people"
        heard = f"only {sounding.listeners} other {people} played it"
    else:
        heard = "nobody here has played it yet"
    return f": {facts}; {heard}" if facts else f"; {heard}"


def _lists(grounds: Grounds) -> str:
    more = grounds.playlists - 1
    if grounds.playlist is None:
        return f"{grounds.playlists} playlists" if more else "a playlist"
    others = f" and {more} more playlist{'s' if more > 1 else ''}" if more else ""
    return f"the playlist “{_cut(grounds.playlist)}”{others}"


def _quoted(track: Named) -> str:
    return f"“{_cut(track.title)}”"


def _cut(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST else line[: _LONGEST - 1].rstrip() + "…"
