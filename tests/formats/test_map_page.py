"""The map as a page: what it holds, that names stay names, and that it asks nothing of anybody."""

from __future__ import annotations

import hashlib
import json
import re
from base64 import b64decode, b64encode
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html  # type: ignore[import-untyped]

from discograph.formats.document import HERE
from discograph.formats.map_page import MapPage, Mark, Scene, write_map

HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</script></style></title><h1>",
    "<!-- --> ]]> <![CDATA[ <!--<script>",
    "{{ 7 * 7 }}{% raw %}",
    "\u202eright to left\u202c \u2066isolated",
    "zero\x00 control\x1b[31m line\nbreak\u2028",
    "lone \ud800 surrogate",
    "\ufffe\uffff\ufdd0 x",
    "&lt;b&gt; &amp;amp; &#60;",
    "🎵👩‍🎤" * 200,
]
NAMES = st.sampled_from(HOSTILE) | st.text(min_size=1, max_size=30).map(lambda text: f"a{text}")


def page(name: str = "x", *, marks: bool = True) -> MapPage:
    """Four tracks in two scenes, of which two are the person's and one is new."""
    return MapPage(
        user=name,
        week="2026-W47" if marks else None,
        titles=[name, "Tune", "Air", "Rest"],
        artists=[name, "Duo", "Duo", ""],
        places=np.array([[-1, -1], [-0.9, -1], [1, 1], [0.5, 1]], np.float32),
        listeners=np.array([1, 70_000, 3, 0]),
        plays=np.array([0, 12, 0, 0]),
        own=np.array([False, True, False, True]),
        scene=np.array([0, 0, 1, 1], np.int32),
        scenes=[Scene(name=name, x=-1, y=-1), Scene(name="dreamy", x=1, y=1)],
        marks=[Mark(row=2, position=1, reason=name)] if marks else [],
        unplaced=3,
    )


def data(text: str) -> dict[str, Any]:
    (element,) = html.fromstring(text).xpath("//script[@id='data']")
    found: dict[str, Any] = json.loads(element.text)
    return found


def skeleton(text: str) -> list[tuple[str, list[str]]]:
    return [(str(node.tag), sorted(node.attrib)) for node in html.fromstring(text).iter()]


@settings(max_examples=40)
@given(NAMES)
def test_no_name_becomes_an_element_or_an_attribute(name: str) -> None:
    text = write_map(page(name))
    assert skeleton(text) == skeleton(write_map(page()))
    assert text.encode()  # a lone surrogate could not be written
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff]", text)
    assert max(map(len, data(text)["titles"])) <= 120


def test_what_is_drawn_is_what_was_given() -> None:
    told = data(write_map(page()))

    def unpacked(name: str, kind: str) -> list[int]:
        values: list[int] = np.frombuffer(b64decode(told[name]), kind).tolist()
        return values

    assert unpacked("places", "<u2") == [0, 0, 3277, 0, 65535, 65535, 49151, 65535]
    assert unpacked("listeners", "<u4") == [1, 70_000, 3, 0]
    assert unpacked("scene", "<u2") == [0, 0, 1, 1]
    assert dict(zip(unpacked("own", "<u4"), unpacked("plays", "<u4"), strict=True)) == {1: 12, 3: 0}
    assert [told["artists"][at] for at in unpacked("artist", "<u4")] == ["x", "Duo", "Duo", ""]
    assert told["marks"] == [{"row": 2, "position": 1, "reason": "x"}]


def test_the_map_stands_there_in_words_too() -> None:
    document = html.fromstring(write_map(page("mira")))
    heading = " ".join(document.xpath("//header")[0].text_content().split())
    assert "mira's map of music" in heading
    assert "4 tracks" in heading
    assert "2 of them are yours, 1 new this week" in heading
    rows = [
        [" ".join(cell.text_content().split()) for cell in row] for row in document.xpath("//tr")
    ]
    assert rows == [
        ["Scene", "Tracks", "Yours", "New"],
        ["dreamy", "2", "1", "1"],
        ["mira", "2", "1", ""],
    ]
    (item,) = document.xpath("//ol/li")
    assert " ".join(item.text_content().split()) == "1Air Duo, show on the mapdreamy"
    assert "3 more tracks have no place yet" in document.xpath("//footer")[0].text_content()


def test_without_a_week_nothing_is_new() -> None:
    document = html.fromstring(write_map(page(marks=False)))
    assert document.xpath("//ol") == []
    assert "new this week" not in document.text_content().partition("{")[0]


def test_its_policy_lets_its_own_style_and_script_alone() -> None:
    document = html.fromstring(write_map(page()))
    (policy,) = document.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    for kind, path in (("style", "//style"), ("script", "//script[not(@type)]")):
        (inline,) = document.xpath(path)
        digest = b64encode(hashlib.sha256(inline.text.encode()).digest()).decode()
        assert rules.pop(f"{kind}-src") == f"'sha256-{digest}'"
    assert rules == {"default-src": "'none'", "base-uri": "'none'", "form-action": "'none'"}
    assert not document.xpath("//@style | //@src | //link")


def test_labels_and_controls_have_names_and_lead_somewhere() -> None:
    document = html.fromstring(write_map(page()))
    ids = document.xpath("//@id")
    assert len(ids) == len(set(ids))
    inner = [href[1:] for href in document.xpath("//a/@href")]
    named = document.xpath("//@for | //@aria-controls | //@aria-describedby")
    assert {*inner, *named} <= set(ids)
    assert all(b.get("aria-label") or b.text_content().strip() for b in document.iter("button"))


@pytest.mark.parametrize(
    "forbidden", ["innerHTML", "fetch(", "XMLHttp", "import(", "eval(", "url("]
)
def test_the_script_neither_parses_names_nor_asks_anybody(forbidden: str) -> None:
    text = "".join((HERE / f"map_page.{kind}").read_text("utf-8") for kind in ("css", "js"))
    assert forbidden not in text


def test_the_same_map_is_the_same_text() -> None:
    assert write_map(page()) == write_map(page())
