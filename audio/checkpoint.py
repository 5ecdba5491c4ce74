"""Training as it stands after an epoch, on disk: tensors and a manifest, never a pickle."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file
from torch import Tensor

from ..core.errors import ModelError
from ..core.folder import MANIFEST, put, take
from .cnn import Network

log = logging.getLogger(__name__)


@dataclass(kw_only=True)
class Course:
    """How far training has come.

    Parameters
    ----------
    network : Network
    optimizer : torch.optim.Optimizer
        Of the network's parameters.
    best : dict of str to Tensor
        The network after its best epoch.
    loss, held_out_cosine : list of float
        After each epoch.
    """

    network: Network
    optimizer: torch.optim.Optimizer
    best: dict[str, Tensor] = field(default_factory=dict)
    loss: list[float] = field(default_factory=list)
    held_out_cosine: list[float] = field(default_factory=list)

    @property
    def best_epoch(self) -> int:
        """Counted from 0; the first of equals."""
        return self.held_out_cosine.index(max(self.held_out_cosine))


def store(folder: Path, course: Course, learned: str) -> None:
    """Write how far training has come into `folder`, in place of what was there.

    Parameters
    ----------
    folder : Path
    course : Course
    learned : str
        Digest of what is learned from and how: another training does not go on from here.
    """
    tensors = {f"network.{name}": value for name, value in course.network.state_dict().items()}
    tensors |= {f"best.{name}": value for name, value in course.best.items()}
    for number, state in course.optimizer.state_dict()["state"].items():
        tensors |= {f"optimizer.{number}.{name}": value for name, value in state.items()}
    facts = {
        "learned": learned,
        "loss": course.loss,
        "held_out_cosine": course.held_out_cosine,
    }
    put(folder, ".safetensors", lambda path: save_file(tensors, path), facts)


def resume(folder: Path, course: Course, learned: str) -> None:
    """Bring `course` to where training stood in `folder`, if it was the same training.

    What cannot be used is told and passed over: training begins anew.
    """
    if not (folder / MANIFEST).exists():
        return
    try:
        manifest, path = take(folder)
    except ModelError as err:
        log.warning("training begins anew: %s", err)
        return
    if manifest.get("learned") != learned:
        log.info("training begins anew: %s is of other tracks or settings", folder)
        return
    tensors = load_file(path)
    course.network.load_state_dict(_under("network.", tensors))
    course.best = _under("best.", tensors)
    state: dict[int, dict[str, Tensor]] = {}
    for name, value in _under("optimizer.", tensors).items():
        number, key = name.split(".")
        state.setdefault(int(number), {})[key] = value
    groups = course.optimizer.state_dict()["param_groups"]
    course.optimizer.load_state_dict({"state": state, "param_groups": groups})
    course.loss = list(manifest["loss"])
    course.held_out_cosine = list(manifest["held_out_cosine"])


def _under(prefix: str, tensors: dict[str, Tensor]) -> dict[str, Tensor]:
    return {
        name.removeprefix(prefix): value
        for name, value in tensors.items()
        if name.startswith(prefix)
    }
