from __future__ import annotations

import io

import pytest

from discograph.formats.listens import counts
from discograph.formats.rows import Bad, PlayCount, Row, TrackRef

MBID = "11111111-2222-3333-4444-555555555555"
URI = "spotify:track:0123456789abcdefABCDEF"


def read(text: str) -> list[Row]:
    data = text.encode()
    assert counts.sniff(data, "x")
    return list(counts.read(io.BytesIO(data), "x"))


ID = TrackRef(None, (), ("id:S1",))
NAMED = TrackRef("Harbour", ("Ada",), (), "Tides")
TABLES = [
    ("user\ttrack_id\tplays\nme\tS1\t3\n", PlayCount(ID, 3, user="me")),
    ("user_id,song_id,play_count\nme,S1,3\n", PlayCount(ID, 3, user="me")),
    ("track_id,plays\nS1,3.0\n", PlayCount(ID, 3)),
    ("user,track,plays\nme,S1,3\n", PlayCount(ID, 3, user="me")),
    ("user,track_id\nme,S1\n", PlayCount(ID, 1, user="me")),
    ("Artist;Title;Album;Play Count\nAda;Harbour;Tides;3\n", PlayCount(NAMED, 3)),
    (
        "artist,title,album,plays,last_at\nAda,Harbour,Tides,3,2020-01-01\n",
        PlayCount(NAMED, 3, 1_577_836_800),
    ),
    (
        "artist,title,album,count,last_played\nAda,Harbour,Tides,3,1577836800000\n",
        PlayCount(NAMED, 3, 1_577_836_800),
    ),
    (f"mbid,plays\n{MBID.upper()},3\n", PlayCount(TrackRef(None, (), (f"mbid:{MBID}",)), 3)),
    (f"track_id,plays\n{URI},3\n", PlayCount(TrackRef(None, (), (URI,)), 3)),
    (
        f"track_id,mbid,isrc,spotify_uri,artist,title,duration_ms,plays\n"
        f"S1,{MBID},GBAYE8100053,{URI},Ada,Harbour,1500,3\n",
        PlayCount(
            TrackRef(
                "Harbour",
                ("Ada",),
                (f"mbid:{MBID}", "isrc:GBAYE8100053", URI, "id:S1"),
                duration_s=1.5,
            ),
            3,
        ),
    ),
    ("track_id,title,plays\nS1,Harbour,3\n", PlayCount(TrackRef("Harbour", (), ("id:S1",)), 3)),
    (
        "//userID\tartistID\tweight\n2\t51\t3\n",
        PlayCount(TrackRef(None, (), ("artist:51",)), 3, user="2"),
    ),
]  # fmt: skip


@pytest.mark.parametrize(("text", "row"), TABLES)
def test_every_kind_of_header_is_understood(text: str, row: PlayCount) -> None:
    assert read(text) == [row]


@pytest.mark.parametrize("plays", ["0", "-1", "1e9", "1000000000", "nan", "true", "1.5", "", "x"])
def test_a_count_that_cannot_be_is_bad_with_its_line(plays: str) -> None:
    rows = read(f"user,track_id,plays\nme,S1,1\nme,S2,{plays}\nme,S3,1\n")
    assert [type(row) for row in rows] == [PlayCount, Bad, PlayCount]
    assert isinstance(rows[1], Bad)
    assert rows[1].line == 3


def test_a_row_that_names_nobody_or_nothing_is_bad() -> None:
    rows = read("user,track_id,plays\n,S1,1\nme,,1\nme,S1,1\n")
    assert [type(row) for row in rows] == [Bad, Bad, PlayCount]


@pytest.mark.parametrize(
    "text",
    ["", "plays\n3\n", "user,plays\nme,3\n", "artist,title,time\nAda,Harbour,1577880000\n",
     "user,artist,at\nme,Ada,1577880000\n", "track_id,added_at\nS1,2020-01-01\n"],
)  # fmt: skip
def test_other_tables_are_not_taken_for_counts(text: str) -> None:
    assert not counts.sniff(text.encode(), "counts.csv")
