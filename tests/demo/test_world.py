"""The demo world is what it says: scenes, people, planted neighbours, and the same bytes again."""

import hashlib
from collections import Counter, defaultdict
from itertools import pairwise

import numpy as np
import pytest

from discograph.core.errors import InputError
from discograph.core.identity import artist_id, normalise_artist, work_key
from discograph.demo.world import LOCAL, SPAN, World, id_of, world
from discograph.formats.rows import Listen, PlaylistRow, Save, Visit

Rows = list[Listen | Save | Visit | PlaylistRow]


@pytest.fixture(scope="module")
def demo() -> World:
    return world()


@pytest.fixture(scope="module")
def rows(demo: World) -> Rows:
    return list(demo.rows())


@pytest.fixture(scope="module")
def listens(rows: Rows) -> list[Listen]:
    return [row for row in rows if isinstance(row, Listen)]


def test_it_has_the_size_of_a_small_community(demo: World, rows: Rows) -> None:
    kinds = Counter(type(row) for row in rows)
    truth = demo.truth
    assert (len(truth.people), len(truth.artists), len(truth.scenes)) == (300, 350, 14)
    assert (len(truth.tracks), len(truth.cold)) == (4000, 40)
    assert 150_000 <= kinds[Listen] <= 250_000
    assert kinds[PlaylistRow] == 60
    assert kinds[Save] > 1000
    assert kinds[Visit] > 1000
    assert demo.local == LOCAL
    assert len(demo.community) == 297


def test_the_same_seed_is_the_same_bytes_and_another_is_not() -> None:
    def digest(seed: int) -> str:
        small = world(seed, people=30, tracks=300, artists=40, scenes=5, playlists=6)
        return hashlib.sha256(repr(list(small.rows())).encode()).hexdigest()

    assert digest(3) == digest(3)
    assert digest(3) != digest(4)


def test_a_person_s_rows_do_not_depend_on_who_else_is_asked_for(demo: World, rows: Rows) -> None:
    assert list(demo.rows(["mira"])) == [row for row in rows if row.user == "mira"]


def test_people_play_their_scenes(demo: World, listens: list[Listen]) -> None:
    truth = demo.truth
    own: Counter[str] = Counter()
    for row in listens:
        assert row.user is not None
        own[row.user] += truth.tracks[id_of(row.track)][0] in truth.people[row.user]
    total = Counter(row.user for row in listens)
    share = {name: own[name] / total[name] for name in truth.people}
    assert np.median(list(share.values())) > 0.85
    assert min(share[name] for name in LOCAL) > 0.7
    assert [len(truth.people[name]) for name in LOCAL] == [1, 2, 3]


def test_planted_neighbours_share_more_tracks_than_others_of_the_scene(
    demo: World, listens: list[Listen]
) -> None:
    heard = defaultdict(set)
    for row in listens:
        heard[row.user].add(id_of(row.track))
    truth = demo.truth

    def shared(name: str, other: str) -> float:
        return len(heard[name] & heard[other]) / len(heard[name] | heard[other])

    for name, planted in truth.neighbours.items():
        others = [p for p in demo.community if p not in planted]
        best = sorted((shared(name, p) for p in others), reverse=True)[: len(planted)]
        assert len(planted) == 4
        assert np.mean([shared(name, p) for p in planted]) > np.mean(best)


def test_artists_bridge_scenes_and_their_tracks_do(demo: World) -> None:
    truth = demo.truth
    bridges = [scenes for scenes in truth.artists.values() if len(scenes) == 2]
    assert len(bridges) == 350 // 8
    assert all(one != other for one, other in bridges)
    for ref in demo.catalogue.tracks:
        assert (
            truth.tracks[id_of(ref)][0]
            in truth.artists[artist_id(normalise_artist(ref.artists[0]))]
        )


def test_popularity_is_skewed_and_cold_tracks_are_heard_by_nobody(
    demo: World, listens: list[Listen]
) -> None:
    plays = Counter(id_of(row.track) for row in listens)
    top = sum(n for _, n in plays.most_common(len(plays) // 10))
    assert top / sum(plays.values()) > 0.35
    assert not plays.keys() & demo.truth.cold
    assert {id_of(ref) for ref in demo.cold} == demo.truth.cold


def test_listens_lie_in_two_years_and_never_overlap_for_one_person(listens: list[Listen]) -> None:
    by_user = defaultdict(list)
    for row in listens:
        by_user[row.user].append(row.at)
    for times in by_user.values():
        assert all(later - earlier >= 31 for earlier, later in pairwise(times))
        assert times[-1] < SPAN.end_s
        assert times[0] > SPAN.end_s - (SPAN.days + 2) * 86_400


def test_skips_are_short_and_listens_are_not(listens: list[Listen]) -> None:
    skips = [row for row in listens if row.skipped]
    assert 0.04 < len(skips) / len(listens) < 0.15
    assert all((row.heard_s or 0) < 30 for row in skips)
    assert all((row.heard_s or 0) >= 30 for row in listens if not row.skipped)


def test_old_spellings_and_live_versions_try_identity(demo: World, listens: list[Listen]) -> None:
    spelt = {row.track.title for row in listens if "Remastered" in (row.track.title or "")}
    assert len(spelt) > 20
    works = Counter(work_key(ref.artists[0], ref.title or "") for ref in demo.catalogue.tracks)
    assert sum(n == 2 for n in works.values()) > 20
    assert max(works.values()) <= 3


@pytest.mark.parametrize(
    "sizes",
    [
        {"scenes": 2},
        {"scenes": 15},
        {"people": 14},
        {"artists": 5},
        {"tracks": 400},
        {"playlists": 298},
    ],
)
def test_a_world_that_cannot_be_is_refused(sizes: dict[str, int]) -> None:
    with pytest.raises(InputError, match=r"a world of|playlists"):
        world(**sizes)
