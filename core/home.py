"""Where an instance keeps what it owns."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Home:
    """One folder that holds everything of one instance.

    Parameters
    ----------
    root : Path
        Absolute; made with mode 0700 by `make`.
    """

    root: Path

    def __post_init__(self) -> None:
        object.__setattr__(self, "root", self.root.expanduser().absolute())

    def make(self) -> Home:
        """Make the folder, readable by its owner alone, and return self."""
        self.root.mkdir(mode=0o700, parents=True, exist_ok=True)
        return self

    @property
    def config_file(self) -> Path:
        """The optional settings file."""
        return self.root / "discograph.toml"

    @property
    def neo4j(self) -> Path:
        """The managed server: conf, data, logs, password, ports."""
        return self.root / "neo4j"

    @property
    def models(self) -> Path:
        """Factor files and indexes, a folder a run."""
        return self.root / "models"

    @property
    def spool(self) -> Path:
        """Half-done imports, so that a killed one can go on."""
        return self.root / "spool"

    @property
    def quarantine(self) -> Path:
        """Rows that could not be read, each with its line and reason."""
        return self.root / "quarantine"

    @property
    def pages(self) -> Path:
        """Every page that was fetched or imported, as WARC files."""
        return self.root / "pages"

    @property
    def crawl(self) -> Path:
        """What the crawler remembers: ``frontier.sqlite``, what is due where and when."""
        return self.root / "crawl"

    @property
    def sounds(self) -> Path:
        """What was heard in which file: ``sounds.sqlite``, which hearing them again makes again."""
        return self.root / "sounds"

    @property
    def terms(self) -> Path:
        """What was read in the pages: ``terms.sqlite``, a cache that the pages make again."""
        return self.root / "terms"

    @property
    def weeks(self) -> Path:
        """Weeks as pages that were looked at; the graph makes them again."""
        return self.root / "weeks"

    @property
    def map(self) -> Path:
        """Where tracks lie on the map of all music; what was learned makes it again."""
        return self.root / "map"
