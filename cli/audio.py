"""Verbs about sound: audio scan, audio train, audio refused."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from .app import Home, Json, app, examples, open_home
from .output import clean, note, out, print_json, print_pairs, print_table

SHOWN = 10
"""Refused files that are listed for people; `audio refused` lists all."""

audio = typer.Typer(
    help="Hear the music files of this house, and learn who would like what nobody has played.",
    context_settings={"help_option_names": ["-h", "--help"]},
    no_args_is_help=True,
    epilog=examples(
        "discograph audio scan ~/Music",
        "discograph audio train",
        "discograph audio refused",
    ),
)
app.add_typer(audio, name="audio")


@audio.callback()
def root(ctx: typer.Context, home: Home = None) -> None:
    """Hear the music files of this house, and learn who would like what nobody has played."""
    ctx.obj = home or ctx.obj


@audio.command(
    epilog=examples(
        "discograph audio scan ~/Music /mnt/nas/music",
        "discograph audio scan ~/Music --again",
        "DISCOGRAPH_AUDIO_EXCERPT_S=30 discograph audio scan ~/Music",
    )
)
def scan(
    ctx: typer.Context,
    folders: Annotated[list[Path], typer.Argument(metavar="FOLDER...", help="Or files.")],
    again: Annotated[
        bool, typer.Option("--again", help="Hear files too that are as they were.")
    ] = False,
    home: Home = None,
    json: Json = False,
) -> None:
    """Hear the music files in folders: what is new or changed, on all cores; again is harmless.

    Each file is a track, by its tags or else its name: with its tempo, key, metre and loudness,
    and, in the next week, with a place for those who would like it. A scan that is stopped goes
    on where it was.
    """
    with open_home(ctx, home) as dg:
        found = dg.scan_audio(*folders, again=again).as_dict()
    if json:
        print_json(found)
        return
    refused = found.pop("refused")
    print_pairs({**found, "refused": len(refused)})
    for row in refused[:SHOWN]:
        note(f"[yellow]not heard[/] {clean(row['file'])}: {clean(row['detail'] or row['reason'])}")
    if len(refused) > SHOWN:
        note(f"... and {len(refused) - SHOWN:,} more: discograph audio refused")


@audio.command(epilog=examples("discograph audio train", "discograph audio train --force"))
def train(
    ctx: typer.Context,
    force: Annotated[bool, typer.Option("--force", help="Though nothing changed.")] = False,
    home: Home = None,
    json: Json = False,
) -> None:
    """Learn from the sound of what is played who would like what is not; `weekly` does it too."""
    with open_home(ctx, home) as dg:
        report = dg.train_audio(force=force)
    if json:
        print_json(report.as_dict())
    elif report.run is None:
        out.print("too little to learn from: it takes music that was heard and played")
    else:
        print_pairs(report.as_dict())


@audio.command(epilog=examples("discograph audio refused", "discograph audio refused --json"))
def refused(ctx: typer.Context, home: Home = None, json: Json = False) -> None:
    """List the files that could not be heard; they are tried again when they change."""
    with open_home(ctx, home) as dg:
        rows = dg.refused_audio()
    if json:
        print_json(rows)
    elif rows:
        print_table(rows)
    else:
        out.print("none")
