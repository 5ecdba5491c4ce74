"""Verbs about files: import, seed, demo, export."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from urllib.parse import quote

import typer

from ..core.errors import InputError
from ..formats import registry
from ..formats.week import FORMATS, Week, write
from .app import Home, Json, WeekOption, app, examples, open_home
from .output import clean, note, out, print_json, print_pairs

if TYPE_CHECKING:
    from ..jobs.ingest import Report
    from ..jobs.pages import PagesReport

KINDS = (*FORMATS, "html")
"""What a week can be written as."""
DOUBTS = 5
"""Doubtful aliases that are listed for people."""


@app.command(
    "import",
    epilog=examples(
        "discograph import my_spotify_data.zip --user me",
        "discograph import listenbrainz_me.zip scrobbles.csv --user me",
        "discograph import plays.tsv --each-user",
        "discograph import listenbrainz-dump.tar.zst --community --near me --share 20",
        "discograph import my_spotify_data.zip --user me --dry-run",
        "discograph import crawl.warc.gz saved_pages/",
    ),
)
def import_(
    ctx: typer.Context,
    paths: Annotated[list[Path], typer.Argument(metavar="PATH...", help="Files or folders.")],
    user: Annotated[
        str | None, typer.Option("--user", metavar="NAME", help="All rows are this person's.")
    ] = None,
    each_user: Annotated[
        bool, typer.Option("--each-user", help="Rows are the users' that they name; all local.")
    ] = False,
    community: Annotated[
        bool,
        typer.Option("--community", help="As --each-user, but nobody of them gets a week."),
    ] = False,
    near: Annotated[
        str | None,
        typer.Option("--near", metavar="NAME", help="Only listeners who share tracks with NAME."),
    ] = None,
    share: Annotated[int, typer.Option("--share", min=1, help="How many tracks, for --near.")] = 20,
    format: Annotated[
        str | None,
        typer.Option("--format", help=f"One of: {', '.join(sorted(registry.FORMATS))}."),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Read and report only.")] = False,
    home: Home = None,
    json: Json = False,
) -> None:
    """Bring listens, playlists, saves, visits, tags and pages in; again is harmless.

    Files are recognised by their content: Spotify (extended history and account data),
    ListenBrainz, Last.fm, .scrobbler.log, tables of counts or tags, JSPF, XSPF, M3U; WARC, saved
    HTML and plain text, which need no owner; folders, zip, gz.
    """
    owned = user is not None or each_user or community
    with open_home(ctx, home) as dg:
        if not owned and near is None:
            _print_pages(dg.import_pages(*paths, format=format, dry_run=dry_run), json)
            return
        report = dg.import_listens(
            *paths,
            user=user,
            each_user=each_user,
            community=community,
            near=near,
            share=share,
            format=format,
            dry_run=dry_run,
        )
    _print_report(report, json)


@app.command(epilog=examples("discograph seed"))
def seed(ctx: typer.Context, home: Home = None, json: Json = False) -> None:
    """Load the packed seed: 156 real playlists of 44,000 tracks to learn from."""
    with open_home(ctx, home) as dg:
        reports = dg.seed()
    _print_reports(reports, json)


@app.command(epilog=examples("discograph demo", "discograph demo && discograph weekly"))
def demo(ctx: typer.Context, home: Home = None, json: Json = False) -> None:
    """Load the demo world: 300 invented people, 4,000 invented tracks, two years of listens."""
    with open_home(ctx, home) as dg:
        reports = dg.demo()
    _print_reports(reports, json)


@app.command(
    epilog=examples(
        "discograph export mira --to jspf -o week.jspf",
        "discograph export --all --to m3u8 -o playlists/",
        "discograph export --all --to json -o weeks.jsonl",
        "discograph export mira --to html -o week.html",
    )
)
def export(
    ctx: typer.Context,
    user: Annotated[str | None, typer.Argument(help="Whose week.", show_default=False)] = None,
    all_users: Annotated[bool, typer.Option("--all", help="Every local user's week.")] = False,
    to: Annotated[str, typer.Option("--to", help=f"One of: {', '.join(KINDS)}.")] = "jspf",
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", metavar="FILE|FOLDER", help="Default: stdout."),
    ] = None,
    week: WeekOption = None,
    home: Home = None,
) -> None:
    """Write a published week as a file for players or a page; into a folder, one a user."""
    if (user is None) == (not all_users):
        raise InputError("name one user, or --all")
    if to not in KINDS:
        raise InputError(f"cannot export to {to!r}; there are: {', '.join(KINDS)}")
    if user is None and to != "json" and output is None:
        raise InputError(f"--all --to {to} writes a file a user; name a folder with -o")
    with open_home(ctx, home) as dg:
        weeks = dg.weeks(week) if user is None else [dg.week(user, week)]
        texts = (
            dg.week_page(found.user, found.week) if to == "html" else write(found, to)
            for found in weeks
        )
        if not weeks:
            note(f"nobody has published {week or 'a week'}; `discograph weekly` does")
        a_file_each = user is None and to != "json"
        if output is not None and (a_file_each or (user is not None and output.is_dir())):
            for found, text in zip(weeks, texts, strict=True):
                write_out(output / file_name(found, to), text)
        else:
            write_out(output, "".join(texts))


def write_out(path: Path | None, text: str) -> None:
    """Write a text into a file, whole or not at all; without one, on stdout.

    A link goes on pointing where it did, and a pipe or device is written to.
    """
    if path is None:
        typer.echo(text, nl=False)
        return
    if path.is_dir():
        raise InputError(f"{path} is a folder; name a file")
    if path.exists() and not path.is_file():
        path.write_text(text, encoding="utf-8", newline="")
        return
    target = Path(os.path.realpath(path))
    target.parent.mkdir(parents=True, exist_ok=True)
    aside = target.with_name(f".discograph-{os.getpid()}.part")
    try:
        aside.write_text(text, encoding="utf-8", newline="")
        aside.replace(target)
    finally:
        aside.unlink(missing_ok=True)


def file_name(week: Week, to: str) -> str:
    """Return what a week's file is called, otherwise for every user and week."""
    user = "".join(c if c.isalnum() or c in "-_" else quote(c, safe="") for c in week.user)
    return f"{user}-{week.week}.{to}"


def _print_reports(reports: list[Report], json: bool) -> None:
    if json:
        print_json([report.as_dict() for report in reports])
    elif not reports:
        out.print("already there, nothing to do")
    for report in () if json else reports:
        _print_report(report, json)


def _print_pages(report: PagesReport, json: bool) -> None:
    found = report.as_dict()
    if json:
        print_json(found)
        return
    print_pairs({name: value for name, value in found.items() if not isinstance(value, list)})
    for file in report.quarantine:
        note(f"[yellow]pages that could not be read are in[/] {clean(file)}")
    for row in report.refused:
        note(f"[yellow]nothing taken of[/] {clean(row['file'])}: {clean(row['reason'])}")
    if report.pages:
        out.print("read them with: discograph terms")


def _print_report(report: Report, json: bool) -> None:
    found = report.as_dict()
    if json:
        print_json(found)
        return
    shown = {name: value for name, value in found.items() if not isinstance(value, list)}
    print_pairs({**shown, "pages": report.pages.pages if report.pages else 0})
    for file in report.quarantine:
        note(f"[yellow]rows that could not be read are in[/] {clean(file)}")
    for row in (*report.refused, *report.unread):
        note(f"[yellow]nothing taken of[/] {clean(row['file'])}: {clean(row['reason'])}")
    for row in report.doubtful[:DOUBTS]:
        note(f"[yellow]not followed[/] {clean(row)}")
    if len(report.doubtful) > DOUBTS:
        note(f"... and {len(report.doubtful) - DOUBTS} more such aliases; --json lists all")
