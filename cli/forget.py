"""Verbs that take out again: forget."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from ..core.errors import InputError
from .app import Home, Json, app, examples, open_home
from .output import clean, print_json, print_pairs


@app.command(epilog=examples("discograph forget mira", "discograph forget mira --yes --json"))
def forget(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(metavar="USER", help="Of this house or a community.")],
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    home: Home = None,
    json: Json = False,
) -> None:
    """Take a person out: listens, playlists, weeks, and all that was learned from them.

    What is left is learned anew without them. This cannot be undone; import their files again to
    have them back.
    """
    if not yes:
        _ask(name)
    with open_home(ctx, home) as dg:
        found = dg.forget_user(name).as_dict()
    print_json(found) if json else print_pairs(found)


def _ask(name: str) -> None:
    if not sys.stdin.isatty():
        raise InputError(f"forgetting {clean(name)} cannot be undone; say --yes to mean it")
    typer.confirm(f"Forget {clean(name)} and all that came from them, for ever?", abort=True)
