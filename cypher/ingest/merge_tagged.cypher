// What users call artists: handle of the user, then of each artist the id and all tags.
// params:  rows: list<list>
UNWIND $rows AS row
MATCH (u:User) WHERE elementId(u) = row[0]
UNWIND row[1] AS pair
MATCH (a:Artist {id: pair[0]})
MERGE (u)-[g:TAGGED]->(a)
SET g.tags = pair[1]
