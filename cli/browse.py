"""The verb that opens Neo4j Browser: browse."""

from __future__ import annotations

import os
import shlex
import shutil
from pathlib import Path
from typing import Annotated

import typer

from .app import Home, Json, app, examples, open_home
from .files import write_out
from .looking import open_page
from .output import clean, out, print_json, print_pairs

STEPS = """\
In the Browser of that server:
  1  drop discograph.grass on the page: the style
  2  drop a .cypher file on the page: a query, into the editor or the favourites
  3  :play http://.../guide.html from a web server that lets that page read it (CORS)
`discograph browse --files FOLDER` writes them."""
COPIES = (
    ("pbcopy", "pbcopy", ""),
    ("wl-copy", "wl-copy", "WAYLAND_DISPLAY"),
    ("xclip", "xclip -selection clipboard", "DISPLAY"),
)
"""Programs that put what they read into the clipboard, how, and the display that they need."""


@app.command(epilog=examples("discograph browse", "discograph browse --files for_my_server"))
def browse(
    ctx: typer.Context,
    files: Annotated[
        Path | None,
        typer.Option(
            "--files",
            metavar="FOLDER",
            help="Write style, guide and queries there, for the Browser of a server of your own.",
            show_default=False,
        ),
    ] = None,
    home: Home = None,
    json: Json = False,
) -> None:
    """Open Neo4j Browser with a style and a guide to this graph, or say where it answers."""
    with open_home(ctx, home) as dg:
        if files is not None:
            _write(files, dg.browser_files(), json)
        elif dg.server is None:
            uri = dg.up().uri
            print_json({"bolt": uri, "browser": None}) if json else out.print(clean(uri), STEPS)
        else:
            _show(dg.browse(), dg.server.password_file, json)


def _write(folder: Path, texts: dict[str, str], json: bool) -> None:
    written = [folder / name for name in texts]
    for path, text in zip(written, texts.values(), strict=True):
        write_out(path, text)
    if json:
        print_json({"files": [str(path) for path in written]})
    else:
        out.print(f"{len(written)} files in {clean(folder)}\n{STEPS}")


def _show(page: str, password_file: Path, json: bool) -> None:
    found = {
        "browser": page,
        "password_file": str(password_file),
        "copy_password": f"{_copying()} < {shlex.quote(str(password_file))}",
    }
    if json:
        print_json(found)
        return
    print_pairs(found)
    open_page(page)


def _copying() -> str:
    """Return the command that puts what it reads into the clipboard, or shows it without one."""
    for program, command, display in COPIES:
        if shutil.which(program) and (not display or os.environ.get(display)):
            return command
    return "cat"
