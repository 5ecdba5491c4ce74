from __future__ import annotations

import io
import json
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import BinaryIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from discograph.core.errors import InputError
from discograph.formats.playlists import jspf, m3u, xspf
from discograph.formats.rows import PlaylistRow, Row
from discograph.formats.week import FORMATS, Week, WeekTrack, as_json, write

MBID = "385f4381-0f6d-47a0-bc56-07570374f650"
URI = f"spotify:track:{'a' * 22}"
READERS: dict[str, Callable[[BinaryIO, str], Iterator[Row]]] = {
    "jspf": jspf.read,
    "xspf": xspf.read,
    "m3u8": m3u.read,
}
HOSTILE = [
    'quoted "title"',
    "it's & <b>bold</b> ]]> <!-- -->",
    "line\nbreak\r\n#EXTINF:1,Other - Song\nhttp://elsewhere/",
    "tab\tand\x1b[31mcolour\x7f\x85",
    "\u202eright to left\u202c \u2066isolated\u2069",
    "emoji 🎵👩‍🎤 and \ufeffmark",
    "line\u2028separator\u2029paragraph",
    "#EXTM3U",
    "a - b - c",
    "-",
    "\\x41 \\u0041 &#65; &amp; %20 $x `y` \\",
    "../../etc/passwd",
    "C:\\Windows",
    "e\u0301 not composed",
    "\ufffe\uffff\U0001fffe",
    "…" * 900,
]
NAMES = st.sampled_from(HOSTILE) | st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1, max_size=60
)
ALIASES = st.lists(
    st.sampled_from([f"mbid:{MBID}", "isrc:USRC17607839", URI, "msd:SOX", "name:a|b"]),
    unique=True,
).map(tuple)


def track(**given: object) -> WeekTrack:
    base = WeekTrack(
        position=1,
        id="t1",
        title="Song",
        artist="Band",
        aliases=(f"mbid:{MBID}", URI, "name:band|song"),
        album="Record",
        duration_s=61.5,
        score=0.25,
        sources={"playlists": 0.25, "als": 0.5, "co_listens": 0.25},
        reason="Because you play Tune by Duo.",
        path=("mira", "t2", "t1"),
    )
    return replace(base, **given)  # type: ignore[arg-type]


def week(*tracks: WeekTrack, **given: object) -> Week:
    base = Week(
        user="mira",
        week="2026-W47",
        run="weekly-1",
        title="Week 47 for mira",
        created_at=datetime(2026, 11, 16, 5, tzinfo=UTC),
        tracks=tracks,
    )
    return replace(base, **given)  # type: ignore[arg-type]


def on_one_line(text: str) -> str:
    """What may change in a name on its way through a file of lines: what no line can hold."""
    plain = "".join(
        " " if unicodedata.category(char) in {"Cc", "Zl", "Zp"} or char in "\ufffe\uffff" else char
        for char in text
    )
    return " ".join(unicodedata.normalize("NFC", plain).split())


weeks = st.lists(
    st.builds(
        track,
        title=NAMES.filter(lambda name: on_one_line(name) != ""),
        artist=NAMES.filter(lambda name: on_one_line(name) != ""),
        album=st.none() | NAMES,
        aliases=ALIASES,
        duration_s=st.none() | st.floats(0.5, 80_000),
        reason=NAMES,
        id=NAMES,
        sources=st.dictionaries(NAMES, st.floats(0, 1), max_size=3),
        path=st.lists(NAMES, max_size=3).map(tuple),
    ),
    max_size=4,
).flatmap(
    lambda tracks: st.builds(week, *map(st.just, tracks), user=NAMES, title=NAMES, note=NAMES)
)


@pytest.mark.parametrize("to", READERS)
@given(weeks)
def test_a_week_is_read_back_as_it_was_written(to: str, given: Week) -> None:
    *bad, row = READERS[to](io.BytesIO(write(given, to).encode()), f"week.{to}")
    assert not bad
    assert isinstance(row, PlaylistRow)
    assert [on_one_line(entry.track.title or "") for entry in row.entries] == [
        on_one_line(track.title) for track in given.tracks
    ]
    assert [[on_one_line(name) for name in entry.track.artists] for entry in row.entries] == [
        [on_one_line(track.artist)] for track in given.tracks
    ]
    kept = ("spotify:",) if to == "m3u8" else ("mbid:", "isrc:", "spotify:")
    assert [set(entry.track.aliases) for entry in row.entries] == [
        {alias for alias in track.aliases if alias.startswith(kept)} for track in given.tracks
    ]


@given(weeks, st.sampled_from(list(FORMATS)))
def test_every_file_is_text_that_can_be_kept_and_the_same_each_time(given: Week, to: str) -> None:
    text = write(given, to)
    assert text == write(given, to)
    assert text.endswith("\n")
    assert not {char for char in text if unicodedata.category(char) in {"Cc", "Cs", "Zl", "Zp"}} - {
        "\n"
    }


@given(weeks)
def test_json_is_one_line_that_says_everything_exactly(given: Week) -> None:
    text = write(given, "json")
    assert len(text.splitlines()) == 1
    found = json.loads(text)
    assert found == as_json(given)
    assert [row["title"] for row in found["tracks"]] == [track.title for track in given.tracks]


@given(weeks)
def test_an_m3u8_has_a_line_for_every_track_and_no_other(given: Week) -> None:
    lines = write(given, "m3u8").split("\n")
    assert lines[0] == "#EXTM3U"
    assert len([line for line in lines if line.startswith("#EXTINF:")]) == len(given.tracks)
    assert len([line for line in lines if line and not line.startswith("#")]) == len(given.tracks)


def test_the_json_is_of_the_form_that_show_prints() -> None:
    short = week(track(), short_by=29, note="Only 1 track was left.")
    assert list(as_json(short)) == ["user", "week", "run", "tracks", "short_by", "note"]
    assert as_json(short)["tracks"] == [
        {
            "position": 1,
            "id": "t1",
            "title": "Song",
            "artist": "Band",
            "aliases": [f"mbid:{MBID}", URI, "name:band|song"],
            "score": 0.25,
            "sources": {"als": 0.5, "co_listens": 0.25, "playlists": 0.25},
            "reason": "Because you play Tune by Duo.",
            "path": ["mira", "t2", "t1"],
        }
    ]
    assert (as_json(short)["short_by"], as_json(short)["note"]) == (29, "Only 1 track was left.")


def test_sources_stand_in_one_order_whatever_order_they_came_in() -> None:
    one, other = ({"a": 0.5, "b": 0.5}, {"b": 0.5, "a": 0.5})
    for to in FORMATS:
        assert write(week(track(sources=one)), to) == write(week(track(sources=other)), to)


def test_a_jspf_is_what_listenbrainz_writes() -> None:
    playlist = json.loads(write(week(track(), short_by=29, note="Short."), "jspf"))["playlist"]
    extension = playlist["extension"]["https://musicbrainz.org/doc/jspf#playlist"]
    [entry] = playlist["track"]
    metadata = entry["extension"]["https://musicbrainz.org/doc/jspf#track"]["additional_metadata"]

    assert playlist["identifier"] == "urn:discograph:weekly:mira:2026-W47"
    assert playlist["date"] == "2026-11-16T05:00:00+00:00"
    assert playlist["annotation"] == "Short."
    assert (extension["public"], extension["created_for"]) == (False, "mira")
    assert entry["identifier"] == [f"https://musicbrainz.org/recording/{MBID}", URI]
    assert (entry["title"], entry["creator"], entry["album"]) == ("Song", "Band", "Record")
    assert entry["duration"] == 61_500
    assert entry["annotation"] == metadata["reason"] == "Because you play Tune by Duo."
    assert metadata["sources"] == {"als": 0.5, "co_listens": 0.25, "playlists": 0.25}


def test_an_xspf_keeps_the_order_of_the_specification() -> None:
    assert (
        write(week(track(title="A & B")), "xspf")
        == f"""<?xml version="1.0" encoding="UTF-8"?>
<playlist version="1" xmlns="http://xspf.org/ns/0/">
<title>Week 47 for mira</title>
<creator>discograph</creator>
<identifier>urn:discograph:weekly:mira:2026-W47</identifier>
<date>2026-11-16T05:00:00+00:00</date>
<meta rel="urn:discograph:user">mira</meta>
<meta rel="urn:discograph:week">2026-W47</meta>
<meta rel="urn:discograph:run">weekly-1</meta>
<meta rel="urn:discograph:short_by">0</meta>
<trackList>
<track>
<identifier>https://musicbrainz.org/recording/{MBID}</identifier>
<identifier>{URI}</identifier>
<title>A &amp; B</title>
<creator>Band</creator>
<annotation>Because you play Tune by Duo.</annotation>
<album>Record</album>
<trackNum>1</trackNum>
<duration>61500</duration>
<meta rel="urn:discograph:track">t1</meta>
<meta rel="urn:discograph:score">0.25</meta>
<meta rel="urn:discograph:source:als">0.5</meta>
<meta rel="urn:discograph:source:co_listens">0.25</meta>
<meta rel="urn:discograph:source:playlists">0.25</meta>
</track>
</trackList>
</playlist>
"""
    )


def test_an_m3u8_names_a_track_by_its_address_or_else_by_its_name() -> None:
    known, unknown = track(), track(aliases=("name:x|y",), duration_s=None, title="AC/DC: live?")
    assert write(week(known, unknown), "m3u8").split("\n")[3:] == [
        "# Because you play Tune by Duo.",
        "#EXTART:Band",
        "#EXTALB:Record",
        "#EXTINF:62,Band - Song",
        URI,
        "# Because you play Tune by Duo.",
        "#EXTART:Band",
        "#EXTALB:Record",
        "#EXTINF:-1,Band - AC/DC: live?",
        "Band - AC_DC_ live_",
        "",
    ]


@pytest.mark.parametrize(
    "alias", ["mbid:a b<c>&\"'\n", "spotify:x\n#EXTINF:1,a - b", "isrc:\ud800"]
)
@pytest.mark.parametrize("to", READERS)
def test_an_odd_alias_breaks_no_file(to: str, alias: str) -> None:
    text = write(week(track(aliases=(alias,))), to)
    [row] = READERS[to](io.BytesIO(text.encode()), "week")
    assert isinstance(row, PlaylistRow)
    assert [(entry.track.title, entry.track.artists) for entry in row.entries] == [
        ("Song", ("Band",))
    ]


def test_a_date_is_written_in_utc_whatever_zone_it_came_in() -> None:
    there = datetime(2026, 11, 16, 7, tzinfo=timezone(timedelta(hours=2)))
    for to in FORMATS:
        assert write(week(track(), created_at=there), to) == write(week(track()), to)


def test_what_cannot_be_written_is_said() -> None:
    with pytest.raises(InputError, match="no playlist format 'pls'; there are: jspf, xspf"):
        write(week(), "pls")
    with pytest.raises(InputError, match="has no timezone; give it one"):
        week(created_at=datetime(2026, 11, 16))
