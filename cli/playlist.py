"""Verbs about playlists of the moment: playlist run, continue, flow."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from ..formats.track_list import TrackList
from ..formats.week import FORMATS, as_json, write
from .app import Home, Json, Number, app, examples, open_home
from .files import write_out
from .output import clean, note, out, print_json, print_table

playlist = typer.Typer(
    help="Make a playlist now: to run to, to go on from another, or in an order of small steps.",
    context_settings={"help_option_names": ["-h", "--help"]},
    no_args_is_help=True,
    epilog=examples(
        "discograph playlist run mira --cadence 170 --minutes 40",
        "discograph playlist continue party.xspf -n 20 -o more.xspf",
        "discograph playlist flow mira",
    ),
)
app.add_typer(playlist, name="playlist")
Output = Annotated[
    Path | None,
    typer.Option("-o", "--output", metavar="FILE", help="Write it there.", show_default=False),
]
To = Annotated[
    str | None,
    typer.Option(
        "--to", help=f"One of: {', '.join(FORMATS)}. Default: by the ending of the file, or jspf."
    ),
]
Title = Annotated[
    str | None, typer.Option("--title", help="Which list of a file of several.", show_default=False)
]


@playlist.callback()
def root(ctx: typer.Context, home: Home = None) -> None:
    """Make a playlist now: to run to, to go on from another, or in an order of small steps."""
    ctx.obj = home or ctx.obj


@playlist.command(
    epilog=examples(
        "discograph playlist run mira --cadence 170 --minutes 40",
        "discograph playlist run mira --cadence 160 --tolerance 5 --warm-up 8 --cool-down 0",
        "discograph playlist run mira --cadence 170 -o run.m3u8",
    )
)
def run(
    ctx: typer.Context,
    user: Annotated[str, typer.Argument(help="Whose taste.")],
    cadence: Annotated[float, typer.Option("--cadence", metavar="STEPS", help="Steps a minute.")],
    minutes: Annotated[
        float, typer.Option("--minutes", metavar="MINUTES", help="How long.")
    ] = 40.0,
    tolerance: Annotated[
        float, typer.Option("--tolerance", metavar="PERCENT", help="How far a beat may be off.")
    ] = 3.0,
    warm_up: Annotated[
        float | None,
        typer.Option(
            "--warm-up", metavar="MINUTES", help="Default: an eighth of the run, 5 at most."
        ),
    ] = None,
    cool_down: Annotated[
        float | None,
        typer.Option("--cool-down", metavar="MINUTES", help="Default: as the warm-up's."),
    ] = None,
    easy: Annotated[
        float,
        typer.Option("--easy", metavar="PERCENT", help="Of the cadence, to begin and end with."),
    ] = 92.0,
    output: Output = None,
    to: To = None,
    home: Home = None,
    json: Json = False,
) -> None:
    """Make a list to run to: beats at the cadence, or at exactly half or double of it.

    Of what `audio scan` heard, tracks in 4/4 whose tempo and metre are sure: those that the user
    plays, and every third one that they never played but are predicted to like. Steps quicken at
    the beginning and slow down at the end.
    """
    with open_home(ctx, home) as dg:
        found = dg.running_playlist(
            user,
            cadence=cadence,
            minutes=minutes,
            tolerance=tolerance / 100,
            warm_up=warm_up,
            cool_down=cool_down,
            easy=easy / 100,
        )
    columns = ("tempo_bpm", "match", "steps", "phase", "new")
    _show(found, columns, output=output, to=to, json=json)


@playlist.command(
    "continue",
    epilog=examples(
        "discograph playlist continue party.xspf",
        'discograph playlist continue "Artist - Title" "Artist - Other Title" -n 10',
        'discograph playlist continue Playlist1.json --title "Sunday" -o more.jspf',
    ),
)
def continue_(
    ctx: typer.Context,
    named: Annotated[
        list[str],
        typer.Argument(metavar="FILE|TRACKS...", help="JSPF, XSPF, M3U, Spotify's; or tracks."),
    ],
    n: Number = 20,
    title: Title = None,
    output: Output = None,
    to: To = None,
    home: Home = None,
    json: Json = False,
) -> None:
    """Find the tracks that go on best from a playlist, or from tracks named here.

    Tracks are named by an id, an alias, Artist - Title or a title. None that stands in the list
    comes again, in no version; at most two are of one artist.
    """
    with open_home(ctx, home) as dg:
        found = dg.continue_playlist(*named, n=n, title=title)
    _show(found, ("reason",), output=output, to=to, json=json)


@playlist.command(
    epilog=examples(
        "discograph playlist flow mira",
        "discograph playlist flow --file party.m3u8 -o party-in-flow.m3u8",
    )
)
def flow(
    ctx: typer.Context,
    user: Annotated[
        str | None, typer.Argument(help="Whose newest week.", show_default=False)
    ] = None,
    file: Annotated[
        str | None, typer.Option("--file", metavar="FILE", help="A playlist instead.")
    ] = None,
    title: Title = None,
    output: Output = None,
    to: To = None,
    home: Home = None,
    json: Json = False,
) -> None:
    """Put a week, or any playlist, in an order of small steps in key, tempo and loudness.

    Tracks whose sound is not known stand last.
    """
    with open_home(ctx, home) as dg:
        found = dg.flow(user, file=file, title=title)
    columns = ("key", "mode", "tempo_bpm", "loudness_lufs", "step")
    _show(found, columns, output=output, to=to, json=json)


def _show(
    found: TrackList, columns: tuple[str, ...], *, output: Path | None, to: str | None, json: bool
) -> None:
    """Print a list for people, or as one document, or write it into a file."""
    if output is not None or to is not None:
        write_out(output, write(found, to or _ending(output)))
    elif json:
        print_json(as_json(found))
        return
    else:
        out.print(f"[bold]{clean(found.title)}[/]\n")
        rows = [_row(row, columns) for row in as_json(found)["tracks"]]
        if rows:
            print_table(rows)
    if found.note:
        note(clean(found.note))


def _row(row: Mapping[str, Any], columns: tuple[str, ...]) -> dict[str, Any]:
    cells = {"tempo_bpm": "BPM", "loudness_lufs": "LUFS"}
    about = {cells.get(name, name): row.get(name) for name in columns}
    return {"": row["position"], "title": row["title"], "artist": row["artist"], **about}


def _ending(output: Path | None) -> str:
    ending = output.suffix.removeprefix(".").lower() if output else ""
    return ending if ending in FORMATS else "jspf"
