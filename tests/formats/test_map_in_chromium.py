"""The map in a browser: drawn, moved by hand and by key, and silent towards everybody."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from discograph.formats.map_page import MapPage, Mark, Scene, write_map

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
Open = Callable[..., AbstractContextManager[Page]]


@pytest.fixture(scope="module")
def open_map(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Open]:
    """A function that opens the map; at the end nothing was complained of or asked for."""
    if CHROMIUM is None:
        assert "CI" not in os.environ, "install chromium: these tests must not be passed over there"
        pytest.skip("no chromium here")
    file = tmp_path_factory.mktemp("map") / "map.html"
    file.write_text(write_map(world()), encoding="utf-8")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=CHROMIUM, chromium_sandbox=os.geteuid() != 0
        )

        @contextmanager
        def open_(width: int = 900, *, dark: bool = False) -> Iterator[Page]:
            with _opened(chromium, file, width, dark=dark) as tab:
                yield tab

        yield open_
        chromium.close()


@contextmanager
def _opened(chromium: Browser, file: Path, width: int, *, dark: bool) -> Iterator[Page]:
    context = chromium.new_context(
        viewport={"width": width, "height": 800},
        color_scheme="dark" if dark else "light",
        reduced_motion="reduce",
        has_touch=width < 500,
    )
    context.set_default_timeout(120_000)  # a busy machine is no failure
    tab: Page = context.new_page()
    heard: list[str] = []
    tab.on("console", lambda message: heard.append(message.text))
    tab.on("pageerror", lambda error: heard.append(str(error)))
    tab.on("request", lambda request: heard.append(request.url))
    tab.goto(file.as_uri())
    tab.wait_for_function("() => document.querySelector('#map').width > 300")
    yield tab
    context.close()
    assert heard == [file.as_uri()]


def world() -> MapPage:
    """Two hundred tracks in two islands; the person plays some of one, and three are new."""
    rng = np.random.default_rng(0)
    scene = np.repeat([0, 1], 100).astype(np.int32)
    places = np.clip(0.15 * rng.normal(size=(200, 2)) + (1.4 * scene - 0.7)[:, None], -1, 1)
    own = np.arange(200) < 30
    return MapPage(
        user="mira",
        week="2026-W47",
        titles=[f"Song {row}" for row in range(200)],
        artists=[f"Band {row // 10}" for row in range(199)] + ["Motörhead <b>"],
        places=places.astype(np.float32),
        listeners=rng.integers(0, 40, 200),
        plays=np.where(own, 7, 0),
        own=own,
        scene=scene,
        scenes=[
            Scene(name="harbour folk", x=-0.7, y=-0.7),
            Scene(name="dreamy pop", x=0.7, y=0.7),
        ],
        marks=[
            Mark(row=row, position=at, reason="Because you play Song 1.")
            for at, row in enumerate((60, 70, 150), start=1)
        ],
    )


@pytest.mark.parametrize("dark", [False, True])
def test_points_are_drawn_in_their_colours(open_map: Open, dark: bool) -> None:
    with open_map(dark=dark) as tab:
        tab.wait_for_function(f"() => {COLOURS} > 50")


def test_keys_go_through_the_week_and_a_hand_finds_what_lies_there(open_map: Open) -> None:
    with open_map() as tab:
        tab.focus("#map")
        tab.keyboard.press("n")
        card = tab.locator("#card")
        card.get_by_text("Song 60").wait_for()
        assert "1 of this week. Because you play Song 1." in (card.text_content() or "")
        tab.keyboard.press("n")
        card.get_by_text("Song 70").wait_for()
        tab.keyboard.press("Escape")
        card.wait_for(state="hidden")
        box = tab.locator("#map").bounding_box()
        assert box is not None
        tab.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)  # it flew there
        card.get_by_text("Song 70").wait_for()


def test_a_drag_moves_the_map(open_map: Open) -> None:
    with open_map() as tab:
        tab.focus("#map")
        tab.keyboard.press("n")
        tab.locator("#card").wait_for()
        box = tab.locator("#map").bounding_box()
        assert box is not None
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        tab.mouse.move(x - 200, y - 150)
        tab.mouse.down()
        tab.wait_for_timeout(100)  # for the ring of what lies there
        before = _picture(tab)
        tab.mouse.move(x - 260, y - 150, steps=3)
        tab.mouse.move(x - 150, y - 100, steps=3)
        tab.mouse.up()
        tab.wait_for_function(f"before => {PICTURE} !== before", arg=before)


def test_wheel_hand_buttons_keys_and_scenes_bring_it_closer_and_back(open_map: Open) -> None:
    with open_map() as tab:
        tab.wait_for_function(f"() => {COLOURS} > 50")
        tab.focus("#map")
        box = tab.locator("#map").bounding_box()
        assert box is not None
        corner = (box["x"] + 6, box["y"] + 6)  # where no track lies
        tab.mouse.move(*corner)
        whole = _picture(tab)
        ways: list[Callable[[], None]] = [
            lambda: tab.mouse.wheel(0, -400),
            lambda: tab.mouse.dblclick(*corner),
            lambda: tab.locator("#closer").click(),
            lambda: tab.keyboard.press("+"),
            lambda: tab.get_by_role("button", name="dreamy pop").last.click(),
        ]
        for way in ways:
            way()
            tab.wait_for_function(f"whole => {PICTURE} !== whole", arg=whole)
            tab.focus("#map")
            tab.keyboard.press("0")
            tab.wait_for_function(f"whole => {PICTURE} === whole", arg=whole)
        tab.keyboard.press("+")
        tab.wait_for_function(f"whole => {PICTURE} !== whole", arg=whole)
        tab.locator("#further").click()
        tab.wait_for_function(f"whole => {PICTURE} === whole", arg=whole)


def test_search_leads_to_a_track_without_a_hand(open_map: Open) -> None:
    with open_map() as tab:
        tab.focus("#search")
        tab.keyboard.type("motorhead")
        option = tab.get_by_role("option")
        assert option.count() == 1
        assert option.text_content() == "Song 199Motörhead <b>"
        tab.keyboard.press("Enter")
        tab.locator("#card").get_by_text("Song 199").wait_for()
        assert tab.locator("#found").is_hidden()


def test_the_lists_below_lead_to_the_map(open_map: Open) -> None:
    with open_map() as tab:
        tab.get_by_role("button", name="Song 150").click()
        tab.locator("#card").get_by_text("Song 150").wait_for()
        tab.get_by_role("button", name="dreamy pop").last.click()
        tab.locator("#card").wait_for(state="hidden")


def test_it_fits_a_phone_and_answers_a_finger(open_map: Open) -> None:
    with open_map(360) as tab:
        assert tab.evaluate("document.documentElement.scrollWidth") == 360
        tab.focus("#map")
        tab.keyboard.press("n")
        tab.locator("#card").wait_for()
        tab.keyboard.press("Escape")
        box = tab.locator("#map").bounding_box()
        assert box is not None
        tab.touchscreen.tap(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        tab.locator("#card").get_by_text("Song 60").wait_for()


def _picture(tab: Page) -> str:
    picture: str = tab.evaluate(PICTURE)
    return picture


PICTURE = "document.querySelector('#map').toDataURL()"
COLOURS = """(() => {
  const map = document.querySelector("#map"), pen = map.getContext("2d");
  return new Set(new Uint32Array(pen.getImageData(0, 0, map.width, map.height).data.buffer)).size;
})()"""
