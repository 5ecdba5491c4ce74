import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor
from torch.nn import functional

from discograph.audio.cnn import Network, Shape
from discograph.core.sound import N_MELS

SHAPE = Shape(conv_channels=8, embedding_size=12, factors=5)


def pieces(n: int, frames: int, seed: int = 0) -> Tensor:
    rng = np.random.default_rng(seed)
    return torch.from_numpy(rng.integers(0, 200, (n, frames, N_MELS), np.uint8))


def by_hand(network: Network, x: Tensor) -> tuple[Tensor, Tensor]:
    """The same network, one step after the other, from its tensors alone."""
    w = network.state_dict()
    y = (x.double() - w["mean"].double()) / w["deviation"].double()
    y = y.permute(0, 2, 1)
    for number, pool in enumerate((4, 2, 2, 1)):
        weight, bias = (w[f"convolutions.{number}.{name}"].double() for name in ("weight", "bias"))
        frames = y.unfold(2, 4, 1)  # [n, channels, t, 4]
        y = torch.einsum("nctk,ock->not", frames, weight) + bias[:, None]
        y = torch.where(y > 0, y, 0.0)
        y = y.unfold(2, pool, pool).max(dim=3).values
    root = torch.linalg.vector_norm(y, dim=2) / y.shape[2] ** 0.5
    y = torch.cat([y.mean(dim=2), y.max(dim=2).values, root], dim=1)
    for number in (0, 1):
        y = functional.linear(
            y, w[f"dense.{number}.weight"].double(), w[f"dense.{number}.bias"].double()
        ).clamp(min=0)
    return y, functional.linear(y, w["dense.2.weight"].double(), w["dense.2.bias"].double())


@settings(max_examples=15, deadline=None)
@given(st.integers(1, 3), st.integers(103, 180), st.integers(0, 9))
def test_the_network_is_what_its_layers_say_step_by_step(n: int, frames: int, seed: int) -> None:
    network = Network.made(SHAPE, seed)
    network.see([pieces(4, 120, seed).numpy()])
    with torch.inference_mode():
        found = network(pieces(n, frames, seed))
        expected = by_hand(network, pieces(n, frames, seed))
    for ours, theirs in zip(found, expected, strict=True):
        np.testing.assert_allclose(ours, theirs, atol=2e-4)


def test_a_piece_gives_a_vector_and_factors() -> None:
    vectors, factors = Network.made(SHAPE, 0)(pieces(3, 599))
    assert (tuple(vectors.shape), tuple(factors.shape)) == ((3, 12), (3, 5))


def test_less_than_103_frames_leave_nothing_to_the_last_convolution() -> None:
    network = Network.made(SHAPE, 0)
    network(pieces(1, 103))
    with pytest.raises(RuntimeError):
        network(pieces(1, 102))


def test_the_same_seed_gives_the_same_network_and_leaves_the_callers_draws_alone() -> None:
    torch.manual_seed(3)
    expected = torch.rand(4)
    torch.manual_seed(3)
    one, same, other = (Network.made(SHAPE, seed).state_dict() for seed in (5, 5, 6))
    assert torch.equal(torch.rand(4), expected)
    assert all(torch.equal(one[name], same[name]) for name in one)
    assert not torch.equal(one["convolutions.0.weight"], other["convolutions.0.weight"])


def test_how_loud_a_recording_is_in_each_band_enters_around_nought() -> None:
    network = Network.made(SHAPE, 0)
    seen = pieces(20, 110).numpy() // np.arange(1, N_MELS + 1, dtype=np.uint8)
    network.see([seen[:5], seen[5:]])
    entered = (torch.from_numpy(seen).float() - network.mean) / network.deviation
    assert entered.mean(dim=(0, 1)).abs().max() < 1e-4
    assert entered.std(dim=(0, 1)).max() < 1


def test_learning_goes_on_where_a_filter_is_silent_all_through() -> None:
    network = Network.made(SHAPE, 0)
    for name, value in network.named_parameters():
        if name.startswith("convolutions.3"):
            value.data.fill_(-1)  # nothing passes the last rectifier
    _, factors = network(pieces(2, 110))
    factors.square().sum().backward()
    assert all(
        value.grad is not None and value.grad.isfinite().all() for value in network.parameters()
    )
