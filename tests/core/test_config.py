"""Settings are checked at the door and say what to do."""

from dataclasses import fields
from pathlib import Path

import pytest

from discograph.core.config import Config, FactorsConfig, SourcesConfig, WeeklyConfig
from discograph.core.errors import ConfigError


def test_defaults_need_no_file(tmp_path: Path) -> None:
    assert Config.load(tmp_path / "nothing.toml", {}) == Config()


def test_environment_beats_the_file_and_the_file_beats_defaults(tmp_path: Path) -> None:
    file = tmp_path / "discograph.toml"
    file.write_text("[weekly]\ntracks = 20\nper_artist = 1\n[factors]\nalpha = 7\n")
    config = Config.load(file, {"DISCOGRAPH_WEEKLY_TRACKS": "25"})
    assert (config.weekly.tracks, config.weekly.per_artist) == (25, 1)
    assert config.factors.alpha == 7.0
    assert isinstance(config.factors.alpha, float)
    assert config.weekly.per_album == WeeklyConfig().per_album


@pytest.mark.parametrize(
    ("toml", "named"),
    [
        ("[weakly]\n", "weakly"),
        ("[weekly]\ntrack = 3\n", "weekly.track"),
        ("[weekly]\ntracks = 0\n", "weekly.tracks"),
        ("[weekly]\ntracks = true\n", "weekly.tracks"),
        ("[weekly]\ntracks = 2.5\n", "weekly.tracks"),
        ('[weekly]\ntracks = "30"\n', "weekly.tracks"),
        ("weekly = 3\n", "weekly"),
        ("[weekly]\npopularity_damp = nan\n", "weekly.popularity_damp"),
        ("[factors]\nalpha = -1\n", "factors.alpha"),
        ("[factors]\nalpha = nan\n", "factors.alpha"),
        ('[factors]\nconfidence = "cubic"\n', "factors.confidence"),
        ("[ingest]\nmax_bad_share = 1.1\n", "ingest.max_bad_share"),
        ("[co_listens]\nedges = 0\n", "co_listens.edges"),
        ("[server]\nstart_timeout_s = 0\n", "server.start_timeout_s"),
        ("[crawl]\ndelay_s = -1\n", "crawl.delay_s"),
        ("[crawl]\nrevisit_max_h = 1\n", "crawl.revisit_max_h"),
        ('[crawl]\ncontact = "me\\r\\nCookie: a"\n', "crawl.contact"),
        ("[crawl]\nconnect_to = 3\n", "crawl.connect_to"),
        ('[crawl.connect_to]\n"a.example" = "localhost:80"\n', "crawl.connect_to"),
        ('[crawl.connect_to]\n"a.example" = 80\n', "crawl.connect_to"),
        ("[weekly\n", "discograph.toml"),
    ],
)
def test_a_setting_that_cannot_be_is_named(tmp_path: Path, toml: str, named: str) -> None:
    file = tmp_path / "discograph.toml"
    file.write_text(toml)
    with pytest.raises(ConfigError, match=named.replace(".", r"\.")):
        Config.load(file, {})


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "discograph.toml"
    file.write_bytes(b"\xff\xfe[weekly]")
    with pytest.raises(ConfigError, match=r"discograph\.toml"):
        Config.load(file, {})


def test_an_environment_value_of_the_wrong_type_is_refused() -> None:
    with pytest.raises(ConfigError, match=r"weekly\.tracks is 'many'"):
        Config.build({}, {"DISCOGRAPH_WEEKLY_TRACKS": "many"})


def test_one_source_of_candidates_must_be_on() -> None:
    off = {item.name: 0.0 for item in fields(SourcesConfig)}
    with pytest.raises(ConfigError, match="at least one source"):
        SourcesConfig(**off)


def test_factors_can_be_changed_alone() -> None:
    changed = Config().with_factors(alpha=3.0)
    assert changed.factors == FactorsConfig(alpha=3.0)
    assert changed.weekly == Config().weekly


def test_hosts_can_be_sent_elsewhere_by_file_and_by_environment(tmp_path: Path) -> None:
    file = tmp_path / "discograph.toml"
    file.write_text('[crawl.connect_to]\n"a.example" = "127.0.0.1:8080"\n')
    assert Config.load(file, {}).crawl.connect_to == {"a.example": "127.0.0.1:8080"}
    given = {"DISCOGRAPH_CRAWL_CONNECT_TO": "b.example=[::1]:80, c.example=10.0.0.1:81"}
    beaten = Config.load(file, given).crawl.connect_to
    assert beaten == {"b.example": "[::1]:80", "c.example": "10.0.0.1:81"}
    with pytest.raises(ConfigError, match=r"crawl\.connect_to is 'b\.example'"):
        Config.build({}, {"DISCOGRAPH_CRAWL_CONNECT_TO": "b.example"})
