import json
from pathlib import Path

import numpy as np
import pytest

from discograph.core.errors import ModelError
from discograph.core.vectors import Vectors
from discograph.embeddings.als import Factors
from discograph.embeddings.store import load_factors, save_factors


def factors(seed: int = 0) -> Factors:
    rng = np.random.default_rng(seed)
    users, tracks = (rng.normal(size=(n, 4)).astype(np.float32) for n in (3, 5))
    names = ["ä|ö", 'say "hi"\n', "🎵", "d", ""]
    return Factors(Vectors(names[:3], users), Vectors(names, tracks), 7, [3.5, 2.25], False)


def test_factors_come_back_as_they_were(tmp_path: Path) -> None:
    save_factors(tmp_path, factors(), "r1")
    back = load_factors(tmp_path)
    assert list(back.tracks.ids) == list(factors().tracks.ids)
    assert back.users.matrix.tobytes() == factors().users.matrix.tobytes()
    assert back.tracks.matrix.tobytes() == factors().tracks.matrix.tobytes()
    assert (back.iterations, back.loss, back.converged) == (7, [3.5, 2.25], False)


def test_the_manifest_says_whose_and_how_large(tmp_path: Path) -> None:
    save_factors(tmp_path, factors(), "r1")
    told = json.loads((tmp_path / "manifest.json").read_text())
    assert (told["run"], told["users"], told["tracks"], told["embedding_size"]) == ("r1", 3, 5, 4)


def test_the_same_factors_make_the_same_files(tmp_path: Path) -> None:
    for name in ("one", "two"):
        save_factors(tmp_path / name, factors(), "r1")
    one, two = ({p.name: p.read_bytes() for p in (tmp_path / n).iterdir()} for n in ("one", "two"))
    assert one == two


def test_new_factors_take_the_place_of_the_old(tmp_path: Path) -> None:
    save_factors(tmp_path, factors(0), "r1")
    save_factors(tmp_path, factors(1), "r2")
    assert load_factors(tmp_path).users.matrix.tobytes() == factors(1).users.matrix.tobytes()
    assert len(list(tmp_path.iterdir())) == 2


def test_factors_of_a_killed_writer_are_the_old_ones(tmp_path: Path) -> None:
    save_factors(tmp_path, factors(), "r1")
    (tmp_path / "aside-123").write_bytes(b"half")
    (tmp_path / "0123456789abcdef.npz").write_bytes(b"whole, but of no manifest yet")
    assert load_factors(tmp_path).iterations == 7


def test_files_that_do_not_match_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="train again"):
        load_factors(tmp_path / "nowhere")
    save_factors(tmp_path, factors(), "r1")
    (file,) = tmp_path.glob("*.npz")
    file.write_bytes(file.read_bytes()[:-1])
    with pytest.raises(ModelError, match="train again"):
        load_factors(tmp_path)


def test_a_pickle_is_never_opened(tmp_path: Path) -> None:
    save_factors(tmp_path, factors(), "r1")
    (file,) = tmp_path.glob("*.npz")
    with file.open("wb") as stream:
        np.savez(stream, user_ids=np.array([{}], object), allow_pickle=True)
    told = json.loads((tmp_path / "manifest.json").read_text())
    import hashlib

    content = file.read_bytes()
    told.update(bytes=len(content), sha256=hashlib.sha256(content).hexdigest())
    (tmp_path / "manifest.json").write_text(json.dumps(told))
    with pytest.raises(ModelError):
        load_factors(tmp_path)
