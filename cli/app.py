"""The verbs, gathered, and what happens when one of them fails."""

from __future__ import annotations

import logging
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from rich.logging import RichHandler

from ..client import Discograph
from ..core.errors import DiscographError
from .output import TerminalProgress, clean, err

app = typer.Typer(
    name="discograph",
    help="Your own Discover Weekly, on your own graph.",
    no_args_is_help=True,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="First steps:  discograph demo && discograph weekly && discograph show mira",
)

Home = Annotated[
    Path | None,
    typer.Option(
        "--home",
        metavar="FOLDER",
        help="Where this instance lives. Default: DISCOGRAPH_HOME, else the data directory.",
        show_default=False,
    ),
]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON document on stdout.")]
Number = Annotated[int, typer.Option("-n", "--number", min=1, max=1000, help="How many.")]
WeekOption = Annotated[
    str | None,
    typer.Option("--week", metavar="YYYY-Www", help="An ISO week.", show_default=False),
]


def _tell_version(wanted: bool) -> None:
    if wanted:
        typer.echo(version("discograph"))
        raise typer.Exit


@app.callback()
def root(
    ctx: typer.Context,
    home: Home = None,
    verbose: Annotated[bool, typer.Option("-v", "--verbose", help="Log each step.")] = False,
    show_version: Annotated[
        bool,
        typer.Option("--version", is_eager=True, callback=_tell_version, help="Print the version."),
    ] = False,
) -> None:
    """Your own Discover Weekly, on your own graph."""
    ctx.obj = home
    if verbose:
        handler = RichHandler(console=err, show_path=False)
        logging.basicConfig(level=logging.INFO, handlers=[handler], format="%(message)s")


def examples(*lines: str) -> str:
    """Return the end of a help page."""
    return "\n\n".join(("[bold]Examples[/]", *(line.replace("[", "\\[") for line in lines)))


def open_home(ctx: typer.Context, home: Path | None) -> Discograph:
    """Return the instance that this call is about; ``--home`` may stand before or after a verb."""
    return Discograph.open(home or ctx.obj, progress=TerminalProgress())


def main() -> None:
    """Run the command line; what goes wrong is told on stderr, without a traceback, status 2."""
    try:
        app()
    except DiscographError as error:
        _fail(str(error))
    except OSError as error:  # a full disk, a folder that may not be written
        _fail(f"{error.filename}: {error.strerror}" if error.filename else str(error))
    except SystemExit as stop:
        if stop.code == 130:  # typer's, of Ctrl-C
            err.print("stopped; run the same command again to go on")
        raise


def _fail(message: str) -> NoReturn:
    """Print an error, its own lines as lines (the end of a server's log), and exit."""
    told = "\n".join(map(clean, message.splitlines()))
    err.print(f"[red]error:[/] {told}", soft_wrap=True)
    sys.exit(2)


# Each adds its verbs.
from . import (  # noqa: E402, F401
    audio,
    browse,
    doctor,
    drawing,
    files,
    forget,
    looking,
    measure,
    playlist,
    server,
    weekly,
    words,
)
