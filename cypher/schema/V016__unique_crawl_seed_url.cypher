// Every CrawlSeed has a URL of its own.
CREATE CONSTRAINT crawl_seed_url IF NOT EXISTS FOR (n:CrawlSeed) REQUIRE n.url IS UNIQUE
