"""Verbs that learn and publish: user, train, weekly."""

from __future__ import annotations

from typing import Annotated

import typer

from .app import Home, Json, WeekOption, app, examples, open_home
from .output import clean, out, print_json, print_pairs, print_table

SHOWN = 20
"""Weeks that are listed; an instance of thousands has --json."""


@app.command(epilog=examples("discograph user me --timezone Europe/Berlin"))
def user(
    ctx: typer.Context,
    name: Annotated[str, typer.Argument(help="A local user; made when new.")],
    timezone: Annotated[
        str | None, typer.Option("--timezone", metavar="ZONE", help="As Europe/Berlin.")
    ] = None,
    home: Home = None,
    json: Json = False,
) -> None:
    """Show or set a local user: in whose timezone the week begins on Monday."""
    with open_home(ctx, home) as dg:
        found = dg.user(name, timezone=timezone)
    print_json(found) if json else print_pairs(found)


@app.command(epilog=examples("discograph train", "discograph train --tune"))
def train(
    ctx: typer.Context,
    tune: Annotated[
        bool, typer.Option("--tune", help="Choose hyperparameters on held-out plays first.")
    ] = False,
    force: Annotated[bool, typer.Option("--force", help="Though nothing changed.")] = False,
    home: Home = None,
    json: Json = False,
) -> None:
    """Fit factors, co-listens and neighbours from the graph; nothing to do is done in seconds."""
    with open_home(ctx, home) as dg:
        report = dg.train(tune=tune, force=force)
    print_json(report.as_dict()) if json else print_pairs(report.as_dict())


@app.command(
    epilog=examples(
        "discograph weekly",
        "discograph weekly mira ada",
        "discograph weekly --week 2026-W48 --json",
        "discograph weekly mira --replace",
    )
)
def weekly(
    ctx: typer.Context,
    users: Annotated[
        list[str] | None, typer.Argument(metavar="[USER...]", help="Default: all local users.")
    ] = None,
    week: WeekOption = None,
    replace: Annotated[
        bool, typer.Option("--replace", help="Make a published week again.")
    ] = False,
    home: Home = None,
    json: Json = False,
) -> None:
    """Publish the week: thirty tracks that each local user has never heard, with reasons."""
    with open_home(ctx, home) as dg:
        report = dg.weekly(users or None, week=week, replace=replace)
    if json:
        print_json(report.as_dict())
        return
    found = report.as_dict()
    rows = found["playlists"]
    print_table(rows[:SHOWN])
    if len(rows) > SHOWN:
        short = sum(row["short_by"] > 0 for row in rows)
        out.print(f"... and {len(rows) - SHOWN:,} more; of all, {short:,} are short")
    if rows:
        out.print(f"\nrun {found['run']}; look at one: discograph show {clean(rows[0]['user'])}")
    else:
        out.print("nobody lives here yet: discograph import FILE --user NAME")
