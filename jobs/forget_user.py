"""A person taken out again, with all that came from them and all that was learned from it."""

from __future__ import annotations

import logging
import secrets
import shutil
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from ..core import clock
from ..core.config import Config
from ..core.errors import NotEnoughData
from ..core.home import Home
from ..core.progress import Progress, Silent
from ..graph import audio, forgotten, terms
from ..graph.lease import lease
from ..graph.runs import runs
from ..graph.store import GraphStore
from ..graph.users import known_user
from .factors import train
from .journal import Journal
from .models import described_anew, fresh_sounds
from .spool import sweep

log = logging.getLogger(__name__)
UNSAID = "Chosen by plays that somebody asked to forget."


@dataclass(frozen=True, kw_only=True)
class ForgetUserReport:
    """What was forgotten of somebody.

    Parameters
    ----------
    user : str
    tracks : int
        That they had heard or saved.
    playlists : int
        Theirs, weeks among them.
    reasons : int
        Tracks in other people's weeks whose reason stood on their plays or playlists.
    run : str or None
        The run of the factors that were learned anew without them; None where nobody is left to
        learn from.
    """

    user: str
    tracks: int
    playlists: int
    reasons: int
    run: str | None

    def as_dict(self) -> dict[str, Any]:
        """Return plain values."""
        return asdict(self)


def forget_user(
    store: GraphStore,
    home: Home,
    config: Config,
    user: str,
    *,
    progress: Progress | None = None,
) -> ForgetUserReport:
    """Forget a person: no listen, vector, count, reason or file is left that they had a part in.

    Their listens, saves, visits, tags, playlists and weeks are removed, tracks and artists that
    only they brought with them; then factors, co-listens, words and sounds are learned anew, the
    CNN from nothing. Community files that name them bring nothing of them back, by a fingerprint
    of their id; an import that is said to be theirs does. Other people's weeks keep their tracks,
    and lose the reasons that stood on what is forgotten. Done again after a kill, it goes on.

    Rows that imports set aside do not say whose they are: those of all imports are removed.

    Parameters
    ----------
    store : GraphStore
    home : Home
    config : Config
    user : str
        Of this house or of a community.
    progress : Progress, optional

    Raises
    ------
    UnknownNode
        If there is nobody of that name.
    Busy
        If an import, a weekly run, training or reading is at work; done again, it goes on.
    """
    watcher = progress or Silent()
    home.make()
    begun = forgotten.halfway(store, user)
    heard = 0 if begun else int(known_user(store, user)["tracks"])
    with lease(store, "import"), lease(store, "weekly"):
        with lease(store, terms.KIND):  # who reads now would write down what they tagged
            forgotten.note(store, user)
            reasons = forgotten.unsay_weeks(store, user, UNSAID)
            playlists = sum(1 for _ in forgotten.drop_playlists(store, user))
            tracks = _unhear(store, user, heard, watcher)
            _record(store, config)
            forgotten.drop_user(store, user)
            _drop_folders(home.weeks, home.quarantine, home.map)
            sweep(home.spool)
            _drop_sounds_learned(store, home)
        run = _learn_anew(store, home, config, watcher)
        forgotten.finish(store, user)
    log.info("forgot somebody who had %d tracks and %d playlists", tracks, playlists)
    return ForgetUserReport(user=user, tracks=tracks, playlists=playlists, reasons=reasons, run=run)


def _unhear(store: GraphStore, user: str, heard: int, watcher: Progress) -> int:
    tracks = 0
    with watcher.stage("forgetting listens", heard or None) as advance:
        for part in forgotten.drop_listens(store, user):
            tracks += part
            advance(part)
    return tracks


def _record(store: GraphStore, config: Config) -> None:
    """Note, as an import does, that the graph is another: all is to be learned from it again."""
    id = f"forget-{clock.now():%Y%m%dT%H%M%S}-{secrets.token_hex(3)}"
    journal = Journal(store, id, config.ingest)
    journal.begin()
    journal.end({})


def _drop_sounds_learned(store: GraphStore, home: Home) -> None:
    """Drop the networks that were taught by factors of their plays, and what these heard."""
    with lease(store, audio.KIND) as held:
        learned = [run.id for run in runs(store, audio.KIND)]
        audio.unlearn(store, held)
        _drop_folders(*(home.models / run for run in learned), home.sounds / "training")


def _drop_folders(*folders: Path) -> None:
    """Remove folders; one that cannot be removed is told, for what it holds was to be gone."""
    for folder in folders:
        while folder.exists():
            with suppress(FileNotFoundError):  # of a part that its writer has just moved
                shutil.rmtree(folder)


def _learn_anew(store: GraphStore, home: Home, config: Config, watcher: Progress) -> str | None:
    try:
        run = train(store, home, config, progress=watcher).run
    except NotEnoughData:
        run = None
    described_anew(store, home, config, watcher)
    fresh_sounds(store, home, config, watcher)
    return run
