from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator
from typing import BinaryIO

import pytest

from discograph.core.errors import RefusedFile
from discograph.formats import saves
from discograph.formats.rows import Bad, Row, Save, TrackRef

MBID = "385f4381-0f6d-47a0-bc56-07570374f650"
OLD_POSITION = "2446a9ae-6e63-3273-bfc9-58eed8571d7a"
URI = f"spotify:track:{'a' * 22}"


def read(reader: Callable[[BinaryIO, str], Iterator[Row]], data: object) -> list[Row]:
    text = data if isinstance(data, str) else json.dumps(data)
    return list(reader(io.BytesIO(text.encode()), "file"))


def loved(*tracks: object, user: str | None = "mira") -> dict[str, object]:
    page: dict[str, object] = {"track": list(tracks)}
    return {"lovedtracks": page | ({"@attr": {"user": user, "page": "1"}} if user else {})}


def test_the_tracks_of_a_spotify_library_are_saved() -> None:
    library = {
        "tracks": [{"artist": "Band", "album": "Record", "track": "Song", "uri": URI}, {"uri": 7}],
        "albums": [{"artist": "Other", "album": "Other", "uri": "spotify:album:x"}],
        "shows": [],
        "episodes": [],
        "bannedTracks": [{"artist": "Never", "track": "Never", "uri": "spotify:track:never"}],
    }
    good, bad = read(saves.read_library, library)
    assert good == Save(TrackRef("Song", ("Band",), (URI,), "Record"))
    assert isinstance(bad, Bad)
    assert saves.sniff_library(json.dumps(library, indent=2).encode(), "any")


def test_an_empty_library_is_one_too() -> None:
    library: object = {"tracks": [], "albums": [], "shows": [], "episodes": [], "artists": []}
    assert saves.sniff_library(json.dumps(library).encode(), "any")
    assert read(saves.read_library, library) == []


def test_loved_tracks_have_their_time_and_their_user() -> None:
    page = loved(
        {
            "name": "Song",
            "mbid": MBID,
            "artist": {"name": "Band", "mbid": ""},
            "date": {"uts": "1664461146", "#text": "29 Sep 2022, 14:19"},
        },
        {"name": "Tune", "mbid": "", "artist": {"name": "Duo"}},
    )
    assert read(saves.read_loved, page) == [
        Save(TrackRef("Song", ("Band",), (f"mbid:{MBID}",)), 1_664_461_146, "mira"),
        Save(TrackRef("Tune", ("Duo",)), None, "mira"),
    ]
    assert saves.sniff_loved(json.dumps(page, indent=4).encode(), "any")


def test_an_id_that_is_no_recordings_is_left_out() -> None:
    page = loved({"name": "Song", "mbid": OLD_POSITION, "artist": {"name": "Band"}}, user=None)
    assert read(saves.read_loved, page) == [Save(TrackRef("Song", ("Band",)))]


def test_pages_may_come_as_a_list_and_one_track_without_one() -> None:
    track = {"name": "Song", "artist": {"name": "Band"}}
    alone = {"lovedtracks": {"track": track}}
    assert (
        read(saves.read_loved, [alone, loved(track, 7, {"name": "Song"}, user=None)])[:2]
        == [Save(TrackRef("Song", ("Band",)))] * 2
    )


def test_loved_tracks_without_a_name_are_bad_rows_numbered_through_all_pages() -> None:
    track = {"name": "Song", "artist": {"name": "Band"}}
    rows = read(saves.read_loved, [loved(track, 7), loved({"name": "Song"})])
    assert [row.line for row in rows if isinstance(row, Bad)] == [2, 3]


@pytest.mark.parametrize("data", ["[7]", "{}", '{"lovedtracks": []}', "nothing"])
def test_what_is_no_page_of_loved_tracks_is_refused(data: str) -> None:
    with pytest.raises(RefusedFile, match="it is no"):
        read(saves.read_loved, data)


def test_of_feedback_only_love_is_a_row() -> None:
    def line(**given: object) -> str:
        row = {"recording_mbid": MBID, "recording_msid": None, "score": 1, "created": 1_700_000_000}
        return json.dumps(row | given)

    lines = [
        line(),
        line(score=-1),
        line(score=0),
        line(score=5),
        line(score=True),
        line(recording_mbid=None),
        "not JSON",
    ]
    save, *bad = read(saves.read_feedback, "\n".join(lines))

    assert save == Save(TrackRef(None, (), (f"mbid:{MBID}",)), 1_700_000_000)
    assert [one.line for one in bad if isinstance(one, Bad)] == [4, 5, 6, 7]
    assert len(bad) == 4
    assert saves.sniff_feedback("\n".join(lines).encode(), "any")
    assert not saves.sniff_feedback(json.dumps([json.loads(line())]).encode(), "any")
