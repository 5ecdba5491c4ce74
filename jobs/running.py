"""A list to run to, of tracks that a person plays or would like."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from ..core import clock
from ..core.config import Config
from ..core.errors import NotEnoughData
from ..core.home import Home
from ..core.vectors import Vectors
from ..formats.track_list import ListTrack, TrackList
from ..graph.store import GraphStore, Row
from ..graph.taste import Taste, read_tastes
from ..graph.users import known_user
from ..playlists.cadence import Plan, Runner, tempos
from ..playlists.course import Leg, Run, run
from .candidates import Models
from .listed import descriptors, list_track, listed_rows
from .models import open_models, open_sounds
from .sound_candidates import Sounds, fit

MOST = 20_000
"""Tracks that are looked at, the best known first."""
LIKED = 0.9
"""A track that a person never played is for them when its predicted preference is among the
highest tenth of all tracks that they do not know."""
_LEAST = 1e-6
Prediction = tuple[bool, float]
"""Whether a person would like a track, and how much: a share of what they would like best."""
UNKNOWN: Prediction = (False, 0.0)


def running(store: GraphStore, home: Home, config: Config, user: str, plan: Plan) -> TrackList:
    """Return tracks for a run of `user`, each with its beat at the steps that the plan asks for.

    Of what was heard of files, those tracks that the person played or saved, and every third one
    that they never played but are predicted to like: by the product of ALS factors, or, of what
    few people have played, by the factors that its sound predicts.

    Raises
    ------
    UnknownNode
        If there is no such user.
    NotEnoughData
        If there is nothing to run to.
    """
    known_user(store, user)
    rows = store.read("read/running_tracks", user=user, ranges=tempos(plan), limit=MOST)
    if not rows and not store.value("read/is_any_tempo_known"):
        raise NotEnoughData("no track has a tempo yet; run `discograph audio scan FOLDER`")
    taste = read_tastes(store, [(user, "")], seeds=1)[user]
    models = open_models(store, home)
    ids = [row["id"] for row in rows]
    predicted = _predicted(models, open_sounds(store, home, models), taste, ids)
    runners = _runners(rows, predicted, config.factors.save_plays)
    found = run(runners, plan)
    if not found.legs:
        raise NotEnoughData(
            f"no track that {user} plays or would like can be run to at {plan.cadence:g} steps a "
            f"minute{_left_out(found)}; scan more music, widen --tolerance or change --cadence"
        )
    listed = listed_rows(store, [leg.track for leg in found.legs])
    by_id = {runner.track: runner for runner in runners}
    return TrackList(
        title=f"{user}'s run, {plan.cadence:g} steps a minute",
        created_at=clock.now(),
        user=user,
        tracks=tuple(
            _track(position, listed[leg.track], leg, by_id[leg.track])
            for position, leg in enumerate(found.legs, start=1)
        ),
        note=_note(found, user, plan),
        facts={
            "cadence": plan.cadence,
            "tolerance": plan.tolerance,
            "minutes": plan.minutes,
            "found_minutes": round(sum(leg.duration_s for leg in found.legs) / 60, 1),
            "left_out": found.left_out,
        },
    )


def _runners(
    rows: Sequence[Row], predicted: Mapping[str, Prediction], save_plays: float
) -> list[Runner]:
    """Return those rows that are of a person's taste, with how much they are liked.

    What was played or saved by its plays and its prediction alike, what was not by its prediction
    alone; each as a share of the highest.
    """
    plays = {row["id"]: row["plays"] + save_plays * row["saved"] for row in rows}
    most = math.log1p(max(plays.values(), default=0)) or 1.0
    runners = []
    for row in rows:
        times, (liked, share) = plays[row["id"]], predicted.get(row["id"], UNKNOWN)
        if times or liked:
            runners.append(
                Runner(
                    track=row["id"],
                    heard=descriptors(row),
                    duration_s=row["duration_s"],
                    score=(math.log1p(times) / most + share) / 2 if times else share,
                    new=not times,
                    works=tuple(row["works"]),
                    artists=tuple(row["artists"]),
                )
            )
    return runners


def _predicted(
    models: Models | None, sounds: Sounds | None, taste: Taste, ids: Sequence[str]
) -> dict[str, Prediction]:
    """Return what is predicted of `ids`; where taste and sound disagree, what speaks for it."""
    found: dict[str, Prediction] = {}
    if models is not None and taste.user in models.users:
        values = models.tracks.matrix @ models.users[taste.user]
        found = _shares(models.tracks, values, taste, ids)
    if sounds is not None and (fits := fit(sounds, taste.user)) is not None:
        quiet = set(sounds.names.tolist())
        told = _shares(sounds.predicted, fits, taste, [id for id in ids if id in quiet])
        found |= {id: max(said, found.get(id, UNKNOWN)) for id, said in told.items()}
    return found


def _shares(
    tracks: Vectors, values: NDArray[np.float32], taste: Taste, ids: Sequence[str]
) -> dict[str, Prediction]:
    """Return predictions from the preference for each of `tracks`, shares of the highest."""
    rows = tracks.rows
    unknown = np.delete(values, [rows[id] for id in taste.known if id in rows])
    highest = max(float(values.max(initial=0.0)), _LEAST)
    least = float(np.quantile(unknown, LIKED)) / highest if len(unknown) else math.inf
    shares = {id: max(float(values[rows[id]]) / highest, 0.0) for id in ids if id in rows}
    return {id: (share >= max(least, _LEAST), share) for id, share in shares.items()}


def _track(position: int, row: Row, leg: Leg, runner: Runner) -> ListTrack:
    tempo = runner.heard.tempo_bpm or 0.0
    who = "new to you" if runner.new else "you know it"
    steps = f"{leg.match.steps:.0f} steps a minute"
    reason = f"{tempo:.0f} beats a minute, {leg.match.name}: {steps}; {who}."
    facts = {
        "phase": leg.phase,
        "start_s": round(leg.start_s, 1),
        "duration_s": round(leg.duration_s, 1),
        "tempo_bpm": tempo,
        "match": leg.match.name,
        "steps": round(leg.match.steps, 1),
        "planned": round(leg.wanted, 1),
        "new": runner.new,
        "score": runner.score,
    }
    return list_track(position, row, reason, facts)


def _note(found: Run, user: str, plan: Plan) -> str | None:
    if not found.missing_s:
        return None
    minutes = sum(leg.duration_s for leg in found.legs) / 60
    return (
        f"only {minutes:.1f} of {plan.minutes:g} minutes: {user} has no more tracks at this "
        f"cadence{_left_out(found)}; scan more music or widen --tolerance"
    )


def _left_out(found: Run) -> str:
    """Return how many tracks of about the right tempo could not be run to, and why."""
    if not found.left_out:
        return ""
    why = ", ".join(f"{count} {reason}" for reason, count in sorted(found.left_out.items()))
    return f" (left out: {why})"
