// Outside names of tracks: handle of the track, its aliases.
// params:  rows: list<list>
UNWIND $rows AS row
MATCH (t:Track) WHERE elementId(t) = row[0]
UNWIND row[1] AS alias
MATCH (a:Alias {id: alias})
MERGE (a)-[:NAMES]->(t)
