from __future__ import annotations

import io
from contextlib import suppress
from typing import get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from discograph.core.errors import RefusedFile
from discograph.formats.registry import FORMATS
from discograph.formats.rows import Row

LISTENS = [name for name, info in FORMATS.items() if info.kind == "listens"]
SPECIMENS = [
    b'[{"ts": "2021-03-04T05:06:07Z", "ms_played": 5, "master_metadata_track_name": "a"}, {}]',
    b'[{"endTime": "2021-03-04 05:06", "msPlayed": 5, "trackName": "a", "artistName": "b"}, [{}]]',
    b'{"payload": [{"listened_at": 1600000000, "track_metadata": {"artist_name": "a"}}, {}]}\n{}',
    b'uts,artist,track,plays,user\n1600000000,"a",b,3,c\n1600000001,a,"b\n,3,c',
    b"u\t2020-01-01T12:00:00Z\t\ta\t\tb\n",
    b"#AUDIOSCROBBLER/1.1\na\tb\tc\t1\t2\tL\t1600000000\t\n",
    b'{"scrobbles": [{"time": 1600000000, "date": 1, "track": {"title": "a", "artists": ["b"]}}]}',
    b"user\tartist\ttag\ta\nb\tc\tdreamy\t1\n",
    b"WARC/1.0\r\nWARC-Type: resource\r\nWARC-Target-URI: http://a.example/\r\n"
    b"WARC-Date: 2020-01-01T00:00:00Z\r\nWARC-Record-ID: <urn:uuid:1>\r\n"
    b"Content-Type: text/html\r\nContent-Length: 3\r\n\r\n<p>\r\n\r\n",
    b'{"timeMs": 1600000000000, "artist": "a", "track": "b", "event": "scrobble"}\n',
]


def test_each_format_says_what_it_is() -> None:
    for name, info in FORMATS.items():
        assert info.name == name
        assert info.kind in {"listens", "playlists", "saves", "visits", "tags", "pages"}
        assert info.doc


@st.composite
def _damaged(draw: st.DrawFn) -> bytes:
    """A specimen with some of its bytes replaced, doubled or gone."""
    data = bytearray(draw(st.sampled_from(SPECIMENS)))
    for _ in range(draw(st.integers(0, 4))):
        place = draw(st.integers(0, len(data) - 1))
        harm = st.sampled_from([b'"', b"\\ud800", b"[", b"1e999", b"null", b"\0"])
        data[place : place + draw(st.integers(0, 3))] = draw(harm | st.binary(max_size=4))
    return bytes(data)


@pytest.mark.parametrize("name", [*LISTENS, "tags", "warc", "html", "text"])
@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(data=_damaged() | st.binary(max_size=200))
def test_any_bytes_are_rows_or_a_refusal_and_nothing_else(name: str, data: bytes) -> None:
    info = FORMATS[name]
    assert isinstance(info.sniff(data, "x"), bool)
    with suppress(RefusedFile):
        for row in info.read(io.BytesIO(data), "x"):
            assert isinstance(row, get_args(Row))
