"""XSPF, versions 0 and 1: a playlist in XML, held to its specification while it streams."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO
from xml.etree.ElementTree import Element, ParseError

from defusedxml.ElementTree import iterparse

from ...core.errors import RefusedFile
from ..files import shown
from ..rows import Bad, Entry, PlaylistRow, Row, TrackRef
from ..values import BadValue
from .entries import Limited, check_count, moment_or_none, playlist_title, track

_NAMESPACE = "{http://xspf.org/ns/0/}"
_BLANK = " \t\r\n"
_DEEPEST = 64
_ONCE = {
    "playlist": {
        *("title", "creator", "annotation", "info", "location", "identifier", "image"),
        *("date", "license", "attribution", "trackList"),
    },
    "track": {
        *("title", "creator", "annotation", "info", "image", "album", "trackNum", "duration"),
    },
}
_MANY = {
    "playlist": {"link", "meta", "extension"},
    "track": {"location", "identifier", "link", "meta", "extension"},
    "trackList": {"track"},
    "attribution": {"location", "identifier"},
}
_ATTRIBUTE = {"playlist": "version", "link": "rel", "meta": "rel", "extension": "application"}
_FORMS = {
    "trackNum": re.compile(r"\+?\d{1,15}"),
    "duration": re.compile(r"\+?\d{1,15}"),
    "date": re.compile(
        r"-?\d{4,}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?"
    ),
}

_KEPT = {"title", "creator", "location", "identifier", "date", "album", "duration"}


def sniff(head: bytes, name: str) -> bool:
    """Tell whether a file that begins with `head` is XSPF."""
    return b"<playlist" in head and b"xspf.org/ns/" in head


def read(stream: BinaryIO, name: str) -> Iterator[Row]:
    """Yield a bad row for each track that names nothing, then the playlist of all others.

    Raises
    ------
    RefusedFile
        If it is not well-formed, has a document type, or breaks the specification outside of its
        tracks.
    """
    document = _Document(name)
    for event, element in _events(stream, name):
        if event == "start":
            document.start(element)
        elif (fault := document.end()) is not None:
            yield fault
    yield document.playlist()


def _events(stream: BinaryIO, name: str) -> Iterator[tuple[str, Element]]:
    try:
        yield from iterparse(Limited(stream, name), events=("start", "end"), forbid_dtd=True)
    except RefusedFile:
        raise
    except (ParseError, ValueError, LookupError) as err:  # also: forbidden, unknown encoding
        raise RefusedFile(name, f"it is no XML that is read here: {err!r}") from err


@dataclass
class _Open:
    """An element whose end has not come yet, with the texts of its children so far."""

    kind: str
    element: Element
    texts: dict[str, list[str]] = field(default_factory=dict)
    fault: str | None = None
    last: Element | None = None

    def text(self, kind: str) -> str | None:
        return next(iter(self.texts.get(kind, ())), None)


class _Document:
    """The way from the root to where the parser is, and the playlist so far.

    A fault outside of tracks refuses the document; one inside makes a bad row of its track.
    Elements are dropped when they end: memory holds one path of the tree.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._path: list[_Open] = []
        self._root: _Open | None = None
        self._entries: list[Entry] = []
        self._tracks = 0

    def start(self, element: Element) -> None:
        """Go into an element."""
        free = self._is_free()
        parent = self._path[-1] if self._path else None
        opened = _Open(element.tag.removeprefix(_NAMESPACE), element)
        if parent is not None and not free:
            self._check_tail(parent)
            self._check_place(opened.kind, parent)
            parent.texts.setdefault(opened.kind, [])
        self._path.append(opened)
        if len(self._path) > _DEEPEST:
            raise RefusedFile(self._name, f"its elements stand more than {_DEEPEST} deep")
        if parent is None:
            self._check_root(opened)
        if not free:
            self._check_attributes(opened)

    def end(self) -> Bad | None:
        """Leave the innermost element; the fault of a track that cannot be used comes back."""
        closed = self._path[-1]
        if not self._is_free():
            self._check_content(closed)
        self._path.pop()
        if not self._path:
            self._root = closed
            return None
        parent = self._path[-1]
        parent.element.remove(closed.element)
        parent.last = closed.element
        return self._add(closed) if closed.kind == "track" and not self._is_free() else None

    def playlist(self) -> PlaylistRow:
        """Return what was read."""
        if self._root is None or "trackList" not in self._root.texts:
            raise RefusedFile(self._name, "it has no <trackList>")
        title = playlist_title(self._root.text("title"), self._name)
        return PlaylistRow(
            key=self._root.text("identifier") or title,
            title=title,
            entries=tuple(self._entries),
            created_at=moment_or_none(self._root.text("date")),
        )

    def _add(self, found: _Open) -> Bad | None:
        self._tracks += 1
        check_count(self._tracks, self._name)
        try:
            self._entries.append(Entry(_track(found)))
        except BadValue as err:
            texts = (
                text
                for kind in ("creator", "title", "location")
                for text in found.texts.get(kind, ())
            )
            return Bad(self._tracks, str(err), shown(" ".join(texts)))
        return None

    def _is_free(self) -> bool:
        """Tell whether this is inside an <extension>, which may hold anything."""
        return any(opened.kind == "extension" for opened in self._path)

    def _fault(self, message: str) -> None:
        for opened in self._path:
            if opened.kind == "track":
                opened.fault = opened.fault or message
                return
        raise RefusedFile(self._name, message)

    def _check_root(self, root: _Open) -> None:
        if root.element.tag != f"{_NAMESPACE}playlist":
            raise RefusedFile(
                self._name, f"its root is <{root.kind}>, not <playlist> in the namespace of XSPF"
            )
        if (version := root.element.get("version")) not in {"0", "1"}:
            raise RefusedFile(self._name, f"it is of version {version}; 0 and 1 are read")

    def _check_place(self, kind: str, parent: _Open) -> None:
        once = _ONCE.get(parent.kind, set())
        if kind not in once and kind not in _MANY.get(parent.kind, set()):
            self._fault(f"<{kind}> has no place in <{parent.kind}>")
        elif kind in once and kind in parent.texts:
            self._fault(f"<{kind}> stands twice in <{parent.kind}>")

    def _check_attributes(self, opened: _Open) -> None:
        own = {name for name in opened.element.attrib if not name.startswith("{")}
        allowed = {_ATTRIBUTE[opened.kind]} if opened.kind in _ATTRIBUTE else set()
        if extra := sorted(own - allowed):
            self._fault(f"<{opened.kind}> has no attribute {extra[0]}")
        if missing := sorted(allowed - own):
            self._fault(f"<{opened.kind}> lacks its attribute {missing[0]}")

    def _check_content(self, closed: _Open) -> None:
        text = (closed.element.text or "").strip(_BLANK)
        if closed.kind in _MANY:
            self._check_tail(closed)
            if text:
                self._fault(f"<{closed.kind}> holds text between its elements")
            return
        form = _FORMS.get(closed.kind)
        if form is not None and not form.fullmatch(text):
            self._fault(f"<{closed.kind}> is {shown(text, 40)!r}")
        if closed.kind in _KEPT and len(self._path) > 1:
            self._path[-2].texts[closed.kind].append(text)

    def _check_tail(self, opened: _Open) -> None:
        if opened.last is not None and (opened.last.tail or "").strip(_BLANK):
            self._fault(f"<{opened.kind}> holds text between its elements")


def _track(found: _Open) -> TrackRef:
    if found.fault:
        raise BadValue(found.fault)
    duration = found.text("duration")
    return track(
        title=found.text("title"),
        artists=(found.text("creator"),),
        uris=(*found.texts.get("identifier", ()), *found.texts.get("location", ())),
        album=found.text("album"),
        duration_ms=int(duration) if duration else None,
    )
