"""What a program calls: one instance of discograph, opened at its home."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, Self

import platformdirs

from .core import clock
from .core.config import Config
from .core.errors import AudioError, InputError
from .core.home import Home
from .core.ids import user_id
from .core.progress import Progress, Silent

if TYPE_CHECKING:
    import networkx as nx

    from .demo.load import Loader
    from .evaluation.replay import Report as Evaluation
    from .formats.track_list import TrackList
    from .formats.week import Week
    from .graph.server import ManagedServer
    from .graph.store import Address, GraphStore
    from .jobs.audio import AudioReport
    from .jobs.crawl import CrawlReport
    from .jobs.doctor_findings import Finding
    from .jobs.factors import TrainReport
    from .jobs.forget import ForgetReport
    from .jobs.forget_user import ForgetUserReport
    from .jobs.ingest import Report as ImportReport
    from .jobs.pages import PagesReport
    from .jobs.scan import ScanReport
    from .jobs.terms import TermsReport
    from .jobs.weekly import WeeklyReport

log = logging.getLogger(__name__)


def default_home() -> Path:
    """Return ``DISCOGRAPH_HOME``, or the platform's data directory for discograph."""
    return Path(os.environ.get("DISCOGRAPH_HOME") or platformdirs.user_data_path("discograph"))


class Discograph:
    """One instance: its home, its settings and its graph, which is reached when first needed.

    The managed Neo4j is started when it is not running; set ``NEO4J_URI``, ``NEO4J_USERNAME`` and
    ``NEO4J_PASSWORD`` to use another server.

    Parameters
    ----------
    home : Path
        The folder that holds everything of this instance.
    config : Config
    progress : Progress, optional
        Told how far long work is.

    Examples
    --------
    >>> with Discograph.open() as dg:                                   # doctest: +SKIP
    ...     dg.import_listens("my_spotify_data.zip", user="me")
    ...     dg.seed()
    ...     dg.weekly()
    ...     for track in dg.week("me").tracks:
    ...         print(track.artist, track.title, track.reason)
    """

    def __init__(self, home: Path, config: Config, *, progress: Progress | None = None) -> None:
        self.home = Home(home)
        self.config = config
        self._progress = progress or Silent()

    @classmethod
    def open(
        cls,
        home: str | Path | None = None,
        *,
        config: Config | None = None,
        progress: Progress | None = None,
    ) -> Self:
        """Return the instance at `home` (default: `default_home`), with its own settings file.

        Raises
        ------
        ConfigError
            If the settings file or an environment variable cannot be.
        """
        root = default_home() if home is None else Path(home)
        settings = config or Config.load(Home(root).config_file, os.environ)
        return cls(root, settings, progress=progress)

    @staticmethod
    def doctor(home: str | Path | None = None) -> list[Finding]:
        """Return what is well, doubtful and wrong with the instance at `home`, and what to do.

        Nothing is started, made or changed, and settings that cannot be are one of the findings.
        """
        from .jobs.doctor import examine

        return examine(Home(default_home() if home is None else Path(home)), os.environ)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the graph; a managed server goes on running."""
        if "store" in self.__dict__:
            self.store.close()
            del self.__dict__["store"]

    # -- the server ---------------------------------------------------------------------------

    @cached_property
    def server(self) -> ManagedServer | None:
        """The managed Neo4j, or None when the environment names another server."""
        from .graph.server import ManagedServer

        if self._external is not None:
            return None
        return ManagedServer(self.home.make(), self.config.server, progress=self._progress)

    @cached_property
    def _external(self) -> Address | None:
        from .graph.server import external

        return external(os.environ)

    @cached_property
    def store(self) -> GraphStore:
        """The graph, connected and with an up-to-date schema."""
        from .graph.schema import migrate
        from .graph.store import GraphStore

        store = GraphStore(self._external or self._managed().up())
        try:
            store.verify()
            migrate(store)
        except BaseException:
            store.close()
            raise
        return store

    def up(self) -> Address:
        """Start the managed server when it is not running, and return where it answers."""
        return self.store.address

    def down(self) -> bool:
        """Stop the managed server; False when it was not running."""
        self.close()
        return self._managed().down()

    def browse(self) -> str:
        """Return where Neo4j Browser answers, its style and guide served; start what does not run.

        Raises
        ------
        InputError
            If the environment names another server; `browser_files` are for that one's Browser.
        """
        server, page = self._managed(), self.up().browser
        server.serve_guide()
        return str(page)

    def browser_files(self) -> dict[str, str]:
        """Return what a Neo4j Browser shows this graph with: style, guide and queries, by name."""
        from .graph.browser.guide import files

        return files(self.store)

    def status(self) -> dict[str, Any]:
        """Return version, addresses, counts of nodes and relationships, and the current runs.

        A managed server that is not running stays so.
        """
        from .graph.status import counts, served_by
        from .graph.store import GraphStore

        if self._external is not None:
            with GraphStore(self._external) as store:
                return {"running": True, **served_by(store), **counts(store)}
        found = asdict(self._managed().status())
        if not found["running"]:
            return found
        with GraphStore(self._managed().address()) as store:
            return {**found, **counts(store)}

    # -- files in -----------------------------------------------------------------------------

    def import_listens(
        self,
        *paths: str | Path,
        user: str | None = None,
        each_user: bool = False,
        community: bool = False,
        format: str | None = None,
        near: str | None = None,
        share: int = 20,
        dry_run: bool = False,
    ) -> ImportReport:
        """Bring files, folders or archives of listens, playlists, saves and visits into the graph.

        Importing the same again changes nothing.

        Parameters
        ----------
        *paths : str or Path
        user : str, optional
            All rows are this local user's.
        each_user : bool
            Rows belong to the users that they name, who become local users.
        community : bool
            Rows belong to the users that they name, who do not get playlists.
        format : str, optional
            Read the files as this format instead of recognising them by content.
        near : str, optional
            With `community`: keep only listeners who share tracks with this local user.
        share : int
            How many tracks `near` asks for.
        dry_run : bool
            Read and report, write nothing.

        Raises
        ------
        InputError
            If it is not clear whose the rows are, or a named file cannot be read.
        """
        from .jobs.ingest import ingest_files

        if sum((user is not None, each_user, community)) != 1:
            raise InputError("say whose the rows are: --user NAME, --each-user or --community")
        if near is not None and not community:
            raise InputError("--near narrows a community import; add --community")
        return ingest_files(
            [Path(path) for path in paths],
            self.store,
            user=user,
            local=not community,
            format=format,
            near=None if near is None else user_id(near),
            share=share,
            home=self.home,
            config=self.config.ingest,
            server=self.server,
            dry_run=dry_run,
            progress=self._progress,
        )

    def import_pages(
        self, *paths: str | Path, format: str | None = None, dry_run: bool = False
    ) -> PagesReport:
        """Bring WARC files, saved HTML and plain texts into the archive; `terms` reads them.

        Parameters
        ----------
        *paths : str or Path
        format : str, optional
            Read the files as this format instead of recognising them by content.
        dry_run : bool
            Read and report, keep nothing.

        Raises
        ------
        InputError
            If a named file cannot be read or holds something that is a user's.
        """
        from .jobs.pages import import_pages

        return import_pages(
            [Path(path) for path in paths],
            self.home.make(),
            self.config.ingest,
            format=format,
            dry_run=dry_run,
            progress=self._progress,
        )

    def seed(self) -> list[ImportReport]:
        """Load the packed seed of real playlists; empty when it is there already."""
        return self._worlds().seed()

    def demo(self) -> list[ImportReport]:
        """Load the generated demo world, crawl its web and hear its music, as far as not there.

        Without the extra ``audio`` there is no music.
        """
        worlds = self._worlds()
        reports = worlds.demo()
        worlds.web()
        try:
            worlds.sounds()
        except AudioError as err:
            log.warning("the demo stays silent: %s", err)
        return reports

    def user(self, name: str, *, timezone: str | None = None) -> dict[str, Any]:
        """Return a local user, made when new, with another `timezone` when one is given.

        Raises
        ------
        InputError
            If there is no such timezone, or the name is none, or a community listener's.
        """
        from .graph.users import local_user

        if timezone is not None:
            clock.zone(timezone)
        return local_user(self.store, user_id(name), timezone)

    # -- learning and publishing --------------------------------------------------------------

    def train(self, *, tune: bool = False, force: bool = False) -> TrainReport:
        """Fit factors, co-listens and neighbours; nothing happens when nothing changed.

        Parameters
        ----------
        tune : bool
            Choose the hyperparameters on an inner split of the plays first.
        force : bool
            Train again though nothing changed.
        """
        from .jobs.factors import train

        return train(
            self.store, self.home, self.config, tune=tune, force=force, progress=self._progress
        )

    def weekly(
        self,
        users: Iterable[str] | None = None,
        *,
        week: str | None = None,
        replace: bool = False,
    ) -> WeeklyReport:
        """Publish a week for local users, training and reading new pages first when need be.

        Parameters
        ----------
        users : iterable of str, optional
            Local users; default: all.
        week : str, optional
            As ``2026-W47``; default: the present one in each user's timezone.
        replace : bool
            Make a week again that is published already.

        Raises
        ------
        Busy
            If another run is publishing.
        """
        from .jobs.weekly import publish_weeks

        return publish_weeks(
            self.store,
            self.home,
            self.config,
            users=None if users is None else [user_id(name) for name in users],
            week=None if week is None else clock.parse_week(week),
            replace=replace,
            progress=self._progress,
        )

    # -- words ---------------------------------------------------------------------------------

    def add_crawl_seeds(self, *urls: str) -> list[str]:
        """Name feeds, sitemaps and pages to crawl from; return those that are new.

        Raises
        ------
        InputError
            If one is no URL of http or https; then none is added.
        """
        from .jobs.crawl import add_seeds

        return add_seeds(self.store, urls)

    def crawl_seeds(self) -> list[dict[str, Any]]:
        """Return what a crawl begins from: ``{url, kind, added_at}``."""
        from .jobs.crawl import seeds

        return seeds(self.store)

    def remove_crawl_seed(self, url: str) -> bool:
        """Crawl no more from `url`; False when it was no seed. Pages that were fetched stay."""
        from .jobs.crawl import remove_seed

        return remove_seed(self.store, url)

    def crawl(self) -> CrawlReport:
        """Fetch what is due at the sites of the seeds, as far as the budgets go.

        Raises
        ------
        ConfigError
            If the settings name no contact: ``[crawl] contact``.
        NotEnoughData
            If there is no seed.
        """
        from .jobs.crawl import crawl

        return crawl(self.store, self.home.make(), self.config, progress=self._progress)

    def terms(self, *, force: bool = False) -> TermsReport:
        """Read new pages and weigh the words for artists and tracks; nothing when nothing is new.

        Parameters
        ----------
        force : bool
            Weigh and publish again though nothing changed.
        """
        from .jobs.terms import describe

        return describe(self.store, self.home, self.config, force=force, progress=self._progress)

    def terms_of(self, artist: str, *, since: date | None = None, n: int = 50) -> dict[str, Any]:
        """Return in which words `artist` (an id or a name) is described, and what rose and fell.

        Raises
        ------
        UnknownNode
            If there is no such artist.
        InputError
            If nothing is known of the day `since`.
        """
        from .graph.find import find_artist
        from .jobs.words import terms_of

        return terms_of(self.store, self.home, find_artist(self.store, artist), since=since, n=n)

    def search(self, words: str, n: int = 10) -> list[dict[str, Any]]:
        """Return the `n` artists and tracks that `words` describe, each with terms and pages."""
        from .jobs.words import search_words

        return search_words(self.store, words, n)

    def forget_page(self, page: str) -> ForgetReport:
        """Take a page (a URL) or a site (a host), and all that came from it, out again.

        Raises
        ------
        InputError
            If it is neither.
        Busy
            If a crawl or import is adding pages.
        """
        from .jobs.forget import forget_page

        return forget_page(self.store, self.home, self.config, page, progress=self._progress)

    def forget_user(self, user: str) -> ForgetUserReport:
        """Take a person out, with all that came from them and all that was learned from it.

        Raises
        ------
        UnknownNode
            If there is nobody of that name.
        Busy
            If an import, a weekly run, training or reading is at work.
        """
        from .jobs.forget_user import forget_user

        id = user_id(user)
        return forget_user(self.store, self.home, self.config, id, progress=self._progress)

    # -- sound ---------------------------------------------------------------------------------

    def scan_audio(self, *folders: str | Path, again: bool = False) -> ScanReport:
        """Hear the sound files in `folders` that are new or changed; each is a track.

        Parameters
        ----------
        *folders : str or Path
        again : bool
            Hear those too that are as they were.

        Raises
        ------
        InputError
            If a folder is not there.
        AudioError
            If the extra ``audio`` is not installed.
        """
        from .jobs.scan import scan

        return scan(
            [Path(folder) for folder in folders],
            self.store,
            self.home,
            self.config,
            again=again,
            server=self.server,
            progress=self._progress,
        )

    def refused_audio(self) -> list[dict[str, str]]:
        """Return the files that could not be heard: ``{file, reason, detail}``."""
        from .jobs.scan import refused

        return refused(self.home)

    def train_audio(self, *, force: bool = False) -> AudioReport:
        """Learn from what was heard who would like what nobody has played; `weekly` does it too.

        Parameters
        ----------
        force : bool
            Train the CNN though nothing changed.
        """
        from .audio.extra import need

        for package in ("torch", "safetensors"):
            need(package)
        from .jobs.audio import learn

        return learn(
            self.store,
            self.home,
            self.config,
            force=force,
            server=self.server,
            progress=self._progress,
        )

    # -- looking ------------------------------------------------------------------------------

    def week(self, user: str, week: str | None = None) -> Week:
        """Return a published week of `user`; default: the newest.

        Raises
        ------
        UnknownNode
            If there is no such user or week.
        """
        from .jobs.weekly import user_week

        return user_week(
            self.store, user_id(user), None if week is None else clock.parse_week(week)
        )

    def weeks(self, week: str | None = None) -> list[Week]:
        """Return a week of every local user who has one; default: the newest of each."""
        from .jobs.weekly import all_weeks

        return list(all_weeks(self.store, None if week is None else clock.parse_week(week)))

    def week_page(self, user: str, week: str | None = None) -> str:
        """Return a published week of `user` as one HTML file; default: the newest.

        The page asks nothing of any host: tracks with their reasons and evidence, the week as a
        picture, and how new, popular and varied it is beside what `user` plays most.

        Raises
        ------
        UnknownNode
            If there is no such user or week.
        """
        from .jobs.week_page import week_page

        return week_page(
            self.store, user_id(user), None if week is None else clock.parse_week(week)
        )

    def taste_map(self, user: str) -> str:
        """Return the map of all music as one HTML file, with what `user` plays and their week.

        Tracks lie near each other where people, words or sound say so. The layout is made once
        for everybody, and again when something was learned since.

        Raises
        ------
        UnknownNode
            If there is no such user.
        NotEnoughData
            If nothing was learned yet.
        """
        from .jobs.taste_map import taste_map

        return taste_map(self.store, self.home, user_id(user), progress=self._progress)

    def recommend(self, user: str, n: int = 30) -> list[dict[str, Any]]:
        """Return `n` tracks that `user` never heard, from the graph and the current factors now."""
        from .jobs.recommend import recommend

        return recommend(self.store, self.home, self.config, user_id(user), n)

    def similar_tracks(
        self, track: str, n: int = 10, *, by: Literal["taste", "words", "sound"] = "taste"
    ) -> list[dict[str, Any]]:
        """Return the `n` nearest tracks of `track` (an id, an alias, ``Artist - Title``).

        Near in the taste of those who play them, in the words that are written of them, or in how
        they sound.
        """
        from .graph.find import find_track
        from .jobs.recommend import similar_by_sound, similar_tracks
        from .jobs.words import similar_by_words

        id = find_track(self.store, track)["id"]
        if by == "words":
            return similar_by_words(self.store, self.home, "track", id, n)
        if by == "sound":
            return similar_by_sound(self.store, self.home, id, n)
        return similar_tracks(self.store, self.home, id, n)

    def similar_artists(
        self, artist: str, n: int = 10, *, by: Literal["taste", "words"] = "taste"
    ) -> list[dict[str, Any]]:
        """Return the `n` nearest artists of `artist` (an id or a name), in taste or in words."""
        from .graph.find import find_artist
        from .jobs.recommend import similar_artists
        from .jobs.words import similar_by_words

        id = find_artist(self.store, artist)["id"]
        if by == "words":
            return similar_by_words(self.store, self.home, "artist", id, n)
        return similar_artists(self.store, self.home, id, n)

    def similar_users(self, user: str, n: int = 10) -> list[dict[str, Any]]:
        """Return the `n` users whose taste is nearest to that of `user`."""
        from .jobs.recommend import similar_users

        return similar_users(self.store, user_id(user), n)

    def running_playlist(
        self,
        user: str,
        *,
        cadence: float,
        minutes: float = 40.0,
        tolerance: float = 0.03,
        warm_up: float | None = None,
        cool_down: float | None = None,
        easy: float = 0.92,
    ) -> TrackList:
        """Return tracks to run to, whose beat is at the steps, or exactly half or double.

        Parameters
        ----------
        user : str
            Whose taste.
        cadence : float [steps a minute]
        minutes : float
        tolerance : float
            Share of the steps that a beat may be off.
        warm_up, cool_down : float, optional [min]
            How long steps quicken and slow down; default: an eighth of the run, 5 at most.
        easy : float
            Share of the cadence that the warm-up begins and the cool-down ends with.

        Raises
        ------
        UnknownNode
            If there is no such user.
        InputError
            If nobody could run so.
        NotEnoughData
            If there is nothing to run to.
        """
        from .jobs.running import running
        from .playlists.cadence import Plan, ramp

        plan = Plan(
            cadence=cadence,
            minutes=minutes,
            tolerance=tolerance,
            warm_up=ramp(minutes) if warm_up is None else warm_up,
            cool_down=ramp(minutes) if cool_down is None else cool_down,
            easy=easy,
        )
        return running(self.store, self.home, self.config, user_id(user), plan)

    def continue_playlist(self, *named: str, n: int = 20, title: str | None = None) -> TrackList:
        """Return the `n` tracks that go on best from a playlist.

        Parameters
        ----------
        *named : str
            The path of a playlist file, or tracks: ids, aliases, ``Artist - Title``, titles.
        n : int
        title : str, optional
            Of the list in a file of several.

        Raises
        ------
        InputError
            If the file cannot be read or it is not clear which list or track is meant.
        UnknownNode
            If no track of it is known.
        """
        from .jobs.continuing import continued

        return continued(self.store, self.home, self.config, named, n, title=title)

    def flow(
        self, user: str | None = None, *, file: str | None = None, title: str | None = None
    ) -> TrackList:
        """Return the newest week of `user`, or the playlist in `file`, in an order of small steps.

        Parameters
        ----------
        user : str, optional
        file : str, optional
        title : str, optional
            Of the list in a file of several.

        Raises
        ------
        InputError
            If the file cannot be read, or it is not clear which list is meant.
        UnknownNode
            If there is no such user or week, or no track of the file is known.
        NotEnoughData
            If the sound of fewer than two tracks is known.
        """
        from .jobs.flowing import flowing

        person = None if user is None else user_id(user)
        return flowing(self.store, self.config.ingest, person, file=file, title=title)

    def why(self, user: str, track: str) -> dict[str, Any]:
        """Return why `track` was served to `user`, or how it hangs together with what they play.

        Raises
        ------
        UnknownNode
            If there is no such user or track.
        """
        from .graph.find import find_track
        from .jobs.recommend import why

        found = find_track(self.store, track)["id"]
        return why(self.store, self.config, user_id(user), found)

    def query(self, name: str, **params: Any) -> list[dict[str, Any]]:
        """Return the rows of a shipped reading query, as ``browse/my_top_tracks``."""
        return self.store.read(name, **params)

    def graph(self, user: str) -> nx.MultiDiGraph[str]:
        """Return the neighbourhood of `user` as a networkx graph."""
        from .graph.subgraph import neighbourhood

        return neighbourhood(self.store, user_id(user))

    def evaluate(
        self, data: str | Path, *, tune: bool = True, seeds: Sequence[int] = (0, 1)
    ) -> Evaluation:
        """Hide a fifth of each user's items in a counts table and measure who finds them again."""
        from .evaluation.replay import evaluate_table

        return evaluate_table(
            Path(data), self.config, tune=tune, seeds=seeds, progress=self._progress
        )

    def _worlds(self) -> Loader:
        from .demo.load import Loader

        return Loader(
            store=self.store,
            home=self.home,
            config=self.config,
            server=self.server,
            progress=self._progress,
        )

    def _managed(self) -> ManagedServer:
        if self.server is None:
            raise InputError("NEO4J_URI names a server that discograph does not manage; unset it")
        return self.server
