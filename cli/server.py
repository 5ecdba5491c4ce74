"""Verbs about the server: up, down, status, query."""

from __future__ import annotations

import unicodedata
from typing import Annotated, Any

import typer

from ..core.errors import InputError
from ..cypher import loader
from .app import Home, Json, app, examples, open_home
from .output import out, print_json, print_pairs, print_table

DEFAULTS: dict[str, Any] = {
    "limit": 20,
    "shared": 3,
    "week": "",
    "seeds": 100,
    "fan": 100,
    "peers": 20,
    "artists": 20,
    "lists": 10,
    "longest": 1_000,
    "supernode": 20_000,
}
"""Parameters of shipped queries that need not be given."""


@app.command(epilog=examples("discograph up", "discograph up --home ~/music-graph"))
def up(ctx: typer.Context, home: Home = None, json: Json = False) -> None:
    """Start this instance's Neo4j and print where it answers."""
    with open_home(ctx, home) as dg:
        address = dg.up()
        found = {"bolt": address.uri, "browser": address.browser}
        if dg.server is not None:
            found["password_file"] = str(dg.server.password_file)
    print_json(found) if json else print_pairs(found)


@app.command(epilog=examples("discograph down"))
def down(ctx: typer.Context, home: Home = None, json: Json = False) -> None:
    """Stop this instance's Neo4j."""
    with open_home(ctx, home) as dg:
        stopped = dg.down()
    if json:
        print_json({"stopped": stopped})
    else:
        out.print("stopped" if stopped else "was not running")


@app.command(epilog=examples("discograph status", "discograph status --json"))
def status(ctx: typer.Context, home: Home = None, json: Json = False) -> None:
    """Show the server's version and addresses, what the graph holds and the current runs."""
    with open_home(ctx, home) as dg:
        found = dg.status()
    if json:
        print_json(found)
        return
    print_pairs({name: value for name, value in found.items() if not isinstance(value, dict)})
    for name in ("nodes", "relationships"):
        if counts := found.get(name):
            out.print(f"\n[bold]{name}[/]")
            print_pairs(counts)
    for kind, run in found.get("runs", {}).items():
        out.print(f"\n[bold]current {kind} run[/]")
        print_pairs({key: value for key, value in run.items() if key != "kind"})


@app.command(
    epilog=examples(
        "discograph query",
        "discograph query browse/my_top_tracks user=mira",
        "discograph query my_week user=mira --json",
    )
)
def query(
    ctx: typer.Context,
    name: Annotated[str | None, typer.Argument(help="A file under cypher/.")] = None,
    params: Annotated[list[str] | None, typer.Argument(metavar="KEY=VALUE...")] = None,
    home: Home = None,
    json: Json = False,
) -> None:
    """Run a shipped Cypher file by its name and print a table; without a name, list them."""
    if name is None:
        print_table([_about(found) for found in _offered()])
        return
    wanted = _find(name)
    with open_home(ctx, home) as dg:
        rows = dg.query(wanted, **_parameters(wanted, params or []))
    if json:
        print_json(rows)
    else:  # a picture is for Browser, and says nothing in a table
        print_table([{key: row[key] for key in row if key != "picture"} for row in rows])


def _offered() -> list[str]:
    return [name for name in loader.names() if name.startswith(("browse/", "recommend/"))]


def _about(name: str) -> dict[str, Any]:
    found = loader.load(name)
    return {"name": name, "parameters": " ".join(found.params), "what": found.doc}


def _find(name: str) -> str:
    name = name.removesuffix(".cypher")
    return next((known for known in _offered() if known.partition("/")[2] == name), name)


def _parameters(name: str, given: list[str]) -> dict[str, Any]:
    declared = loader.load(name).params
    pairs = [item.partition("=") for item in given]
    if wrong := [key for key, equals, _ in pairs if not equals or key not in declared]:
        raise InputError(
            f"parameter {wrong[0]!r}; {name} takes: {' '.join(f'{key}=...' for key in declared)}"
        )
    values = {key: _typed(declared[key], text) for key, _, text in pairs}
    values = {key: DEFAULTS[key] for key in declared if key in DEFAULTS} | values
    if missing := [key for key in declared if key not in values]:
        raise InputError(f"{name} needs {missing[0]}=...; its parameters: {declared}")
    return values


def _typed(kind: str, text: str) -> Any:
    try:
        if kind.startswith("list"):
            inner = kind[kind.find("<") + 1 : -1] or "string"
            return [_typed(inner, part) for part in text.split(",") if part]
        return {"integer": int, "float": float}.get(kind, _nfc)(text)
    except ValueError as err:
        raise InputError(f"{text!r} is not of type {kind}") from err


def _nfc(text: str) -> str:
    return unicodedata.normalize("NFC", text)  # as every name in the graph is
