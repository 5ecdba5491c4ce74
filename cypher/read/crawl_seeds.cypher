// What the crawler starts from.
// returns: url: string, kind: string, added_at: integer
MATCH (s:CrawlSeed)
WHERE s.url IS NOT NULL
RETURN s.url AS url, s.kind AS kind, s.added_at AS added_at
ORDER BY url
