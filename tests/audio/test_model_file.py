import json
import pickle
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file

from discograph.audio.cnn import Network, Shape
from discograph.audio.embed import embed
from discograph.audio.model_file import load_network, save_network
from discograph.audio.train import Trained
from discograph.core import folder as folders
from discograph.core import sound
from discograph.core.errors import ModelError

from .scenes import scenes

SHAPE = Shape(conv_channels=8, embedding_size=12, factors=5)


@pytest.fixture
def trained() -> Trained:
    network = Network.made(SHAPE, 0)
    network.see(scenes(6).pieces.values())
    return Trained(
        network=network,
        loss=[0.9, 0.5],
        held_out_cosine=[0.2, 0.4],
        best_epoch=1,
        learned_from=20,
        held_out=3,
        windows_per_s=100.0,
    )


def changed(folder: Path, change: Callable[[dict[str, object]], object]) -> None:
    manifest = json.loads((folder / folders.MANIFEST).read_text())
    change(manifest)
    (folder / folders.MANIFEST).write_text(json.dumps(manifest))


def test_a_network_comes_back_and_hears_the_same(trained: Trained, tmp_path: Path) -> None:
    save_network(tmp_path, trained, factors_run="f1")
    pieces = scenes(6).pieces
    before, after = (
        embed(network, pieces, list(pieces))
        for network in (trained.network, load_network(tmp_path))
    )
    for one, other in zip(before, after, strict=True):
        assert one.matrix.tobytes() == other.matrix.tobytes()


def test_the_manifest_says_what_it_is_and_how_good(trained: Trained, tmp_path: Path) -> None:
    save_network(tmp_path, trained, factors_run="f1")
    manifest, _ = folders.take(tmp_path)
    assert (manifest["code"], manifest["factors_run"]) == (version("discograph"), "f1")
    assert manifest["settings"]["hop_samples"] == sound.HOP_SAMPLES
    assert manifest["shape"] == {"conv_channels": 8, "embedding_size": 12, "factors": 5}
    assert manifest["metrics"]["held_out_cosine"] == 0.4


@pytest.mark.parametrize("name", ["RATE_HZ", "HOP_SAMPLES", "STEP_DB"])
def test_a_network_of_another_log_mel_is_refused(
    trained: Trained, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    save_network(tmp_path, trained, factors_run="f1")
    monkeypatch.setattr(sound, name, 3 * getattr(sound, name))
    with pytest.raises(ModelError, match=f"{name.lower()}.*train again"):
        load_network(tmp_path)


@pytest.mark.parametrize(
    "change",
    [
        lambda manifest: manifest["shape"].update(conv_channels=16),
        lambda manifest: manifest["shape"].update(factors=6),
        lambda manifest: manifest["shape"].update(layers=6),
        lambda manifest: manifest["shape"].update(factors="5"),
        lambda manifest: manifest.pop("shape"),
        lambda manifest: manifest.pop("settings"),
        lambda manifest: manifest.update(settings=3),
    ],
)
def test_a_manifest_of_another_network_is_refused(
    trained: Trained, tmp_path: Path, change: Callable[[dict[str, object]], object]
) -> None:
    save_network(tmp_path, trained, factors_run="f1")
    changed(tmp_path, change)
    with pytest.raises(ModelError, match="train again"):
        load_network(tmp_path)


def test_a_damaged_file_is_refused(trained: Trained, tmp_path: Path) -> None:
    save_network(tmp_path, trained, factors_run="f1")
    (file,) = tmp_path.glob("*.safetensors")
    file.write_bytes(file.read_bytes()[:-4] + b"\0\0\0\1")
    with pytest.raises(ModelError, match="train again"):
        load_network(tmp_path)


class Trap:
    def __reduce__(self) -> tuple[object, tuple[str]]:
        return exec, ("raise SystemExit('ran')",)


@pytest.mark.parametrize("write", ["pickle", "torch", "others"])
def test_nothing_of_a_strange_file_is_run(trained: Trained, tmp_path: Path, write: str) -> None:
    save_network(tmp_path, trained, factors_run="f1")
    manifest, _ = folders.take(tmp_path)
    facts = {name: manifest[name] for name in ("code", "factors_run", "settings", "shape")}

    def put(path: Path) -> None:
        if write == "pickle":
            path.write_bytes(pickle.dumps(Trap()))
        elif write == "torch":
            torch.save({"network": Trap()}, path)
        else:
            save_file({"mean": torch.zeros(3)}, path)

    folders.put(tmp_path, ".safetensors", put, facts)
    with pytest.raises(ModelError, match="does not hold such a network"):
        load_network(tmp_path)
