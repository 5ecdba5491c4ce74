"""Settings: small frozen values, built once at the door from defaults, TOML and environment."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from ipaddress import ip_address
from pathlib import Path
from typing import Any, Self, get_type_hints

from .errors import ConfigError

_Texts = Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class ServerConfig:
    """The managed Neo4j."""

    heap_mib: int = 0
    """Java heap; 0 = a quarter of the machine's memory, between 512 and 4096."""
    page_cache_mib: int = 0
    """Page cache; 0 = an eighth of the machine's memory, between 256 and 4096."""
    start_timeout_s: int = 300

    def __post_init__(self) -> None:
        _at_least("server.heap_mib", self.heap_mib, 0)
        _at_least("server.page_cache_mib", self.page_cache_mib, 0)
        _at_least("server.start_timeout_s", self.start_timeout_s, 1)


@dataclass(frozen=True, kw_only=True)
class IngestConfig:
    """Files in."""

    listen_min_s: float = 30.0
    """A play this long is a listen, whatever the track's duration."""
    listen_min_share: float = 0.5
    """So is a play of this share of a known duration."""
    max_bad_share: float = 0.2
    """A file with a larger share of bad rows is refused whole."""
    max_inflated_mib: int = 8192
    """No archive is inflated beyond this (a Zstandard dump: or 100 times its size, if more)."""
    offline_from: int = 200_000
    """A load into an empty graph with this many listens or more goes by the offline import."""

    def __post_init__(self) -> None:
        _between("ingest.listen_min_share", self.listen_min_share, 0, 1)
        _between("ingest.max_bad_share", self.max_bad_share, 0, 1)
        _at_least("ingest.listen_min_s", self.listen_min_s, 0)
        _at_least("ingest.max_inflated_mib", self.max_inflated_mib, 1)
        _at_least("ingest.offline_from", self.offline_from, 0)


@dataclass(frozen=True, kw_only=True)
class FactorsConfig:
    """Implicit-feedback ALS (Hu, Koren & Volinsky, ICDM 2008) and the weight of each signal."""

    embedding_size: int = 64
    alpha: float = 10.0
    """Confidence is 1 + alpha * f(plays)."""
    reg: float = 10.0
    confidence: str = "log"
    """f: "linear" (plays) or "log" (ln(1 + plays)), over its mean among all pairs played."""
    max_iterations: int = 30
    tolerance: float = 1e-3
    """Converged when an iteration lowers the loss by less than this share of it."""
    seed: int = 0
    save_plays: float = 3.0
    """A saved track counts as this many plays."""
    playlist_plays: float = 1.0
    """A track in one of a user's playlists counts as this many plays."""
    visit_plays: float = 1.0
    """An artist-page visit counts as this many plays, spread over the artist's tracks."""

    def __post_init__(self) -> None:
        _at_least("factors.embedding_size", self.embedding_size, 1)
        _at_least("factors.alpha", self.alpha, 0)
        _at_least("factors.reg", self.reg, 0)
        _at_least("factors.max_iterations", self.max_iterations, 1)
        _between("factors.tolerance", self.tolerance, 0, 1)
        for name in ("save_plays", "playlist_plays", "visit_plays"):
            _at_least(f"factors.{name}", getattr(self, name), 0)
        if self.confidence not in {"linear", "log"}:
            raise ConfigError(
                f'factors.confidence is {self.confidence!r}; make it "linear" or "log"'
            )


@dataclass(frozen=True, kw_only=True)
class CoListensConfig:
    """RP3beta (Paudel, Christoffel, Newell & Bernstein, TiiS 2017)."""

    alpha: float = 0.6
    beta: float = 0.35
    edges: int = 100
    """Strongest neighbours kept a track."""

    def __post_init__(self) -> None:
        _at_least("co_listens.alpha", self.alpha, 0)
        _at_least("co_listens.beta", self.beta, 0)
        _at_least("co_listens.edges", self.edges, 1)


@dataclass(frozen=True, kw_only=True)
class TermsConfig:
    """The words people write: how they are tagged, weighed and kept."""

    model: str = ""
    """An installed spaCy pipeline that tags English; "" = the one shipped with discograph."""
    half_life_days: float = 180.0
    """A page counts half as much after this many days."""
    site_share_cap: float = 0.5
    """No site gives more than this share of what is said of one artist."""
    saturation: float = 0.5
    """k1 of BM25: how soon another site's saying the same stops to matter."""
    top_terms: int = 200
    """Terms of each artist or track that are written to the graph."""
    min_weight: float = 0.0001
    """Terms weighing less are forgotten."""
    embedding_size: int = 64
    seed: int = 0

    def __post_init__(self) -> None:
        for name in ("half_life_days", "saturation"):
            if not getattr(self, name) > 0:
                raise ConfigError(f"terms.{name} is {getattr(self, name)}; make it more than 0")
        if not 0 < self.site_share_cap <= 1:
            raise ConfigError(
                f"terms.site_share_cap is {self.site_share_cap}; make it more than 0, at most 1"
            )
        _at_least("terms.top_terms", self.top_terms, 1)
        _between("terms.min_weight", self.min_weight, 0, 1)
        _at_least("terms.embedding_size", self.embedding_size, 1)


@dataclass(frozen=True, kw_only=True)
class AudioConfig:
    """Sound: what is heard of each file, and the CNN that learns from it."""

    processes: int = 0
    """Files heard at the same time, each in a process of its own; 0 = one a core."""
    excerpt_s: float = 0.0
    """Only so much from the middle of each file is heard; 0 = all of it."""
    longest_s: float = 1200.0
    """Of a longer file, only so much from the middle."""
    file_timeout_s: float = 120.0
    """A file that is not heard by then is given up."""
    memory_mib: int = 1024
    """A file that needs more is given up."""
    pieces: int = 4
    """Pieces of 13.9 s that are kept of each file, for the CNN."""
    conv_channels: int = 64
    """Filters of each convolution."""
    embedding_size: int = 128
    """Length of the vector that a track gets from its sound: the width of both dense layers."""
    epochs: int = 40
    batch_size: int = 32
    learning_rate: float = 1e-3
    patience: int = 6
    """Training stops after so many epochs that are no better on artists held out."""
    held_out: float = 0.1
    """Share of the artists on which training is watched."""
    seed: int = 0

    def __post_init__(self) -> None:
        for name in ("longest_s", "file_timeout_s", "learning_rate"):
            if not getattr(self, name) > 0:
                raise ConfigError(f"audio.{name} is {getattr(self, name)}; make it more than 0")
        for name in ("processes", "excerpt_s"):
            _at_least(f"audio.{name}", getattr(self, name), 0)
        _at_least("audio.memory_mib", self.memory_mib, 256)
        for name in ("pieces", "conv_channels", "embedding_size", "epochs", "batch_size"):
            _at_least(f"audio.{name}", getattr(self, name), 1)
        _at_least("audio.patience", self.patience, 1)
        _between("audio.held_out", self.held_out, 0.01, 0.5)


@dataclass(frozen=True, kw_only=True)
class SourcesConfig:
    """Weight of each source of candidates in the blend; 0 switches one off."""

    als: float = 1.0
    co_listens: float = 1.0
    shared_taste: float = 0.05
    neighbours: float = 0.05
    playlists: float = 0.2
    related_artists: float = 0.1
    cultural: float = 0.1
    audio: float = 0.1

    def __post_init__(self) -> None:
        for item in fields(self):
            _at_least(f"sources.{item.name}", getattr(self, item.name), 0)
        if not any(getattr(self, item.name) for item in fields(self)):
            raise ConfigError("every weight in [sources] is 0; leave at least one source on")


@dataclass(frozen=True, kw_only=True)
class WeeklyConfig:
    """The week."""

    tracks: int = 30
    per_artist: int = 2
    per_album: int = 3
    described: int = 1
    """Places kept for tracks that few play, by artists described like those whom somebody loves."""
    fresh: int = 3
    """Places kept for tracks that few or none have played, by their sound alone."""
    rank_constant: float = 20.0
    """k of reciprocal rank fusion, weight / (k + rank)."""
    popularity_damp: float = 0.0
    """Fused scores are divided by listeners ** this."""
    candidates: int = 300
    """Candidates taken from each source."""
    seeds: int = 100
    """Most recent and most played tracks that Cypher sources start from."""
    supernode: int = 20_000
    """Raw traversals do not walk through tracks with more listeners."""

    def __post_init__(self) -> None:
        for name in ("tracks", "per_artist", "per_album", "candidates", "seeds", "supernode"):
            _at_least(f"weekly.{name}", getattr(self, name), 1)
        _at_least("weekly.described", self.described, 0)
        _at_least("weekly.fresh", self.fresh, 0)
        _at_least("weekly.rank_constant", self.rank_constant, 0)
        _between("weekly.popularity_damp", self.popularity_damp, 0, 1)


@dataclass(frozen=True, kw_only=True)
class CrawlConfig:
    """Pages from the web: who asks, how often and how much."""

    contact: str = ""
    """An address or page where site owners reach you, sent with every request; no crawl without."""
    pages_per_site: int = 1000
    """Pages taken from a site in one crawl."""
    mib_per_site: int = 256
    """Bytes taken from a site in one crawl."""
    seconds_per_site: int = 3600
    """A crawl leaves a site this long after its first request there."""
    depth: int = 3
    """Links followed from a seed; entries of feeds and sitemaps are at depth 1."""
    page_max_kib: int = 2048
    """No response is read beyond this, packed or unpacked."""
    delay_s: float = 1.0
    """Shortest pause between two requests to a host; it grows with the host's latency.
    Below 1 it holds for hosts of `connect_to` alone."""
    timeout_s: float = 30.0
    """A response that is not complete by then is given up."""
    hosts: int = 16
    """Hosts asked at the same time, each with one request at a time."""
    revisit_min_h: float = 22.0
    """A page that changes is asked for again no sooner; feeds and sitemaps come each so often.
    Less than a day, so that a crawl at the same hour every day finds them due."""
    revisit_max_h: float = 1440.0
    """A page that does not change is asked for again no later."""
    connect_to: Mapping[str, str] = field(default_factory=dict)
    """Host name -> ``ip:port`` to connect to instead: the only way to private addresses.
    In the environment: ``host=ip:port,host=ip:port``."""

    def __post_init__(self) -> None:
        for name in ("pages_per_site", "mib_per_site", "seconds_per_site", "page_max_kib", "hosts"):
            _at_least(f"crawl.{name}", getattr(self, name), 1)
        _at_least("crawl.depth", self.depth, 0)
        _between("crawl.delay_s", self.delay_s, 0, 3600)
        _between("crawl.timeout_s", self.timeout_s, 0.1, 3600)
        _between("crawl.revisit_min_h", self.revisit_min_h, 0, 100_000)
        _between("crawl.revisit_max_h", self.revisit_max_h, self.revisit_min_h, 100_000)
        if any(not " " <= letter <= "~" for letter in self.contact):
            raise ConfigError(f"crawl.contact is {self.contact!r}; use printable ASCII")
        for host, address in self.connect_to.items():
            if not _is_address(address):
                raise ConfigError(
                    f"crawl.connect_to sends {host} to {address!r}; make it as 127.0.0.1:8080"
                )


@dataclass(frozen=True, kw_only=True)
class Config:
    """Every setting of an instance.

    >>> Config.build({"weekly": {"tracks": 20}}, {"DISCOGRAPH_WEEKLY_TRACKS": "25"}).weekly.tracks
    25
    """

    server: ServerConfig = field(default_factory=ServerConfig)
    ingest: IngestConfig = field(default_factory=IngestConfig)
    factors: FactorsConfig = field(default_factory=FactorsConfig)
    co_listens: CoListensConfig = field(default_factory=CoListensConfig)
    sources: SourcesConfig = field(default_factory=SourcesConfig)
    weekly: WeeklyConfig = field(default_factory=WeeklyConfig)
    crawl: CrawlConfig = field(default_factory=CrawlConfig)
    terms: TermsConfig = field(default_factory=TermsConfig)
    audio: AudioConfig = field(default_factory=AudioConfig)

    @classmethod
    def load(cls, file: Path, environ: Mapping[str, str]) -> Self:
        """Return the settings of `file` (it may be missing), overridden by `environ`.

        Raises
        ------
        ConfigError
            If the file is not TOML or a setting cannot be.
        """
        try:
            text = file.read_text(encoding="utf-8") if file.exists() else ""
            tables = tomllib.loads(text)
        except (OSError, ValueError) as err:
            raise ConfigError(f"{file}: {err}") from err
        return cls.build(tables, environ)

    @classmethod
    def build(cls, tables: Mapping[str, Any], environ: Mapping[str, str]) -> Self:
        """Return the defaults, overridden by `tables`, overridden by ``DISCOGRAPH_TABLE_KEY``."""
        sections = get_type_hints(cls)
        if unknown := sorted(set(tables) - set(sections)):
            raise ConfigError(
                f"no table [{unknown[0]}] in the settings; there are: {', '.join(sections)}"
            )
        return cls(
            **{
                name: _section(kind, name, tables.get(name, {}), environ)
                for name, kind in sections.items()
            }
        )

    def with_factors(self, **changes: Any) -> Self:
        """Return the same settings with other `factors` ones."""
        return replace(self, factors=replace(self.factors, **changes))


def _section(
    kind: type[Any], table: str, given: Mapping[str, Any], environ: Mapping[str, str]
) -> Any:
    hints = get_type_hints(kind)
    if not isinstance(given, Mapping):
        raise ConfigError(f"[{table}] is {given!r}; make it a table")
    if unknown := sorted(set(given) - set(hints)):
        raise ConfigError(f"no setting {table}.{unknown[0]}; there are: {', '.join(sorted(hints))}")
    values = {key: _cast(f"{table}.{key}", hints[key], value) for key, value in given.items()}
    for key, hint in hints.items():
        if (text := environ.get(f"DISCOGRAPH_{table}_{key}".upper())) is not None:
            values[key] = _parse(f"{table}.{key}", hint, text)
    return kind(**values)


def _cast(name: str, hint: type[Any], value: Any) -> Any:
    if hint is float and type(value) is int:
        return float(value)
    if hint == _Texts and type(value) is dict and all(type(v) is str for v in value.values()):
        return dict(value)
    if type(value) is not hint:
        raise ConfigError(f"{name} is {value!r}; make it of type {_named(hint)}")
    return value


def _parse(name: str, hint: type[Any], text: str) -> Any:
    try:
        if hint == _Texts:
            pairs = [pair.split("=", 1) for pair in text.split(",") if pair]
            return {key.strip(): value.strip() for key, value in pairs}
        return hint(text)
    except ValueError as err:
        raise ConfigError(f"{name} is {text!r}; make it of type {_named(hint)}") from err


def _named(hint: Any) -> str:
    return "table of texts" if hint == _Texts else str(hint.__name__)


def _is_address(text: str) -> bool:
    host, _, port = text.rpartition(":")
    try:
        ip_address(host.removeprefix("[").removesuffix("]"))
    except ValueError:
        return False
    return port.isascii() and port.isdigit() and 0 < int(port) < 65536


def _at_least(name: str, value: float, low: float) -> None:
    if not value >= low:
        raise ConfigError(f"{name} is {value}; make it at least {low}")


def _between(name: str, value: float, low: float, high: float) -> None:
    if not low <= value <= high:
        raise ConfigError(f"{name} is {value}; make it between {low} and {high}")
