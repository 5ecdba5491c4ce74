"""Scanning: sound files found, those that are new heard, all told to the graph."""

from __future__ import annotations

import hashlib
import logging
import os
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from ..audio.children import Refused, hear_all
from ..audio.faults import PASSING
from ..audio.hear import Heard
from ..core.config import Config
from ..core.home import Home
from ..core.paths import told
from ..core.progress import Progress, Silent
from ..formats.rows import Owned, TrackRef
from ..graph.lease import lease
from ..graph.server import ManagedServer
from ..graph.sounds import SoundRow, alias_of, show_sounds, tracks_of_sounds
from ..graph.store import GraphStore
from .ingest import ingest
from .sound_folders import look
from .sound_store import FileState, Known, SoundStore

log = logging.getLogger(__name__)
KIND = "scan"


@dataclass(kw_only=True)
class ScanReport:
    """What a scan found.

    Parameters
    ----------
    files : int
        Sound files in the folders.
    unchanged, moved, heard : int
        Of these, known as they are, known from another place, and heard just now.
    refused : list of dict
        ``{file, reason, detail}`` of those that could not be heard just now.
    refused_before : int
        That could not be heard as they are when they were tried; they are not tried again, unless
        they could not be read at all.
    gone : int
        Files that were known and are there no more.
    heard_s : float [s]
        How much music was heard.
    tracks, tracks_new : int
        Tracks of the graph that lie somewhere as a file, and those that this scan brought.
    changed : int
        Tracks of whose sound the graph knows something else than before.
    seconds : float [s]
        What it took.
    """

    files: int = 0
    unchanged: int = 0
    moved: int = 0
    heard: int = 0
    refused: list[dict[str, str]] = field(default_factory=list)
    refused_before: int = 0
    gone: int = 0
    heard_s: float = 0.0
    tracks: int = 0
    tracks_new: int = 0
    changed: int = 0
    seconds: float = 0.0

    def as_dict(self) -> dict[str, Any]:
        """Return what ``audio scan --json`` prints."""
        return asdict(self)


def scan(
    folders: Sequence[Path],
    store: GraphStore,
    home: Home,
    config: Config,
    *,
    again: bool = False,
    server: ManagedServer | None = None,
    progress: Progress | None = None,
) -> ScanReport:
    """Hear the sound files in `folders` that are new or changed, and tell the graph of all.

    Each file is one track, by its tags or else its name; a track that nobody has played enters the
    graph with it. What was heard is kept as soon as it was, so a scan that is killed goes on
    where it was. Files of these folders that are gone are forgotten, their tracks are not.

    Parameters
    ----------
    folders : sequence of Path
        Searched with all that is in them; symbolic links inside are not followed. A file may
        stand for a folder.
    store : GraphStore
    home : Home
    config : Config
    again : bool
        Hear those files too that are as they were, the refused ones among them.
    server : ManagedServer, optional
        See `ingest`.
    progress : Progress, optional

    Raises
    ------
    InputError
        If a folder is not there, or holds no file where some were known: a disk that is not
        mounted looks so.
    AudioError
        If the packages that hear are not installed.
    Busy
        If another scan is at work, or what was heard is learned from.
    """
    began = time.monotonic()
    watcher = progress or Silent()
    with lease(store, KIND), SoundStore(home.make().sounds) as kept:
        work = _Scan(kept, config, watcher)
        work.find(folders, again=again)
        work.hear()
        tell(kept, store, home, config, work.report, server=server, progress=watcher)
    work.report.seconds = round(time.monotonic() - began, 3)
    return work.report


def refused(home: Home) -> list[dict[str, str]]:
    """Return the files that could not be heard, each with its reason, by name."""
    with SoundStore(home.make().sounds) as kept:
        return [_refusal(path, reason, detail) for path, reason, detail in kept.refused()]


def tell(
    kept: SoundStore,
    store: GraphStore,
    home: Home,
    config: Config,
    report: ScanReport,
    *,
    server: ManagedServer | None,
    progress: Progress,
) -> None:
    """Make the graph hold a track for every sound, and know where it lies and how it sounds.

    Of several files that are one track, the first by name is its sound.
    """
    sounds = {known.sha256: known for known in kept.known()}
    tracks = tracks_of_sounds(store, sounds)
    if missing := [known for sha256, known in sounds.items() if sha256 not in tracks]:
        rows = (Owned(named(known)) for known in missing)
        brought = ingest(
            [("sound files", "sound", rows)], store, user=None, local=False, home=home,
            config=config.ingest, server=server, progress=progress,
        )  # fmt: skip
        report.tracks_new = brought.tracks_new
        tracks = tracks_of_sounds(store, sounds)
    shown: dict[str, SoundRow] = {}
    for sha256, known in sounds.items():
        if sha256 in tracks:
            row = SoundRow(sha256=sha256, path=known.path, descriptors=known.descriptors)
            shown.setdefault(tracks[sha256], row)
    report.tracks = len(shown)
    report.changed = show_sounds(store, shown)


def named(known: Known) -> TrackRef:
    """Return how a sound names its track: as its tags do, and by the file itself."""
    ref = known.ref
    return TrackRef(
        ref.title,
        ref.artists,
        (*ref.aliases, alias_of(known.sha256)),
        ref.album,
        ref.duration_s,
        ref.kind,
        ref.artist_mbids,
    )


class _Scan:
    """Finds and hears files."""

    def __init__(self, kept: SoundStore, config: Config, watcher: Progress) -> None:
        self.report = ScanReport()
        self._kept = kept
        self._config = config
        self._watcher = watcher
        self._todo: dict[Path, FileState] = {}

    def find(self, folders: Sequence[Path], *, again: bool) -> None:
        """Note which files are to be heard; forget those that are gone."""
        known = self._kept.files()
        refused = {path: reason for path, reason, _ in self._kept.refused()}
        found, gone = look(folders, known, self._watcher)
        self.report.files = len(found)
        for path, state in found.items():
            if again or known.get(path) != state or refused.get(path) in PASSING:
                self._todo[path] = state
            elif path in refused:
                self.report.refused_before += 1
            else:
                self.report.unchanged += 1
        if not again:
            gone |= self._move()
        self.report.gone = len(gone)
        self._kept.drop_files(gone)

    def _move(self) -> set[Path]:
        """Note the files among those to be heard that are known from another place.

        Return those other places of theirs where nothing is any more.
        """
        left: set[Path] = set()
        alike = [path for path, state in self._todo.items() if self._kept.has_size(state.size)]
        with self._watcher.stage("looking for what was moved", len(alike)) as advance:
            for path in alike:
                sha256 = _digest(path)
                if sha256 is not None and self._kept.has_sound(sha256):
                    left |= {at for at in self._kept.places(sha256) if not os.path.lexists(at)}
                    self._kept.put_file(path, self._todo.pop(path), sha256)
                    self.report.moved += 1
                advance(1)
        return left

    def hear(self) -> None:
        """Hear what is to be heard."""
        if not self._todo:
            return
        with self._watcher.stage("hearing files", len(self._todo)) as advance:
            for path, found in hear_all(self._todo, self._config.audio):
                state = self._todo[path]
                if isinstance(found, Refused):
                    self._refuse(path, state, found)
                else:
                    self._keep(path, state, found)
                advance(1)

    def _refuse(self, path: Path, state: FileState, found: Refused) -> None:
        self._kept.put_refused(path, state, found.reason, found.detail)
        self.report.refused.append(_refusal(path, found.reason, found.detail))
        log.warning("%s: %s: %s", told(path), found.reason, found.detail)

    def _keep(self, path: Path, state: FileState, found: Heard) -> None:
        tags = found.tags
        aliases = [f"mbid:{tags.mbid}"] if tags.mbid else []
        aliases += [f"isrc:{tags.isrc}"] if tags.isrc else []
        ref = TrackRef(
            tags.title,
            tags.artists,
            tuple(aliases),
            tags.album,
            found.sound.duration_s,
            artist_mbids=tags.artist_mbids,
        )
        self._kept.put_sound(path, state, found.sha256, ref, found.sound)
        self.report.heard += 1
        self.report.heard_s += found.sound.duration_s


def _refusal(path: Path, reason: str, detail: str) -> dict[str, str]:
    return {"file": told(path), "reason": str(reason), "detail": detail}


def _digest(path: Path) -> str | None:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:  # it is refused when it is to be heard
        return None
