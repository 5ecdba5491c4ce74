from __future__ import annotations

import io
import tracemalloc

import pytest

from discograph.core.errors import RefusedFile
from discograph.formats.playlists import entries, xspf
from discograph.formats.rows import Bad, Entry, PlaylistRow, Row, TrackRef

MBID = "385f4381-0f6d-47a0-bc56-07570374f650"
NAMED = "<title>Song</title><creator>Band</creator>"


def read(text: str | bytes, name: str = "my list.xspf") -> list[Row]:
    data = text if isinstance(text, bytes) else text.encode()
    return list(xspf.read(io.BytesIO(data), name))


def playlist(inside: str, attributes: str = "") -> str:
    return f'<playlist version="1" xmlns="http://xspf.org/ns/0/"{attributes}>{inside}</playlist>'


def tracks(*inside: str) -> str:
    each = "".join(f"<track>{track}</track>" for track in inside)
    return playlist(f"<trackList>{each}</trackList>")


def test_a_playlist_is_read_with_all_that_names_its_tracks() -> None:
    text = playlist(
        "<title>Slow</title><identifier>urn:list:1</identifier>"
        "<date>2024-05-06T07:08:09Z</date><trackList><track>"
        f"<location>https://open.spotify.com/track/{'a' * 22}</location>"
        f"<identifier>https://musicbrainz.org/recording/{MBID.upper()}</identifier>"
        f"{NAMED}<album>Record</album><duration> 61500\n</duration></track></trackList>"
    )
    track = TrackRef(
        "Song", ("Band",), (f"mbid:{MBID}", f"spotify:track:{'a' * 22}"), "Record", 61.5
    )
    expected = PlaylistRow("urn:list:1", "Slow", (Entry(track),), created_at=1_714_979_289)
    assert read(text) == [expected]
    assert xspf.sniff(text.encode(), "any name")


def test_a_playlist_without_title_is_called_as_its_file() -> None:
    [row] = read(tracks(), "old.zip!lists/my list.xspf")
    assert row == PlaylistRow("my list", "my list", ())


VALID = {
    "elements in any order": playlist("<trackList/><title>t</title><creator>c</creator>"),
    "version 0": playlist("<trackList/>").replace('"1"', '"0"'),
    "xml:base": playlist('<title xml:base="x">t</title><trackList xml:base="x"/>'),
    "anything in an extension": playlist(
        '<extension application="x" xmlns:o="urn:o">text<o:a b="c"><d/>t</o:a></extension>'
        "<trackList/>"
    ),
    "links and metas": playlist(
        '<link rel="a">b</link><meta rel="a"/><meta rel="b">c</meta><trackList/>'
    ),
    "no address anywhere": playlist("<info>no address</info><image>x y</image><trackList/>"),
    "a time of long ago": playlist("<date>0001-01-01T01:01:01</date><trackList/>"),
    "white space and comments": playlist(" <!-- x -->\n<trackList> <!-- y -->\t</trackList>\n"),
}


@pytest.mark.parametrize("text", VALID.values(), ids=VALID)
def test_what_the_specification_allows_is_read(text: str) -> None:
    [row] = read(text)
    assert isinstance(row, PlaylistRow)


INVALID = {
    "its root is <songs>": playlist("<trackList/>").replace("playlist", "songs"),
    "not <playlist> in the namespace": "<playlist version='1'><trackList/></playlist>",
    "it is of version 25": playlist("<trackList/>").replace('"1"', '"25"'),
    "it is of version None": playlist("<trackList/>").replace('version="1"', ""),
    "it has no <trackList>": playlist("<title>t</title>"),
    "<trackList> stands twice": playlist("<trackList/><trackList/>"),
    "<title> stands twice": playlist("<title>a</title><title>b</title><trackList/>"),
    "<song> has no place": playlist("<song/><trackList/>"),
    "<info> has no place in <attribution>": playlist(
        "<attribution><info>x</info></attribution><trackList/>"
    ),
    "<b> has no place in <title>": playlist("<title>a<b>c</b></title><trackList/>"),
    "<{urn:o}extension> has no place": playlist('<o:extension xmlns:o="urn:o"/><trackList/>'),
    "<playlist> has no attribute name": playlist("<trackList/>", ' name="x"'),
    "<meta> lacks its attribute rel": playlist("<meta>a</meta><trackList/>"),
    "<extension> lacks its attribute": playlist("<extension/><trackList/>"),
    "<playlist> holds text": playlist("text<trackList/>"),
    "<playlist> holds text between": playlist("<trackList/>text"),
    "<trackList> holds text": playlist("<trackList>text</trackList>"),
    "<trackList> holds text between": playlist("<trackList><track/>text<track/></trackList>"),
    "<date> is '2005-32-08": playlist("<date>2005-32-08T17:10:47Z</date><trackList/>"),
    "no XML that is read here": "<playlist",
    "elements stand more than 64 deep": playlist(
        f'<extension application="x">{"<a>" * 70}{"</a>" * 70}</extension><trackList/>'
    ),
}


@pytest.mark.parametrize(("reason", "text"), INVALID.items(), ids=INVALID)
def test_what_the_specification_forbids_is_refused(reason: str, text: str) -> None:
    with pytest.raises(RefusedFile) as refused:
        read(text)
    assert reason in refused.value.reason


FAULTY_TRACKS = {
    "no name": "<title/>",
    "no name: a title with its artist": "<title>Song</title>",
    "<annotation> stands twice": f"{NAMED}<annotation>a</annotation><annotation>b</annotation>",
    "<duration> is '-1'": f"{NAMED}<duration>-1</duration>",
    "<trackNum> is 'one'": f"{NAMED}<trackNum>one</trackNum>",
    "<track> holds text": f"text{NAMED}",
    "<link> lacks its attribute rel": f"{NAMED}<link>a</link>",
    "<b> has no place in <meta>": f'{NAMED}<meta rel="a"><b/></meta>',
    "title has 1001 characters": f"<title>{'x' * 1001}</title><creator>Band</creator>",
}


@pytest.mark.parametrize(("reason", "text"), FAULTY_TRACKS.items(), ids=FAULTY_TRACKS)
def test_a_faulty_track_is_a_bad_row_and_its_neighbours_stay(reason: str, text: str) -> None:
    bad, row = read(tracks(NAMED, text, NAMED))
    assert isinstance(bad, Bad)
    assert isinstance(row, PlaylistRow)
    assert bad.line == 2
    assert reason in bad.reason
    assert len(row.entries) == 2


@pytest.mark.parametrize(
    "doctype",
    [
        "<!DOCTYPE playlist>",
        '<!DOCTYPE playlist [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>',
        '<!DOCTYPE playlist [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE playlist SYSTEM "http://127.0.0.1/xspf.dtd">',
    ],
)
def test_document_types_and_their_entities_are_refused(doctype: str) -> None:
    with pytest.raises(RefusedFile, match="no XML that is read here"):
        read(doctype + tracks(NAMED))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "latin-1"])
def test_encodings_are_told_by_mark_or_declaration(encoding: str) -> None:
    declared = {"utf-8-sig": "utf-8"}.get(encoding, encoding)
    text = f'<?xml version="1.0" encoding="{declared}"?>' + tracks(
        "<title>Für Elise</title><creator>Ä</creator>"
    )
    [row] = read(text.encode(encoding))
    assert isinstance(row, PlaylistRow)
    assert row.entries[0].track.title == "Für Elise"


def test_an_unknown_encoding_is_refused() -> None:
    with pytest.raises(RefusedFile, match="no XML that is read here"):
        read('<?xml version="1.0" encoding="klingon"?>' + tracks(NAMED))


def test_more_than_any_playlist_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(entries, "MAX_TRACKS", 2)
    with pytest.raises(RefusedFile, match="more than 2 tracks"):
        read(tracks(NAMED, NAMED, NAMED))
    monkeypatch.setattr(entries, "MAX_BYTES", 1 << 20)
    with pytest.raises(RefusedFile, match="larger than 1 MiB"):
        read(tracks(f"<title>{'x' * (2 << 20)}</title>"))


def test_memory_does_not_grow_with_what_is_passed_over() -> None:
    def peak(count: int) -> int:
        many = '<meta rel="x"/>' * count
        deep = '<extension application="x">' + '<a><b c="d"/></a>' * count + "</extension>"
        text = playlist(many + deep + "<trackList/>")
        tracemalloc.start()
        try:
            read(text)
            return tracemalloc.get_traced_memory()[1] - 3 * len(text)
        finally:
            tracemalloc.stop()

    assert peak(10_000) < peak(100) + 1_000_000
