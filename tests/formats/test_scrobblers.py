from __future__ import annotations

import io
import json

from discograph.formats.listens import scrobbler_log, scrobblers
from discograph.formats.rows import Bad, Listen, TrackRef

AT = 1_600_000_000
MBID = "11111111-2222-3333-4444-555555555555"


def test_a_maloja_export_is_read() -> None:
    track = {
        "artists": ["Ada", "Bob"],
        "title": "Harbour",
        "album": {"albumtitle": "Tides"},
        "length": 220,
    }
    data = json.dumps({
        "maloja": {"export_time": AT},
        "scrobbles": [
            {"time": AT, "track": track, "duration": 200, "origin": "client:x"},
            {"time": AT, "track": track | {"album": None, "length": None}, "duration": None},
            {"time": AT, "track": {"title": "Harbour", "artists": []}},
            {"time": AT, "track": None},
            {"time": None, "track": track},
        ],
    }, indent=1).encode()  # fmt: skip
    assert scrobblers.sniff_maloja(data, "x")
    rows = list(scrobblers.read_maloja(io.BytesIO(data), "x"))
    assert rows[:2] == [
        Listen(TrackRef("Harbour", ("Ada", "Bob"), album="Tides", duration_s=220), AT, 200),
        Listen(TrackRef("Harbour", ("Ada", "Bob")), AT),
    ]
    assert [row.line for row in rows[2:] if isinstance(row, Bad)] == [3, 4, 5]


def test_a_lastfmstats_export_is_read() -> None:
    play = {
        "track": "Harbour",
        "artist": "Ada",
        "album": "Tides",
        "albumId": "",
        "date": AT * 1_000,
    }
    data = json.dumps({"username": "ada", "scrobbles": [play, play | {"artist": ""}]}).encode()
    assert scrobblers.sniff_lastfmstats(data, "x")
    assert not scrobblers.sniff_maloja(data, "x")
    good, bad = scrobblers.read_lastfmstats(io.BytesIO(data), "x")
    assert good == Listen(TrackRef("Harbour", ("Ada",), album="Tides"), AT)
    assert isinstance(bad, Bad)


def test_a_pano_scrobbler_log_is_read() -> None:
    play = {
        "timeMs": AT * 1_000,
        "artist": "Ada",
        "track": "Harbour",
        "album": "Tides",
        "durationMs": 1_500,
        "event": "scrobble",
    }
    data = "\n".join(json.dumps(row) for row in (play, play | {"event": "love"})).encode()
    assert scrobblers.sniff_pano(data, "x")
    good, bad = scrobblers.read_pano(io.BytesIO(data), "x")
    assert good == Listen(TrackRef("Harbour", ("Ada",), album="Tides", duration_s=1.5), AT)
    assert isinstance(bad, Bad)
    assert bad.line == 2


def test_a_scrobbler_log_is_read() -> None:
    lines = [
        "#AUDIOSCROBBLER/1.1",
        "#TZ/UTC",
        "#CLIENT/Rockbox",
        f"Ada\tTides\tHarbour\t1\t259\tL\t{AT}\t{MBID}",
        f"Ada\t\tHarbour\t\t\tS\t{AT}",
        f"<Untagged>\t\tx.mp3\t0\t180\tL\t{AT}\t",
        "Ada\tTides\tHarbour\t1\t259\tL\t0\t",
        f"Ada\tTides\tHarbour\t1\t259\tQ\t{AT}\t",
        "Ada\tTides",
        "x" * 100_000,
    ]
    data = "\r\n".join(lines).encode()
    assert scrobbler_log.sniff(data, "x")
    rows = list(scrobbler_log.read(io.BytesIO(data), "x"))
    assert rows[:2] == [
        Listen(TrackRef("Harbour", ("Ada",), (f"mbid:{MBID}",), "Tides", 259), AT),
        Listen(TrackRef("Harbour", ("Ada",)), AT, skipped=True),
    ]
    assert [row.line for row in rows[2:] if isinstance(row, Bad)] == [6, 7, 8, 9, 10]
