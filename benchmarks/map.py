"""Seconds that a layout of 50,000 tracks takes, and milliseconds of a frame while hands move it.

usage: python benchmarks/map.py [--quick]
"""

from __future__ import annotations

import argparse
import os
import shutil
import tempfile
import time
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from playwright.sync_api import sync_playwright

from discograph.core.processes import cores
from discograph.core.vectors import Vectors
from discograph.embeddings.layout import lay_out
from discograph.embeddings.scenes import find_scenes, middles
from discograph.formats.map_page import MapPage, Mark, Scene, write_map

TRACKS, FACTORS, SCENES = 50_000, 64, 200
FRAMES = """async () => {
  const map = document.querySelector("#map"), box = map.getBoundingClientRect(), took = [];
  const at = (kind, x, y) => map.dispatchEvent(new PointerEvent(kind, {
    pointerId: 1, bubbles: true, clientX: box.x + x, clientY: box.y + y,
  }));
  map.setPointerCapture = () => {};
  for (const zoomed of [false, true]) {
    if (zoomed) for (let turn = 0; turn < 6; turn++) document.querySelector("#closer").click();
    at("pointerdown", 600, 300);
    const spent = [];
    for (let turn = 0; turn < 90; turn++) {
      const began = performance.now();
      at("pointermove", 600 + 2 * (turn % 40), 300 + turn);
      await new Promise(requestAnimationFrame);
      await new Promise(requestAnimationFrame);
      spent.push((performance.now() - began) / 2);
    }
    at("pointerup", 600, 300);
    took.push(spent.sort((one, other) => one - other));
  }
  return took;
}"""


def main() -> None:
    """Measure both and print a table in Markdown."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a tenth of the tracks")
    tracks = TRACKS // 10 if parser.parse_args().quick else TRACKS
    rng = np.random.default_rng(0)
    middle = rng.normal(size=(SCENES, FACTORS))[rng.integers(0, SCENES, tracks)]
    matrix = (middle + 0.8 * rng.normal(size=middle.shape)).astype(np.float32)
    began, spent = time.perf_counter(), time.process_time()
    places = lay_out([Vectors([f"t{row:06}" for row in range(tracks)], matrix)]).matrix
    took, busy = time.perf_counter() - began, time.process_time() - spent
    began = time.perf_counter()
    text = write_map(page(places, rng))
    wrote = time.perf_counter() - began
    print(f"{tracks:,} tracks, {FACTORS} factors, {cores()} threads\n\n| part | |\n|---|---:|")
    print(f"| layout | {took:.0f} s ({busy:.0f} s of processors) |")
    print(f"| scenes and page of {len(text) / 1e6:.1f} MB | {wrote:.1f} s |")
    for name, each in zip(("all of it", "from near"), frames(text), strict=True):
        median, worst = each[len(each) // 2], each[int(0.95 * len(each))]
        print(f"| a frame while panning, {name} | {median:.0f} ms, 95 % within {worst:.0f} ms |")


def page(places: NDArray[np.float32], rng: np.random.Generator) -> MapPage:
    """Return a page on which somebody plays a hundredth of the tracks."""
    n, scene = len(places), find_scenes(places)
    own = rng.random(n) < 0.01
    return MapPage(
        user="mira",
        week="2026-W47",
        titles=[f"A title of usual length {row}" for row in range(n)],
        artists=[f"Somebody called {row % (n // 8)}" for row in range(n)],
        places=places,
        listeners=rng.geometric(0.1, n),
        plays=np.where(own, rng.geometric(0.1, n), 0),
        own=own,
        scene=scene,
        scenes=[
            Scene(name=f"scene {at}", x=float(x), y=float(y))
            for at, (x, y) in enumerate(middles(places, scene))
        ],
        marks=[Mark(row=97 * at, position=at + 1, reason="Because.") for at in range(30)],
    )


def frames(text: str) -> list[list[float]]:
    """Return what frames take in Chromium on these cores alone, from afar and from near, sorted."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        file = Path(folder) / "map.html"
        file.write_text(text, encoding="utf-8")
        chromium = playwright.chromium.launch(
            executable_path=shutil.which("chromium") or shutil.which("chromium-browser"),
            chromium_sandbox=os.geteuid() != 0,
        )
        tab = chromium.new_page(viewport={"width": 1400, "height": 900})
        tab.goto(file.as_uri())
        tab.wait_for_timeout(2000)
        took: list[list[float]] = tab.evaluate(FRAMES)
        chromium.close()
    return took


if __name__ == "__main__":
    main()
