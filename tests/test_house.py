"""The plan of the house: what is installed, what is linked, who may import whom."""

import ast
import importlib
import os
import pkgutil
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

import discograph

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
WINGS = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"tests", "benchmarks"}
FLOORS = [
    {part.removeprefix("discograph.") for part in layer.split(" | ")}
    for layer in reversed(PROJECT["tool"]["importlinter"]["contracts"][0]["layers"])
]
MODULES = sorted(
    [path for wing in WINGS for path in (ROOT / wing).rglob("*.py")] + [*ROOT.glob("*.py")]
)


def test_every_wing_is_installed() -> None:
    listed = PROJECT["tool"]["setuptools"]["packages"]
    files = [p for w in WINGS for p in (ROOT / w).rglob("*") if p.suffix in {".py", ".cypher"}]
    folders = {".".join(("discograph", *p.parent.relative_to(ROOT).parts)) for p in files}
    assert set(listed) == folders | {"discograph"}
    assert len(listed) == len(set(listed))


def test_package_data_is_there() -> None:
    for package, patterns in PROJECT["tool"]["setuptools"]["package-data"].items():
        folder = ROOT.joinpath(*package.split(".")[1:])
        for pattern in patterns:
            found = ROOT.rglob(pattern) if package == "*" else folder.glob(pattern)
            assert any(found), f"{package}: {pattern}"


def test_imports_dir_mirrors_the_wings() -> None:
    there = (ROOT / ".imports" / "discograph").iterdir()
    links = {path.name: path for path in there if path.name != "__pycache__"}
    assert set(links) == {path.name for path in ROOT.glob("*.py")} | WINGS
    for name, link in links.items():
        assert link.is_symlink(), f"{name}: make it a link"
        assert link.resolve() == ROOT / name


def test_every_wing_has_a_floor() -> None:
    named = [wing for floor in FLOORS for wing in floor]
    assert set(named) == WINGS | {"client"}
    assert len(named) == len(set(named))


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_imports_go_down_and_stay_relative(path: Path) -> None:
    for wing in _wings_imported(path):
        assert _floor(wing) <= _floor(_wing(path)), f"{path.name} looks up to {wing}"
        same_floor = _floor(wing) == _floor(_wing(path))
        assert not same_floor or wing == _wing(path), f"{path.name} looks across to {wing}"


def test_only_one_wing_knows_the_driver() -> None:
    knowing = {_wing(path) for path in MODULES if "neo4j" in _outside(path)}
    assert knowing == {"graph"}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_module_says_in_a_sentence_what_it_is(path: Path) -> None:
    doc = ast.get_docstring(_tree(path)) or ""
    assert doc.split("\n\n")[0].rstrip(".:`") != "", "write a docstring"
    assert doc[0] == "`" or doc[0].isupper() or doc[0].isdigit()


@pytest.mark.parametrize(
    ("given", "stop"),
    [
        ((), "Stop the server:   make down"),
        (("HISTORY=x.zip", "NAME=ann"), "discograph --home .discograph-ann down"),
    ],
)
def test_make_weekly_tells_how_to_stop_the_server_that_it_started(
    given: tuple[str, ...], stop: str
) -> None:
    ours = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    told = subprocess.run(
        ["make", "-n", "weekly", *given], cwd=ROOT, env=ours, capture_output=True, text=True
    )
    assert stop in told.stdout


def test_the_face_shows_what_it_promises() -> None:
    assert discograph.__all__ == sorted(discograph.__all__)
    for name in discograph.__all__:
        assert getattr(discograph, name).__name__ == name
    with pytest.raises(AttributeError, match="nothing_of_the_kind"):
        discograph.nothing_of_the_kind  # noqa: B018


def test_every_module_imports_and_keeps_its_promises() -> None:
    for info in pkgutil.walk_packages(discograph.__path__, "discograph."):
        if info.name == "discograph.__main__":
            continue
        module = importlib.import_module(info.name)
        for name in getattr(module, "__all__", ()):
            assert hasattr(module, name), f"{info.name}.{name}"


def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def _wing(path: Path) -> str:
    parts = path.relative_to(ROOT).parts
    return parts[0] if len(parts) > 1 else path.stem


def _floor(wing: str) -> int:
    floors = [number for number, floor in enumerate(FLOORS) if wing in floor]
    return floors[0] if floors else len(FLOORS)  # the face and the front door stand on the roof


def _wings_imported(path: Path) -> Iterator[str]:
    """Wings that a module imports, relatively; an absolute import of the house is an error."""
    package = path.relative_to(ROOT).parent.parts
    for node in ast.walk(_tree(path)):
        if isinstance(node, ast.Import | ast.ImportFrom) and not getattr(node, "level", 0):
            named = [getattr(node, "module", None) or "", *(alias.name for alias in node.names)]
            assert not {n.split(".")[0] for n in named[:1]} & {"discograph"}, "import relatively"
        if isinstance(node, ast.ImportFrom) and node.level:
            base = package[: len(package) - node.level + 1]
            target = (*base, *(node.module or "").split("."))
            first = [part for part in target if part]
            yield from [first[0]] if first else [alias.name for alias in node.names]


def _outside(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(_tree(path)):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            found.add((node.module or "").split(".")[0])
    return found
