"""What can go wrong, as one tree.

::

    DiscographError
    ├── ConfigError (ValueError)        a setting that cannot be
    ├── InputError (ValueError)         a file, name or argument from outside that cannot be used
    │   └── RefusedFile                 a file with too many bad rows, or of no known format
    ├── QueryError (ValueError)         a .cypher file whose header and text disagree
    ├── GraphError                      the database refused, failed or is not there
    │   ├── ServerError                 the managed Neo4j could not be fetched, started or stopped
    │   ├── SchemaError                 a migration that was changed after it was applied
    │   └── UnknownNode (LookupError)   nobody and nothing of that name is in the graph
    ├── ModelError                      a factor file or index that does not match its manifest
    ├── AudioError                      a sound file that cannot be heard, or no audio package
    │   └── Unheard                     one sound file, for a reason that is kept
    ├── CrawlError                      the processes that crawl or read pages failed
    ├── NotEnoughData                   nothing to learn from yet
    └── Busy                            another run holds the lease
"""


class DiscographError(Exception):
    """Root of every error that discograph raises on purpose."""


class ConfigError(DiscographError, ValueError):
    """A setting that cannot be."""


class InputError(DiscographError, ValueError):
    """A file, name or argument from outside that cannot be used."""


class RefusedFile(InputError):
    """A file with too many bad rows, or of no known format; nothing of it entered."""

    def __init__(self, path: object, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.path = path
        self.reason = reason


class QueryError(DiscographError, ValueError):
    """A ``.cypher`` file whose header and text disagree."""


class GraphError(DiscographError):
    """The database refused, failed or is not there."""


class ServerError(GraphError):
    """The managed Neo4j could not be fetched, started or stopped."""


class SchemaError(GraphError):
    """A migration that was changed after it was applied."""


class UnknownNode(GraphError, LookupError):
    """Nobody and nothing of that name is in the graph."""

    def __init__(self, label: str, key: str, *, hint: str = "") -> None:
        super().__init__(f"no {label} {key!r} in the graph" + (f"; {hint}" if hint else ""))
        self.label = label
        self.key = key


class ModelError(DiscographError):
    """A factor file or index that does not match its manifest."""


class AudioError(DiscographError):
    """A sound file that cannot be heard, or a package of the extra ``audio`` that is missing."""


class CrawlError(DiscographError):
    """The processes that crawl or read pages failed; what was fetched is kept."""


class NotEnoughData(DiscographError):
    """Nothing to learn from yet."""


class Busy(DiscographError):
    """Another run holds the lease."""
