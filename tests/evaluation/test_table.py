from pathlib import Path

import numpy as np
import pytest

from discograph.core.config import IngestConfig
from discograph.core.errors import InputError
from discograph.evaluation.table import read_plays

from ..embeddings.worlds import dense


def write(folder: Path, text: str) -> Path:
    path = folder / "plays.tsv"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_table_of_ids_becomes_a_matrix(tmp_path: Path) -> None:
    path = write(tmp_path, "user\ttrack_id\tplays\nbo\tx\t3\nal\ty\t2\nbo\ty\t1\nbo\tx\t4\n")
    plays = read_plays(path, IngestConfig())
    assert list(plays.row_ids) == ["al", "bo"]
    np.testing.assert_array_equal(dense(plays), [[0, 2], [7, 1]])


def test_tracks_without_ids_are_told_apart_by_name(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        "user\tartist\ttitle\tplays\nal\tNina\tSky\t1\nbo\tNINA\tSky\t2\nbo\tNina\tSea\t1\n",
    )
    plays = read_plays(path, IngestConfig())
    assert plays.shape == (2, 2)
    assert sorted(plays.values.tolist()) == [1, 1, 2]


def test_artists_may_be_the_items(tmp_path: Path) -> None:
    path = write(tmp_path, "userID\tartistID\tweight\n2\t51\t13883\n3\t51\t7\n3\t52\t1\n")
    assert read_plays(path, IngestConfig()).shape == (2, 2)


def test_a_table_that_names_nobody_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path, "artist\ttitle\tplays\nNina\tSky\t1\n")
    with pytest.raises(InputError, match="named users"):
        read_plays(path, IngestConfig())
