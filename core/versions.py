"""What the asides of a title say of the version: the same track, another one, or nothing."""

from __future__ import annotations

import re
from functools import lru_cache

from .folding import words

# An aside of carrier words alone, an anchor among them, tells of the pressing or the film and not
# of the performance: the track is the same.
_ANCHOR = re.compile(
    "mono|stereo|version|mix|mixed|edit|edited|explicit|clean|dirty|uncensored|censored|bonus"
    "|deluxe|edition|expanded|album|single|lp|ep|video|audio|soundtrack|ost|main|original|master"
    r"|mastered|remaster\w*|visualizer|lyrics?|unabridged|amended|promo"
)
_CARRIER = re.compile(
    rf"{_ANCHOR.pattern}|digital|digitally|newly|official|full|short|the|in|for|en|re|radio|tracks?"
    "|anniversary|special|super|hd|hq|hi|res|music|motion|picture|cast|recording|broadway|standard"
    r"|season|bit|inch|hidden|previously|unreleased|uk|us|usa|japan|japanese|international"
    r"|\d+(?:st|nd|rd|th)?"
)
_OTHER_VERSION = re.compile(r"(?:19|20)\d\d(?: \w+)* version|version \d|^12\b")
_REMASTER = re.compile(
    r"\b(?:(?:19|20)\d\d )?(?:digital(?:ly)? )?re ?master\w*(?: version)?(?: (?:19|20)\d\d)?\b"
)
_FILM = re.compile(
    r"as (?:featured|heard|seen) (?:on|in)\b|(?:\w+ ){0,2}from (?:[^\"“”]*[\"“”]|the vault\b"
    r"|songland\b|.*\b(?:soundtrack|motion picture|film|movie|season|series|musical|mixtape)\b)"
)
_CREDIT = re.compile(
    r"(?:feat|ft|featuring|prod|prodby|produced|starring|duet with|vocals by)\b|as made famous by\b"
    r"|with (?!(?:you|u|ya|me|my|your|us|our|him|her|his|it|them|this|that|these|those|love|no|one"
    r"|or|all|every|the (?:wind|flow|lights?|sun|night|boys|girls)|an?(?! \w\b))\b)\w"
)
_CREDITED = re.compile(
    r"(?<!\d)(?<! of)(?<! at)(?<! in)(?<! to)(?<! the) (?:feat|ft|featuring) (?!of )\S.*$"
)

_LIVE_BUT = (
    r"(?! (?:your|my|our|the|it|a|and|to|for|like|life|lives|forever|is|or|no|free|fast|love|wire"
    r"|through|without|this|that|up|as|by|with (?:me|you)|while|long|now|right|together)\b)"
)
# The first kind that matches names the version. Order matters: "live remix" is a remix.
_KINDS = tuple(
    (kind, re.compile(pattern))
    for kind, pattern in (
        ("speed", r"\b(?:sped up|speed up|slowed|nightcore|daycore|8d|lo ?fi|chopped|screwed)\b"),
        (
            "instrumental",
            r"\b(?:instrumental\w?|karaoke|a ?capp?ella|backing track|off vocal|orchestral"
            r"|symphonic|orchestra version|minus one)\b|^inst$",
        ),
        (
            "demo",
            r"\b(?:demos?|outtakes?|rehearsal|alternat(?:e|ive)|rough mix|voice memo|work ?tape)\b"
            r"|^(?:early )?take \d+$",
        ),
        (
            "remix",
            r"\b(?:re ?mix(?:ed|es)?|rmx|re ?work(?:ed)?|re ?fix|bootleg|mash ?up|vip|flip|dub|mix"
            r"|edit|extended)(?: (?:19|20)\d\d)?(?: (?:version|edit|mix|dub))?$|\bremix\b"
            r"|^extended\b|^12(?: inch)? (?:version|single)",
        ),
        (
            "acoustic",
            r"\b(?:acoustic|acustic[oa]|acoustique|akustik|unplugged|stripped)\b",
        ),
        (
            "live",
            rf"^(?:recorded )?live\b{_LIVE_BUT}|\b(?:en vivo|ao vivo|en directo|dal vivo|in concert"
            r"|en concert)\b|^recorded (?:at|in|on|for|by)\b|\bsessions?\b|\blive lounge\b"
            r"|^spotify (?:singles?|studio\w*) ?|\bcolors show$",
        ),
        (
            "cover",
            r"(?<!under )(?<!for )(?<!my )(?<!your )(?<!the )(?<!take )\bcover(?:ed)?$|^cover of\b"
            r"|\b(?:in the style of|made famous by|originally (?:performed|recorded) by)\b",
        ),
        (
            "version",
            r"\b(?:version|versao|ver|re ?recorded|revisited|arrangement|rendition)(?: \d+)?$"
            r"|^arr(?:anged)? |^version \w+$|\bre ?imagined\b"
            r"|^(?:for |solo )?(?:piano|guitar|orchestra|strings)(?: solo)?$",
        ),
    )
)
_ANY_KIND = re.compile("|".join(pattern.pattern for _, pattern in _KINDS))
# After a dash, more is an aside than in brackets, where a second half of the name may stand.
_LIVE_AFTER_DASH = re.compile(
    r"^live\b|\blive(?: (?:19|20)?\d\d)?$|\blive (?:at|from|version|album|acoustic)\b"
    r"|\bperformance$"
)
_BARE = re.compile(
    r"(?:original )?(live|acoustic|instrumental|demo|karaoke|extended|orchestral|unplugged|stripped"
    r"|sped up|slowed|remix)(?: (?:version|ver|recording|performance|mix|album|track|edit))*"
)
_SPELLINGS = {
    "inst": "instrumental", "instrumentale": "instrumental", "en vivo": "live", "ao vivo": "live",
    "en directo": "live", "dal vivo": "live", "in concert": "live", "en concert": "live",
    "acustico": "acoustic", "acoustique": "acoustic", "rmx": "remix", "speed up": "sped up",
    "acapella": "a cappella", "acappella": "a cappella", "slowed and reverb": "slowed",
    "slowed reverb": "slowed", "recorded live": "live",
}  # fmt: skip


@lru_cache(maxsize=1 << 14)
def mark_of(aside: str, *, bracketed: bool) -> str | None:
    """Return the mark that a canonical aside leaves on a title.

    Parameters
    ----------
    aside : str
        Text of a bracket, or between dashes after the name.
    bracketed : bool
        Whether it stood in brackets.

    Returns
    -------
    str or None
        Empty when the track is the same without it (remaster, guest, film); None when it is no
        such thing but a part of the name.

    Examples
    --------
    >>> mark_of("2011 remaster", bracketed=False), mark_of("live in paris", bracketed=True)
    ('', 'live in paris')
    >>> mark_of("live and let die", bracketed=True)
    """
    said = words(aside)
    if not said or _CREDIT.match(said) or _FILM.match(aside) or _is_carrier(said):
        return ""
    if not bracketed and said.startswith("from "):
        return ""
    bare = uncredited(said)
    guests = bare != said
    text = " ".join(_REMASTER.sub("", bare).split()) if "master" in bare else bare
    if not text or _is_carrier(text):
        return ""
    if _ANY_KIND.search(text) or (not bracketed and _LIVE_AFTER_DASH.search(text)):
        if text.startswith("from "):
            return ""
        kind = _BARE.fullmatch(text)
        plain = kind[1] if kind else text
        return _SPELLINGS.get(plain, plain)
    # "(One & Another feat. A Third)" is a list of people, "Somebody 2013 Remaster" still a remaster
    return "" if (guests and bracketed) or text != bare else None


def kind_of(mark: str) -> str:
    """Return what kind of version a mark tells of, ``"live"`` or ``"remix"``; empty for none."""
    return next((kind for kind, pattern in _KINDS if pattern.search(mark)), "")


def uncredited(text: str) -> str:
    """Return words of a title or an artist without the guests named at their end."""
    return _CREDITED.sub("", text) if " f" in text else text


def _is_carrier(text: str) -> bool:
    parts = text.split()
    if not all(map(_CARRIER.fullmatch, parts)):
        return False
    if _OTHER_VERSION.search(text):  # a 12" is extended, a "1947 version" another performance
        return _REMASTER.search(text) is not None
    return any(map(_ANCHOR.fullmatch, parts))
