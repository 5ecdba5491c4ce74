// Tracks of which more is known now: handle, id, title, album, seconds, kind.
// params:  rows: list<list>
UNWIND $rows AS row
MATCH (t:Track) WHERE elementId(t) = row[0]
SET t.id = row[1], t.title = row[2], t.album = row[3], t.duration_s = row[4], t.kind = row[5]
