"""A trained network on disk: tensors and a manifest that says what they are, never a pickle."""

from __future__ import annotations

from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from typing import Any

from safetensors import SafetensorError
from safetensors.torch import load_file, save_file

from ..core import sound
from ..core.errors import ModelError
from ..core.folder import put, take
from .cnn import FILTER, POOLS, Network, Shape
from .train import Trained


def save_network(folder: Path, trained: Trained, *, factors_run: str) -> None:
    """Write a network into `folder`, in place of the one that may be there.

    Parameters
    ----------
    folder : Path
        Made if missing.
    trained : Trained
    factors_run : str
        The run whose factors it learned.
    """
    facts = {
        "code": version("discograph"),
        "factors_run": factors_run,
        "settings": _settings(),
        "shape": asdict(trained.network.shape),
        "metrics": trained.metrics,
    }
    tensors = trained.network.state_dict()
    put(folder, ".safetensors", lambda path: save_file(tensors, path), facts)


def load_network(folder: Path) -> Network:
    """Return the network in `folder`, checked against its manifest; nothing of it is run.

    Raises
    ------
    ModelError
        If anything is missing or does not match, or it was trained on another kind of log-mel
        than is heard now.
    """
    manifest, path = take(folder)
    found, now = manifest.get("settings"), _settings()
    if found != now:
        raise ModelError(f"{folder}: a network for {found}, but heard is {now}; train again")
    try:
        network = Network.made(Shape(**manifest["shape"]), seed=0)
        network.load_state_dict(load_file(path))
    except (KeyError, TypeError, ValueError, RuntimeError, SafetensorError) as err:
        raise ModelError(f"{path} does not hold such a network ({err!r}); train again") from err
    return network


def _settings() -> dict[str, Any]:
    """Return what must be the same where a network is trained and where it hears."""
    return {
        "rate_hz": sound.RATE_HZ,
        "window_samples": sound.WINDOW_SAMPLES,
        "hop_samples": sound.HOP_SAMPLES,
        "n_mels": sound.N_MELS,
        "floor_db": sound.FLOOR_DB,
        "step_db": sound.STEP_DB,
        "frames": sound.FRAMES,
        "filter": FILTER,
        "pools": list(POOLS),
    }
