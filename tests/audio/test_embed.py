from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from discograph.audio.cnn import Network, Shape
from discograph.audio.embed import embed
from discograph.audio.model_file import load_network, save_network
from discograph.audio.train import Trained, train
from discograph.core.vectors import Vectors

from ..contracts import EmbedderContract
from .scenes import SMALL, scenes

WORLD = scenes(30, per_artist=2)


def trained(seed: int) -> Trained:
    return train(
        WORLD.pieces,
        WORLD.factors,
        artist_of=WORLD.artist_of,
        config=replace(SMALL, epochs=2, seed=seed),
    )


class TestCNN(EmbedderContract):
    ids = tuple(WORLD.pieces)
    size = 24

    def embed(self, seed: int) -> Vectors:
        return embed(trained(seed).network, WORLD.pieces, self.ids)[0]

    def embed_nothing(self) -> Vectors:
        nothing = Vectors([], np.zeros((0, 8), np.float32))
        network = train({}, nothing, artist_of={}, config=SMALL).network
        return embed(network, {}, [])[0]

    def stored(self, vectors: Vectors, folder: Path) -> Vectors:
        save_network(folder, trained(0), factors_run="run")
        return embed(load_network(folder), WORLD.pieces, vectors.ids)[0]


@pytest.fixture(scope="module")
def network() -> Network:
    made = Network.made(Shape(conv_channels=8, embedding_size=12, factors=5), 0)
    made.see(WORLD.pieces.values())
    return made


def test_a_track_is_the_mean_of_its_pieces(network: Network) -> None:
    whole = np.concatenate([WORLD.pieces[track] for track in ("t0", "t9", "t20")])
    one_by_one = {str(number): piece[None] for number, piece in enumerate(whole)}
    for together, apart in zip(
        embed(network, {"all": whole}, ["all"]),
        embed(network, one_by_one, list(one_by_one)),
        strict=True,
    ):
        np.testing.assert_allclose(together["all"], apart.matrix.mean(axis=0), atol=1e-6)


def test_the_company_of_a_track_does_not_matter(network: Network) -> None:
    rng = np.random.default_rng(0)
    pieces = {t: np.repeat(own, rng.integers(1, 5), axis=0) for t, own in WORLD.pieces.items()}
    ids = rng.permutation(list(pieces)).tolist()
    for together, alone in zip(
        embed(network, pieces, ids),
        zip(*(embed(network, pieces, [track]) for track in ids), strict=True),
        strict=True,
    ):
        np.testing.assert_allclose(
            together.matrix, np.concatenate([one.matrix for one in alone]), atol=1e-5
        )


def test_nothing_is_embedded_as_nothing(network: Network) -> None:
    vectors, factors = embed(network, {}, [])
    assert (vectors.matrix.shape, factors.matrix.shape) == ((0, 12), (0, 5))
