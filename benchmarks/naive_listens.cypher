// One row a MERGE, as most importers do it: the peer of the ingest.
UNWIND $rows AS row
MERGE (u:User {id: row.user})
MERGE (a:Artist {id: row.artist})
MERGE (t:Track {id: row.track})
SET t.title = row.title
MERGE (t)-[:BY]->(a)
MERGE (u)-[l:LISTENED]->(t)
SET l.at = coalesce(l.at, []) + row.at
