"""The style and the guide of Neo4j Browser, and the server that gives them to it alone."""

from __future__ import annotations

import re
import socket
from collections.abc import Callable, Iterator
from contextlib import closing
from email.message import Message
from http.client import HTTPConnection
from pathlib import Path
from threading import Thread
from typing import Any

import neo4j
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html  # type: ignore[import-untyped]

from discograph.core.errors import ServerError
from discograph.cypher.loader import ROOT, load
from discograph.graph.browser.guide import literal, write_guide, write_style
from discograph.graph.browser.serve import FileServer, files_of
from discograph.graph.browser.server import SERVE, GuideServer
from discograph.graph.conf import Ports
from discograph.graph.instance import Instance
from discograph.graph.process import ended
from discograph.graph.store import DATABASE, Address, GraphStore

Plant = Callable[..., None]
KEY = "known-to-few"
HOSTILE = """<b>O'Hara</b> \\ "x"; {y} // `z` &amp; $user"""
WORLD: dict[str, Any] = {
    "plays": {"me": {"a": 9, "b": 4, "c": 2}, HOSTILE: {"b": 5}, "ben": {"a": 1}},
    "local": ["me", HOSTILE],
    "artists": {"a": "x", "b": "y", "c": "x", "d": "z"},
    "weeks": {("me", "2026-W46"): ["c"], ("me", "2026-W47"): ["b", "d"]},
    "entries": {
        ("me", "2026-W47", "b"): {"path": ["me", "a", "b"]},
        ("me", "2026-W47", "d"): {"path": ["me", "a", "ben", "d"]},
    },
}


def rules() -> dict[str, dict[str, str]]:
    """The style, as Browser reads it: properties by selector."""
    blocks = re.findall(r"([\w.]+) \{\n(.*?)\n\}", write_style(), flags=re.DOTALL)
    return {
        selector: dict(line.strip().rstrip(";").split(": ", 1) for line in body.splitlines())
        for selector, body in blocks
    }


def test_every_label_and_type_that_people_see_has_a_look_of_its_own() -> None:
    queries = [path.read_text(encoding="utf-8") for path in (ROOT / "browse").glob("*.cypher")]
    labels = {name for text in queries for name in re.findall(r"\(\w*:(\w+)", text)}
    types = {
        name
        for text in queries
        for found in re.findall(r"\[\w*:([A-Z_|]+)", text)
        for name in found.split("|")
    }
    looks = rules()
    assert labels - {"Run"} > {"User", "Track", "Artist", "Term"}
    assert {f"node.{name}" for name in labels} | {f"relationship.{name}" for name in types} <= set(
        looks
    )
    nodes = [look for name, look in looks.items() if name.startswith("node")]
    assert len({look["color"] for look in nodes}) == len(nodes)
    captions = [look["caption"] for look in looks.values() if "caption" in look]
    assert not any(set(":;") & set(caption) for caption in captions), "its parser cuts there"


@pytest.mark.neo4j
@settings(max_examples=60)
@given(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])))
def test_a_literal_is_what_it_stands_for(bare_driver: neo4j.Driver, text: str) -> None:
    with bare_driver.session(database=DATABASE) as session:
        record = session.run(neo4j.Query(f"RETURN {literal(text)}")).single(strict=True)
    assert record[0] == text


@pytest.mark.neo4j
def test_the_guide_is_made_of_shipped_queries_and_peoples_own_values(
    store: GraphStore, plant: Plant
) -> None:
    plant(**WORLD)
    text = write_guide(store)
    guide = html.fromstring(text)
    shown = [pre.text for pre in guide.xpath("//pre[contains(@class, 'runnable')]")]
    queries = [pre for pre in shown if not pre.startswith(":param")]
    names = [query.splitlines()[0].removeprefix("// cypher/") for query in queries]
    assert queries == [load(name).text for name in names]
    assert {"browse/my_week", "browse/why_this_track", "browse/a_track_nobody_knew"} < set(names)
    me, other = shown[:2]
    assert "'me' AS user, '' AS week, 'd' AS track, 'Band x' AS artist" in me
    assert "'Band x' AS one, 'Band z' AS other" in me
    assert f"{literal(HOSTILE)} AS user, '' AS week, '' AS track, 'Band y' AS artist" in other
    filled = set(re.findall(r"\w+", me.partition("[{")[2].partition("}]")[0]))
    assert {param for name in names for param in load(name).params} == filled
    assert guide.xpath("//p/b/text()") == ["me", HOSTILE]
    assert guide.xpath("//script | //@src | //@href") == []
    assert store.address.password not in text


@pytest.mark.neo4j
def test_browser_leaves_the_guide_as_it_is(store: GraphStore, plant: Plant) -> None:
    plant(**WORLD)
    handler = re.compile(r"""\s+on[^\s=]+\s*=\s*("[^"]*"|'[^']*'|[\w\-.:]+\s*)""", re.IGNORECASE)
    assert handler.findall(write_guide(store)) == [], "it takes for a handler what looks like one"


@pytest.mark.neo4j
def test_without_people_the_guide_says_how_to_begin(store: GraphStore, plant: Plant) -> None:
    plant(plays={"ben": {"a": 1}}, local=[])
    guide = html.fromstring(write_guide(store))
    assert "discograph import" in guide.text_content()
    assert ":param [" not in guide.text_content()


@pytest.fixture
def ports() -> Ports:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return Ports(bolt=1, http=7474, files=probe.getsockname()[1], key=KEY)


@pytest.fixture
def served(ports: Ports) -> Iterator[Ports]:
    nobody = Address(uri=ports.uri, username="neo4j", password="secret")
    with FileServer(ports, files_of(nobody)) as server:
        thread = Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        yield ports
        server.shutdown()
        thread.join()


def ask(ports: Ports, method: str, path: str, **headers: str) -> tuple[int, Message, str]:
    """Status, headers and text of an answer."""
    with closing(HTTPConnection("127.0.0.1", ports.files, timeout=30)) as connection:
        connection.request(method, path, headers=headers)
        answer = connection.getresponse()
        return answer.status, answer.headers, answer.read().decode()


@pytest.mark.parametrize("name", ["127.0.0.1", "localhost"])
def test_browser_may_read_the_style(served: Ports, name: str) -> None:
    asked = {"Host": f"{name}:{served.files}", "Origin": f"http://{name}:7474"}
    status, headers, _ = ask(served, "OPTIONS", f"/{KEY}/guide.html", **asked)
    assert status == 204
    assert headers["Access-Control-Allow-Origin"] == asked["Origin"]
    assert headers["Access-Control-Allow-Headers"] == "*"
    status, headers, text = ask(served, "GET", f"/{KEY}/discograph.grass", **asked)
    assert (status, text) == (200, write_style())
    assert headers["Access-Control-Allow-Origin"] == asked["Origin"]


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "rebound.example:7475"},
        {"Origin": "http://elsewhere.example"},
        {"Origin": "http://127.0.0.1:8080"},
        {"Origin": "null"},
    ],
)
@pytest.mark.parametrize("method", ["OPTIONS", "GET"])
def test_no_other_page_may(served: Ports, method: str, headers: dict[str, str]) -> None:
    status, answered, text = ask(served, method, f"/{KEY}/discograph.grass", **headers)
    assert status == 403
    assert "Access-Control-Allow-Origin" not in answered
    assert "color" not in text


@pytest.mark.parametrize(
    "path",
    [
        *("/", "/password", "/../password", "/?x", "/guide.html", "/discograph.grass"),
        *(f"/{KEY}", f"/{KEY}/", f"/{KEY}/../password", f"/{KEY}/guide.html/", "/other/guide.html"),
    ],
)
def test_nothing_else_is_served(served: Ports, path: str) -> None:
    assert ask(served, "GET", path)[0] == 404
    assert ask(served, "POST", f"/{KEY}/discograph.grass")[0] == 501


def test_without_a_graph_there_is_no_guide(served: Ports) -> None:
    status, _, text = ask(served, "GET", f"/{KEY}/guide.html")
    assert status == 503
    assert "secret" not in text


@pytest.mark.slow
def test_its_process_is_begun_once_found_again_and_ended(tmp_path: Path) -> None:
    instance = Instance(tmp_path)
    ports = instance.choose_ports()
    server = GuideServer(instance)
    server.up()
    try:
        server.wait(ports)
        process = instance.process(SERVE)
        server.up()
        assert process is not None
        assert instance.process(SERVE) == process
        assert instance.process() is None
        listening = [found.laddr.ip for found in process.net_connections()]
        assert listening == ["127.0.0.1"]
        assert instance.password() not in str((process.cmdline(), process.environ()))
    finally:
        server.down()
    assert instance.process(SERVE) is None
    assert instance.choose_ports() == ports


@pytest.mark.slow
def test_a_taken_port_is_told(tmp_path: Path) -> None:
    instance = Instance(tmp_path)
    ports = instance.choose_ports()
    with socket.create_server(("127.0.0.1", ports.files)):
        server = GuideServer(instance)
        server.up()
        process = instance.process(SERVE)
        assert process is None or ended(process, 60)
        with pytest.raises(ServerError, match=r"(?s)not served.*Address already in use"):
            server.wait(ports)
