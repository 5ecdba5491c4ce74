"""Verbs about words: crawl, terms, search, forget-page."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any

import typer

from ..core.errors import InputError
from .app import Home, Json, Number, app, examples, open_home
from .output import clean, note, out, print_json, print_pairs, print_table

crawl = typer.Typer(
    help="Fetch the pages of the web that are due; name feeds, sitemaps and pages with `add`.",
    context_settings={"help_option_names": ["-h", "--help"]},
    invoke_without_command=True,
    epilog=examples(
        "discograph crawl add https://magazine.example/feed.xml",
        "discograph crawl",
        "discograph crawl list",
    ),
)
app.add_typer(crawl, name="crawl")
Url = Annotated[list[str], typer.Argument(metavar="URL...", help="Feeds, sitemaps or pages.")]


@crawl.callback()
def run(ctx: typer.Context, home: Home = None, json: Json = False) -> None:
    """Fetch the pages of the web that are due; name feeds, sitemaps and pages with `add`.

    robots.txt is obeyed, hosts are asked one request at a time; a crawl that is stopped goes on
    where it was. Pages are kept as WARC under the home; `discograph terms` reads them.
    """
    if ctx.invoked_subcommand is not None:
        return
    with open_home(ctx, home) as dg:
        report = dg.crawl()
    if json:
        print_json(report.as_dict())
        return
    print_pairs({k: v for k, v in report.as_dict().items() if k != "troubles"})
    for url, reason in report.troubles:
        note(f"[yellow]{clean(url)}[/] {clean(reason)}")
    if report.exhausted:
        note("the rest of sites whose budget is used up comes with the next crawl")


@crawl.command(epilog=examples("discograph crawl add https://magazine.example/feed.xml"))
def add(ctx: typer.Context, urls: Url, home: Home = None, json: Json = False) -> None:
    """Name feeds, sitemaps and pages that a crawl begins from; they are kept in the graph."""
    with open_home(ctx, home) as dg:
        added = dg.add_crawl_seeds(*urls)
    if json:
        print_json({"added": added})
    else:
        out.print("\n".join(clean(url) for url in added) or "known already")


@crawl.command("list", epilog=examples("discograph crawl list --json"))
def list_(ctx: typer.Context, home: Home = None, json: Json = False) -> None:
    """List what a crawl begins from."""
    with open_home(ctx, home) as dg:
        rows = dg.crawl_seeds()
    if json:
        print_json(rows)
    elif rows:
        print_table(rows)
    else:
        out.print("no seeds yet: discograph crawl add URL")


@crawl.command(epilog=examples("discograph crawl remove https://magazine.example/feed.xml"))
def remove(ctx: typer.Context, urls: Url, home: Home = None, json: Json = False) -> None:
    """Begin no more from these; pages that were fetched stay (see forget-page)."""
    with open_home(ctx, home) as dg:
        removed = [url for url in urls if dg.remove_crawl_seed(url)]
    if json:
        print_json({"removed": removed})
    else:
        out.print("\n".join(clean(url) for url in removed) or "none of these was a seed")


@app.command(
    epilog=examples(
        "discograph terms",
        'discograph terms "Artist"',
        'discograph terms "Artist" --since 2026-11-14',
    )
)
def terms(
    ctx: typer.Context,
    artist: Annotated[
        str | None, typer.Argument(help="Show this artist's words.", show_default=False)
    ] = None,
    since: Annotated[
        str | None,
        typer.Option("--since", metavar="YYYY-MM-DD", help="What rose and fell from then on."),
    ] = None,
    n: Number = 20,
    force: Annotated[bool, typer.Option("--force", help="Though nothing changed.")] = False,
    home: Home = None,
    json: Json = False,
) -> None:
    """Read new pages and weigh in which words artists are described; or show an artist's words."""
    if artist is None and since is not None:
        raise InputError(
            "--since tells of one artist; say whom: discograph terms ARTIST --since DAY"
        )
    with open_home(ctx, home) as dg:
        if artist is None:
            report = dg.terms(force=force).as_dict()
            print_json(report) if json else print_pairs(report)
            return
        day = None if since is None else _day(since)
        found = dg.terms_of(artist, since=day, n=n)
    print_json(found) if json else _print_terms(found, n)


@app.command(
    epilog=examples(
        'discograph search "dreamy shoegaze with female vocals"', "discograph search krautrok -n 5"
    )
)
def search(
    ctx: typer.Context,
    words: Annotated[list[str], typer.Argument(metavar="WORDS...", help="What it is like.")],
    n: Number = 10,
    home: Home = None,
    json: Json = False,
) -> None:
    """Find the artists and tracks that words describe, with the pages that say so."""
    with open_home(ctx, home) as dg:
        rows = dg.search(" ".join(words), n)
    if json:
        print_json(rows)
        return
    for place, row in enumerate(rows, start=1):
        credit = f" [dim]—[/] {clean(row['artist'])}" if row["artist"] else ""
        out.print(f"{place:>3}  [bold]{clean(row['name'])}[/]{credit}  [dim]{row['score']:.2f}[/]")
        for term in row["terms"]:
            pages = clean(" ".join(term["pages"][:2]))
            out.print(f"     {clean(term['term'])} {term['weight']:.2f} [dim]{pages}[/]")
    if not rows:
        out.print("nobody is described so")


@app.command(
    "forget-page",
    epilog=examples(
        "discograph forget-page https://magazine.example/review/1",
        "discograph forget-page magazine.example",
    ),
)
def forget_page(
    ctx: typer.Context,
    page: Annotated[str, typer.Argument(metavar="URL|SITE", help="A page, or all of a site.")],
    home: Home = None,
    json: Json = False,
) -> None:
    """Take a page or a site, and all that came from it, out again; it is not fetched any more."""
    with open_home(ctx, home) as dg:
        found = dg.forget_page(page).as_dict()
    print_json(found) if json else print_pairs(found)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InputError(f"--since {text!r} is no day; write it as 2026-11-14") from None


def _print_terms(found: dict[str, Any], n: int) -> None:
    out.print(f"[bold]{clean(found['name'])}[/]")
    if found["terms"]:
        print_table([_shown(term) for term in found["terms"]])
    else:
        out.print("nobody has written of them yet: discograph crawl, discograph terms")
    for kind in ("risers", "fallers"):
        if found[kind]:
            out.print(f"\n[bold]{kind}[/] since {found['since']}")
            print_table(found[kind][:n])


def _shown(term: Mapping[str, Any]) -> dict[str, Any]:
    pages = term.get("pages") or []
    return {"term": term["term"], "weight": term["weight"], "page": pages[0] if pages else ""}
