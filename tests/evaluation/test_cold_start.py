import json
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from discograph.core.config import Config, FactorsConfig
from discograph.core.errors import NotEnoughData
from discograph.core.sparse import Sparse
from discograph.evaluation.cold_scores import hide_artists
from discograph.evaluation.cold_start import ColdReport, cold_start

from ..audio.scenes import SCENES, SMALL, Scenes, scenes
from ..embeddings.worlds import dense, matrix

CONFIG = Config(audio=SMALL, factors=FactorsConfig(embedding_size=8, reg=1.0))
USERS = 60


@pytest.fixture(scope="module")
def world() -> Scenes:
    return scenes(120, per_artist=4)


@pytest.fixture(scope="module")
def plays(world: Scenes) -> Sparse:
    """Everybody keeps mostly to one scene."""
    rng = np.random.default_rng(0)
    of = np.array(list(world.scene_of.values()))
    chance = np.where(np.arange(USERS)[:, None] % SCENES == of, 0.6, 0.01)
    return matrix((rng.random(chance.shape) < chance) * rng.integers(1, 5, chance.shape))


@pytest.fixture(scope="module")
def report(world: Scenes, plays: Sparse) -> ColdReport:
    return measure(world, plays)


def measure(world: Scenes, plays: Sparse) -> ColdReport:
    return cold_start(
        plays,
        world.pieces,
        CONFIG,
        artist_of=world.artist_of,
        tags={track: [f"scene {scene}"] for track, scene in world.scene_of.items()},
    )


def test_all_ways_stand_side_by_side(report: ColdReport) -> None:
    assert [line.name for line in report.lines] == [
        "random", "tags", "loudness", "CNN", "CNN, last layer anew", "artist", "true factors",
    ]  # fmt: skip
    assert report.tracks == (24, 24)
    assert report.users <= USERS


def test_sound_finds_listeners_of_artists_nobody_knows(report: ColdReport) -> None:
    by = {line.name: line for line in report.lines}
    assert by["random"].auc.low < 0.5 < by["random"].auc.high
    assert by["CNN"].auc.low > by["random"].auc.high + 0.1
    assert by["CNN"].precision.low > by["random"].precision.high + 0.1
    assert by["CNN, last layer anew"].auc.low > by["random"].auc.high + 0.1
    assert by["tags"].auc.mean > 0.8
    assert max(line.auc.mean for line in report.lines) == by["true factors"].auc.mean > 0.9


def test_the_same_plays_give_the_same_report(
    report: ColdReport, world: Scenes, plays: Sparse
) -> None:
    assert measure(world, plays).lines == report.lines


def test_sounds_given_to_the_wrong_tracks_tell_nothing(world: Scenes, plays: Sparse) -> None:
    order = np.random.default_rng(0).permutation(list(world.pieces)).tolist()
    pieces = {track: world.pieces[of] for track, of in zip(world.pieces, order, strict=True)}
    found = cold_start(plays, pieces, CONFIG, artist_of=world.artist_of, seeds=[0, 1, 2])
    by = {line.name: line.auc.mean for line in found.lines}
    assert "tags" not in by
    assert abs(by["CNN"] - 0.5) < 0.1
    assert abs(by["loudness"] - 0.5) < 0.1


def test_a_report_is_told_in_plain_values(report: ColdReport) -> None:
    told = json.loads(json.dumps(report.as_dict()))
    cnn = told["scores"][3]
    assert cnn["by"] == "CNN"
    assert cnn["auc_from"] <= cnn["auc"] <= cnn["auc_to"]
    assert told["training"][0]["windows_per_s"] > 0


@settings(max_examples=50, deadline=None)
@given(
    st.lists(st.lists(st.integers(0, 3), min_size=12, max_size=12), min_size=1, max_size=6),
    st.lists(st.integers(0, 4), min_size=12, max_size=12),
    st.sets(st.integers(0, 11)),
    st.integers(0, 3),
)
def test_nothing_of_who_is_hidden_may_be_learned_from(
    table: list[list[int]], makers: list[int], sounds: set[int], seed: int
) -> None:
    full: NDArray[np.int64] = np.array(table)
    artist_of = {f"t{track}": f"a{maker}" for track, maker in enumerate(makers)}
    heard = {f"t{track}" for track in sounds}
    known = {f"t{track}" for track in sounds if full[:, track].any()}
    if not full.any() or len({artist_of[track] for track in known}) < 2:
        with pytest.raises(NotEnoughData):
            hide_artists(matrix(full), heard, artist_of, seed)
        return
    cold = hide_artists(matrix(full), heard, artist_of, seed)
    gone = {artist_of[track] for track in cold.hidden}
    assert sorted(cold.hidden + cold.learned) == sorted(known)
    assert gone
    assert not gone & {artist_of[track] for track in cold.learned}
    stays = np.array([f"a{maker}" not in gone for maker in makers])
    assert (dense(cold.train) == np.where(stays, full, 0)).all()
    columns = [int(track[1:]) for track in cold.hidden]
    played = full[:, columns] > 0
    assert cold.users.tolist() == np.flatnonzero(played.any(axis=1)).tolist()
    assert (cold.played == played[cold.users]).all()


def test_of_very_many_users_some_are_asked(
    plays: Sparse, world: Scenes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("discograph.evaluation.cold_scores.MOST_USERS", 20)
    cold = hide_artists(plays, world.pieces, world.artist_of, 0)
    assert len(cold.users) == len(cold.played) == 20
    assert (np.diff(cold.users) > 0).all()


def test_an_artist_of_one_track_says_nothing_of_it(plays: Sparse, world: Scenes) -> None:
    alone = {track: track for track in world.pieces}
    found = cold_start(
        plays, world.pieces, replace(CONFIG, audio=replace(SMALL, epochs=1)),
        artist_of=alone, seeds=[0],
    )  # fmt: skip
    assert {line.name: line.auc.mean for line in found.lines}["artist"] == 0.5
