"""A look at an instance from all sides, which starts, makes and changes nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from subprocess import SubprocessError
from typing import Any

from ..core.config import Config
from ..core.errors import ConfigError, DiscographError
from ..core.home import Home
from ..graph.server import external
from ..graph.store import GraphStore
from . import doctor_graph, doctor_machine, doctor_server
from .doctor_findings import Finding, fault, ok


def examine(home: Home, environ: Mapping[str, str]) -> list[Finding]:
    """Return what is well, doubtful and wrong with the instance at `home`, a thing each.

    The graph is looked into where its server runs; one that does not run is not started.

    Parameters
    ----------
    home : Home
    environ : mapping
        Where settings and ``NEO4J_URI`` are looked for.
    """
    config, settings = _settings(home, environ)
    found = [*_each(doctor_machine.CHECKS, home, config), settings]
    try:
        if external(environ) is None:
            found += _each((doctor_server.programs, doctor_server.managed), home, config)
        address = doctor_server.where(home, config, environ)
        if address is None:
            return [*found, ok("graph", "not looked into; run `discograph up`, then this again")]
        store = GraphStore(address)
    except (DiscographError, OSError) as err:
        return [*found, fault("server", str(err), "correct it")]
    with store:
        answers = list(_each((doctor_server.neo4j,), store))
        if not any(finding.level == "fault" for finding in answers):
            answers += _each(doctor_graph.CHECKS, store, home, config)
    return found + answers


def _settings(home: Home, environ: Mapping[str, str]) -> tuple[Config, Finding]:
    try:
        config = Config.load(home.config_file, environ)
    except ConfigError as err:
        return Config(), fault("settings", str(err), f"correct it in {home.config_file}")
    there = "as in" if home.config_file.exists() else "the defaults: there is no"
    return config, ok("settings", f"{there} {home.config_file}")


def _each(checks: Iterable[Callable[..., Iterator[Finding]]], *about: Any) -> Iterator[Finding]:
    for check in checks:
        try:
            yield from check(*about)
        except (DiscographError, OSError, SubprocessError) as err:
            yield fault(check.__name__, str(err), "")
