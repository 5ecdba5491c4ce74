from __future__ import annotations

import io

import pytest

from discograph.core.errors import RefusedFile
from discograph.formats.playlists import entries, m3u
from discograph.formats.rows import Bad, PlaylistRow, TrackRef


def read(text: str | bytes, name: str = "mix.m3u") -> tuple[list[Bad], PlaylistRow]:
    data = text if isinstance(text, bytes) else text.encode()
    *bad, row = m3u.read(io.BytesIO(data), name)
    assert isinstance(row, PlaylistRow)
    return [one for one in bad if isinstance(one, Bad)], row


def only(text: str) -> TrackRef:
    bad, row = read(text)
    assert not bad
    [entry] = row.entries
    return entry.track


NAMED = {
    "#EXTINF:123,Band - Song\nx.mp3": TrackRef("Song", ("Band",), duration_s=123.0),
    "#EXTINF:-1,Band - Song\nx.mp3": TrackRef("Song", ("Band",)),
    "#EXTINF:1.5, Band  -  Song \nx.mp3": TrackRef("Song", ("Band",), duration_s=1.5),
    "#EXTINF:9,Band, the - Song, so\nx": TrackRef("Song, so", ("Band, the",), duration_s=9.0),
    "#EXTINF:9,Band - Song - Live\nx": TrackRef("Song - Live", ("Band",), duration_s=9.0),
    '#EXTINF:9 tvg-name="a,b" x="c",Band - Song\nx': TrackRef("Song", ("Band",), duration_s=9.0),
    "#EXTART:A - B\n#EXTINF:9,A - B - C\nx": TrackRef("C", ("A - B",), duration_s=9.0),
    "#EXTART:Various\n#EXTINF:9,Band - Song\nx": TrackRef("Song", ("Band",), duration_s=9.0),
    "#EXTART:Band\n#EXTALB:Record\n#EXTINF:9,Song\nx": TrackRef(
        "Song", ("Band",), album="Record", duration_s=9.0
    ),
    "#EXTINF:9,Song\n/music/Band - Song.mp3": TrackRef("Song", ("Band",), duration_s=9.0),
    "Band - Song.mp3": TrackRef("Song", ("Band",)),
    "/music/a - b/Band - Song.flac": TrackRef("Song", ("Band",)),
    "..\\lists\\Band - Song.MP3": TrackRef("Song", ("Band",)),
    "X:\\music\\a/b\\Band - Song.ogg": TrackRef("Song", ("Band",)),
    "\\\\server\\music\\Band - Song.wma": TrackRef("Song", ("Band",)),
    "file:///music/2Pac%20-%20Song%20%26%20Dance.mp3": TrackRef("Song & Dance", ("2Pac",)),
    f"spotify:track:{'a' * 22}": TrackRef(None, (), (f"spotify:track:{'a' * 22}",)),
}


@pytest.mark.parametrize(("text", "track"), NAMED.items(), ids=map(repr, NAMED))
def test_a_track_is_named_by_its_comment_or_its_file(text: str, track: TrackRef) -> None:
    assert only(text) == track
    assert only(f"#EXTM3U\r\n\r\n{text}\r\n".replace("\n", "\r\n")) == track


@pytest.mark.parametrize(
    "path",
    [
        "/This/is/a/path/to_a_file.mp3",
        "01 - Song.mp3",
        "01. Band - Song.mp3",
        "01 - Band - Song.mp3",
        "Band - Song - Live.mp3",
        "/Band/Record/Song.mp3",
        "Band-Song.mp3",
        " - Song.mp3",
        "Band - Song",
        "Band - Song.txt",
        "http://radio/Band - Song.mp3",
        "#EXTINF:200,Song\nx.mp3",
        "#EXTINF:200,\nx.mp3",
    ],
)
def test_a_name_that_may_mean_something_else_is_not_guessed(path: str) -> None:
    bad, row = read(path)
    assert [one.reason[:7] for one in bad] == ["no name"]
    assert bad[0].line == len(path.split("\n"))
    assert not row.entries


def test_what_is_said_of_one_path_is_not_said_of_the_next() -> None:
    bad, row = read("#EXTART:A\n#EXTINF:1,A - B\nx.mp3\ny.mp3\nC - D.mp3")
    assert [entry.track.title for entry in row.entries] == ["B", "D"]
    assert [one.line for one in bad] == [4]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_encodings_are_told_by_mark_or_content(encoding: str) -> None:
    _, row = read("#EXTM3U\n#EXTINF:1,Björk - Jóga\nx.mp3\n".encode(encoding))
    assert row.entries[0].track == TrackRef("Jóga", ("Björk",), duration_s=1.0)


def test_half_a_character_of_utf_16_is_refused() -> None:
    with pytest.raises(RefusedFile, match="begins as utf-16"):
        read("Band - Song.mp3".encode("utf-16") + b"x")


def test_a_list_is_called_as_it_says_or_as_its_file() -> None:
    assert read("#EXTM3U\n#PLAYLIST: Slow \nBand - Song.mp3")[1].key == "Slow"
    assert read("Band - Song.mp3", "/home/me/mix one.m3u8")[1].title == "mix one"


@pytest.mark.parametrize(
    ("head", "is_one"),
    [
        (b"#EXTM3U\r\nanything", True),
        (b"a.mp3\nb/c.FLAC\n", True),
        (b"# comment\nC:\\a.mp3\ncut in the mid", True),
        (b"artist,title\na.mp3,b\n", False),
        (b"# only a comment\n", False),
        (b"see song.mp3 and\nother words\n", False),
        (b"", False),
    ],
)
def test_a_list_is_told_by_its_first_line_or_by_all(head: bytes, is_one: bool) -> None:
    assert m3u.sniff(head, "x.m3u") is is_one


def test_more_than_any_playlist_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(entries, "MAX_TRACKS", 2)
    with pytest.raises(RefusedFile, match="more than 2 tracks"):
        read("Band - Song.mp3\n" * 3)
