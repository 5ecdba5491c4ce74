"""Telling when two pages say the same: SHA-256 of equal texts, 64-bit simhash of alike ones."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from itertools import pairwise

import numpy as np
from spacy.strings import get_string_id

NEAR = 3
"""Bits in which two nearly equal texts may differ (Manku, Jain & Das Sarma, WWW 2007)."""

_WORDS = re.compile(r"[^\W_]+")
_MOST_SHINGLES = 4_000
_BANDS = 4
_BAND = 16


def fingerprints(text: str) -> tuple[str, int]:
    """Return the SHA-256 (hex) and the simhash (signed 64 bits) of the words of `text`.

    The simhash adds up the hashes of pairs of neighbouring words (MurmurHash64A, as spaCy numbers
    strings), each pair once.
    """
    words = _WORDS.findall(unicodedata.normalize("NFKC", text).casefold())
    sha256 = hashlib.sha256(" ".join(words).encode()).hexdigest()
    pairs = {f"{one} {two}" for one, two in pairwise(words)} or set(words)
    chosen = sorted(pairs)[:: 1 + len(pairs) // _MOST_SHINGLES]
    hashes = np.array([get_string_id(pair) for pair in chosen], dtype=np.uint64)
    ones = np.unpackbits(hashes.view(np.uint8).reshape(-1, 8), axis=1).sum(axis=0)
    bits = np.packbits(2 * ones > len(chosen))
    return sha256, int(bits.view(np.int64)[0])


class NearDuplicates:
    """The texts seen so far; tells which new ones are nearly one of them.

    Hashes that differ in at most 3 of 64 bits agree in one of four bands of 16.
    """

    def __init__(self) -> None:
        self._exact: set[str] = set()
        self._bands: list[dict[int, list[int]]] = [{} for _ in range(_BANDS)]

    def add(self, simhash: int, sha256: str) -> bool:
        """Remember a text; return whether it is new, that is neither equal nor nearly so.

        Parameters
        ----------
        simhash : int
            Signed 64 bits.
        sha256 : str
        """
        known = sha256 in self._exact or self._is_near(simhash)
        if not known:
            self._exact.add(sha256)
            for band, key in zip(self._bands, _keys(simhash), strict=True):
                band.setdefault(key, []).append(simhash)
        return not known

    def _is_near(self, simhash: int) -> bool:
        return any(
            ((simhash ^ other) & 0xFFFFFFFFFFFFFFFF).bit_count() <= NEAR
            for band, key in zip(self._bands, _keys(simhash), strict=True)
            for other in band.get(key, ())
        )


def _keys(simhash: int) -> list[int]:
    return [simhash >> shift & 0xFFFF for shift in range(0, _BANDS * _BAND, _BAND)]
