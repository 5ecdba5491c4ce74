from __future__ import annotations

import io
import json

import pytest

from discograph.core.errors import RefusedFile
from discograph.formats.playlists import entries, spotify
from discograph.formats.rows import Bad, Entry, PlaylistRow, Row, TrackRef

URI = f"spotify:track:{'a' * 22}"
SONG = {"trackName": "Song", "artistName": "Band", "albumName": "Record", "trackUri": URI}


def item(**given: object) -> dict[str, object]:
    return {"track": None, "episode": None, "localTrack": None, "addedDate": "2024-05-06", **given}


def read(document: object) -> list[Row]:
    return list(spotify.read(io.BytesIO(json.dumps(document).encode()), "Playlist1.json"))


def test_every_playlist_is_a_row_with_its_tracks_episodes_and_own_files() -> None:
    spoken = f"spotify:episode:{'b' * 22}"
    episode = {"episodeName": "One", "showName": "Talk", "episodeUri": spoken}
    local = {"uri": "spotify:local:The+Band:On%3A+Tape:My+Song:180"}
    document = {
        "playlists": [
            {
                "name": "Slow",
                "lastModifiedDate": "2024-05-07",
                "items": [item(track=SONG), item(episode=episode), item(localTrack=local)],
            },
            {"name": "Empty", "items": []},
        ]
    }
    added = 1_714_953_600
    assert read(document) == [
        PlaylistRow(
            "Slow",
            "Slow",
            (
                Entry(TrackRef("Song", ("Band",), (URI,), "Record"), added),
                Entry(
                    TrackRef("One", ("Talk",), (spoken,), kind="podcast"),
                    added,
                ),
                Entry(TrackRef("My Song", ("The Band",), album="On: Tape"), added),
            ),
        ),
        PlaylistRow("Empty", "Empty", ()),
    ]
    assert spotify.sniff(json.dumps(document, indent=2).encode(), "any name")


def test_two_playlists_of_one_title_stay_two() -> None:
    document = {"playlists": [{"name": "Mix", "items": [item(track=SONG)]}, {"name": "Mix"}]}
    assert [row.key for row in read(document) if isinstance(row, PlaylistRow)] == ["Mix", "Mix (2)"]


def test_a_name_that_comes_after_the_items_is_the_playlists_too() -> None:
    [row] = read({"playlists": [{"items": [item(track=SONG)], "name": "Late"}]})
    assert isinstance(row, PlaylistRow)
    assert (row.title, len(row.entries)) == ("Late", 1)


def test_items_that_name_nothing_are_bad_rows_and_the_others_stay() -> None:
    items = [
        item(),
        item(track=SONG),
        item(track={"trackName": "Song"}),
        7,
        item(localTrack={"uri": "spotify:local:odd"}),
        item(track=SONG, extra=[{"deep": [number]} for number in range(300)]),
        item(track=SONG),
    ]
    *bad, row = read({"playlists": [{"name": "Mix", "items": items}]})
    assert [one.line for one in bad if isinstance(one, Bad)] == [1, 3, 4, 5, 6]
    assert isinstance(row, PlaylistRow)
    assert len(row.entries) == 2


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b'{"playlists": [{"name": "Mix", "items": [', "it is not JSON"),
        (b"\xff\xfe{", "it is not JSON"),
        (b'{"tracks": []}', 'no list "playlists"'),
    ],
)
def test_a_broken_file_is_refused(data: bytes, reason: str) -> None:
    with pytest.raises(RefusedFile, match=reason):
        list(spotify.read(io.BytesIO(data), "Playlist1.json"))


def test_more_than_any_playlist_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(entries, "MAX_TRACKS", 2)
    with pytest.raises(RefusedFile, match="more than 2 tracks"):
        read({"playlists": [{"items": [item(track=SONG)] * 3}]})
