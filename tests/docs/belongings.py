"""The files that pages name, as a reader of them has."""

from __future__ import annotations

import csv
import io
import json
import tarfile
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import numpy as np
import soundfile  # type: ignore[import-untyped]
import zstandard

from discograph.core.pages import RawPage
from discograph.core.sound import RATE_HZ
from discograph.demo.world import World
from discograph.formats.records import packed_page
from discograph.formats.rows import TrackRef

BEGUN = 1_750_000_000
SITE = "https://magazine.example"
_SAID = (
    "make dreamy shoegaze with female vocals, and this record is the haziest of them all.",
    "recorded it at night in a small room by the sea, one long take after another.",
    "sing of trains and letters over a slow pulse, and nobody in the hall says a word.",
    "will tour in the autumn, with the same two amplifiers that they began with.",
)


def lay_out(folder: Path, world: World) -> None:
    """Put into `folder` all that pages speak of; what is heard in it is of `world`."""
    known = [ref for ref in world.catalogue.tracks if ref not in world.cold]
    _spotify(folder / "my_spotify_data.zip", known[:60])
    _listenbrainz(folder / "listenbrainz_me.zip", known[40:70])
    _scrobbles(folder / "scrobbles.csv", known[60:90])
    _dump(folder / "listenbrainz-dump.tar.zst", known[:60])
    _party(folder / "party.m3u8", known[5:15])
    (folder / "plays.csv").write_text("user,artist,title,plays\nme,Somebody,Song,7\n")
    names = world.catalogue.artists[:4]
    (folder / "saved_pages").mkdir()
    for number, name in enumerate(names[:2]):
        (folder / "saved_pages" / f"review-{number}.html").write_text(_review(name, number))
    with (folder / "crawl.warc.gz").open("wb") as stream:
        for number, name in enumerate(names[2:], start=2):
            page = RawPage(f"{SITE}/{number}", BEGUN, _review(name, number).encode(), "text/html")
            stream.write(packed_page(page))
    music = folder / "Music"
    (music / "Playlists").mkdir(parents=True)
    for number, title in enumerate(("Low Tide", "High Tide")):
        soundfile.write(music / f"The Harbour - {title}.ogg", _beat(100 + 40 * number), RATE_HZ)


def _spotify(path: Path, tracks: Sequence[TrackRef]) -> None:
    """Write an export with an extended history, one row of a private session, and a playlist."""
    plays = [
        {
            "ts": f"{datetime.fromtimestamp(at, UTC):%Y-%m-%dT%H:%M:%SZ}",
            "ms_played": 200_000,
            "master_metadata_track_name": ref.title,
            "master_metadata_album_artist_name": ref.artists[0],
            "master_metadata_album_album_name": ref.album,
            "spotify_track_uri": None,
            "incognito_mode": number == 0,
        }
        for number, (at, ref) in enumerate(_moments(tracks))
    ]
    entries = [
        {"track": {"trackName": r.title, "artistName": r.artists[0]}, "addedDate": "2025-06-01"}
        for r in tracks[:8]
    ]
    playlists = {"playlists": [{"name": "Sunday", "items": entries}]}
    with ZipFile(path, "w") as export:
        export.writestr("Streaming_History_Audio_2025.json", json.dumps(plays))
        export.writestr("Playlist1.json", json.dumps(playlists))


def _listenbrainz(path: Path, tracks: Sequence[TrackRef]) -> None:
    with ZipFile(path, "w") as export:
        export.writestr("listens/2025/6.jsonl", "\n".join(map(json.dumps, _listens(tracks))))


def _listens(tracks: Sequence[TrackRef]) -> list[dict[str, Any]]:
    return [
        {
            "listened_at": at,
            "track_metadata": {"track_name": ref.title, "artist_name": ref.artists[0]},
        }
        for at, ref in _moments(tracks)
    ]


def _scrobbles(path: Path, tracks: Sequence[TrackRef]) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        rows = csv.writer(stream)
        rows.writerow(["artist", "album", "track", "date"])
        for at, ref in _moments(tracks):
            when = f"{datetime.fromtimestamp(at, UTC):%d %b %Y %H:%M}"
            rows.writerow([ref.artists[0], ref.album, ref.title, when])


def _dump(path: Path, tracks: Sequence[TrackRef]) -> None:
    """Write a dump of three listeners, of whom one has nothing in common with anybody."""
    strangers = [TrackRef(f"Nowhere {number}", ("Nobody",)) for number in range(30)]
    listens = [
        line | {"user_name": name}
        for name, heard in (("una", tracks[:40]), ("dos", tracks[20:]), ("tres", strangers))
        for line in _listens(heard)
    ]
    data = "\n".join(map(json.dumps, listens)).encode()
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        member = tarfile.TarInfo("listens/2025/6.listens")
        member.size = len(data)
        archive.addfile(member, io.BytesIO(data))
    path.write_bytes(zstandard.compress(packed.getvalue()))


def _party(path: Path, tracks: Iterable[TrackRef]) -> None:
    lines = [f"#EXTINF:200,{ref.artists[0]} - {ref.title}\n{ref.title}.mp3\n" for ref in tracks]
    path.write_text("#EXTM3U\n" + "".join(lines), encoding="utf-8")


def _moments(tracks: Sequence[TrackRef]) -> list[tuple[int, TrackRef]]:
    return [
        (BEGUN + 86_400 * again + 300 * number, ref)
        for again in range(3)
        for number, ref in enumerate(tracks)
    ]


def _review(name: str, number: int) -> str:
    text = "".join(f"<p>{name} {said}</p>" for said in _SAID)
    head = f'<title>{name}: a review</title><link rel="canonical" href="{SITE}/{number}">'
    return f"<!doctype html><html><head>{head}</head><body><article>{text}</article></body></html>"


def _beat(tempo_bpm: float) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
    """Return 20 s of decaying clicks over a chord."""
    at_s = np.arange(20 * RATE_HZ) / RATE_HZ
    chord = sum(np.sin(2 * np.pi * hertz * at_s) for hertz in (220.0, 277.2, 329.6))
    click = np.exp(-40 * (at_s % (60 / tempo_bpm))) * np.sin(2 * np.pi * 880 * at_s)
    return (0.08 * chord + 0.4 * click).astype(np.float32)
