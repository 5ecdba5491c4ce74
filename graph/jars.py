"""Neo4j's own jars at locked versions: fetched once for all homes and verified, never trusted."""

from __future__ import annotations

import hashlib
import json
import logging
import shutil
import tempfile
import time
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from ..core.errors import ServerError
from ..core.progress import Progress, Silent

log = logging.getLogger(__name__)
LOCK = Path(__file__).parent / "neo4j.lock"
_THREADS = 8
_ATTEMPTS = 3
_PAUSE_S = 1.0
_STAGING_S = 3600

Seen = dict[str, list[int | str]]  # filename -> size, mtime_ns, sha256


@dataclass(frozen=True, slots=True)
class Jar:
    """One locked file.

    >>> jar = Jar.parse("io.netty:netty-common:4.1.136.Final 2d1b")
    >>> jar.filename, str(jar)
    ('netty-common-4.1.136.Final.jar', 'io.netty:netty-common:4.1.136.Final 2d1b')
    """

    group: str
    artifact: str
    version: str
    classifier: str
    sha256: str

    @classmethod
    def parse(cls, line: str) -> Jar:
        """Return the jar of one line, ``group:artifact:version[:classifier] sha256``."""
        coordinate, sha256 = line.split()
        group, artifact, version, *classifier = coordinate.split(":")
        return cls(group, artifact, version, "".join(classifier), sha256)

    @property
    def filename(self) -> str:
        """Name of the file, unique in the lock."""
        return "-".join(filter(None, (self.artifact, self.version, self.classifier))) + ".jar"

    def __str__(self) -> str:
        parts = (self.group, self.artifact, self.version, self.classifier)
        return f"{':'.join(filter(None, parts))} {self.sha256}"


def locked() -> list[Jar]:
    """Return every jar of the lock, in its order."""
    return [Jar.parse(line) for line in LOCK.read_text(encoding="utf-8").splitlines()]


def neo4j_version(jars: Iterable[Jar]) -> str:
    """Return the version of the server among `jars`."""
    return next(jar.version for jar in jars if jar.artifact == "neo4j-server")


def cache(jars: Iterable[Jar]) -> Path:
    """Return the folder where `jars` lie, for all homes of a user."""
    return platformdirs.user_cache_path("discograph") / f"neo4j-{neo4j_version(jars)}"


def absent(jars: Iterable[Jar], folder: Path) -> list[Jar]:
    """Return those of `jars` that are missing below `folder` or not what the lock names."""
    seen = _read_seen(folder)
    return [jar for jar in jars if not _verified(folder / jar.filename, jar, seen)]


def fetch(jars: Iterable[Jar], folder: Path, *, progress: Progress | None = None) -> list[Path]:
    """Return the path of each jar below `folder`, downloading what is missing or damaged.

    A jar is hashed once; later calls compare size and modification time with what was seen then.
    Several processes may fetch into one folder: files appear there by rename, verified.

    Raises
    ------
    ServerError
        If one cannot be downloaded, or what arrives is not what the lock names.
    """
    jars = list(jars)
    folder.mkdir(parents=True, exist_ok=True)
    _sweep(folder)
    seen = _read_seen(folder)
    missing = [jar for jar in jars if not _verified(folder / jar.filename, jar, seen)]
    if missing:
        _download_all(missing, folder, progress or Silent())
        for jar in missing:
            _verified(folder / jar.filename, jar, seen)
    if missing or len(seen) != len(jars):
        _write_seen(folder, {jar.filename: seen[jar.filename] for jar in jars})
    return [folder / jar.filename for jar in jars]


def _verified(path: Path, jar: Jar, seen: Seen) -> bool:
    try:
        stat = path.stat()
        now: list[int | str] = [stat.st_size, stat.st_mtime_ns, jar.sha256]
        if seen.get(jar.filename) == now:
            return True
        if _sha256(path) != jar.sha256:
            return False
    except OSError:
        return False
    seen[jar.filename] = now
    return True


def _download_all(jars: list[Jar], folder: Path, progress: Progress) -> None:
    log.info("downloading %d jars of Neo4j %s to %s", len(jars), jars[0].version, folder)
    with (
        tempfile.TemporaryDirectory(dir=folder, prefix=".fetch-") as staging,
        progress.stage("downloading Neo4j", len(jars)) as advance,
        ThreadPoolExecutor(_THREADS) as pool,
    ):
        tasks = [pool.submit(_download, jar, folder, Path(staging)) for jar in jars]
        try:
            for task in as_completed(tasks):
                task.result()
                advance(1)
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise


def _download(jar: Jar, folder: Path, staging: Path) -> None:
    for attempt in range(_ATTEMPTS):
        time.sleep(_PAUSE_S * attempt)
        cache = staging / f"{jar.filename}.{attempt}"
        try:
            path = _resolve(jar, cache)
        except (OSError, RuntimeError) as err:
            reason = f"could not be downloaded: {err}"
        else:
            found = _sha256(path)
            if found == jar.sha256:
                path.replace(folder / jar.filename)
                return
            reason = f"arrived with SHA-256 {found}, the lock says {jar.sha256}"
        shutil.rmtree(cache, ignore_errors=True)
        log.warning("attempt %d of %d: %s %s", attempt + 1, _ATTEMPTS, jar.filename, reason)
    raise ServerError(
        f"{jar.filename} {reason}; check the network (and any proxy that changes files), "
        "then run the command again"
    )


def _sweep(folder: Path) -> None:
    # A killed download leaves its staging folder; one this old has nobody who waits for it.
    for staging in folder.glob(".fetch-*"):
        with suppress(OSError):
            if time.time() - staging.stat().st_mtime > _STAGING_S:
                shutil.rmtree(staging, ignore_errors=True)


def _resolve(jar: Jar, cache: Path) -> Path:
    # 0.8 s of import that only a download is worth; jgo's own resolver is not used: it would
    # pick other versions than Maven did
    from jgo.maven import MavenContext

    component = MavenContext(repo_cache=cache, timeout=60).project(jar.group, jar.artifact)
    path: Path = component.at_version(jar.version).artifact(classifier=jar.classifier).resolve()
    return path


def _sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _read_seen(folder: Path) -> Seen:
    try:
        seen: Seen = json.loads((folder / "verified.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return seen if isinstance(seen, dict) else {}


def _write_seen(folder: Path, seen: Mapping[str, list[int | str]]) -> None:
    with tempfile.NamedTemporaryFile("w", dir=folder, delete=False, encoding="utf-8") as stream:
        json.dump(seen, stream)
    Path(stream.name).replace(folder / "verified.json")
