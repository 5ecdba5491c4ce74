"""The page of commands, written from the command line itself whenever the site is built."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import typer

from discograph.cli.app import app

PAGE = "commands.md"
_EXAMPLES = "[bold]Examples[/]\n\n"


def on_page_markdown(markdown: str, *, page: Any, **_: Any) -> str:
    """Add each verb's help to its page; mkdocs calls this for every page."""
    return markdown + commands() if page.file.src_uri == PAGE else markdown


def commands() -> str:
    """Return a section a verb: what it does, how it is called, what it takes, examples."""
    return "\n".join(_section(typer.main.get_command(app), "discograph"))


def _section(command: Any, name: str) -> Iterator[str]:
    context = command.make_context(name, [], resilient_parsing=True)
    usage = " ".join(command.collect_usage_pieces(context))
    yield f"\n## {name}\n\n{command.help}\n\n```text\n{name} {usage}\n```\n"
    taken = [row for param in command.params if (row := param.get_help_record(context))]
    yield "| | |\n|---|---|"
    yield from (f"| `{_cell(name)}` | {_cell(what)} |" for name, what in taken)
    if (command.epilog or "").startswith(_EXAMPLES):
        lines = command.epilog.removeprefix(_EXAMPLES).replace("\\[", "[").split("\n\n")
        yield "\n```sh\n" + "\n".join(lines) + "\n```\n"
    for verb in sorted(getattr(command, "commands", {})):
        yield from _section(command.commands[verb], f"{name} {verb}")


def _cell(text: str) -> str:
    return " ".join(text.replace("|", "\\|").split())
