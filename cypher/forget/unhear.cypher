// Somebody has never heard or saved tracks, by handle.
// params:  user: string, rows: list<string>
MATCH (u:User {id: $user})
UNWIND $rows AS row
MATCH (t:Track) WHERE elementId(t) = row
MATCH (u)-[l:LISTENED|SAVED]->(t)
DELETE l
