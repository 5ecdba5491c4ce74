// Saved tracks: handle of the user, then of each track its handle and since when.
// params:  rows: list<list>
UNWIND $rows AS row
MATCH (u:User) WHERE elementId(u) = row[0]
UNWIND row[1] AS pair
MATCH (t:Track) WHERE elementId(t) = pair[0]
MERGE (u)-[s:SAVED]->(t)
SET s.at = pair[1]
