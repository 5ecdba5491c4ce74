// Users of near taste: handle, then of each other one its handle and the weight.
// params:  rows: list<list>, run: string
UNWIND $rows AS row
MATCH (s:User) WHERE elementId(s) = row[0]
UNWIND row[1] AS edge
MATCH (t:User) WHERE elementId(t) = edge[0]
CREATE (s)-[:SIMILAR {weight: edge[1], run: $run}]->(t)
