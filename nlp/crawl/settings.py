"""Settings of Scrapy: what is not needed is not there, what is left has limits."""

from __future__ import annotations

from typing import Any

from scrapy import Request, Spider
from scrapy.extensions.throttle import AutoThrottle
from scrapy.http import Response

from ...core.config import CrawlConfig
from ...core.pages import site_of
from .handler import BoundedHandler
from .robots import TOKEN

POLITE_S = 1.0
"""No host that is not ours is asked more often, whatever the settings say."""
_LONGEST_DELAY_S = 60.0
ACCEPT = "text/html,application/xhtml+xml,application/rss+xml,application/atom+xml,*/*;q=0.5"


def user_agent(config: CrawlConfig) -> str:
    """Return how the crawler presents itself: its name, and where its owner is reached."""
    contact = f" (+{config.contact})" if config.contact else ""
    return f"{TOKEN}/1.0{contact}"


def floor_s(config: CrawlConfig, host: str) -> float:
    """Return the shortest pause between two requests to a host."""
    ours = host.lower() in {name.lower() for name in config.connect_to}
    return config.delay_s if ours else max(config.delay_s, POLITE_S)


def scrapy_settings(config: CrawlConfig) -> dict[str, Any]:
    """Return the settings of one crawl.

    Cookies, telnet and remote control, proxies of the environment, Scrapy's own redirects, retries,
    robots.txt and offsite rules are not there at all: the spider does what is wanted of them.
    """
    limit = config.page_max_kib * 1024
    slots = {
        site_of(f"http://{host}/"): {"concurrency": 1, "delay": config.delay_s, "jitter": 0}
        for host in config.connect_to
    }
    return {
        "USER_AGENT": user_agent(config),
        "SPIDER_MIDDLEWARES_BASE": {},
        "DOWNLOADER_MIDDLEWARES_BASE": {
            "scrapy.downloadermiddlewares.httpcompression.HttpCompressionMiddleware": 590
        },
        "EXTENSIONS_BASE": {},
        "EXTENSIONS": {Throttle: 0},
        "DOWNLOAD_HANDLERS_BASE": {scheme: BoundedHandler for scheme in ("http", "https")},
        "CONCURRENT_ITEMS": 1,  # there are none, but each may cost a task a response
        "CONCURRENT_REQUESTS": config.hosts,
        "CONCURRENT_REQUESTS_PER_DOMAIN": 1,
        "DOWNLOAD_DELAY": max(config.delay_s, POLITE_S),
        "DOWNLOAD_DELAY_JITTER": 0,
        "DOWNLOAD_SLOTS": slots,
        "DOWNLOAD_TIMEOUT": config.timeout_s,
        "DOWNLOAD_MAXSIZE": limit,
        "DOWNLOAD_WARNSIZE": 0,
        "DOWNLOAD_VERIFY_CERTIFICATES": True,
        "AUTOTHROTTLE_ENABLED": True,
        "AUTOTHROTTLE_START_DELAY": 0,
        "AUTOTHROTTLE_MAX_DELAY": max(config.delay_s, _LONGEST_DELAY_S),
        "DUPEFILTER_CLASS": "scrapy.dupefilters.BaseDupeFilter",
        "LOG_ENABLED": False,
        "STATS_CLASS": "scrapy.statscollectors.DummyStatsCollector",
        "STATS_DUMP": False,
        "TWISTED_REACTOR": "twisted.internet.asyncioreactor.AsyncioSelectorReactor",
    }


class Throttle(AutoThrottle):
    """AutoThrottle whose shortest delay is each request's own, as its site's robots.txt says."""

    def _response_downloaded(self, response: Response, request: Request, spider: Spider) -> None:
        self.mindelay = request.meta["floor_s"]
        if self.mindelay > 0:
            super()._response_downloaded(response, request, spider)
