"""A person's week, or any playlist, in an order of small steps."""

from __future__ import annotations

from collections.abc import Mapping

from ..core import clock
from ..core.config import IngestConfig
from ..core.errors import InputError, NotEnoughData
from ..core.sound import Descriptors
from ..formats.rows import TrackRef
from ..formats.track_list import ListTrack, TrackList
from ..graph.store import GraphStore, Row
from ..graph.weeks import read_week
from ..playlists.flow import costs, flow, length, sure, unheard
from .listed import (
    Listed,
    Listing,
    descriptors,
    list_track,
    listed_rows,
    listing,
    strange_track,
    unresolved_note,
)

UNHEARD = "Nothing is known of its sound."


def flowing(
    store: GraphStore,
    config: IngestConfig,
    user: str | None = None,
    *,
    file: str | None = None,
    title: str | None = None,
) -> TrackList:
    """Return the newest week of `user`, or the playlist in `file`, in an order of small steps.

    Tracks whose sound is not known, those that the graph does not know among them, stand last, in
    the order in which they came.

    Parameters
    ----------
    store : GraphStore
    config : IngestConfig
    user : str, optional
    file, title : str, optional
        As in `listing`.

    Raises
    ------
    InputError
        If not just one of user and file is given, there are too many tracks to order, or as
        `listing` does.
    UnknownNode
        If there is no such user or they have no week, or as `listing` does.
    NotEnoughData
        If the sound of fewer than two tracks is known.
    """
    found = _asked(store, config, user, file, title)
    rows = listed_rows(store, found.known)
    heard = [descriptors(rows[t.id]) if t.id in rows else Descriptors() for t in found.tracks]
    known = [at for at, sound in enumerate(heard) if not unheard(sound)]
    if len(known) < 2:
        raise NotEnoughData(
            f"{found.title}: there are {len(known)} tracks whose sound is known; "
            "run `discograph audio scan FOLDER` on more music"
        )
    order, steps = flow(heard), costs(heard)
    tracks = []
    for place, at in enumerate(order):
        step = float(steps[order[place - 1], at]) if 0 < place < len(known) else None
        tracks.append(_track(place + 1, found.tracks[at], rows, heard[at], step))
    return TrackList(
        title=f"{found.title}, in flow",
        created_at=clock.now(),
        user=user,
        tracks=tracks,
        note=_note(found, len(heard) - len(known)),
        facts={
            "cost": length(steps, order[: len(known)]),
            "cost_before": length(steps, known),
            "unresolved": found.unresolved,
        },
    )


def _asked(
    store: GraphStore, config: IngestConfig, user: str | None, file: str | None, title: str | None
) -> Listing:
    if file is not None and user is None:
        return listing(store, [file], config, title=title)
    if user is None or file is not None:
        raise InputError("name a user, whose newest week is meant, or a playlist file")
    week = read_week(store, user)
    tracks = (
        Listed(TrackRef(row["title"], tuple(filter(None, (row["artist"],)))), row["id"])
        for row in week["tracks"]
    )
    return Listing(week["title"], tuple(tracks))


def _track(
    position: int, listed: Listed, rows: Mapping[str, Row], heard: Descriptors, step: float | None
) -> ListTrack:
    if listed.id is None or listed.id not in rows:
        return strange_track(position, listed, UNHEARD)
    known = sure(heard)
    facts = {
        "tempo_bpm": known.tempo_bpm,
        "key": known.key,
        "mode": known.mode,
        "loudness_lufs": known.loudness_lufs,
        "step": step,
    }
    return list_track(position, rows[listed.id], _said(known), facts)


def _said(heard: Descriptors) -> str:
    """Return what is known of a sound, as one sentence."""
    said = []
    if heard.key:
        said.append(f"in {heard.key} {heard.mode}")
    if heard.tempo_bpm:
        said.append(f"at {heard.tempo_bpm:.0f} beats a minute")
    if heard.loudness_lufs is not None:
        said.append(f"at {heard.loudness_lufs:.1f} LUFS")
    told = ", ".join(said)
    return f"{told[0].upper()}{told[1:]}." if told else UNHEARD


def _note(found: Listing, silent: int) -> str | None:
    """Return what a person should know of tracks that could not be ordered."""
    stand = "1 track of unknown sound stands" if silent == 1 else f"{silent} of unknown sound stand"
    last = f"{stand} last, as they came"
    notes = [last if silent else None, unresolved_note(found.unresolved)]
    return "; ".join(note for note in notes if note) or None
