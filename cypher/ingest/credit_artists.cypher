// Artists of tracks: handle of the track, then of each artist id and role.
// params:  rows: list<list>
UNWIND $rows AS row
MATCH (t:Track) WHERE elementId(t) = row[0]
UNWIND row[1] AS credit
MATCH (a:Artist {id: credit[0]})
MERGE (t)-[b:BY]->(a)
SET b.role = credit[1]
