"""What a graph holds, in numbers."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from discograph.graph.status import counts
from discograph.graph.store import GraphStore

pytestmark = pytest.mark.neo4j


def test_tracks_that_were_heard_are_told_from_those_whose_sound_was_learned(
    store: GraphStore, grow: Callable[..., None]
) -> None:
    assert (counts(store)["tracks_heard"], counts(store)["sounds_learned"]) == (0, 0)
    grow(
        [
            ("Track", "t1", {"sound": "0" * 64, "audio": [1.0], "audio_run": "a1"}),
            ("Track", "t2", {"sound": "1" * 64}),
            ("Track", "t3", {}),
        ]
    )
    found = counts(store)
    assert (found["tracks_heard"], found["sounds_learned"]) == (2, 1)
    assert found["nodes"] == {"Migration": found["nodes"]["Migration"], "Track": 3}
