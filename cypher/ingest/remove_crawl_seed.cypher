// A URL is no longer crawled from; returns nothing where it was not.
// params:  url: string
// returns: url: string
MATCH (s:CrawlSeed {url: $url})
WITH s, s.url AS url
DELETE s
RETURN url
