// Visited artists: handle of the user, then of each artist the id and all times.
// params:  rows: list<list>
UNWIND $rows AS row
MATCH (u:User) WHERE elementId(u) = row[0]
UNWIND row[1] AS pair
MATCH (a:Artist {id: pair[0]})
MERGE (u)-[v:VISITED]->(a)
SET v.at = pair[1], v.visits = size(pair[1]), v.last_at = pair[1][-1]
