// New tracks: id, title, album, seconds, kind.
// params:  rows: list<list>
UNWIND $rows AS row
MERGE (t:Track {id: row[0]})
ON CREATE SET t.listeners = 0
SET t.title = row[1], t.album = row[2], t.duration_s = row[3], t.kind = row[4]
