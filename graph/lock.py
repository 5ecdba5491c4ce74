"""Renew ``neo4j.lock``: Maven resolves ``lock/pom.xml``, this writes coordinates and SHA-256."""

from __future__ import annotations

import hashlib
import re
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

from .jars import LOCK, Jar

POM = Path(__file__).parent / "lock" / "pom.xml"
# group:artifact:jar[:classifier]:version:scope, as `mvn dependency:list` prints it
_LISTED = re.compile(r"^\s+([\w.-]+):([\w.-]+):jar:(?:([\w.-]+):)?([\w.-]+):(?:compile|runtime)\b")


def renew() -> list[Jar]:
    """Resolve the pom with Maven (it must be installed) and rewrite the lock.

    Returns
    -------
    list of Jar
        What the lock holds now, sorted.

    Raises
    ------
    subprocess.CalledProcessError
        If Maven fails.
    """
    with tempfile.TemporaryDirectory() as folder:
        lib, listing = Path(folder, "lib"), Path(folder, "list.txt")
        _maven("copy-dependencies", f"-DoutputDirectory={lib}")
        _maven("list", f"-DoutputFile={listing}")
        jars = sorted(read_listing(listing.read_text(encoding="utf-8"), lib), key=str)
    LOCK.write_text("".join(f"{jar}\n" for jar in jars), encoding="utf-8")
    return jars


def read_listing(listing: str, lib: Path) -> Iterator[Jar]:
    """Yield the jars that `mvn dependency:list` printed, hashed as they lie in `lib`."""
    for line in listing.splitlines():
        if match := _LISTED.match(line):
            group, artifact, classifier, version = match.groups()
            jar = Jar(group, artifact, version, classifier or "", "")
            digest = hashlib.sha256((lib / jar.filename).read_bytes()).hexdigest()
            yield Jar(group, artifact, version, classifier or "", digest)


def _maven(goal: str, *options: str) -> None:
    command = ["mvn", "-B", "-C", "-q", "-f", str(POM), f"dependency:{goal}"]
    subprocess.run([*command, "-DincludeScope=runtime", *options], check=True)


if __name__ == "__main__":
    renew()
