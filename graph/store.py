"""Shipped queries run against a Neo4j; nothing else does."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Self, TypeVar

import neo4j
from neo4j.exceptions import AuthError, DriverError, Neo4jError, ServiceUnavailable

from ..core.errors import GraphError, QueryError
from ..core.progress import Advance
from ..cypher.loader import Query, load

DATABASE = "neo4j"
UNLIMITED = 0.0  # seconds a transaction may take: for long work that the server must not cut off
Row = dict[str, Any]
T = TypeVar("T")


@dataclass(frozen=True, kw_only=True)
class Address:
    """Where a Neo4j answers, and as whom."""

    uri: str
    username: str
    password: str = field(repr=False)
    browser: str | None = None


class GraphStore:
    """A connection to one graph; queries are named by their file under ``cypher/``.

    Every method raises `GraphError`, naming the query, when the server is not there or refuses.

    Parameters
    ----------
    address : Address
    """

    def __init__(self, address: Address) -> None:
        self.address = address
        with self._explained("connect"):
            self._driver = neo4j.GraphDatabase.driver(
                address.uri,
                auth=(address.username, address.password),
                user_agent="discograph",
                telemetry_disabled=True,
                # A young graph does not know every label and property yet; that is no fault.
                notifications_disabled_classifications=["UNRECOGNIZED"],
                max_transaction_retry_time=60.0,
                # A server that was restarted meanwhile must not fail what cannot be run again.
                liveness_check_timeout=1.0,
            )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the server."""
        self._driver.close()

    def verify(self) -> None:
        """Connect, or say why that fails."""
        with self._explained("connect"):
            self._driver.verify_connectivity()

    def read(self, name: str, **params: Any) -> list[Row]:
        """Return every row of a reading query."""
        query = _checked(name, params)
        with self._explained(name), self._session(neo4j.READ_ACCESS) as session:
            return session.execute_read(lambda tx: tx.run(query.text, params).data())

    def value(self, name: str, **params: Any) -> Any:
        """Return the first column of the first row, or None when there is no row."""
        rows = self.read(name, **params)
        return next(iter(rows[0].values())) if rows else None

    def stream(self, name: str, **params: Any) -> Iterator[list[Any]]:
        """Yield rows while they arrive, their values in the order of the RETURN."""
        query = _checked(name, params)
        with (
            self._explained(name),
            self._session(neo4j.READ_ACCESS) as session,
            session.begin_transaction(timeout=UNLIMITED) as tx,
        ):
            for record in tx.run(query.text, params):
                yield record.values()

    def write(self, name: str, **params: Any) -> list[Row]:
        """Run a writing query in a transaction of its own, again while the fault is transient."""
        query = _checked(name, params)
        with self._explained(name), self._session(neo4j.WRITE_ACCESS) as session:
            return session.execute_write(lambda tx: tx.run(query.text, params).data())

    def write_batches(
        self,
        name: str,
        rows: Iterable[Sequence[Any] | Mapping[str, Any]],
        *,
        size: int = 1000,
        advance: Advance = lambda steps: None,
        **params: Any,
    ) -> None:
        """Run a query that begins with ``UNWIND $rows``, a transaction every `size` rows."""
        left = iter(rows)
        while batch := list(islice(left, size)):
            self.write(name, rows=batch, **params)
            advance(len(batch))

    def write_in_parts(self, name: str, **params: Any) -> None:
        """Run a query that commits as it goes (``CALL {} IN TRANSACTIONS``)."""
        query = neo4j.Query(_checked(name, params).text, timeout=UNLIMITED)
        with self._explained(name), self._session(neo4j.WRITE_ACCESS) as session:
            session.run(query, params).consume()

    def together(self, what: str, work: Callable[[Transaction], T]) -> T:
        """Run `work` in one transaction, again while the fault is transient: so it may run twice.

        However long it takes; all of it happens, or none.
        """

        @neo4j.unit_of_work(timeout=UNLIMITED)
        def unit(tx: neo4j.ManagedTransaction) -> T:
            return work(Transaction(tx))

        with self._explained(what), self._session(neo4j.WRITE_ACCESS) as session:
            return session.execute_write(unit)

    @contextmanager
    def transaction(self, what: str) -> Iterator[Transaction]:
        """Open one transaction for several queries: all of them happen, or none.

        It commits at the end of the block and rolls back when the block raises.
        """
        with (
            self._explained(what),
            self._session(neo4j.WRITE_ACCESS) as session,
            session.begin_transaction() as tx,
        ):
            yield Transaction(tx)
            tx.commit()

    def _session(self, access: str) -> neo4j.Session:
        return self._driver.session(database=DATABASE, default_access_mode=access, fetch_size=2000)

    @contextmanager
    def _explained(self, what: str) -> Iterator[None]:
        try:
            yield
        except AuthError as err:
            raise GraphError(
                f"{what}: {self.address.uri} refused the password of "
                f"{self.address.username!r}; check NEO4J_USERNAME and NEO4J_PASSWORD"
            ) from err
        except ServiceUnavailable as err:
            raise GraphError(
                f"{what}: no Neo4j answers at {self.address.uri}; "
                f"start it with `discograph up` ({err})"
            ) from err
        except (Neo4jError, DriverError) as err:
            raise GraphError(f"{what}: {err}") from err


class Transaction:
    """Several queries that happen together; made by `GraphStore`."""

    def __init__(self, tx: neo4j.Transaction | neo4j.ManagedTransaction) -> None:
        self._tx = tx

    def run(self, name: str, **params: Any) -> list[Row]:
        """Run a query inside this transaction and return its rows."""
        query = _checked(name, params)
        return self._tx.run(query.text, params).data()


def _checked(name: str, params: Mapping[str, Any]) -> Query:
    query = load(name)
    if wrong := sorted(set(params) ^ set(query.params)):
        expected = ", ".join(query.params) or "none"
        raise QueryError(f"{name}: parameter {wrong[0]!r}; it takes: {expected}")
    return query
