// What artists and tracks are described as: handle, then of each term its handle, the weight, how
// much that has changed in a week, pages that say so, whether it is said of this very node, and
// whether by pages, tags or both.
// params:  rows: list<list>, run: string, as_of: integer
UNWIND $rows AS row
MATCH (s) WHERE elementId(s) = row[0]
UNWIND row[1] AS edge
MATCH (t:Term) WHERE elementId(t) = edge[0]
CREATE (s)-[:DESCRIBED_BY {weight: edge[1], change: edge[2], pages: edge[3], own: edge[4],
  from: edge[5], as_of: $as_of, run: $run}]->(t)
