"""Text as people compare it: one spelling for case, accents, punctuation, numbers and spaces."""

from __future__ import annotations

import re
import unicodedata

_APOSTROPHES = "'\u2018\u2019\u201b\u02bc\u02bb\u2032`\u00b4"
# What NFKC would turn into letters or spaces, and letters that no decomposition reaches.
_BEFORE = str.maketrans(dict.fromkeys(_APOSTROPHES, "'") | dict.fromkeys("™®©℠", " "))
_LATIN = str.maketrans(
    {
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "æ": "ae",
        "œ": "oe",
        "\u0131": "i",
        "ħ": "h",
    }
)
# Accents vary from source to source on these letters (Latin, Greek, Cyrillic ie); elsewhere a mark
# makes another letter. Hebrew and Arabic vowel points are optional everywhere.
_ACCENTS = re.compile(
    "(?<=[a-z\u0435\u03b1-\u03c9])[\u0300-\u036f]+|[\u0591-\u05c7\u0640\u064b-\u0652]+"
)
_ACRONYM = re.compile(r"(?<![^\W_])[^\W\d_](?:\.[^\W\d_])+(?![^\W_])")
_SHARP = re.compile(r"(?<![^\W_])([a-h])[#♯]")
_FLAT = re.compile(r"(?<![^\W_])([a-h])♭")
_DOLLAR = re.compile(r"(?<=[^\W\d_])\$|\$(?=[^\W\d_])")
_BANG = re.compile(r"(?<=[^\W\d_])!(?=[^\W\d_])")
_PLUS = re.compile(r"(?<=[^\s+])\s*\+\s*(?=[^\s+])")
_SPACED = re.compile(r"(?<!\S)[^\W\d_](?: [^\W\d_]){2,}(?!\S)")
_LONE_N = re.compile(r"(?<=\w )n(?= \w)")
_KIND = "pt|pts|part|parts|vol|volume|vols|no|nr|number|chapter|op|opus|act|book"
_NUMBERED = re.compile(
    rf"\b({_KIND})(?: ?(\d+)| ([ivx]+|one|two|three|four|five|six|seven|eight|nine|ten))\b"
)
_KIND_WORDS = frozenset(_KIND.split("|"))
_DIGIT = re.compile(r"\d")
_KINDS = {
    "pt": "part", "pts": "parts", "vol": "volume", "vols": "volume",
    "nr": "no", "number": "no", "opus": "op",
}  # fmt: skip
_NUMBERS = {
    name: str(number)
    for names in (
        "one two three four five six seven eight nine ten",
        "i ii iii iv v vi vii viii ix x xi xii xiii xiv xv xvi xvii xviii xix xx",
    )
    for number, name in enumerate(names.split(), start=1)
}


class _Letters(dict[int, str | None]):
    """Keeps letters, marks and digits, drops apostrophes, and makes all else a space."""

    def __missing__(self, code: int) -> str | None:
        kept = unicodedata.category(chr(code))[0] in "LMN"
        self[code] = chr(code) if kept else " "
        return self[code]


_LETTERS = _Letters({ord(char): None for char in _APOSTROPHES})


def canonical(text: str) -> str:
    """Return `text` in NFKC, case-folded, without accents, control characters and double spaces.

    Punctuation stays. A bar becomes a broken bar, so that one can part names.

    >>> canonical("  Sigur  RÓS ")
    'sigur ros'
    """
    if text.isascii():
        folded = text.lower()
    else:
        plain = text.translate(_BEFORE)
        folded = unicodedata.normalize("NFKC", plain if plain.strip() else text).casefold()
        folded = unicodedata.normalize("NFD", folded.translate(_LATIN))
        folded = unicodedata.normalize("NFKC", _ACCENTS.sub("", folded)).translate(_LATIN)
    if not folded.isprintable():
        folded = "".join(
            char if unicodedata.category(char)[0] != "C" else " " * char.isspace()
            for char in folded
        )
    return " ".join(folded.replace("|", "¦").split())


def words(text: str) -> str:
    """Return the letters and digits of a canonical `text`, parted by single spaces.

    >>> words("rock 'n' roll, pt. ii")
    'rock and roll part 2'
    """
    if "." in text:
        text = _ACRONYM.sub(lambda match: match[0].replace(".", ""), text)
    if "#" in text or "♯" in text:
        text = _SHARP.sub(r"\1 sharp ", text)
    if "♭" in text:
        text = _FLAT.sub(r"\1 flat ", text)
    if "$" in text:
        text = _DOLLAR.sub("s", text)
    if "!" in text:
        text = _BANG.sub("i", text)
    if "+" in text:
        text = _PLUS.sub(" and ", text)
    parts = text.replace("&", " and ").replace(" @ ", " at ").translate(_LETTERS).split()
    text = " ".join(parts)
    if min(map(len, parts), default=0) == 1:  # "n e r d" is "nerd"
        text = _SPACED.sub(lambda match: match[0].replace(" ", ""), text)
    if "n" in parts:
        text = _LONE_N.sub("and", text)
    if not _KIND_WORDS.isdisjoint(parts) or _DIGIT.search(text):
        text = _NUMBERED.sub(_number, text)
    return text


def _number(match: re.Match[str]) -> str:
    kind, digits, name = match.groups()
    if name and kind in {"no", "nr", "number"}:  # "No One" and "Number One" are no numbers
        return match[0]
    return f"{_KINDS.get(kind, kind)} {digits or _NUMBERS.get(name, name)}"
