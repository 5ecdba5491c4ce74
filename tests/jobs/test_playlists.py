"""Playlists of the moment, on a small community whose tracks were heard."""

from __future__ import annotations

import io
import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from discograph.client import Discograph
from discograph.core.config import Config
from discograph.core.errors import InputError, NotEnoughData, UnknownNode
from discograph.core.home import Home
from discograph.core.identity import name_alias
from discograph.core.vectors import Vectors
from discograph.embeddings.plays import unit
from discograph.embeddings.store import load_factors
from discograph.formats.playlists import jspf
from discograph.formats.rows import PlaylistRow
from discograph.formats.track_list import TrackList
from discograph.formats.week import as_json, write
from discograph.graph.store import GraphStore
from discograph.jobs.continuing import continued
from discograph.jobs.factors import train
from discograph.jobs.flowing import flowing
from discograph.jobs.listed import listing
from discograph.jobs.running import running
from discograph.jobs.sound_files import VECTORS, save_sounds
from discograph.playlists.cadence import Plan

pytestmark = pytest.mark.neo4j
Plant = Callable[..., None]
CONFIG = Config.build({"factors": {"embedding_size": 8, "alpha": 2.0, "reg": 1.0}}, {})
SCENE = 20
TONES = ["C", "G", "D", "A", "E", "B", "F#", "C#", "G#", "D#", "A#", "F"]
IDS = [f"{scene}-{track:02}" for scene in ("folk", "dub") for track in range(SCENE)]


def sound(place: int, **other: Any) -> dict[str, Any]:
    """What a scan finds: tempos around 85 and 170, keys around the wheel."""
    return {
        "sound": f"{place:064x}",
        "path": f"/music/{place:02}.flac",
        "duration_s": 180.0 + place,
        "tempo_bpm": (85.0 if place % 2 else 170.0) * (0.985 + 0.0015 * place),
        "tempo_confidence": 0.9,
        "key": TONES[place * 7 % 12],
        "mode": "minor" if place % 3 else "major",
        "key_confidence": 0.9,
        "time_signature": 4,
        "time_signature_confidence": 0.9,
        "loudness_lufs": -14.0 + place % 5,
        **other,
    }


WORLD: dict[str, Any] = {
    "plays": {
        f"{scene}{person}": {
            f"{scene}-{(person * 5 + step) % SCENE:02}": 1 + step for step in range(SCENE // 2)
        }
        for scene in ("folk", "dub")
        for person in range(6)
    },
    "artists": {id: f"{id.partition('-')[0]} {int(id[-2:]) // 3}" for id in IDS},
    "works": {id: [f"w{id}"] for id in IDS} | {"folk-19": ["wfolk-00"]},
    "aliases": {
        id: [name_alias(f"Band {id[:-3]} {int(id[-2:]) // 3}", f"Song {id}")] for id in IDS
    },
    "tracks": {id: sound(place % SCENE, title=f"Song {id}") for place, id in enumerate(IDS)},
    "skips": {"folk0": {"folk-04": 9}},
    "local": ["folk0"],
    "current": None,
}
PLAN = Plan(cadence=170.0, minutes=24.0, tolerance=0.03, warm_up=3.0, cool_down=3.0, easy=0.96)


@pytest.fixture
def home(store: GraphStore, tmp_path: Path) -> Home:
    return Home(tmp_path / "home").make()


def ids(found: TrackList) -> list[str]:
    return [track.id or "" for track in found.tracks]


def test_a_run_is_of_what_a_person_plays_and_would_like(
    store: GraphStore, plant: Plant, home: Home
) -> None:
    odd = {
        "folk-00": {"time_signature": 3},
        "folk-01": {"tempo_confidence": 0.2},
        "folk-02": {"tempo_bpm": 170 * 2 / 3},
    }
    plant(**WORLD | {"tracks": {id: t | odd.get(id, {}) for id, t in WORLD["tracks"].items()}})
    alone = running(store, home, CONFIG, "folk0", PLAN)
    assert set(ids(alone)) <= WORLD["plays"]["folk0"].keys()  # nothing is predicted yet
    train(store, home, CONFIG)
    found = running(store, home, CONFIG, "folk0", PLAN)
    check_run(found)
    assert ids(running(store, home, CONFIG, "folk0", PLAN)) == ids(found)
    with pytest.raises(NotEnoughData, match=r"130 steps a minute.*--tolerance"):
        running(store, home, CONFIG, "folk0", Plan(**{**vars_of(PLAN), "cadence": 130.0}))
    long = running(store, home, CONFIG, "folk0", Plan(**{**vars_of(PLAN), "minutes": 120.0}))
    assert long.note is not None
    assert long.note.startswith(f"only {as_json(long)['found_minutes']:.1f} of 120 minutes")
    with pytest.raises(UnknownNode, match="folk0"):
        running(store, home, CONFIG, "nobody", PLAN)


UNHEARD = {f"{scene}-new": sound(place) for place, scene in ((3, "folk"), (5, "dub"))}


def test_a_run_has_what_nobody_has_played_by_its_sound(
    store: GraphStore, plant: Plant, bare: Callable[..., Any], home: Home
) -> None:
    plant(**WORLD | {"tracks": WORLD["tracks"] | UNHEARD})
    trained = train(store, home, CONFIG)
    everything = Plan(**{**vars_of(PLAN), "minutes": 240.0})
    before = running(store, home, CONFIG, "folk0", everything)
    learn_of_sounds(home, trained.run)
    facts = {"kind": "audio", "current": True, "started_at": "2026-01-01T00:00:00"}
    bare("plant_nodes", rows=[["Run", "a1", facts]])
    found = running(store, home, CONFIG, "folk0", everything)
    (fresh,) = set(ids(found)) - set(ids(before))
    assert fresh == "folk-new"
    (track,) = (track for track in found.tracks if track.id == fresh)
    assert (track.facts["new"], track.facts["score"]) == (True, pytest.approx(1.0))


def learn_of_sounds(home: Home, factors: str) -> None:
    """Leave what a CNN would: what nobody has played sounds as the first of its scene likes it."""
    known = load_factors(home.models / factors / "factors")
    likings = [known.users[f"{name.partition('-')[0]}0"] for name in UNHEARD]
    names, matrix = [*IDS, *UNHEARD], np.array([*(known.tracks[id] for id in IDS), *likings])
    vectors = Vectors(names, unit(matrix))
    save_sounds(home.models / "a1" / VECTORS, vectors, vectors, run="a1", factors=factors)


def vars_of(plan: Plan) -> dict[str, float]:
    return {name: getattr(plan, name) for name in plan.__dataclass_fields__}


def check_run(found: TrackList) -> None:
    played = {id for id, times in WORLD["plays"]["folk0"].items() if id != "folk-04" and times}
    total = sum(track.duration_s or 0 for track in found.tracks)
    assert abs(total - 24 * 60) <= max(track.duration_s or 0 for track in found.tracks) / 2
    assert found.note is None
    assert not {"folk-00", "folk-01", "folk-02", "folk-04"} & set(ids(found))
    for track in found.tracks:
        assert track.file == WORLD["tracks"][track.id]["path"]
        assert track.facts["new"] == (track.id not in played)
        assert abs(track.facts["steps"] / track.facts["planned"] - 1) < 0.031
        assert track.facts["match"] in {"at the beat", "two steps a beat"}
        assert track.facts["match"] in track.reason
    new = [track for track in found.tracks if track.facts["new"]]
    assert new
    assert all(track.id is not None and track.id.startswith("folk") for track in new)
    assert found.facts["left_out"] == {"not in four": 1, "unsure tempo": 1}


def test_without_sounds_a_run_says_what_to_do(store: GraphStore, plant: Plant, home: Home) -> None:
    plant(**WORLD | {"tracks": {}})
    with pytest.raises(NotEnoughData, match="discograph audio scan"):
        running(store, home, CONFIG, "folk0", PLAN)


def test_a_list_goes_on_with_what_its_listeners_play(
    store: GraphStore, plant: Plant, home: Home, tmp_path: Path
) -> None:
    plant(**WORLD)
    train(store, home, CONFIG)
    named = ["folk-00", "folk-05", "Band folk 3 - Song folk-10", "Nobody - Nothing"]
    found = continued(store, home, CONFIG, named, 6)
    check_continued(found)
    assert as_json(found) == as_json(replaced(continued(store, home, CONFIG, named, 6), found))
    path = tmp_path / "list.jspf"
    path.write_text(write(found, "jspf"), encoding="utf-8")
    more = continued(store, home, CONFIG, [str(path)], 3)
    assert more.title == f"{found.title}, continued"
    assert not set(ids(more)) & set(ids(found))
    assert more.facts["unresolved"] == []


def replaced(found: TrackList, other: TrackList) -> TrackList:
    """The same list as if it had been made at the moment of another."""
    return TrackList(**{**vars(found), "created_at": other.created_at})


def check_continued(found: TrackList) -> None:
    assert len(found.tracks) == 6
    assert not {"folk-00", "folk-05", "folk-10", "folk-19"} & set(ids(found))  # 19 is a version
    assert {id.partition("-")[0] for id in ids(found)} == {"folk"}
    assert max(Counter(track.artist for track in found.tracks).values()) <= 2
    for track in found.tracks:
        assert set(track.facts["seeds"]) <= {"folk-00", "folk-05", "folk-10"}
        assert sum(track.facts["sources"].values()) == pytest.approx(1)
        assert "Song folk-" in track.reason
        assert "you" not in track.reason
    assert set(found.tracks[0].facts["sources"]) == {"co_listens", "neighbours"}
    assert found.facts["unresolved"] == ["Nobody - Nothing"]
    assert found.note == "not in the graph: Nobody - Nothing"


def test_a_list_goes_on_without_training_by_nothing_and_says_so(
    store: GraphStore, plant: Plant, home: Home
) -> None:
    plant(**WORLD)
    found = continued(store, home, CONFIG, ["folk-00"], 5)
    assert found.tracks == ()
    assert "0 tracks instead of 5" in (found.note or "")


def test_a_week_flows_in_small_steps_and_keeps_all_of_its_tracks(
    store: GraphStore, plant: Plant
) -> None:
    week = [f"dub-{(7 * at) % SCENE:02}" for at in range(12)]
    silent = {"dub-07": {"title": "Song dub-07"}}
    plant(
        **WORLD
        | {
            "weeks": {("folk0", "2026-W46"): IDS[:3], ("folk0", "2026-W47"): week},
            "entries": {("folk0", "2026-W47", id): entry() for id in week}
            | {("folk0", "2026-W46", id): entry() for id in IDS[:3]},
            "tracks": WORLD["tracks"] | silent,
        }
    )
    found = flowing(store, CONFIG.ingest, "folk0")
    assert sorted(ids(found)) == sorted(week)
    assert ids(found)[-1] == "dub-07"
    assert found.note == "1 track of unknown sound stands last, as they came"
    assert found.facts["cost"] < found.facts["cost_before"]
    steps = [track.facts.get("step") for track in found.tracks]
    assert steps[0] is None
    assert sum(step for step in steps if step is not None) == pytest.approx(found.facts["cost"])
    assert found.tracks[0].reason.startswith("In ")
    assert found.tracks[-1].reason == "Nothing is known of its sound."
    with pytest.raises(UnknownNode, match="folk1"):
        flowing(store, CONFIG.ingest, "folk1")
    with pytest.raises(InputError, match="name a user"):
        flowing(store, CONFIG.ingest)


def entry() -> dict[str, Any]:
    return {
        "score": 1.0, "sources": ["als"], "shares": [1.0], "loved": [], "listeners": 0,
        "playlists": 0, "path": [], "reason": "",
    }  # fmt: skip


def test_a_file_flows_with_what_the_graph_does_not_know_at_its_end(
    store: GraphStore, plant: Plant, tmp_path: Path
) -> None:
    plant(**WORLD)
    path = tmp_path / "party.m3u8"
    names = [
        "Band dub 3 - Song dub-11",
        "Nobody - Nothing",
        "Band dub 0 - Song dub-02",
        "Band dub 3 - Song dub-10",
    ]
    path.write_text(
        "#EXTM3U\n" + "".join(f"#EXTINF:1,{name}\n{n}.mp3\n" for n, name in enumerate(names)),
        encoding="utf-8",
    )
    found = flowing(store, CONFIG.ingest, file=str(path))
    assert found.user is None
    assert sorted(ids(found)) == ["", "dub-02", "dub-10", "dub-11"]
    assert (found.tracks[-1].title, found.tracks[-1].artist) == ("Nothing", "Nobody")
    assert "not in the graph: Nobody - Nothing" in (found.note or "")
    [row] = jspf.read(io.BytesIO(write(found, "jspf").encode()), "x.jspf")
    assert isinstance(row, PlaylistRow)
    assert len(row.entries) == 4


def test_what_is_meant_is_asked_for_when_it_is_not_clear(
    store: GraphStore, plant: Plant, tmp_path: Path
) -> None:
    plant(**WORLD)
    for missing in ("nowhere.xspf", str(tmp_path / "x.m3u8")):
        with pytest.raises(InputError, match="there is no such file"):
            listing(store, [missing], CONFIG.ingest)
    plays = tmp_path / "plays.csv"
    plays.write_text("artist,title,plays\nAda,Blue,3\n", encoding="utf-8")
    with pytest.raises(InputError, match="no playlist in it"):
        listing(store, [str(plays)], CONFIG.ingest)
    strange = tmp_path / "strange.m3u"
    strange.write_text("#EXTM3U\n#EXTINF:1,Nobody - Nothing\na.mp3\n", encoding="utf-8")
    with pytest.raises(UnknownNode, match="Nobody - Nothing"):
        listing(store, [str(strange)], CONFIG.ingest)
    with pytest.raises(UnknownNode, match="Nobody - Nothing"):
        listing(store, ["Nobody - Nothing"], CONFIG.ingest)


def test_one_of_several_lists_in_a_file_is_taken_by_its_title(
    store: GraphStore, plant: Plant, tmp_path: Path
) -> None:
    plant(**WORLD)
    lists = [
        {
            "name": name,
            "lastModifiedDate": "2026-01-01",
            "items": [{"track": {"trackName": f"Song folk-0{at}", "artistName": "Band folk 0"}}],
        }
        for at, name in enumerate(("Dawn", "Dusk"))
    ]
    path = tmp_path / "Playlist1.json"
    path.write_text(json.dumps({"playlists": lists}), encoding="utf-8")
    with pytest.raises(InputError, match=r"2 playlists; say which with --title: 'Dawn'; 'Dusk'"):
        listing(store, [str(path)], CONFIG.ingest)
    found = listing(store, [str(path)], CONFIG.ingest, title="Dusk")
    assert (found.title, found.known) == ("Dusk", ["folk-01"])


def test_the_client_makes_playlists(
    store: GraphStore, plant: Plant, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    plant(**WORLD)
    monkeypatch.setattr(Discograph, "store", store)
    dg = Discograph(home.root, CONFIG)
    found = dg.running_playlist("folk0", cadence=170.0, minutes=24.0)
    assert {track.facts["phase"] for track in found.tracks} >= {"warm-up", "run"}
    assert dg.continue_playlist("folk-00", n=3).user is None
    with pytest.raises(UnknownNode, match="folk0"):
        dg.flow("folk0")
