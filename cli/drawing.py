"""The verb that draws: map."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ..core.errors import InputError
from .app import Home, Json, app, examples, open_home
from .files import write_out
from .output import print_json


@app.command(
    "map", epilog=examples("discograph map mira -o map.html", "discograph map mira > map.html")
)
def map_(
    ctx: typer.Context,
    user: Annotated[str, typer.Argument(help="Whose tracks are lit, whose week is marked.")],
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", metavar="FILE", help="Default: stdout."),
    ] = None,
    home: Home = None,
    json: Json = False,
) -> None:
    """Draw all music as a map to move about in: one page that asks nothing of any host.

    Tracks lie near each other where people, words or sound say so. Laying out fifty thousand takes
    minutes; the next one's map comes at once, until something was learned again.
    """
    if json and output is None:
        raise InputError("--json tells of a file; name one with -o")
    with open_home(ctx, home) as dg:
        page = dg.taste_map(user)
    write_out(output, page)
    if json:
        print_json({"user": user, "file": str(output), "bytes": len(page.encode())})
