// Artists of whom people write together: handle, then of each other one its handle, the weight and
// pages that say so.
// params:  rows: list<list>, run: string, as_of: integer
UNWIND $rows AS row
MATCH (s:Artist) WHERE elementId(s) = row[0]
UNWIND row[1] AS edge
MATCH (t:Artist) WHERE elementId(t) = edge[0]
CREATE (s)-[:MENTIONED_WITH {weight: edge[1], pages: edge[2], as_of: $as_of, run: $run}]->(t)
