// URLs to crawl from, and of what kind each is (feed, sitemap, page).
// params:  rows: list<list<string>>, at: integer
UNWIND $rows AS row
MERGE (s:CrawlSeed {url: row[0]})
ON CREATE SET s.added_at = $at
SET s.kind = row[1]
