from __future__ import annotations

import io

import pytest

from discograph.core.errors import RefusedFile
from discograph.formats.listens import lastfm
from discograph.formats.rows import Bad, Listen, Row, TrackRef

NOON = 1_577_880_000  # 2020-01-01T12:00:00Z
MBID = "11111111-2222-3333-4444-555555555555"
ADA = "00000000-0000-0000-0000-00000000000a"


def read(text: str) -> list[Row]:
    data = text.encode()
    assert lastfm.sniff(data, "x")
    return list(lastfm.read(io.BytesIO(data), "x"))


HARBOUR = TrackRef("Harbour", ("Ada",), (), "Tides")
WITH_IDS = TrackRef("Harbour", ("Ada",), (f"mbid:{MBID}",), "Tides", artist_mbids=(ADA,))
VARIANTS = {
    "uts": (
        '"uts","utc_time","artist","artist_mbid","album","album_mbid","track","track_mbid"\n'
        f'"{NOON}","01 Jan 2020, 12:00","Ada","{ADA}","Tides","","Harbour","{MBID}"\n',
        Listen(WITH_IDS, NOON),
    ),
    "no header": ('Ada,Tides,Harbour,"01 Jan 2020, 12:00"\n', Listen(HARBOUR, NOON, coarse=True)),
    "no header, no comma": (
        "Ada,Tides,Harbour,01 Jan 2020 12:00\n",
        Listen(HARBOUR, NOON, coarse=True),
    ),
    "libre.fm": (
        "+ACM- Data export from Libre.fm,,,\n# host,,,\n"
        f"Artist,Track,Album,Time\nAda,Harbour,Tides,{NOON}\n",
        Listen(HARBOUR, NOON),
    ),
    "libre.fm with user": (
        f"# words\nuserid,Artist,track,Album,time\n1,Ada,Harbour,Tides,{NOON}\n",
        Listen(HARBOUR, NOON, user="1"),
    ),
    "lastfmstats.com": (
        f'"Artist";"Album";"AlbumId";"Track";"Date#ada"\n"Ada";"Tides";"";"Harbour";"{NOON}000"\n',
        Listen(HARBOUR, NOON),
    ),
    "last.fm-1k": (
        f'user_1\t2020-01-01T12:00:00Z\t{ADA}\tAda\t\t"Harbour" 2\n',
        Listen(TrackRef('"Harbour" 2', ("Ada",), artist_mbids=(ADA,)), NOON, user="user_1"),
    ),
    "lastexport": (
        f"{NOON}\tHarbour\tAda\tTides\t{MBID}\t{ADA}\t\n",
        Listen(WITH_IDS, NOON),
    ),
    "radio log": (
        '"Show","The Rack"\n"Start","1:00:00 AM"\n\nDate-time,Artist,Song,Release,Label\n'
        "2020-01-01T07:00:00-0500,Ada,Harbour,Tides,Own\n",
        Listen(HARBOUR, NOON),
    ),
    "with what was heard": (
        "time,artist,track,album,ms_played\n2020-01-01 12:00:00,Ada,Harbour,Tides,1500\n",
        Listen(HARBOUR, NOON, heard_s=1.5),
    ),
}  # fmt: skip


@pytest.mark.parametrize("variant", VARIANTS)
def test_every_variant_is_told_and_read(variant: str) -> None:
    text, listen = VARIANTS[variant]
    assert read(text) == [listen]
    assert read(text.replace("\n", "\r\n")) == [listen]


@pytest.mark.parametrize(
    "row",
    [
        "Ada,Harbour,", "Ada,Harbour,soon", ",Harbour,1577880000", "Ada,,1577880000",
        "Ada,Harbour,0", "Ada,Harbour,-1577880000", "Ada,Harbour,253402300799",
        "Ada,Harbour,1577880000,more", "Ada,Harbour", f"Ada,{'x' * 1_001},1577880000",
        '"Ada,Harbour,1577880000',
    ],
)  # fmt: skip
def test_a_scrobble_that_cannot_be_is_bad_with_its_line(row: str) -> None:
    rows = read(f"artist,track,time\nAda,Harbour,{NOON}\n{row}\nBob,Pier,{NOON}\n")
    assert [type(one) for one in rows] == [Listen, Bad, Listen]
    assert isinstance(rows[1], Bad)
    assert rows[1].line == 3
    assert rows[1].text.startswith(row[:500])


@pytest.mark.parametrize(
    "text",
    [
        "", "words\n", "artist,track\nAda,Harbour\n", "user,artist,at\nme,Ada,1577880000\n",
        "artist,track,plays,time\nAda,Harbour,3,1577880000\n", "Never,Gonna,Give,You,Up\n",
        "artist;track;\n", '{"artist": "Ada", "track": "x", "time": 3}',
    ],
)  # fmt: skip
def test_other_tables_are_not_taken_for_scrobbles(text: str) -> None:
    assert not lastfm.sniff(text.encode(), "scrobbles.csv")
    with pytest.raises(RefusedFile):
        list(lastfm.read(io.BytesIO(text.encode()), "scrobbles.csv"))
