// Whom terms that are said of many describe best, so that a search need not look at all of them:
// handle, then of each artist or track its handle and the weight.
// params:  rows: list<list>, run: string, as_of: integer
UNWIND $rows AS row
MATCH (t:Term) WHERE elementId(t) = row[0]
UNWIND row[1] AS edge
MATCH (n) WHERE elementId(n) = edge[0]
CREATE (t)-[:DESCRIBES {weight: edge[1], as_of: $as_of, run: $run}]->(n)
