"""Verbs that look: show, why, similar."""

from __future__ import annotations

import os
import sys
import webbrowser
from enum import Enum
from typing import Annotated, Any

import typer

from ..core.errors import InputError
from ..formats.week import Week, as_json
from .app import Home, Json, Number, WeekOption, app, examples, open_home
from .files import file_name, write_out
from .output import clean, out, print_json, print_pairs, print_table


class By(Enum):
    """What neighbours are near in."""

    TASTE = "taste"
    WORDS = "words"
    SOUND = "sound"


@app.command(
    epilog=examples(
        "discograph show mira",
        "discograph show mira --html",
        "discograph show mira --week 2026-W47 --json",
    )
)
def show(
    ctx: typer.Context,
    user: Annotated[str, typer.Argument(help="Whose week.")],
    week: WeekOption = None,
    html: Annotated[
        bool, typer.Option("--html", help="As a page, opened in a browser where there is one.")
    ] = False,
    home: Home = None,
    json: Json = False,
) -> None:
    """Show a published week (default: the newest), each track with its reason."""
    if html and json:
        raise InputError("a page or JSON: leave out --html or --json")
    with open_home(ctx, home) as dg:
        found = dg.week(user, week)
        if html:
            page = dg.home.weeks / file_name(found, "html")
            write_out(page, dg.week_page(found.user, found.week))
            typer.echo(page)
            open_page(page.as_uri())
            return
    print_json(as_json(found)) if json else _print_week(found)


@app.command(
    epilog=examples('discograph why mira "Artist - Title"', "discograph why mira t1f2e...")
)
def why(
    ctx: typer.Context,
    user: Annotated[str, typer.Argument(help="To whom it was served.")],
    track: Annotated[str, typer.Argument(help="An id, an alias, Artist - Title or a title.")],
    home: Home = None,
    json: Json = False,
) -> None:
    """Tell why a track was served: shares of the sources, loved tracks, the path between."""
    with open_home(ctx, home) as dg:
        found = dg.why(user, track)
    print_json(found) if json else print_pairs(found)


@app.command(
    epilog=examples(
        'discograph similar "Artist - Title"',
        'discograph similar --artist "Artist"',
        'discograph similar --artist "Artist" --by words',
        'discograph similar "Artist - Title" --by sound',
        "discograph similar --user mira",
    )
)
def similar(
    ctx: typer.Context,
    track: Annotated[str | None, typer.Argument(help="A track.", show_default=False)] = None,
    artist: Annotated[str | None, typer.Option("--artist", help="An artist instead.")] = None,
    user: Annotated[str | None, typer.Option("--user", help="A user instead.")] = None,
    by: Annotated[
        By,
        typer.Option("--by", help="What they are near in: taste, words of pages, or sound."),
    ] = By.TASTE,
    n: Number = 10,
    home: Home = None,
    json: Json = False,
) -> None:
    """List the nearest tracks, artists or users."""
    with open_home(ctx, home) as dg:
        match track, artist, user:
            case str(), None, None:
                rows = dg.similar_tracks(track, n, by=by.value)
            case None, str(), None:
                if by is By.SOUND:
                    raise InputError("--by sound compares tracks; name one, as Artist - Title")
                rows = dg.similar_artists(artist, n, by=by.value)
            case None, None, str():
                rows = dg.similar_users(user, n)
            case _:
                raise InputError("name one track, or --artist, or --user")
    print_json(rows) if json else print_table(rows)


def open_page(url: str) -> None:
    """Open a page in a browser; not without a display, where one would take the terminal."""
    shown_by = ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER")
    if sys.platform in {"darwin", "win32"} or any(os.environ.get(name) for name in shown_by):
        webbrowser.open(url)


def _print_week(week: Week) -> None:
    out.print(f"[bold]{clean(week.title)}[/]  [dim]{week.week}, run {week.run}[/]\n")
    for track in week.tracks:
        credit = f" [dim]—[/] {clean(track.artist)}" if track.artist else ""
        out.print(f"{track.position:>3}  [bold]{clean(track.title)}[/]{credit}")
        out.print(f"     [dim]{clean(track.reason)}[/]")
        out.print(f"     [dim]{_shares(track.sources)}[/]")
    if week.note:
        out.print(f"\n{clean(week.note)}")


def _shares(sources: Any) -> str:
    ranked = sorted(sources.items(), key=lambda item: (-item[1], item[0]))
    return clean(" · ".join(f"{name} {share:.0%}" for name, share in ranked))
