"""The verb that measures: evaluate."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from .app import Home, Json, app, examples, open_home
from .output import out, print_json, print_table


@app.command(
    epilog=examples(
        "discograph evaluate --data counts.tsv.gz",
        "discograph evaluate --data counts.tsv.gz --no-tune --json",
    )
)
def evaluate(
    ctx: typer.Context,
    data: Annotated[Path, typer.Option("--data", help="A counts table: user, track_id, plays.")],
    tune: Annotated[
        bool, typer.Option(help="Choose hyperparameters on an inner split first.")
    ] = True,
    seeds: Annotated[int, typer.Option("--seeds", min=1, help="How many random splits.")] = 2,
    home: Home = None,
    json: Json = False,
) -> None:
    """Hide a fifth of each user's items and measure who finds them: recall@30 and nDCG@30."""
    with open_home(ctx, home) as dg:
        report = dg.evaluate(data, tune=tune, seeds=range(seeds))
    found = report.as_dict()
    if json:
        print_json(found)
        return
    print_table(found["models"])
    out.print(f"\n{found['users']} users, {found['tracks']} tracks, {len(found['seeds'])} splits")
