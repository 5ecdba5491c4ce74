"""The fenced blocks of a page, in order, and the script of its picture."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).parents[2]
_FENCE = re.compile(r"^( *)```(\w*)([^\n]*)\n(.*?)^\1```$", re.MULTILINE | re.DOTALL)
_INCLUDED = re.compile(r'--8<-- "([^"]+)"')
_TITLE = re.compile(r'title="([^"]+)"')


@dataclass(frozen=True)
class Block:
    """One block: where it stands, what it is written in, what its title is, if any."""

    where: str
    language: str
    title: str | None
    text: str


def blocks(page: str) -> Iterator[Block]:
    """Yield the blocks of a page, named from the root; a file that a block includes is its text."""
    text = (ROOT / page).read_text(encoding="utf-8")
    for found in _FENCE.finditer(text):
        indent, language, about, body = found.groups()
        line = text.count("\n", 0, found.start()) + 1
        title = _TITLE.search(about)
        lines = (row.removeprefix(indent) for row in body.splitlines())
        yield Block(
            where=f"{page}:{line}",
            language=language,
            title=title[1] if title else None,
            text=_INCLUDED.sub(_included, "\n".join(lines)),
        )


def _included(found: re.Match[str]) -> str:
    return (ROOT / found[1]).read_text(encoding="utf-8")


def drawn() -> ModuleType:
    """Return the script that draws the graph model, which is no part of the package."""
    path = ROOT / "docs" / "making" / "model.py"
    spec = spec_from_file_location("model", path)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module
