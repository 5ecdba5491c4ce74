"""The way to Neo4j Browser, from the command line."""

from __future__ import annotations

import json
import webbrowser
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from discograph.cli.app import app
from discograph.core.home import Home
from discograph.cypher.loader import names
from discograph.graph.store import Address, GraphStore

pytestmark = pytest.mark.neo4j
Run = Callable[..., Result]


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The pages that were opened, on a machine with no display so far."""
    pages: list[str] = []
    monkeypatch.setattr(webbrowser, "open", lambda url: pages.append(url))
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("sys.platform", "linux")
    return pages


@pytest.fixture
def browse(session_home: Home, store: GraphStore, address: Address) -> Run:
    """A function that runs the verb on the session's own server."""
    if address.browser is None:
        pytest.skip("NEO4J_URI names a server without our Browser")

    def browse_(*options: str) -> Result:
        args = ["--home", str(session_home.root), "browse", *options]
        result = CliRunner().invoke(app, args, env={"COLUMNS": "300"}, catch_exceptions=False)
        assert result.exit_code == 0, result.output
        assert address.password not in result.output
        return result

    return browse_


def test_it_tells_where_to_go_and_where_the_password_is(
    browse: Run, address: Address, opened: list[str]
) -> None:
    found = json.loads(browse("--json").stdout)
    assert found["browser"] == address.browser
    assert Path(found["password_file"]).read_text() == address.password
    assert found["copy_password"].endswith(f"< {found['password_file']}")
    assert set(found.values()) <= set(browse().stdout.replace("\n", "  ").split("  "))
    assert opened == []


def test_where_there_is_a_display_the_page_opens(
    browse: Run, address: Address, opened: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DISPLAY", ":0")
    browse()
    assert opened == [address.browser]


def test_another_server_gets_files_and_steps(
    store: GraphStore, opened: list[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("NEO4J_URI", store.address.uri)
    monkeypatch.setenv("NEO4J_PASSWORD", store.address.password)
    monkeypatch.setenv("DISPLAY", ":0")
    home, files = ["--home", str(tmp_path / "home")], tmp_path / "files"
    told = CliRunner().invoke(app, [*home, "browse"], catch_exceptions=False).stdout
    assert store.address.uri in told
    assert ":play" in told
    written = CliRunner().invoke(
        app, [*home, "browse", "--files", str(files), "--json"], catch_exceptions=False
    )
    queries = {name.partition("/")[2] for name in names() if name.startswith("browse/")}
    expected = {"discograph.grass", "guide.html", *(f"{name}.cypher" for name in queries)}
    assert {path.name for path in files.iterdir()} == expected
    assert {Path(path).name for path in json.loads(written.stdout)["files"]} == expected
    assert opened == []
