from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from discograph.core.config import IngestConfig
from discograph.core.errors import Busy, GraphError, InputError
from discograph.core.home import Home
from discograph.core.identity import name_alias, track_id
from discograph.formats.rows import (
    Bad,
    Entry,
    Listen,
    PlayCount,
    PlaylistRow,
    Private,
    Row,
    Save,
    Tag,
    TrackRef,
    Visit,
)
from discograph.graph.lease import lease
from discograph.graph.store import Address, GraphStore, Transaction
from discograph.graph.store import Row as Record
from discograph.jobs.ingest import Report, ingest

pytestmark = pytest.mark.neo4j
Bring = Callable[..., Report]
Dump = Callable[[], tuple[list[str], list[str]]]

T0 = 1_600_000_000
HARBOUR = TrackRef("Harbour", ("Ann",), ("mbid:1",), "Docks", 200.0)
HARBOURS = TrackRef("HARBOURS", ("Ann",), ("isrc:X",), duration_s=201.0)
BRIDGE = TrackRef("Harbour", ("Ann", "Bo"), ("mbid:1", "isrc:X"))
LIVE = TrackRef("Harbour (Live)", ("Ann",), ("spotify:track:b",))
LANTERN = TrackRef("Lantern", ("Cy",), ("spotify:track:a",))
NOT_LANTERN = TrackRef("Ships", ("Cy",), ("spotify:track:a",), kind="podcast")
NAMED = TrackRef("Lantern", ("Cy",))
IDS = TrackRef(None, aliases=("shop:7",))
IDS_TOO = TrackRef("Seven", ("Di",), ("shop:7",))
REFS = [HARBOUR, HARBOURS, BRIDGE, LIVE, LANTERN, NOT_LANTERN, NAMED, IDS, IDS_TOO]

refs = st.sampled_from(REFS)
moments = st.integers(T0, T0 + 300)
people = st.sampled_from(["me", "you"])
rows = st.one_of(
    st.builds(
        Listen, refs, moments, st.sampled_from([None, 5.0, 99.0]), coarse=st.booleans(), user=people
    ),
    st.builds(Save, refs, st.none() | moments, people),
    st.builds(Visit, st.sampled_from(["Ann", "ANN", "Cy"]), moments, people),
    st.just(PlaylistRow("k", "Mine", (Entry(HARBOUR), Entry(LIVE, T0), Entry(HARBOUR)), user="me")),
)
counts = st.lists(st.builds(PlayCount, refs, st.integers(1, 9), st.none() | moments, people))


def listened(dumped: tuple[list[str], list[str]]) -> dict[tuple[str, str], dict[str, Any]]:
    edges = (json.loads(text) for text in dumped[1])
    return {(e[1], e[3]): e[4] for e in edges if e[2] == "LISTENED"}


def node(dumped: tuple[list[str], list[str]], label: str, **values: Any) -> dict[str, Any]:
    nodes = [json.loads(text) for text in dumped[0]]
    (found,) = [n for kind, n in nodes if kind == label and values.items() <= n.items()]
    return dict(found)


def id_of(ref: TrackRef) -> str:
    return track_id(name_alias(ref.artists[0], ref.title or ""))


@settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(rows, max_size=14), counts, st.randoms(use_true_random=False), st.integers(1, 3))
def test_the_order_of_rows_files_and_imports_does_not_matter(
    bring: Bring,
    dump: Dump,
    wipe: Callable[[], None],
    given_rows: list[Row],
    table: list[Row],
    random: Any,
    files: int,
) -> None:
    wipe()
    bring(given_rows, table, user=None)
    expected = dump()
    assert not bring(given_rows, table, user=None).changed
    assert dump() == expected
    wipe()
    shuffled = [*given_rows, *given_rows[: len(given_rows) // 2]]
    random.shuffle(shuffled)
    imports = [shuffled[n::files] for n in range(files)] + [table]
    random.shuffle(imports)
    for source in imports:
        bring(source, user=None)
    assert dump() == expected


def test_account_data_and_extended_history_of_the_same_plays_are_one_history(
    bring: Bring, dump: Dump, wipe: Callable[[], None]
) -> None:
    starts = [T0, T0 + 1000, T0 + 5000]
    account = [Listen(NAMED, t - t % 60, 90.0, coarse=True) for t in [*starts, T0 + 9000]]
    extended = [Listen(LANTERN, t, 90.0) for t in starts]
    assert bring(account).listens_new == 4
    report = bring(extended)
    assert (report.listens_new, report.listens_known, report.changed) == (0, 3, True)
    rough_first = dump()
    wipe()
    bring(extended)
    assert bring(account).listens_new == 1
    assert dump() == rough_first
    (found,) = listened(rough_first).values()
    assert found["plays"] == 4
    assert found["coarse"] == [T0 + 9000 - (T0 + 9000) % 60]


def test_names_first_and_mbids_later_give_one_track_of_all_that_people_did(
    bring: Bring, dump: Dump, wipe: Callable[[], None]
) -> None:
    first: list[Row] = [Listen(HARBOUR, T0), PlayCount(HARBOUR, 5), Save(HARBOUR, T0)]
    second: list[Row] = [
        Listen(HARBOURS, T0 + 1), PlayCount(HARBOURS, 3), Save(HARBOURS, T0 - 1),
        PlaylistRow("k", "Mine", (Entry(HARBOURS), Entry(LANTERN))),
    ]  # fmt: skip
    link = [Listen(BRIDGE, T0 + 2)]
    assert bring(first, user="me").tracks_new == 1
    bring([*second], user="you")
    bring([*second], user="me")
    report = bring(link, user="me")
    assert (report.tracks_new, report.tracks_merged) == (0, 1)
    late = dump()
    track = id_of(HARBOUR)
    assert listened(late)["me", track]["at"] == [T0, T0 + 1, T0 + 2]
    assert listened(late)["you", track]["plays"] == 4
    assert node(late, "Track", id=track)["listeners"] == 2
    assert node(late, "Artist", name="Ann")["listeners"] == 2
    assert node(late, "User", id="me")["tracks"] == 1
    wipe()
    bring(link, user="me")
    for user, source in (("me", second), ("you", second), ("me", first)):
        bring([*source], user=user)
    assert dump() == late


def test_counts_are_not_added_up_over_files_but_within_one(bring: Bring, dump: Dump) -> None:
    january = [PlayCount(NAMED, 5, T0), PlayCount(LANTERN, 2, T0 + 9)]
    bring(january)
    bring([PlayCount(NAMED, 9, T0 + 5)], january)
    (found,) = listened(dump()).values()
    assert (found["plays"], found["counted"], found["last_at"]) == (9, 9, T0 + 9)


def test_a_track_known_by_its_id_alone_is_called_by_it_until_a_name_comes(
    bring: Bring, dump: Dump
) -> None:
    bring([Listen(IDS, T0)])
    assert node(dump(), "Track")["title"] == "7"
    bring([Listen(IDS_TOO, T0 + 1)])
    found = node(dump(), "Track")
    assert (found["title"], found["id"]) == ("Seven", id_of(IDS_TOO))
    assert [edge["plays"] for edge in listened(dump()).values()] == [2]


def test_a_doubtful_alias_is_reported_and_joins_nothing(bring: Bring, dump: Dump) -> None:
    bring([Listen(LANTERN, T0)])
    report = bring([Listen(NOT_LANTERN, T0 + 1)])
    names = sorted(name_alias(*pair) for pair in (("Cy", "Lantern"), ("Cy", "Ships")))
    assert report.doubtful == [{"alias": "spotify:track:a", "names": names}]
    assert {track for _, track in listened(dump())} == {id_of(LANTERN), id_of(NOT_LANTERN)}
    assert node(dump(), "Track", id=id_of(NOT_LANTERN))["kind"] == "podcast"
    assert not any('"NAMES"' in edge and "spotify" in edge for edge in dump()[1])


def test_short_plays_and_skipped_ones_are_kept_as_skips(bring: Bring, dump: Dump) -> None:
    brief = TrackRef("Interlude", ("Ann",), duration_s=40.0)
    report = bring([
        Listen(brief, T0, heard_s=20.0), Listen(brief, T0 + 1, heard_s=19.0),
        Listen(brief, T0 + 2, heard_s=40.0, skipped=True), Listen(brief, T0 + 3),
    ])  # fmt: skip
    (found,) = listened(dump()).values()
    assert (found["at"], found["skipped_at"]) == ([T0, T0 + 3], [T0 + 1, T0 + 2])
    assert (report.listens_new, report.skips) == (2, 2)


def test_a_track_that_was_only_skipped_counts_for_nobody(bring: Bring, dump: Dump) -> None:
    bring([Listen(NAMED, T0, heard_s=1.0)])
    assert node(dump(), "Track")["listeners"] == node(dump(), "User")["tracks"] == 0


STRANGE = [
    "a\u202eb", "`MATCH (n)`", "$x", '"; DROP', "back\\slash\\", "it's", "tab\tand\nline", "😀🎵",
    "é", "comma, semicolon; bar|", "'", "{x: 1}", "\u200fx",
]  # fmt: skip


def test_names_are_kept_exactly(bring: Bring, dump: Dump) -> None:
    titles = list(enumerate(STRANGE))
    bring(
        [Listen(TrackRef(text, (f"{n} {text}",), album=text), T0) for n, text in titles],
        user="O'Neil \u202e`$x`",
    )
    nodes = [json.loads(text) for text in dump()[0]]
    tracks = [values for label, values in nodes if label == "Track"]
    assert {track["title"] for track in tracks} == set(STRANGE)
    assert {track["album"] for track in tracks} == set(STRANGE)
    assert node(dump(), "User")["name"] == "O'Neil \u202e`$x`"


def test_featured_artists_are_credited_and_not_counted(bring: Bring, dump: Dump) -> None:
    bring([Listen(BRIDGE, T0)])
    roles = {json.loads(e)[4]["role"] for e in dump()[1] if '"BY"' in e}
    assert roles == {"main", "featured"}
    assert node(dump(), "Artist", name="Bo")["listeners"] == 0


def test_a_playlist_that_comes_again_replaces_itself(bring: Bring, dump: Dump) -> None:
    bring([PlaylistRow("k", "Mine", (Entry(HARBOUR), Entry(LANTERN, T0)))])
    assert not bring([PlaylistRow("k", "Mine", (Entry(HARBOUR), Entry(LANTERN, T0)))]).changed
    assert bring([PlaylistRow("k", "Ours", (Entry(LANTERN), Entry(LANTERN)), T0, True)]).changed
    entries = [json.loads(edge) for edge in dump()[1] if '"CONTAINS"' in edge]
    assert [(e[3], e[4]) for e in entries] == [
        (id_of(LANTERN), {"position": 1}), (id_of(LANTERN), {"position": 2}),
    ]  # fmt: skip
    assert node(dump(), "Playlist") == {
        "id": entries[0][1], "title": "Ours", "kind": "user", "public": True, "created_at": T0,
    }  # fmt: skip


def test_community_playlists_may_belong_to_nobody(bring: Bring, dump: Dump) -> None:
    rows = [PlaylistRow("k", "Seed", (Entry(HARBOUR),), public=True)]
    bring(rows, user=None, local=False)
    assert node(dump(), "Playlist")["kind"] == "seed"
    assert not any('"OWNS"' in edge for edge in dump()[1])


def test_community_rows_never_touch_a_local_user(bring: Bring, dump: Dump) -> None:
    bring([Listen(NAMED, T0)], user="me")
    before = dump()
    theirs = [Listen(LIVE, T0, user="me"), Listen(LIVE, T0, user="you")]
    report = bring(theirs, user=None, local=False)
    assert (report.quarantined, report.refused) == (1, [])
    assert listened(dump()).keys() - listened(before).keys() == {("you", id_of(LIVE))}
    assert node(dump(), "User", id="me")["local"] is True
    assert node(dump(), "User", id="you")["local"] is False


def test_the_name_of_a_community_listener_is_taken(bring: Bring) -> None:
    bring([Listen(LIVE, T0, user="you")], user=None, local=False)
    with pytest.raises(InputError, match="community listener"):
        bring([Listen(LIVE, T0)], user="you")


def test_each_user_is_local_and_rows_of_nobody_are_put_aside(bring: Bring, dump: Dump) -> None:
    report = bring([Listen(LIVE, T0, user="a"), Listen(LIVE, T0, user="b"), Save(LIVE)], user=None)
    assert report.quarantined == 1
    assert {user for user, _ in listened(dump())} == {"a", "b"}


def test_a_dry_run_reports_all_and_writes_nothing(
    bring: Bring, dump: Dump, runs: Callable[[], list[Any]]
) -> None:
    bring([Listen(NAMED, T0)])
    before, recorded = dump(), runs()
    again: list[Row] = [Listen(NAMED, T0), Listen(LANTERN, T0 + 1), Listen(LIVE, T0), Visit("Z", 1)]
    dry = bring(again, dry_run=True)
    assert (dump(), runs()) == (before, recorded)
    assert (dry.dry_run, dry.changed) == (True, True)
    real = bring(again)
    for key in ("listens_new", "listens_known", "tracks", "tracks_new", "artists", "visits"):
        assert getattr(dry, key) == getattr(real, key), key
    assert (real.listens_new, real.listens_known, real.tracks_new) == (2, 1, 1)


def test_an_import_is_recorded_only_when_it_changes_anything(
    bring: Bring, runs: Callable[[], list[Any]]
) -> None:
    first = bring([Listen(NAMED, T0)])
    bring([Listen(NAMED, T0)])
    (recorded,) = runs()
    assert (recorded["id"], recorded["ended"]) == (first.run, True)
    assert json.loads(recorded["metrics"])["listens_new"] == 1


def test_two_imports_do_not_write_at_once(bring: Bring, store: GraphStore) -> None:
    with lease(store, "import"), pytest.raises(Busy):
        bring([Listen(NAMED, T0)])


class Cut(GraphStore):
    """A store whose connection dies after so many writes."""

    def __init__(self, address: Address, writes: int) -> None:
        super().__init__(address)
        self.left = writes

    def write(self, name: str, **params: Any) -> list[Record]:
        self._count(name)
        return super().write(name, **params)

    @contextmanager
    def transaction(self, what: str) -> Iterator[Transaction]:
        self._count(what)
        with super().transaction(what) as tx:
            yield tx

    def _count(self, name: str) -> None:
        if name.startswith("weekly/"):  # the lease, which a dead process would not hold on to
            return
        if self.left == 0:
            raise GraphError("cut")
        self.left -= 1


def test_an_import_that_was_killed_anywhere_is_finished_by_running_it_again(
    bring: Bring,
    dump: Dump,
    wipe: Callable[[], None],
    address: Address,
    runs: Callable[[], list[Any]],
) -> None:
    before: list[Row] = [Listen(HARBOUR, T0, user="me"), Listen(HARBOURS, T0, user="you")]
    rows: list[Row] = [
        Listen(BRIDGE, T0 + 2, user="me"), Listen(LANTERN, T0, user="new"), Save(LIVE, T0, "new"),
        Visit("Cy", T0, "me"), PlaylistRow("k", "Mine", (Entry(HARBOURS),), user="you"),
        Listen(NOT_LANTERN, T0, user="new"),
    ]  # fmt: skip
    bring(before, user=None)
    bring(rows, user=None)
    expected = dump()
    for writes in count(step=2):
        wipe()
        bring(before, user=None)
        with Cut(address, writes) as store:
            try:
                bring(rows, user=None, store=store)
            except GraphError:
                pass
            else:
                break
        bring(rows, user=None)
        assert dump() == expected, f"cut after {writes} writes"
        assert all(run["ended"] for run in runs())
    assert writes > 10


class Uncounted(GraphStore):
    """A store that breaks when an import has written everything and begins to count."""

    def write(self, name: str, **params: Any) -> list[Record]:
        if name.startswith("ingest/recount"):
            raise GraphError("cut")
        return super().write(name, **params)


def test_what_a_killed_import_did_not_count_the_next_one_counts(
    bring: Bring, dump: Dump, wipe: Callable[[], None], address: Address
) -> None:
    first, second = [Listen(HARBOUR, T0, user="me")], [Listen(LANTERN, T0, user="you")]
    bring(first, user=None)
    bring(second, user=None)
    expected = dump()
    wipe()
    with Uncounted(address) as store, pytest.raises(GraphError, match="cut"):
        bring(first, user=None, store=store)
    assert bring(second, user=None).changed
    assert not bring(first, user=None).changed
    assert dump() == expected


def test_an_old_version_of_a_playlist_changes_nothing_after_a_new_one(
    bring: Bring, dump: Dump
) -> None:
    old = PlaylistRow("k", "Mine", (Entry(HARBOURS, T0), Entry(LANTERN, T0)))
    new = PlaylistRow("k", "Mine", (Entry(HARBOURS, T0), Entry(LIVE, T0 + 5)))
    bring([old])
    assert bring([new]).changed
    expected = dump()
    assert not bring([old]).changed
    assert dump() == expected


def test_of_playlists_without_times_the_last_import_stands(bring: Bring) -> None:
    long, short = (Entry(HARBOURS), Entry(LANTERN)), (Entry(LANTERN),)
    for entries in (long, short, long):
        assert bring([PlaylistRow("k", "Mine", entries)]).changed


def test_a_home_that_an_import_makes_is_for_its_owner_alone(
    store: GraphStore, tmp_path: Path
) -> None:
    home = Home(tmp_path / "new")
    ingest([("x", "rows", bad(3))], store, user="me", local=True, home=home, config=IngestConfig())
    assert home.root.stat().st_mode & 0o077 == 0


def test_a_name_in_any_spelling_is_one_user(bring: Bring, dump: Dump) -> None:
    assert bring([Listen(NAMED, T0)], user="Jos\u00e9").changed
    assert not bring([Listen(NAMED, T0)], user=" Jose\u0301").changed


def test_what_a_killed_import_left_in_the_spool_is_removed(bring: Bring, tmp_path: Any) -> None:
    spool = tmp_path / "home" / "spool"
    spool.mkdir(parents=True)
    left = spool / "import-20200101T000000-abcdef-4194305.sqlite"
    left.touch()
    bring([Listen(NAMED, T0)])
    assert list(spool.iterdir()) == []


def bad(n: int) -> Iterable[Row]:
    return [Bad(line, "no time", "x") for line in range(1, n + 1)]


def test_a_file_of_bad_rows_is_refused_and_the_others_enter(bring: Bring, dump: Dump) -> None:
    broken = [*bad(3), *(Listen(LIVE, T0 + n) for n in range(9))]
    report = bring(broken, [Listen(NAMED, T0), Private(2)])
    assert [item["file"] for item in report.refused] == ["folder/0.json"]
    assert (report.files, report.rows, report.private, report.quarantined) == (1, 2, 1, 3)
    assert {track for _, track in listened(dump())} == {id_of(NAMED)}


def test_an_import_of_nothing_changes_nothing(bring: Bring, dump: Dump) -> None:
    report = bring([])
    assert (report.files, report.rows, report.changed) == (1, 0, False)
    assert dump() == ([], [])
    assert IngestConfig().max_bad_share == 0.2


def test_tags_are_kept_once_by_user_and_artist(bring: Callable[..., Report], dump: Dump) -> None:
    first = [Tag("The Ada Trio", "dreamy", "fan"), Tag("Ada Trio", "dub", "fan")]
    report = bring(first, user=None, local=False)
    assert (report.tags, report.changed) == (2, True)
    again = bring([*first, Tag("ada trio", "haze", "other"), Tag("?", "x")], user=None, local=False)
    assert (again.tags, again.quarantined) == (3, 1)
    assert not bring(first[::-1], user=None, local=False).changed
    tagged = sorted(
        (a, e["tags"]) for _, a, kind, _, e in map(json.loads, dump()[1]) if kind == "TAGGED"
    )
    assert tagged == [("fan", ["dreamy", "dub"]), ("other", ["haze"])]
