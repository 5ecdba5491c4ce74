"""Seeds live in the graph, and are what the crawl starts from."""

from __future__ import annotations

from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest

from discograph.core.config import Config, CrawlConfig
from discograph.core.errors import InputError, NotEnoughData
from discograph.core.home import Home
from discograph.formats.warc import Archive
from discograph.graph.store import GraphStore
from discograph.jobs.crawl import add_seeds, crawl, remove_seed, seeds

pytestmark = pytest.mark.neo4j


def test_seeds_are_added_listed_and_removed(store: GraphStore) -> None:
    given = ["Lanternpost.example", "https://lanternpost.example/feed?utm_source=x"]
    new = add_seeds(store, [*given, "http://b.example/sitemap-2026.xml.gz#top"])
    assert [(seed["url"], seed["kind"]) for seed in seeds(store)] == [
        ("http://b.example/sitemap-2026.xml.gz", "sitemap"),
        ("https://lanternpost.example/", "page"),
        ("https://lanternpost.example/feed", "feed"),
    ]
    assert sorted(new) == [seed["url"] for seed in seeds(store)]
    assert add_seeds(store, given) == []
    assert add_seeds(store, ["https://lanternpost.example/feed"], "sitemap") == []
    assert seeds(store)[2]["kind"] == "sitemap"
    assert remove_seed(store, "lanternpost.example")
    assert not remove_seed(store, "lanternpost.example")
    assert len(seeds(store)) == 2


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "ftp://a.example/", "", "http://me:x@a.example"]
)
def test_what_cannot_be_crawled_is_no_seed(store: GraphStore, url: str) -> None:
    with pytest.raises(InputError, match="no address to crawl"):
        add_seeds(store, ["https://a.example/", url])
    assert seeds(store) == []


def test_there_is_no_such_kind(store: GraphStore) -> None:
    with pytest.raises(InputError, match="feed, sitemap, page"):
        add_seeds(store, ["https://a.example/"], "blog")


class Hello(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(404 if self.path == "/robots.txt" else 200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<p>hello")

    def log_message(self, *_: object) -> None:
        pass


def test_the_crawl_starts_from_the_seeds_of_the_graph(store: GraphStore, tmp_path: Path) -> None:
    home = Home(tmp_path).make()
    server = HTTPServer(("127.0.0.1", 0), Hello)
    Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    reached = {"a.example": f"127.0.0.1:{server.server_port}"}
    config = Config(crawl=CrawlConfig(contact="me@a.example", delay_s=0.0, connect_to=reached))
    try:
        with pytest.raises(NotEnoughData, match="nothing to crawl"):
            crawl(store, home, config)
        add_seeds(store, ["http://a.example/"])
        assert crawl(store, home, config).pages == 1
    finally:
        server.shutdown()
        server.server_close()
    assert [page.url for _, page in Archive(home.pages).read()] == ["http://a.example/"]
