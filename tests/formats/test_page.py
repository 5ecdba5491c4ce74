"""The page of a week: what it holds, that names stay names, and that it asks nothing of anybody."""

from __future__ import annotations

import hashlib
import re
from base64 import b64encode
from dataclasses import fields, replace
from datetime import UTC, datetime
from itertools import pairwise, product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html  # type: ignore[import-untyped]

from discograph.core.config import SourcesConfig
from discograph.formats.document import HERE
from discograph.formats.page import SOURCES, Page, PageTrack, Scale, Word, write_page
from discograph.formats.picture import Between, Loved
from discograph.formats.week import Week, WeekTrack

MBID = "385f4381-0f6d-47a0-bc56-07570374f650"
HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)' x='",
    "</title></style></script></svg><h1>",
    "{{ 7 * 7 }}{% raw %}",
    "<!-- --> ]]> <![CDATA[",
    "\u202eright to left\u202c \u2066isolated",
    "zero\x00 control\x1b[31m line\nbreak\u2028",
    "lone \ud800 surrogate",
    "\ufffe\uffff\ufdd0 x",
    "&lt;b&gt; &amp;amp; &#60;",
    "javascript:alert(1)",
    "e\u0301 🎵👩‍🎤",
    "…" * 300,
]
NAMES = st.sampled_from(HOSTILE) | st.text(min_size=1, max_size=30).map(lambda text: f"a{text}")
URLS = {
    "https://press.example/a?b=c&d=%22": True,
    "http://press.example/": True,
    "javascript:alert(1)": False,
    "data:text/html,<script>alert(1)</script>": False,
    "file:///etc/passwd": False,
    "//elsewhere.example/": False,
    "https://": False,
    "https://a.example/ b": False,
    "https://a.example/\u202e": False,
    "http://[": False,
}


def track(position: int = 1, **given: Any) -> WeekTrack:
    base = WeekTrack(
        position=position,
        id=f"t{position}",
        title="Song",
        artist="Band",
        aliases=("name:band|song",),
        album="Record",
        duration_s=61.5,
        score=0.25,
        sources={"playlists": 0.25, "als": 0.5, "co_listens": 0.25},
        reason="Because you play Tune by Duo.",
        path=("mira", "t2", "t1"),
    )
    return replace(base, **given)


def told(position: int = 1, **given: Any) -> PageTrack:
    base = PageTrack(
        track=track(position),
        loved=(Loved(id="t100", title="Tune", artist="Duo"),),
        listeners=3,
        playlists=1,
        words=(Word(term="dreamy", url="https://press.example/1"),),
        tempo_bpm=119.6,
        key="G",
        mode="minor",
    )
    return replace(base, **given)


def page(*tracks: PageTrack, **given: Any) -> Page:
    week = Week(
        user="mira",
        week="2026-W53",
        run="f1",
        title="mira's discoveries, 2026-W53",
        created_at=datetime(2026, 12, 28, 5, tzinfo=UTC),
        tracks=tuple(one.track for one in tracks),
    )
    scale = Scale(
        name="Novelty", told="How few people know it.", week=0.75, own=0.5,
        week_said="6.0 bits", own_said="4.0 bits", low="all", high="few",
    )  # fmt: skip
    return Page(week=replace(week, **given), tracks=tracks, scales=(scale,))


def hostile(name: str, url: str, reason: str, *, of: int = 3) -> Page:
    """A page on which every text that comes from data is `name`, and every address `url`."""
    tracks = [
        told(
            position,
            track=track(
                position, title=name, artist=name, album=name, reason=reason, id=name,
                sources={name: 1.0}, aliases=(f"mbid:{name}", f"mbid:{MBID}"),
            ),
            loved=(Loved(id=f"l{position}", title=name, artist=name),),
            between=(Between(kind="word", id=name, name=name),) * (position % 2),
            words=(Word(term=name, url=url),),
            key=name,
            mode=name,
        )
        for position in range(1, of + 1)
    ]  # fmt: skip
    found = page(*tracks, user=name, title=name, note=name, run=name)
    return replace(found, scales=(replace(found.scales[0], name=name, told=name, low=name),))


def skeleton(text: str) -> list[tuple[str, list[str]]]:
    """Every element with the names of its attributes."""
    return [(str(node.tag), sorted(node.attrib)) for node in html.fromstring(text).iter()]


@settings(max_examples=60)
@given(NAMES, st.sampled_from(sorted(URLS)))
def test_no_name_becomes_an_element_or_an_attribute(name: str, url: str) -> None:
    plain_url = "https://plain.example/" if URLS[url] else "no address"
    text = write_page(hostile(name, url, name))
    assert skeleton(text) == skeleton(write_page(hostile("x", plain_url, "x")))
    assert text.isascii() or text.encode()  # a lone surrogate could not be written
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff]", text)


@given(NAMES)
def test_names_stand_there_as_they_are(name: str) -> None:
    document = html.fromstring(write_page(hostile(name, "", name)))
    (first, *_) = document.xpath("//ol/li//h3/bdi")
    kept = re.sub(
        "[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]+", " ", name
    )
    assert (first.text or "") == kept


def test_no_name_turns_the_text_around_it() -> None:
    mark = "\u202eturned"
    document = html.fromstring(write_page(replace(hostile(mark, "", mark), scales=())))
    found = [
        text.getparent()
        for text in document.xpath("//body//text()[contains(., $m)]", m=mark)
        if not text.getparent().xpath("ancestor-or-self::svg")  # each a line of its own
    ]
    assert len(found) > 20
    alone = "ancestor-or-self::bdi | ancestor-or-self::ul[@class='facts']"
    assert [node for node in found if not node.xpath(alone)] == []


@pytest.mark.parametrize(("url", "web"), URLS.items())
def test_only_addresses_of_the_web_become_links(url: str, web: bool) -> None:
    found = page(told(words=(Word(term="dreamy", url=url),)))
    links = html.fromstring(write_page(found)).xpath("//ul[@class='words']//a")
    assert [link.get("href") for link in links] == ([url] if web else [])
    assert all(link.get("rel") == "noreferrer" for link in links)


def test_the_page_that_a_reason_names_is_a_link() -> None:
    url = "https://press.example/a?b=1&c"
    found = page(told(track=track(reason=f"By Band, dreamy like Duo ({url}).")))
    (reason,) = html.fromstring(write_page(found)).xpath("//p[@class='reason']")
    assert reason.text_content() == "By Band, dreamy like Duo (press.example)."
    assert [link.get("href") for link in reason.iter("a")] == [url]


def test_nothing_is_loaded_from_anywhere() -> None:
    text = write_page(page(told(), told(2, track=track(2, aliases=(f"mbid:{MBID}",)))))
    document = html.fromstring(text)
    assert {node.tag for node in document.iter() if node.get("src") or node.get("srcset")} == set()
    assert {node.tag for node in document.iter() if node.get("href")} == {"a"}
    assert not {"link", "img", "iframe", "object", "embed", "use", "image", "base", "form"} & {
        str(node.tag) for node in document.iter()
    }
    assert not re.search(r"url\(|@import|@font-face|fetch|XMLHttp|import\(", text)
    assert not [name for node in document.iter() for name in node.attrib if name.startswith("on")]


def test_its_policy_lets_its_own_style_and_script_alone() -> None:
    document = html.fromstring(write_page(page(told())))
    (policy,) = document.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    for kind in ("style", "script"):
        (inline,) = document.iter(kind)
        digest = b64encode(hashlib.sha256(inline.text.encode()).digest()).decode()
        assert rules.pop(f"{kind}-src") == f"'sha256-{digest}'"
    assert rules == {"default-src": "'none'", "base-uri": "'none'", "form-action": "'none'"}
    assert not document.xpath("//@style")


def test_all_that_is_known_of_a_track_stands_there() -> None:
    document = html.fromstring(write_page(page(told())))
    (item,) = document.xpath("//ol/li")
    text = " ".join(item.text_content().split())
    for said in (
        "Song", "Band", "Record", "1:02", "120 BPM", "G minor", "Because you play Tune by Duo.",
        "dreamy", "50% taste map", "shared listeners", "playlists", "Tune by Duo",
        "3 other people play one of these and this.", "1 playlist holds one of these and this.",
    ):  # fmt: skip
        assert said in text
    heading = " ".join(document.xpath("//header")[0].text_content().split())
    assert "28 December 2026 \N{EN DASH} 3 January 2027" in heading
    assert "1 track that you have never heard, 1 min." in heading


def test_every_source_has_a_name_for_people() -> None:
    assert set(SOURCES) == {field.name for field in fields(SourcesConfig)}


def test_bars_show_the_shares() -> None:
    document = html.fromstring(write_page(page(told())))
    (bar,) = document.xpath("//summary/svg")
    assert [(r.get("class"), r.get("x"), r.get("width")) for r in bar.iter("rect")] == [
        ("als", "0.0", "50.0"), ("co-listens", "50.0", "25.0"), ("playlists", "75.0", "25.0"),
    ]  # fmt: skip
    shares = document.xpath("//ul[@class='shares']/li")
    assert [share.xpath("./span[last()]")[0].text for share in shares] == ["50%", "25%", "25%"]


def test_a_track_is_played_where_its_recording_is_known() -> None:
    known = told(2, track=track(2, aliases=(f"mbid:{MBID}", "name:band|song")))
    odd = told(3, track=track(3, aliases=("mbid:", "mbid:x&y", f"mbid:{MBID}/..", f"x:{MBID}")))
    document = html.fromstring(write_page(page(told(), known, odd)))
    first, second, third = document.xpath("//ol/li")
    assert first.xpath(".//p[@class='play']") == third.xpath(".//p[@class='play']") == []
    assert second.xpath(".//p[@class='play']/a/@href") == [
        f"https://listenbrainz.org/player?recording_mbids={MBID}",
        f"https://musicbrainz.org/recording/{MBID}",
    ]


def test_links_within_the_page_lead_somewhere_and_names_for_readers_exist() -> None:
    tracks = [told(n, loved=(Loved(id=f"l{n % 3}", title="T", artist=None),)) for n in range(1, 31)]
    document = html.fromstring(write_page(page(*tracks)))
    ids = document.xpath("//@id")
    assert len(ids) == len(set(ids))
    inner = [href[1:] for href in document.xpath("//a/@href") if href.startswith("#")]
    named = [*document.xpath("//@aria-labelledby"), *document.xpath("//@aria-describedby")]
    assert {*inner, *named} <= set(ids)
    reached = document.xpath("//svg//a[not(@tabindex)]")
    assert [a.get("href") for a in reached] == [f"#track-{n}" for n in _around(document)]
    assert all(a.get("aria-label") for a in reached)
    for hidden in document.xpath("//svg//a[@tabindex='-1']"):
        assert hidden.get("aria-hidden") == "true"


def _around(document: Any) -> list[str]:
    return list(document.xpath("//svg//a[contains(@class, 'track')]/@data-to"))


def test_headings_come_in_steps() -> None:
    document = html.fromstring(write_page(page(told(), told(2))))
    levels = [int(n.tag[1]) for n in document.iter() if re.fullmatch("h[1-6]", str(n.tag))]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


@given(st.permutations(sorted(SOURCES)))
def test_the_same_page_is_the_same_text(names: list[str]) -> None:
    of = {name: (1 + sorted(SOURCES).index(name)) / 36 for name in names}
    text = write_page(page(told(track=track(sources=of))))
    assert text == write_page(page(told(track=track(sources=dict(sorted(of.items()))))))


def test_a_week_without_tracks_says_why() -> None:
    text = write_page(replace(page(note="mira has played nothing yet"), scales=()))
    document = html.fromstring(text)
    assert "mira has played nothing yet" in document.text_content()
    assert document.xpath("//ol/li | //svg") == []


def _colours() -> dict[str, dict[str, str]]:
    """The colours of the style, light, dark and printed."""
    style = (HERE / "base.css").read_text(encoding="utf-8")
    blocks = re.findall(r":root \{(.*?)\}", style, flags=re.DOTALL)
    found = [dict(re.findall(r"--([\w-]+): #(\w+)", block)) for block in blocks]
    wide = [
        {name: c if len(c) == 6 else "".join(2 * digit for digit in c) for name, c in of.items()}
        for of in found
    ]
    return dict(zip(("light", "dark", "print"), wide, strict=True))


def _luminance(colour: str) -> float:
    """Relative luminance, WCAG 2.2."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def test_whatever_is_read_has_the_contrast_of_aa() -> None:
    for scheme, colours in _colours().items():
        tints = {name.replace("_", "-") for name in SOURCES} | {"other"}
        assert tints | {"text", "quiet", "link"} <= set(colours), scheme
        pairs = [*product({"text", "quiet", "link"} | tints, ["ground", "raised"])]
        pairs += [("on-tint", tint) for tint in tints]
        for one, other in pairs:
            bright, dim = sorted((_luminance(colours[n]) for n in (one, other)), reverse=True)
            assert (bright + 0.05) / (dim + 0.05) >= 4.5, (scheme, one, other)
