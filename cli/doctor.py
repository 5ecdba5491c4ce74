"""The verb that looks at everything and touches nothing: doctor."""

from __future__ import annotations

import typer

from ..client import Discograph
from .app import Home, Json, app, examples
from .output import clean, out, print_json

COLOURS = {"ok": "green", "warning": "yellow", "fault": "red"}


@app.command(epilog=examples("discograph doctor", "discograph doctor --json"))
def doctor(ctx: typer.Context, home: Home = None, json: Json = False) -> None:
    """Say what is well, doubtful or wrong with this instance, and what to do about it.

    Nothing is started or changed. The exit status is 1 where something is wrong.
    """
    findings = Discograph.doctor(home or ctx.obj)
    if json:
        print_json([finding.as_dict() for finding in findings])
    else:
        width = max(len(finding.check) for finding in findings)
        for finding in findings:
            level = f"[{COLOURS[finding.level]}]{finding.level:<7}[/]"
            advice = f" → {clean(finding.advice)}" if finding.advice else ""
            line = f"{level}  [bold]{finding.check:<{width}}[/]  {clean(finding.found)}{advice}"
            out.print(line, soft_wrap=True)
    if any(finding.level == "fault" for finding in findings):
        raise typer.Exit(1)
