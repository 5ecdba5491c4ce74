"""One folder holds an instance, and nobody else may look into it."""

from pathlib import Path

from discograph.core.home import Home


def test_a_home_is_made_for_its_owner_alone(tmp_path: Path) -> None:
    home = Home(tmp_path / "deep" / "home").make()
    assert home.root.stat().st_mode & 0o777 == 0o700
    assert home.make() is home


def test_all_that_it_owns_lies_inside(tmp_path: Path) -> None:
    home = Home(tmp_path)
    for part in (home.config_file, home.neo4j, home.models, home.spool, home.quarantine):
        assert part.parent == home.root


def test_a_home_is_absolute_and_knows_the_tilde() -> None:
    assert Home(Path("here")).root == Path.cwd() / "here"
    assert Home(Path("~/music")).root == Path.home() / "music"
