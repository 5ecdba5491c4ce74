// Works of tracks: handle of the track, its works.
// params:  rows: list<list>
UNWIND $rows AS row
MATCH (t:Track) WHERE elementId(t) = row[0]
UNWIND row[1] AS work
MATCH (w:Work {id: work})
MERGE (t)-[:VERSION_OF]->(w)
