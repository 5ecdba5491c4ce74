// Pages as they were read: URL, site, title, when published, when fetched, digest of the text.
// params:  rows: list<list>
UNWIND $rows AS row
MERGE (p:Page {url: row[0]})
SET p.site = row[1], p.title = row[2], p.published_at = row[3], p.fetched_at = row[4],
  p.sha256 = row[5]
