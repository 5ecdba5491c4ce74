from __future__ import annotations

import io
import json
from typing import Any

import pytest

from discograph.core.errors import RefusedFile
from discograph.formats.playlists import jspf
from discograph.formats.rows import Bad, Entry, PlaylistRow, Row, TrackRef

MBID = "385f4381-0f6d-47a0-bc56-07570374f650"
ARTIST = "bded3a41-acd7-42ff-9402-cb59e35be8f4"
RECORDING = f"https://musicbrainz.org/recording/{MBID}"
TRACK_URI, PLAYLIST_URI = (f"https://musicbrainz.org/doc/jspf#{of}" for of in ("track", "playlist"))


def read(document: object, name: str = "list.jspf") -> list[Row]:
    return list(jspf.read(io.BytesIO(json.dumps(document).encode()), name))


def only(track: dict[str, Any]) -> Entry:
    [row] = read({"playlist": {"track": [track]}})
    assert isinstance(row, PlaylistRow)
    [entry] = row.entries
    return entry


def test_a_playlist_of_listenbrainz_is_read_whole() -> None:
    track = {
        "title": "Song",
        "creator": "Band",
        "album": "Record",
        "duration": 61500,
        "identifier": [RECORDING],
        "extension": {
            TRACK_URI: {
                "added_at": "2024-05-06T07:08:09.25+00:00",
                "added_by": "somebody",
                "artist_identifiers": [f"https://musicbrainz.org/artist/{ARTIST}"],
            }
        },
    }
    document = {
        "playlist": {
            "creator": "mira",
            "identifier": "https://listenbrainz.org/playlist/1",
            "title": "Jams",
            "date": "2024-05-06T07:08:09.25+02:00",
            "extension": {PLAYLIST_URI: {"public": True, "collaborators": []}},
            "track": [track],
        }
    }
    expected = TrackRef("Song", ("Band",), (f"mbid:{MBID}",), "Record", 61.5, "music", (ARTIST,))
    assert read(document) == [
        PlaylistRow(
            key="https://listenbrainz.org/playlist/1",
            title="Jams",
            entries=(Entry(expected, 1_714_979_289),),
            created_at=1_714_972_089,
            public=True,
            user="mira",
        )
    ]
    assert jspf.sniff(json.dumps(document, indent=1).encode(), "any name")


def test_an_identifier_may_be_one_or_a_list() -> None:
    named = {"title": "Song", "creator": "Band"}
    one, many = only({**named, "identifier": RECORDING}), only({**named, "identifier": [RECORDING]})
    assert one == many
    assert one.track.aliases == (f"mbid:{MBID}",)


def test_artists_are_told_apart_where_they_are_credited_one_by_one() -> None:
    credits = [
        {"artist_credit_name": "A", "artist_mbid": ARTIST, "join_phrase": " & "},
        {"artist_credit_name": "B", "artist_mbid": MBID, "join_phrase": ""},
    ]
    extension = {TRACK_URI: {"additional_metadata": {"artists": credits}}}
    track = only({"title": "Song", "creator": "A & B", "extension": extension}).track
    assert (track.artists, track.artist_mbids) == (("A", "B"), (ARTIST, MBID))


def test_a_list_made_for_somebody_is_theirs() -> None:
    extension = {PLAYLIST_URI: {"created_for": "mira", "creator": "troi-bot", "public": False}}
    [row] = read({"playlist": {"creator": "troi-bot", "extension": extension}})
    assert row == PlaylistRow("list", "list", (), user="mira")


def test_a_creator_of_any_other_program_is_no_user() -> None:
    [row] = read({"playlist": {"creator": "My favourite label", "title": "t"}})
    assert row == PlaylistRow("t", "t", ())


def test_an_extension_may_be_a_list_of_bodies() -> None:
    entry = only({"identifier": RECORDING, "extension": {TRACK_URI: [{"added_at": "2024-05-06"}]}})
    assert entry == Entry(TrackRef(None, (), (f"mbid:{MBID}",)), 1_714_953_600)


def test_tracks_that_name_nothing_are_bad_rows_and_the_others_stay() -> None:
    tracks = [
        {"title": "Song", "creator": "Band"},
        {"title": "Song"},
        {"identifier": "http://example.com/"},
        "text",
        {"title": 7, "creator": "Band"},
        {"title": "a\0b", "creator": "Band"},
    ]
    *bad, row = read({"playlist": {"title": "t", "track": tracks}})
    assert [one.line for one in bad if isinstance(one, Bad)] == [2, 3, 4, 5, 6]
    assert isinstance(row, PlaylistRow)
    assert len(row.entries) == 1


@pytest.mark.parametrize(
    "document",
    [[], {}, {"playlist": []}, {"playlist": {"track": {}}}, {"playlist": None}, 7],
)
def test_other_json_is_refused(document: object) -> None:
    with pytest.raises(RefusedFile, match="it is no JSPF"):
        read(document)


@pytest.mark.parametrize("data", [b"{", b"[" * 100_000, b"\x80", b""])
def test_what_is_not_json_is_refused(data: bytes) -> None:
    with pytest.raises(RefusedFile, match="it is not JSON"):
        list(jspf.read(io.BytesIO(data), "x"))
