"""Lists that are no week, in every file that a week can be."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from discograph.core.errors import InputError
from discograph.formats.playlists import jspf, m3u, xspf
from discograph.formats.rows import PlaylistRow
from discograph.formats.track_list import ListTrack, TrackList
from discograph.formats.week import FORMATS, as_json, write

READERS = {"jspf": jspf.read, "xspf": xspf.read, "m3u8": m3u.read}
URI = "spotify:track:4uLU6hMCjMI75M1A2tKUQC"
KNOWN = ListTrack(
    position=1, id="t1", title="Song", artist="Band", aliases=(URI, "name:band|song"),
    album="Record", duration_s=61.5, reason="84 beats a minute, two steps a beat.",
    facts={"tempo_bpm": 84.0},
)  # fmt: skip
STRANGE = ListTrack(
    position=2, id=None, title="Tune", artist="Duo", aliases=(), album=None, duration_s=None,
    reason="Nothing is known of its sound.",
)  # fmt: skip
LIST = TrackList(
    title="Run", created_at=datetime(2026, 11, 16, 5, tzinfo=UTC), tracks=(KNOWN, STRANGE),
    user="mira", note="Short.", facts={"cadence": 168.0},
)  # fmt: skip


@pytest.mark.parametrize("to", READERS)
@pytest.mark.parametrize("user", ["mira", None])
def test_a_list_is_read_back_as_it_was_written(to: str, user: str | None) -> None:
    text = write(replace(LIST, user=user), to)
    [row] = READERS[to](io.BytesIO(text.encode()), f"list.{to}")
    assert isinstance(row, PlaylistRow)
    assert row.key == row.title == "Run"
    assert [(e.track.title, *e.track.artists) for e in row.entries] == [
        ("Song", "Band"), ("Tune", "Duo"),
    ]  # fmt: skip
    assert [e.track.aliases for e in row.entries] == [(URI,), ()]


@pytest.mark.parametrize("to", FORMATS)
def test_a_list_for_nobody_names_nobody(to: str) -> None:
    assert "mira" in write(LIST, to) or to == "m3u8"
    assert "mira" not in write(replace(LIST, user=None), to)


def test_json_says_what_is_special_of_a_list_and_its_tracks() -> None:
    assert json.loads(write(LIST, "json")) == as_json(LIST)
    assert as_json(LIST) == {
        "title": "Run",
        "user": "mira",
        "cadence": 168.0,
        "tracks": [
            {
                "position": 1, "id": "t1", "title": "Song", "artist": "Band",
                "aliases": [URI, "name:band|song"], "tempo_bpm": 84.0,
                "reason": "84 beats a minute, two steps a beat.",
            },
            {
                "position": 2, "id": None, "title": "Tune", "artist": "Duo", "aliases": [],
                "reason": "Nothing is known of its sound.",
            },
        ],
        "note": "Short.",
    }  # fmt: skip


def test_a_player_is_led_to_the_file_where_there_is_one() -> None:
    for file, address in (
        ("/music/Band - Song.flac", "/music/Band - Song.flac"),
        ("/music/two\nlines.flac", URI),
        ("/music/no \udcff text.flac", URI),
    ):
        here = replace(LIST, tracks=(replace(KNOWN, file=file),))
        text = write(here, "m3u8")
        assert text.splitlines()[-1] == address
        assert file not in write(here, "jspf")
        assert file not in write(here, "xspf")
        [row] = m3u.read(io.BytesIO(text.encode()), "list.m3u8")
        assert isinstance(row, PlaylistRow)
        assert (row.entries[0].track.title, row.entries[0].track.artists) == ("Song", ("Band",))


def test_a_list_says_when_it_was_made_in_which_zone() -> None:
    with pytest.raises(InputError, match="has no timezone; give it one"):
        replace(LIST, created_at=datetime(2026, 11, 16))
