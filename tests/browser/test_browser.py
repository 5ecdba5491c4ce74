"""Neo4j Browser in a real Chromium: one paste, then style, guide, pictures, all from loopback."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Locator, Page, Request, sync_playwright

from discograph.cypher.loader import load
from discograph.graph.store import Address, GraphStore

pytestmark = [pytest.mark.neo4j, pytest.mark.slow]
Plant = Callable[..., None]

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
SHOTS = Path(__file__).parents[2] / "build" / "browser"
TIMEOUT_MS = 120_000  # a busy machine is no failure
HOSTILE = """<b>O'Hara</b> \\ "x"; {y} // `z` &amp; $user"""
SONGS = ["Blue Orbit", "Saturn Again", "Night Bus", "Harbour Lights", "Slow Comet", "Paper Moon"]
WORLD: dict[str, Any] = {
    "plays": {
        "mira": {"t0": 9, "t1": 4, "t2": 2},
        "ben": {"t0": 3, "t3": 5, "t4": 1},
        HOSTILE: {"t1": 5},
    },
    "local": ["mira", HOSTILE],
    "tracks": {f"t{number}": {"title": title} for number, title in enumerate(SONGS)},
    "artists": {"t0": "x", "t1": "y", "t2": "x", "t3": "z", "t4": "z", "t5": "y"},
    "related": {("x", "z"): 0.9, ("y", "x"): 0.5},
    "similar": {("mira", "ben"): 0.8},
    "co_listens": {("t0", "t3"): 0.5, ("t1", "t4"): 0.4},
    "weeks": {("mira", "2026-W47"): ["t3", "t4", "t5"]},
    "entries": {
        ("mira", "2026-W47", "t3"): {"loved": ["t0"], "path": ["mira", "t0", "ben", "t3"]},
        ("mira", "2026-W47", "t4"): {"loved": ["t1"], "path": ["mira", "t1", "t4"]},
        ("mira", "2026-W47", "t5"): {"loved": ["t1"], "path": ["mira", "t1", "y", "t5"]},
    },
}
USER, TRACK, ARTIST, PLAYLIST = "#FFC454", "#4C8EDA", "#DA5A7F", "#3E9E8A"
# What a picture shows: the captions of its nodes (a planted week has no title), and their colours.
PICTURES = {
    "browse/my_top_artists": (
        {"mira", "Blue Orbit", "Saturn Again", "Night Bus", "Band x", "Band y"},
        {USER, TRACK, ARTIST},
    ),
    "browse/my_week": (
        {"mira", "", "Harbour Lights", "Slow Comet", "Paper Moon"},
        {USER, TRACK, PLAYLIST},
    ),
    "browse/why_this_track": (
        {"mira", "", "Blue Orbit", "ben", "Harbour Lights"},
        {USER, TRACK, PLAYLIST},
    ),
}


@pytest.fixture
def page() -> Iterator[Page]:
    if CHROMIUM is None:
        assert "CI" not in os.environ, "install chromium: these tests must not be passed over there"
        pytest.skip("no chromium here")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=CHROMIUM, chromium_sandbox=os.geteuid() != 0
        )
        context = chromium.new_context(
            viewport={"width": 1400, "height": 1000},
            permissions=["clipboard-read", "clipboard-write"],
        )
        context.set_default_timeout(TIMEOUT_MS)
        yield context.new_page()
        context.close()
        chromium.close()


def log_in(page: Page, address: Address) -> None:
    """As people do: the password is pasted, nothing else is typed."""
    assert address.browser is not None
    page.goto(address.browser)
    page.evaluate("text => navigator.clipboard.writeText(text)", address.password)
    page.locator('input[data-testid="password"]').press("Control+V")
    page.locator('button[data-testid="connect"]').click()


def run(guide: Locator, number: int = 0) -> None:
    guide.locator("pre.runnable > i").nth(number).click()


def turn(guide: Locator, *slides: int) -> None:
    """Go to slides, one after the other, each beside the one before."""
    for slide in slides:
        now = int(guide.get_by_text(re.compile(r"^\d+ / 11$")).inner_text().split()[0])
        guide.get_by_test_id("nextSlide" if slide > now else "previousSlide").first.click()
        guide.get_by_text(f"{slide} / 11").wait_for()


def answer(page: Page, told: str) -> Locator:
    """The newest frame, once it is the answer to a command that holds `told`."""
    frame = page.locator('[data-testid="frame"]').first
    frame.locator('[data-testid="frameCommand"]').filter(has_text=told).wait_for()
    return frame


def picture(page: Page, name: str) -> Locator:
    frame = answer(page, f"// cypher/{name}")
    frame.locator("g.node").first.wait_for()
    frame.screenshot(path=SHOTS / f"{name.partition('/')[2]}.png")
    return frame


def captions(frame: Locator) -> set[str]:
    """What stands on the nodes, each in one line."""
    nodes = [node.locator("text").all_text_contents() for node in frame.locator("g.node").all()]
    return {" ".join(" ".join(lines).split()) for lines in nodes}


def colours(frame: Locator) -> set[str]:
    circles = frame.locator("g.node circle[fill^='#']").all()
    return {str(circle.get_attribute("fill")).upper() for circle in circles}


def is_loopback(url: str) -> bool:
    return urlsplit(url).hostname in {"127.0.0.1", "localhost", None}


def test_one_paste_and_the_guide_shows_a_person_their_taste(
    store: GraphStore, address: Address, plant: Plant, page: Page
) -> None:
    if address.browser is None:
        pytest.skip("NEO4J_URI names a server without our Browser")
    plant(**WORLD)
    store.read("read/await_indexes")
    SHOTS.mkdir(parents=True, exist_ok=True)
    asked: list[Request] = []
    page.on("request", lambda request: asked.append(request))
    sockets: list[str] = []
    page.on("websocket", lambda socket: sockets.append(socket.url))
    log_in(page, address)

    carousel = page.locator('[data-testid="carousel"]')
    guide = page.locator('[data-testid="frame"]').filter(has=carousel)
    guide.screenshot(path=SHOTS / "guide.png")
    run(guide, 1)
    answer(page, "Hara")
    turn(guide, 2, 3)
    run(guide)
    theirs = captions(picture(page, "browse/my_top_artists"))
    assert {"Saturn Again", "Band y"} < theirs, "the name was taken as it is"
    turn(guide, 2, 1)
    run(guide)
    answer(page, "'mira' AS user")
    seen = set()
    for number in range(2, 12):
        turn(guide, number)
        query = guide.locator("pre.runnable").inner_text().strip()
        name = query.splitlines()[0].removeprefix("// cypher/")
        assert query == load(name).text
        if name in PICTURES:
            run(guide)
            frame = picture(page, name)
            assert (captions(frame), colours(frame)) == PICTURES[name]
            seen.add(name)
    assert seen == PICTURES.keys()

    outside = [request for request in asked if not is_loopback(request.url)]
    assert {request.failure for request in outside} <= {"csp"}, "the policy lets nothing out"
    assert all(map(is_loopback, sockets))
