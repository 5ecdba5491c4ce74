// Artists: id, name, MBID.
// params:  rows: list<list>
UNWIND $rows AS row
MERGE (a:Artist {id: row[0]})
ON CREATE SET a.listeners = 0
SET a.name = row[1], a.mbid = row[2]
