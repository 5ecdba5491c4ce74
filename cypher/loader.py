"""A ``.cypher`` file becomes a checked `Query`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from ..core.errors import QueryError

ROOT = Path(__file__).parent
_NAME = re.compile(r"[A-Za-z0-9_]+/[A-Za-z0-9_]+")  # nothing that could leave the folder
_HEADER = re.compile(r"^// ?(.*)$")
_FIELD = re.compile(r"^(params|returns):\s*(.*)$")
_DECLARED = re.compile(r"(\w+):\s*([^,]+(?:<[^>]*>)?)")
_QUIET = re.compile(r"//[^\n]*|'(?:\\.|[^'\\])*'|\"(?:\\.|[^\"\\])*\"|`[^`]*`")
_PARAM = re.compile(r"\$(\w+)")
_RETURN = re.compile(r"\bRETURN\b(?:\s+DISTINCT\b)?", re.IGNORECASE)
_TAIL = re.compile(r"\b(ORDER\s+BY|SKIP|LIMIT)\b", re.IGNORECASE)
_AS = re.compile(r"\bAS\s+(\w+)\s*$", re.IGNORECASE)


@dataclass(frozen=True)
class Query:
    """One statement and the contract in its header.

    Parameters
    ----------
    name : str
        Path below ``cypher/`` without its ending, as ``recommend/co_listens``.
    doc : str
        What it is for, in sentences.
    text : str
        The statement, with a first line that leads from the server's query log home.
    params, returns : mapping of str to str
        Declared names and their types.
    """

    name: str
    doc: str
    text: str
    params: dict[str, str]
    returns: dict[str, str]


@cache
def load(name: str) -> Query:
    """Return the query of ``cypher/<name>.cypher``.

    Raises
    ------
    QueryError
        If there is no such file, or its header and its text disagree.
    """
    path = ROOT / f"{name}.cypher"
    if not _NAME.fullmatch(name) or not path.is_file():
        family = name.partition("/")[0]
        known = ", ".join(n for n in names() if n.startswith(f"{family}/")) or ", ".join(families())
        raise QueryError(f"no query {name!r}; there are: {known}")
    return parse(name, path.read_text(encoding="utf-8"))


def names() -> list[str]:
    """Return the name of every shipped query, sorted."""
    return sorted(p.relative_to(ROOT).with_suffix("").as_posix() for p in ROOT.rglob("*.cypher"))


def families() -> list[str]:
    """Return the folders of queries, sorted."""
    return sorted({name.partition("/")[0] for name in names()})


def parse(name: str, source: str) -> Query:
    """Return `source` as a query, checked against its own header.

    Raises
    ------
    QueryError
        If a parameter or returned column is declared but absent, or present but not declared.
    """
    header: list[str] = []
    lines = source.splitlines()
    while lines and (match := _HEADER.match(lines[0])):
        header.append(match[1])
        lines.pop(0)
    body = "\n".join(lines).strip().removesuffix(";").strip()
    doc, declared = _read_header(header)
    query = Query(
        name,
        doc,
        f"// cypher/{name}\n{body}",
        _declared(declared.get("params", "")),
        _declared(declared.get("returns", "")),
    )
    _check(query, _QUIET.sub(" ", body))
    return query


def _read_header(header: list[str]) -> tuple[str, dict[str, str]]:
    doc: list[str] = []
    declared: dict[str, str] = {}
    current = ""
    for line in header:
        if match := _FIELD.match(line):
            current = match[1]
            declared[current] = match[2]
        elif current and line.startswith(" "):
            declared[current] += " " + line.strip()
        else:
            current = ""
            doc.append(line)
    return " ".join(doc).strip(), declared


def _declared(text: str) -> dict[str, str]:
    return {match[1]: match[2].strip() for match in _DECLARED.finditer(text)}


def _check(query: Query, body: str) -> None:
    if not query.doc:
        raise QueryError(f"cypher/{query.name}.cypher: say in its first line what it is for")
    if ";" in body:
        raise QueryError(f"cypher/{query.name}.cypher: one statement a file")
    used = set(_PARAM.findall(body))
    _agree(query.name, "parameter", used, set(query.params))
    _agree(query.name, "column", set(_returned(body)), set(query.returns))


def _agree(name: str, what: str, found: set[str], declared: set[str]) -> None:
    if extra := sorted(found - declared):
        raise QueryError(f"cypher/{name}.cypher: {what} {extra[0]!r} is not declared in the header")
    if missing := sorted(declared - found):
        raise QueryError(f"cypher/{name}.cypher: {what} {missing[0]!r} is declared but not used")


def _returned(body: str) -> list[str]:
    """Names that the last RETURN outside braces gives."""
    starts = [m for m in _RETURN.finditer(body) if _depth(body[: m.start()]) == 0]
    if not starts:
        return []
    tail = body[starts[-1].end() :]
    ends = [m.start() for m in _TAIL.finditer(tail) if _depth(tail[: m.start()]) == 0]
    return [_column(item) for item in _split(tail[: min(ends, default=None)])]


def _column(item: str) -> str:
    match = _AS.search(item)
    return match[1] if match else item.strip()


def _depth(text: str) -> int:
    return sum((c in "{[(") - (c in "}])") for c in text)


def _split(text: str) -> list[str]:
    parts, depth, start = [], 0, 0
    for at, char in enumerate(text):
        depth += (char in "{[(") - (char in "}])")
        if char == "," and depth == 0:
            parts.append(text[start:at])
            start = at + 1
    return [*parts, text[start:]]
