import json
import os
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from discograph.core.errors import InputError, ModelError, NotEnoughData
from discograph.core.vectors import Vectors
from discograph.embeddings.index import NeighbourIndex, build


def some(n: int, d: int = 16, seed: int = 0) -> Vectors:
    matrix = np.random.default_rng(seed).normal(size=(n, d)).astype(np.float32)
    return Vectors([f"t{row}" for row in range(n)], matrix)


def nearest(vectors: Vectors, row: int, n: int) -> list[str]:
    """The exact answer."""
    unit = vectors.matrix / np.linalg.norm(vectors.matrix, axis=1, keepdims=True)
    order = np.argsort(-(unit @ unit[row]), kind="stable")
    return [vectors.ids[at] for at in order if at != row][:n]


@settings(max_examples=20, deadline=None)
@given(st.integers(1, 300), st.integers(2, 20), st.integers(1, 12))
def test_in_a_small_set_the_true_neighbours_are_found(
    tmp_path_factory: pytest.TempPathFactory, n: int, d: int, wanted: int
) -> None:
    vectors, folder = some(n, d), tmp_path_factory.mktemp("index")
    build(vectors, folder, run="r")
    found = [name for name, _ in NeighbourIndex.open(folder).similar("t0", wanted)]
    assert found == nearest(vectors, 0, wanted)


def test_in_a_larger_set_nineteen_of_twenty_true_neighbours_are_found(tmp_path: Path) -> None:
    vectors = some(10_000, 32)
    build(vectors, tmp_path, run="r")
    index = NeighbourIndex.open(tmp_path)
    hits = [
        len({name for name, _ in index.similar(f"t{row}", 10)} & set(nearest(vectors, row, 10)))
        for row in range(0, 10_000, 100)
    ]
    assert np.mean(hits) >= 9.5


def test_scores_are_cosines_nearest_first(tmp_path: Path) -> None:
    matrix = np.array([[2, 0], [0, 5], [3, 3], [-1, 0]], np.float32)
    build(Vectors(["a", "b", "c", "d"], matrix), tmp_path, run="r")
    index = NeighbourIndex.open(tmp_path)
    names, cosines = zip(*index.similar("a", 5), strict=True)
    assert names == ("c", "b", "d")
    np.testing.assert_allclose(cosines, [0.5**0.5, 0, -1], atol=1e-6)
    names, cosines = zip(*index.near(np.array([0, 9], np.float32), 2), strict=True)
    assert names == ("b", "c")
    np.testing.assert_allclose(cosines, [1, 0.5**0.5], atol=1e-6)


def test_twins_stand_by_name(tmp_path: Path) -> None:
    build(Vectors(["c", "a", "b"], np.ones((3, 4), np.float32)), tmp_path, run="r")
    index = NeighbourIndex.open(tmp_path)
    assert [name for name, _ in index.similar("b", 2)] == ["a", "c"]


def test_zero_vectors_are_no_neighbours(tmp_path: Path) -> None:
    matrix = np.array([[1, 0], [0, 0], [1, 1]], np.float32)
    build(Vectors(["a", "nobody", "b"], matrix), tmp_path, run="r")
    index = NeighbourIndex.open(tmp_path)
    assert len(index) == 2
    assert "nobody" not in index
    assert index.similar("nobody", 5) == []
    assert [name for name, _ in index.similar("a", 5)] == ["b"]


@pytest.mark.parametrize("rows", [0, 3])
def test_there_is_no_index_of_no_directions(tmp_path: Path, rows: int) -> None:
    with pytest.raises(NotEnoughData):
        build(Vectors([*"abc"][:rows], np.zeros((rows, 4), np.float32)), tmp_path, run="r")
    assert not list(tmp_path.iterdir())


def test_the_same_vectors_and_seed_make_the_same_file(tmp_path: Path) -> None:
    for name in ("one", "two"):
        build(some(2000), tmp_path / name, run="r", seed=5)
    one, two = ({p.name: p.read_bytes() for p in (tmp_path / n).iterdir()} for n in ("one", "two"))
    assert one == two


def test_a_new_index_takes_the_place_of_the_old_which_still_answers(tmp_path: Path) -> None:
    build(some(500, seed=1), tmp_path, run="old")
    old = NeighbourIndex.open(tmp_path)
    before = old.similar("t0", 10)
    build(some(400, seed=2), tmp_path, run="new")
    new = NeighbourIndex.open(tmp_path)
    assert (old.run, new.run, len(new)) == ("old", "new", 400)
    assert old.similar("t0", 10) == before != new.similar("t0", 10)
    assert len(list(tmp_path.iterdir())) == 2


def damage(folder: Path, how: str) -> None:
    (file,) = folder.glob("*.ann")
    manifest = folder / "manifest.json"
    if how == "cut short":
        os.truncate(file, file.stat().st_size // 2)
    elif how == "one byte changed":
        content = bytearray(file.read_bytes())
        content[1000] ^= 1
        file.write_bytes(content)
    elif how == "gone":
        file.unlink()
    elif how == "no manifest":
        manifest.unlink()
    elif how == "half a manifest":
        manifest.write_text(manifest.read_text()[:100])
    else:
        told = json.loads(manifest.read_text())
        told.update(json.loads(how))
        manifest.write_text(json.dumps(told))


@pytest.mark.parametrize(
    "how",
    [
        "cut short",
        "one byte changed",
        "gone",
        "no manifest",
        "half a manifest",
        '{"format": 99}',
        '{"space": "dot"}',
        '{"ids": ["t0"]}',
        '{"dimension": 7}',
        '{"file": "../elsewhere"}',
    ],
)
def test_an_index_that_is_not_as_its_manifest_says_is_not_opened(tmp_path: Path, how: str) -> None:
    build(some(300), tmp_path, run="r")
    damage(tmp_path, how)
    with pytest.raises(ModelError, match="train again"):
        NeighbourIndex.open(tmp_path)


@pytest.mark.parametrize("vector", [[1, 2, 3], [0] * 16, [np.nan] * 16])
def test_vectors_without_an_answer_are_refused(tmp_path: Path, vector: list[float]) -> None:
    build(some(30), tmp_path, run="r")
    with pytest.raises(InputError):
        NeighbourIndex.open(tmp_path).near(np.array(vector, np.float32), 3)
