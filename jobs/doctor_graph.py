"""A look into the graph of an instance, and at what was learned from it; nothing is written."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from ..core import clock
from ..core.config import Config
from ..core.errors import ModelError
from ..core.folder import take
from ..core.home import Home
from ..graph.audio import KIND as AUDIO
from ..graph.crawl_seeds import crawl_seeds
from ..graph.lease import holders
from ..graph.runs import Run, current, newest
from ..graph.schema import pending, silent_indexes
from ..graph.store import GraphStore
from ..graph.terms import KIND as TERMS
from ..graph.weeks import published, weeks_of
from .doctor_findings import Finding, fault, ok, warning
from .sound_files import INDEX, NETWORK, VECTORS
from .term_files import WEIGHTS

FACTORS = "factors"
NAMED = 5
"""People who are named; of more, only the number is told."""
PATIENCE = timedelta(days=8)
"""An import is learned from on the next Monday."""
PARTS = {FACTORS: ("factors", "index-tracks"), TERMS: (WEIGHTS,), AUDIO: (NETWORK, VECTORS, INDEX)}
"""What a run of each kind leaves in its folder; some leave more."""


def schema(store: GraphStore, home: Home, config: Config) -> Iterator[Finding]:
    """See that the schema is as it was shipped, and that every index answers.

    Raises
    ------
    SchemaError
        If a migration was changed, or the graph is newer than the code.
    """
    if fresh := pending(store):
        yield ok("schema", f"{len(fresh)} migrations to come; the next command applies them")
    silent = silent_indexes(store)
    if silent:
        which = ", ".join(f"{name} {state}" for name, state in sorted(silent.items()))
        yield fault(
            "schema",
            f"not every index answers: {which}",
            "wait if POPULATING; else drop the index and make it again as in cypher/schema",
        )
    elif not fresh:
        yield ok("schema", "every migration is as shipped, every index answers")


def imports(store: GraphStore, home: Home, config: Config) -> Iterator[Finding]:
    """See that no import stopped half-way."""
    if left := [row["id"] for row in store.read("ingest/open_imports")]:
        yield warning(
            "imports",
            f"{', '.join(left)} never came to an end",
            "import the same files again; what is there already is not counted twice",
        )
    else:
        yield ok("imports", "none is half-done")


def leases(store: GraphStore, home: Home, config: Config) -> Iterator[Finding]:
    """Say who is at work, and who died at it."""
    for id, holder, alive in holders(store):
        if alive:
            yield ok("lease", f"{id} is at work: {holder}")
        else:
            yield warning(
                "lease", f"{id} was left by {holder}", "run it again; it is taken over at once"
            )


def weeks(store: GraphStore, home: Home, config: Config) -> Iterator[Finding]:
    """See that everybody of this house has the present week."""
    people = {row["id"]: row["timezone"] for row in store.read("read/local_users")}
    if not people:
        yield warning("weeks", "nobody lives here", "discograph import FILE --user NAME")
        return
    due = [(user, clock.week_of(clock.now(), zone)) for user, zone in people.items()]
    there = published(store, due)
    if late := [pair for pair in due if pair not in there]:
        told = ", ".join(f"{user} {_newest(store, user)}" for user, _ in late[:NAMED])
        more = f" and {len(late) - NAMED:,} more" if len(late) > NAMED else ""
        yield warning(
            "weeks",
            f"no {late[0][1]} yet: {told}{more}",
            "discograph weekly; deploy/README.md tells how it runs by itself",
        )
    else:
        yield ok("weeks", f"{len(due):,} people have their {due[0][1]}")


def runs(store: GraphStore, home: Home, config: Config) -> Iterator[Finding]:
    """Say how old is what lists go by, and whether they know the newest imports."""
    for kind in PARTS:
        if (run := current(store, kind)) is not None:
            yield ok(kind, f"run {run.id}, {_age(run)}")
    learned, brought = current(store, FACTORS), newest(store, "ingest")
    if brought is None or (learned is not None and learned.input == brought.id):
        return
    if clock.now() - _finished(brought) > PATIENCE:
        yield warning(
            FACTORS, f"nothing was learned from the import {_age(brought)}", "discograph weekly"
        )


def models(store: GraphStore, home: Home, config: Config) -> Iterator[Finding]:
    """See that the files of what was learned are those that their manifests describe."""
    for kind, parts in PARTS.items():
        run = current(store, kind)
        if run is None:
            continue
        folder = home.models / run.id
        more = {path.name for path in folder.glob("*") if path.is_dir()}
        wrong = [reason for part in sorted({*parts, *more}) if (reason := _wrong(run, home, part))]
        if wrong:
            verb = {FACTORS: "train", TERMS: "terms", AUDIO: "audio train"}[kind]
            yield fault("models", wrong[0], f"discograph {verb} --force")
        else:
            yield ok("models", f"the files of run {run.id} match their manifests")


def crawler(store: GraphStore, home: Home, config: Config) -> Iterator[Finding]:
    """See that whoever is asked for pages can tell who asks."""
    seeds = len(crawl_seeds(store))
    if seeds and not config.crawl.contact.strip():
        yield fault(
            "crawler",
            f"{seeds} seeds, but no contact, so that no crawl begins",
            f'write [crawl] contact = "you@example.org" into {home.config_file}',
        )
    else:
        yield ok("crawler", f"{seeds} seeds" if seeds else "no seeds, so that nothing is crawled")


def future(store: GraphStore, home: Home, config: Config) -> Iterator[Finding]:
    """See that nothing was done later than now: then the clock was put back."""
    found = [run for kind in ("ingest", *PARTS) if (run := newest(store, kind)) is not None]
    for run in found:
        if _finished(run) > clock.now() + timedelta(minutes=5):
            yield fault(
                "clock",
                f"the run {run.id} ended at {run.finished_at}, which is yet to come",
                "set this machine's clock",
            )


CHECKS = (schema, imports, leases, weeks, runs, models, crawler, future)


def _newest(store: GraphStore, user: str) -> str:
    return next((f"(has {row['week']})" for row in weeks_of(store, user)), "(has none)")


def _finished(run: Run) -> datetime:
    return datetime.fromisoformat(run.finished_at or run.started_at)


def _age(run: Run) -> str:
    days = max((clock.now() - _finished(run)).days, 0)
    return {0: "of today", 1: "of yesterday"}.get(days, f"of {days} days ago")


def _wrong(run: Run, home: Home, part: str) -> str | None:
    try:
        manifest, _ = take(home.models / run.id / part)
    except ModelError as err:
        return str(err)
    if manifest.get("run", run.id) != run.id:
        return f"{home.models / run.id / part} is of run {manifest['run']}"
    return None
