"""Sites take turns, and rest while nothing of theirs is due."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import ClassVar

from discograph.nlp.crawl.frontier import Due, Frontier
from discograph.nlp.crawl.turns import Budget, Turns

SITES = ("a.example", "b.example")


class Counting(Frontier):
    """A frontier that counts how often it looks through the URLs of a site."""

    looks: ClassVar[Counter[str]] = Counter()

    def due(self, site: str, n: int) -> list[Due]:
        self.looks[site] += 1
        return super().due(site, n)


def test_a_site_that_rests_is_looked_through_when_something_is_due_and_not_before(
    tmp_path: Path,
) -> None:
    now = [1000.0]
    with Counting(tmp_path, (60.0, 60.0), lambda: now[0]) as frontier:
        frontier.begin()
        for site in SITES:
            frontier.seed(f"http://{site}/", "page")
        now[0] += 1
        frontier.fail(frontier.due("b.example", 1)[0], "status 500")  # again in 600 s
        frontier.looks.clear()
        turns = Turns(frontier, SITES, Budget(9, 9, 9.0), lambda: now[0])
        found = turns.next()
        assert found is not None
        assert found.site == "a.example"
        frontier.visited(found, b"1")
        turns.over(found.site)
        for _ in range(595):
            now[0] += 1
            assert turns.next() is None
        assert max(frontier.looks.values()) <= 2
        assert turns.wait_s() == 5.0
        now[0] += 5
        late = turns.next()
        assert late is not None
        assert late.site == "b.example"
