import logging
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from discograph.audio import train as training
from discograph.audio.cnn import Network
from discograph.audio.embed import embed
from discograph.audio.train import LEAST_ARTISTS, LEAST_TRACKS, Trained, split, train
from discograph.core.config import AudioConfig
from discograph.core.errors import NotEnoughData
from discograph.core.progress import Advance
from discograph.core.vectors import Vectors

from .scenes import FRAMES, SMALL, Scenes, scenes

SHORT = replace(SMALL, epochs=4, conv_channels=4, embedding_size=6)
HASTY = replace(SMALL, epochs=60, patience=1, learning_rate=0.02)


@pytest.fixture(scope="module")
def world() -> Scenes:
    return scenes()


@pytest.fixture(scope="module")
def few() -> Scenes:
    return scenes(40, per_artist=2)


@pytest.fixture(scope="module")
def trained(world: Scenes) -> Trained:
    return learn(world, SMALL)


def learn(world: Scenes, config: AudioConfig, **more: object) -> Trained:
    return train(world.pieces, world.factors, artist_of=world.artist_of, config=config, **more)  # type: ignore[arg-type]


def tensors(trained: Trained) -> dict[str, bytes]:
    return {k: v.numpy().tobytes() for k, v in trained.network.state_dict().items()}


def same(one: Trained, other: Trained) -> bool:
    return (tensors(one), one.loss, one.held_out_cosine) == (
        tensors(other), other.loss, other.held_out_cosine
    )  # fmt: skip


class Killed(BaseException):
    pass


class KilledAfter:
    """Somebody who watches, and ends it all after so many epochs."""

    def __init__(self, epochs: int) -> None:
        self.left = epochs

    @contextmanager
    def stage(self, label: str, total: int | None = None) -> Iterator[Advance]:
        def advance(steps: int) -> None:
            self.left -= steps
            if self.left <= 0:
                raise Killed

        yield advance


def test_what_is_planted_is_heard_in_artists_never_learned_from(
    trained: Trained, world: Scenes
) -> None:
    new = scenes(seed=0, tracks=180)  # the same scenes, twice the artists
    strangers = [track for track in new.pieces if track not in world.pieces]
    _, predicted = embed(trained.network, new.pieces, strangers)
    middles = np.stack(
        [
            np.mean([world.factors[t] for t in world.pieces if world.scene_of[t] == scene], axis=0)
            for scene in range(6)
        ]
    )
    middles /= np.linalg.norm(middles, axis=1, keepdims=True)
    guessed = (predicted.matrix @ middles.T).argmax(axis=1)
    right = guessed == np.array([new.scene_of[track] for track in strangers])
    assert right.mean() > 0.7  # by chance: 1 in 6


def shuffled(world: Scenes) -> Scenes:
    """The same with each sound given to another track."""
    order = np.random.default_rng(0).permutation(list(world.pieces)).tolist()
    pairs = zip(world.pieces, order, strict=True)
    return replace(world, pieces={track: world.pieces[of] for track, of in pairs})


def test_what_is_not_in_the_sound_is_not_found(world: Scenes, trained: Trained) -> None:
    chance = learn(shuffled(world), SMALL).metrics["held_out_cosine"]
    assert trained.metrics["held_out_cosine"] > chance + 0.3


@pytest.mark.parametrize("axis", [0, 1])
def test_all_of_a_track_is_learned_from(
    few: Scenes, monkeypatch: pytest.MonkeyPatch, axis: int
) -> None:
    monkeypatch.setattr(training, "WINDOW", FRAMES)
    twice, turned = (
        {t: np.concatenate([own, own[:, ::step]], axis) for t, own in few.pieces.items()}
        for step in (1, -1)  # backwards: no band is louder for that
    )
    assert learn(replace(few, pieces=twice), SHORT).loss != (
        learn(replace(few, pieces=turned), SHORT).loss
    )


def test_the_same_seed_gives_the_same_bytes_and_leaves_the_callers_draws_alone(
    few: Scenes,
) -> None:
    torch.manual_seed(3)
    expected = torch.rand(4)
    torch.manual_seed(3)
    one = learn(few, SHORT)
    assert torch.equal(torch.rand(4), expected)
    assert same(one, learn(few, SHORT))
    assert not same(one, learn(few, replace(SHORT, seed=1)))


@pytest.mark.parametrize("epochs", [1, 3])
def test_who_was_killed_goes_on_as_if_nothing_had_been(
    few: Scenes, tmp_path: Path, epochs: int
) -> None:
    undisturbed = learn(few, SHORT)
    with pytest.raises(Killed):
        learn(few, SHORT, checkpoint=tmp_path / "c", progress=KilledAfter(epochs))
    resumed = learn(few, SHORT, checkpoint=tmp_path / "c")
    assert same(resumed, undisturbed)


def test_the_best_is_not_lost_with_who_is_killed_after_it(few: Scenes, tmp_path: Path) -> None:
    undisturbed = learn(few, HASTY)
    with pytest.raises(Killed):
        learn(few, HASTY, checkpoint=tmp_path, progress=KilledAfter(undisturbed.best_epoch + 2))
    assert same(learn(few, HASTY, checkpoint=tmp_path), undisturbed)


def test_what_is_finished_is_not_learned_again(few: Scenes, tmp_path: Path) -> None:
    first = learn(few, SHORT, checkpoint=tmp_path)
    again = learn(few, SHORT, checkpoint=tmp_path, progress=KilledAfter(SHORT.epochs + 1))
    assert same(first, again)
    assert again.windows_per_s == 0


def test_another_training_does_not_go_on_from_this_one(
    few: Scenes, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    learn(few, replace(SHORT, seed=1), checkpoint=tmp_path)
    with caplog.at_level(logging.INFO):
        found = learn(few, SHORT, checkpoint=tmp_path)
    assert "other tracks or settings" in caplog.text
    assert same(found, learn(few, SHORT))


def test_a_newer_version_does_not_go_on_from_what_an_older_one_left(
    few: Scenes, tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    learn(few, SHORT, checkpoint=tmp_path)
    made = Network.made
    wider = staticmethod(lambda shape, seed: made(replace(shape, conv_channels=3), seed))
    monkeypatch.setattr(Network, "made", wider)
    with caplog.at_level(logging.INFO):
        learn(few, SHORT, checkpoint=tmp_path)
    assert "other tracks or settings" in caplog.text


def test_a_damaged_checkpoint_is_told_and_passed_over(
    few: Scenes, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with pytest.raises(Killed):
        learn(few, SHORT, checkpoint=tmp_path, progress=KilledAfter(2))
    (file,) = tmp_path.glob("*.safetensors")
    file.write_bytes(file.read_bytes()[:-1])
    assert same(learn(few, SHORT, checkpoint=tmp_path), learn(few, SHORT))
    assert "training begins anew" in caplog.text


def test_training_stops_after_the_best_and_gives_the_network_of_the_best(few: Scenes) -> None:
    found = learn(few, HASTY)
    assert found.best_epoch == int(np.argmax(found.held_out_cosine))
    assert len(found.loss) == found.best_epoch + 2 < 60
    shorter = learn(few, replace(HASTY, epochs=found.best_epoch + 1))
    assert tensors(found) == tensors(shorter)
    assert found.metrics["held_out_cosine"] == max(found.held_out_cosine)


class Asked(Mapping[str, NDArray[np.uint8]]):
    """Counts how often each track is read."""

    def __init__(self, pieces: Mapping[str, NDArray[np.uint8]]) -> None:
        self.pieces = pieces
        self.times: Counter[str] = Counter()

    def __getitem__(self, track: str) -> NDArray[np.uint8]:
        self.times[track] += 1
        return self.pieces[track]

    def __iter__(self) -> Iterator[str]:
        return iter(self.pieces)

    def __len__(self) -> int:
        return len(self.pieces)


@pytest.mark.parametrize(("room", "most"), [(0, SHORT.epochs + 1), (1 << 30, 1)])
def test_no_track_is_read_more_than_once_an_epoch(
    few: Scenes, monkeypatch: pytest.MonkeyPatch, room: int, most: int
) -> None:
    monkeypatch.setattr(training, "ROOM", room)
    asked = Asked(few.pieces)
    found = learn(replace(few, pieces=asked), SHORT)
    assert set(asked.times) == set(few.pieces)
    assert max(asked.times.values()) <= most  # the first time to see how loud bands are
    assert same(found, learn(few, SHORT))


def test_tracks_nobody_played_or_heard_do_not_count(few: Scenes) -> None:
    matrix = np.vstack([few.factors.matrix, np.zeros((1, 8)), np.ones((1, 8))])
    more = Vectors([*few.factors.ids, "unplayed", "unheard"], matrix.astype(np.float32))
    pieces = {**few.pieces, "unplayed": next(iter(few.pieces.values()))}
    assert same(learn(replace(few, factors=more, pieces=pieces), SHORT), learn(few, SHORT))


@pytest.mark.parametrize(
    ("tracks", "per_artist"), [(LEAST_TRACKS - 1, 1), (60, 60 // (LEAST_ARTISTS - 1))]
)
def test_few_tracks_or_artists_are_not_enough(tracks: int, per_artist: int) -> None:
    with pytest.raises(NotEnoughData, match=f"{tracks} tracks of"):
        learn(scenes(tracks, per_artist=per_artist), SHORT)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.integers(0, 25), min_size=LEAST_TRACKS, max_size=80).filter(
        lambda makers: len(set(makers)) >= LEAST_ARTISTS
    ),
    st.floats(0.01, 0.5),
    st.integers(0, 5),
)
def test_nobody_stands_on_both_sides(makers: list[int], share: float, seed: int) -> None:
    tracks = [f"t{number}" for number in range(len(makers))]
    artist_of = {t: f"a{maker}" for t, maker in zip(tracks, makers, strict=True) if maker}
    learned, held = split(tracks, artist_of, AudioConfig(held_out=share, seed=seed))
    assert sorted(learned + held) == sorted(tracks)
    assert learned
    assert held
    sides = [{artist_of.get(track, track) for track in side} for side in (learned, held)]
    assert not sides[0] & sides[1]
