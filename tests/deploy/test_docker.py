"""What Docker is told: by the specification, by compose itself, and by what the files promise."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from fnmatch import fnmatch
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema  # type: ignore[import-untyped]
import pytest
import yaml  # type: ignore[import-untyped]

from discograph.core.config import ServerConfig
from discograph.graph import conf

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "deploy" / "docker"
PROGRAMS = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
COMPOSE = shutil.which("docker-compose", path=PROGRAMS)
HADOLINT = shutil.which("hadolint", path=PROGRAMS)


def compose(**environ: str) -> subprocess.CompletedProcess[str]:
    assert COMPOSE is not None
    return subprocess.run(
        [COMPOSE, "--env-file", os.devnull, "-f", ROOT / "compose.yaml", "config", "--format=json"],
        env={"PATH": os.defpath, "HOME": os.path.expanduser("~"), **environ},
        capture_output=True,
        text=True,
        timeout=60,
    )


@cache
def services() -> dict[str, Any]:
    done = compose(NEO4J_PASSWORD="a-secret", TZ="Europe/Berlin", MUSIC="/srv/music")
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)["services"]
    return found


def test_the_file_is_of_the_specification() -> None:
    schema = json.loads((Path(__file__).parent / "compose-spec.json").read_text(encoding="utf-8"))
    given = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
    valid = jsonschema.Draft202012Validator(schema)
    assert [error.message for error in valid.iter_errors(given)] == []
    given["services"]["neo4j"]["port"] = ["7474"]
    assert any("port" in error.message for error in valid.iter_errors(given))


@pytest.mark.skipif(COMPOSE is None, reason="no compose")
@pytest.mark.parametrize("environ", [{}, {"NEO4J_PASSWORD": ""}])
def test_nothing_starts_without_a_password(environ: dict[str, str]) -> None:
    done = compose(**environ)
    assert done.returncode != 0
    assert "NEO4J_PASSWORD" in done.stderr
    assert '(echo "NEO4J_PASSWORD=$(openssl rand -hex 24)" > .env)' in done.stderr


@pytest.mark.skipif(COMPOSE is None, reason="no compose")
def test_both_know_the_password_and_nobody_beyond_this_machine_can_ask() -> None:
    neo4j, discograph = services()["neo4j"], services()["discograph"]
    assert neo4j["environment"]["NEO4J_AUTH"] == "neo4j/a-secret"
    assert discograph["environment"]["NEO4J_PASSWORD"] == "a-secret"
    assert {port["host_ip"] for port in neo4j["ports"]} == {"127.0.0.1"}
    assert "ports" not in discograph
    assert {service["environment"]["TZ"] for service in services().values()} == {"Europe/Berlin"}


@pytest.mark.skipif(COMPOSE is None, reason="no compose")
def test_discograph_waits_for_neo4j_and_cannot_write_what_is_yours() -> None:
    discograph = services()["discograph"]
    assert discograph["depends_on"]["neo4j"]["condition"] == "service_healthy"
    mounts = {mount["target"]: mount for mount in discograph["volumes"]}
    assert mounts["/music"]["source"] == "/srv/music"
    assert [mounts[target].get("read_only") for target in ("/music", "/exports")] == [True, True]
    assert mounts[_home_of_the_image()]["type"] == "volume"


@pytest.mark.skipif(COMPOSE is None, reason="no compose")
def test_the_server_is_set_as_the_managed_one_is() -> None:
    ports = conf.Ports(bolt=7687, http=7474, files=7475, key="k")
    ours = conf.text(ports, ServerConfig(heap_mib=1024, page_cache_mib=512))
    expected = dict(line.split("=", 1) for line in ours.splitlines())
    expected["server.memory.heap.initial_size"] = "512m"
    environment = services()["neo4j"]["environment"]
    given = {_setting(name): value for name, value in environment.items()}
    assert given.keys() - expected.keys() == {"AUTH", "TZ"}
    for name in given.keys() & expected.keys():
        assert given[name] == expected[name], name


def _setting(name: str) -> str:
    """Return the setting of Neo4j that a variable of its image stands for."""
    return re.sub("__?", lambda m: "._"[len(m[0]) - 1], name.removeprefix("NEO4J_"))


def _home_of_the_image() -> str:
    text = (FOLDER / "Dockerfile").read_text(encoding="utf-8")
    (home,) = re.findall(r"DISCOGRAPH_HOME=(\S+)", text)
    assert f"--home-dir {home} " in text
    return str(home)


@pytest.mark.skipif(HADOLINT is None, reason="no hadolint")
def test_the_recipe_of_the_image_is_well_made() -> None:
    assert HADOLINT is not None
    done = subprocess.run([HADOLINT, FOLDER / "Dockerfile"], capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, "")


def test_the_last_stage_has_neither_compiler_nor_root() -> None:
    text = (FOLDER / "Dockerfile").read_text(encoding="utf-8")
    first, last = re.split(r"^FROM ", text, flags=re.MULTILINE)[1:]
    assert "build-essential" in first
    assert "build-essential" not in last
    assert re.findall(r"^USER (.*)", last, re.MULTILINE) == ["${PUID}:${PGID}"]
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    (flags,) = re.findall(r"ANNOY_COMPILER_ARGS \?= (\S+)", makefile)
    assert f'ANNOY_COMPILER_ARGS="{flags}"' in first


def test_what_is_packaged_goes_into_the_image_and_what_is_private_does_not() -> None:
    ignored = (FOLDER / "Dockerfile.dockerignore").read_text(encoding="utf-8").splitlines()[1:]
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    packaged = {name.split(".")[1] for name in project["tool"]["setuptools"]["packages"][1:]}
    needed = {*packaged, "pyproject.toml", "constraints.txt", "README.md", "LICENSE", "deploy"}
    private = {".env", ".git", ".discograph", ".discograph-me", "music", "exports"}

    def stays_out(name: str) -> bool:
        return any(fnmatch(name, pattern) for pattern in ignored)

    assert list(filter(stays_out, needed)) == []
    assert set(filter(stays_out, private)) == private
