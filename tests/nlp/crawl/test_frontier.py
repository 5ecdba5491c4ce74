"""The frontier knows what is due, and remembers it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest

from discograph.nlp.crawl.frontier import Due, Frontier, Spent

HOUR = 3600.0
DAY = 24 * HOUR
SITE = "a.example"
HOME = f"http://{SITE}/"


class Clock:
    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def frontier(tmp_path: Path, clock: Clock) -> Iterator[Frontier]:
    with Frontier(tmp_path, (DAY, 16 * DAY), clock) as made:
        yield made


def due(frontier: Frontier, n: int = 100) -> list[str]:
    return [found.url for found in frontier.due(SITE, n)]


def take(frontier: Frontier, url: str) -> Due:
    return next(found for found in frontier.due(SITE, 100) if found.url == url)


def test_feeds_come_first_then_sitemaps_then_pages_near_a_seed(frontier: Frontier) -> None:
    frontier.link([f"{HOME}far"], 2)
    frontier.link([f"{HOME}near"], 1)
    for kind in ("page", "sitemap", "feed"):
        frontier.seed(f"{HOME}{kind}", kind)
    names = ["feed", "sitemap", "page", "near", "far"]
    assert due(frontier) == [HOME + name for name in names]
    assert due(frontier, 2) == [HOME + name for name in names[:2]]


def visits(frontier: Frontier, clock: Clock, kind: str, digests: list[bytes]) -> list[float]:
    """Visit a URL whenever it is due; return the days between."""
    frontier.seed(HOME, kind)
    waits = []
    for digest in digests:
        frontier.begin()
        found = take(frontier, HOME)
        frontier.visited(found, None if digest == found.digest else digest)
        frontier.finish()
        clock.now += 1
        frontier.begin()
        wait = frontier.next_due_s(SITE)
        assert wait is not None
        waits.append(round((wait + 1) / DAY, 3))
        clock.now += wait
        frontier.finish()
    return waits


def test_pages_that_change_come_sooner_and_others_later(frontier: Frontier, clock: Clock) -> None:
    same, other, more = b"1", b"2", b"3"
    pattern = [same, same, same, same, other, more, same, other, more]
    assert visits(frontier, clock, "page", pattern) == [7, 14, 16, 16, 8, 4, 2, 1, 1]


def test_feeds_come_daily_whether_they_change_or_not(frontier: Frontier, clock: Clock) -> None:
    assert visits(frontier, clock, "feed", [b"1", b"1", b"1", b"2"]) == [1, 1, 1, 1]


def test_nothing_is_visited_twice_in_a_crawl(frontier: Frontier, clock: Clock) -> None:
    frontier.begin()
    frontier.seed(HOME, "page")
    clock.now += 1
    frontier.visited(take(frontier, HOME), b"1")
    clock.now += 30 * DAY
    assert due(frontier) == []
    assert frontier.next_due_s(SITE) is None
    frontier.finish()
    frontier.begin()
    assert due(frontier) == [HOME]


def test_a_page_that_a_feed_dates_later_is_due(frontier: Frontier, clock: Clock) -> None:
    frontier.name(HOME, "page", 1, 1_700_000_000, by_feed=True)
    frontier.visited(take(frontier, HOME), b"1")
    clock.now += 1
    frontier.begin()
    assert not frontier.name(HOME, "page", 1, 1_700_000_000)
    assert not frontier.name(HOME, "page", 1, None)
    assert due(frontier) == []
    assert not frontier.name(HOME, "page", 1, 1_700_000_001, by_feed=True)
    assert take(frontier, HOME).published_at == 1_700_000_000  # it was published once


def test_failures_are_tried_again_later_and_later(frontier: Frontier, clock: Clock) -> None:
    frontier.seed(HOME, "page")
    waits = []
    for _ in range(5):
        frontier.fail(take(frontier, HOME), "status 500")
        wait = frontier.next_due_s(SITE)
        assert wait is not None
        waits.append(wait)
        clock.now += wait
    assert waits == [600, 2400, 9600, 38_400, 16 * DAY]
    assert frontier.reasons([SITE]) == [(HOME, "status 500")]
    frontier.visited(take(frontier, HOME), b"1")
    assert frontier.reasons([SITE]) == []


def test_what_is_gone_for_good_never_comes_again(frontier: Frontier, clock: Clock) -> None:
    frontier.link([HOME], 1)
    frontier.drop(take(frontier, HOME), "status 410", float("inf"))
    clock.now += 1000 * DAY
    frontier.link([HOME], 1)
    assert due(frontier) == []


def test_links_of_one_shape_come_to_an_end_but_not_what_feeds_name(frontier: Frontier) -> None:
    new = frontier.link((f"{HOME}events/{n}/{n + 1}" for n in range(1000)), 1)
    assert new == 200
    assert frontier.link((f"{HOME}events/{n}/{n + 1}" for n in range(1000)), 1) == 0
    assert frontier.link([f"{HOME}lush", f"{HOME}dreamy"], 1) == 2
    assert all(frontier.name(f"{HOME}review/{n}", "page", 1, None) for n in range(300))


def test_a_site_has_room_for_so_many_but_always_for_what_feeds_name(
    frontier: Frontier, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("discograph.nlp.crawl.frontier._MAX_URLS", 205)
    assert frontier.link((f"{HOME}events/{n}" for n in range(1000)), 1) == 200
    letters = "abcdefghij"
    assert frontier.link([HOME + letter for letter in letters], 1) == 5
    assert not frontier.name(f"{HOME}listed", "page", 1, None)
    assert frontier.name(f"{HOME}new", "page", 1, None, by_feed=True)
    assert len(due(frontier, 1000)) == 206


def test_feeds_date_pages_whoever_named_them_first_and_sitemaps_do_not(frontier: Frontier) -> None:
    frontier.name(HOME, "page", 1, 1_700_000_000)
    assert take(frontier, HOME).published_at is None
    frontier.link([f"{HOME}linked"], 1)
    frontier.name(f"{HOME}linked", "page", 1, 1_700_000_000, by_feed=True)
    assert take(frontier, f"{HOME}linked").published_at == 1_700_000_000


def test_what_a_seed_turned_out_to_be_outlives_what_it_was_called(
    frontier: Frontier, clock: Clock
) -> None:
    frontier.seed(HOME, "page")
    frontier.visited(take(frontier, HOME)._replace(kind="feed"), b"1")
    clock.now += 2 * DAY
    frontier.begin()
    frontier.seed(HOME, "page")
    assert take(frontier, HOME).kind == "feed"
    frontier.visited(take(frontier, HOME), None)
    frontier.finish()
    clock.now += 1
    frontier.begin()
    assert frontier.next_due_s(SITE) == DAY - 1


def test_a_seed_that_is_removed_is_not_visited_any_more(frontier: Frontier, clock: Clock) -> None:
    frontier.seed(HOME, "page")
    frontier.seed(f"{HOME}feed", "feed")
    frontier.seed("http://b.example/", "page")
    frontier.keep_seeds([HOME])
    assert due(frontier) == [HOME]
    assert len(frontier.due("b.example", 9)) == 1  # of another site than those at hand
    frontier.keep_seeds([HOME, f"{HOME}feed"])
    frontier.seed(f"{HOME}feed", "feed")
    assert due(frontier) == [f"{HOME}feed", HOME]


def test_what_was_dropped_is_not_due_at_once_though_revisits_are(
    tmp_path: Path, clock: Clock
) -> None:
    with Frontier(tmp_path, (0.0, 0.0), clock) as frontier:
        frontier.seed(HOME, "page")
        frontier.drop(take(frontier, HOME), "status 404")
        assert due(frontier) == []


def test_pauses_grow_where_a_site_does_not_recover(frontier: Frontier, clock: Clock) -> None:
    assert frontier.pause(SITE, 5.0) == 5.0
    assert frontier.paused_s(SITE) == 5.0
    clock.now += 5
    assert frontier.paused_s(SITE) == 0.0
    waits = [frontier.pause(SITE, 0.0) for _ in range(5)]
    assert waits == [1, 1, 120, 240, 480]
    assert frontier.paused_s(SITE) == 480
    frontier.resume(SITE)
    assert frontier.paused_s(SITE) == 0.0
    assert frontier.pause(SITE, 1e9) == 7 * DAY


def test_a_shorter_pause_ends_no_longer_one(frontier: Frontier) -> None:
    frontier.pause(SITE, 1000.0)
    frontier.pause(SITE, 10.0)
    assert frontier.paused_s(SITE) == 1000.0


def test_robots_are_believed_for_a_day(frontier: Frontier, clock: Clock) -> None:
    assert frontier.robots("http://a.example") is None
    frontier.set_robots("http://a.example", "")
    assert frontier.robots("http://a.example") == ""
    assert frontier.robots("https://a.example") is None
    clock.now += DAY
    assert frontier.robots("http://a.example") is None


def test_what_is_blocked_never_comes_again(frontier: Frontier, tmp_path: Path) -> None:
    urls = [f"http://{site}/{n}" for site in (SITE, "www.a.example", "b.example") for n in range(2)]
    frontier.link(urls, 1)
    for url in (f"{HOME}0", urls[-1]):
        frontier.seed(url, "page")
    assert frontier.block(f"{HOME}0") == 1
    assert frontier.block("b.example") == 2
    frontier.commit()
    with closing(sqlite3.connect(tmp_path / "frontier.sqlite")) as db:
        assert db.execute("SELECT * FROM seed").fetchall() == []
    with Frontier(tmp_path) as opened:
        for known in (frontier, opened):
            assert known.link(urls, 1) == 0
            assert not known.seed(f"{HOME}0", "page")
            assert not known.name("https://www.b.example/feed", "feed", 1, None)
            assert known.is_blocked(f"{HOME}0?utm_source=elsewhere#top")
            assert not known.is_blocked(f"{HOME}0?page=2")
    assert set(due(frontier)) == {f"{HOME}1", "http://www.a.example/0", "http://www.a.example/1"}


def test_budgets_outlive_a_kill_but_not_the_crawl(tmp_path: Path, clock: Clock) -> None:
    spent = Spent(3, 4000, 5.5)
    with suppress(InterruptedError), Frontier(tmp_path, clock=clock) as first:
        assert not first.begin()
        first.spend(SITE, spent)
        first.commit()
        first.spend(SITE, Spent(9, 9, 9.0))
        raise InterruptedError  # what was not committed is lost
    with Frontier(tmp_path, clock=clock) as second:
        assert second.begin()
        assert second.spent(SITE) == spent
        second.finish()
        assert not second.begin()
        assert second.spent(SITE) == Spent()
        second.spend(SITE, spent)
        clock.now += DAY
        assert not second.begin()  # what was interrupted a day ago is over
        assert second.spent(SITE) == Spent()
