// Tracks that listeners of tracks also play: handle, then of each other track its handle, the
// weight and how many listeners they share.
// params:  rows: list<list>, run: string
UNWIND $rows AS row
MATCH (s:Track) WHERE elementId(s) = row[0]
UNWIND row[1] AS edge
MATCH (t:Track) WHERE elementId(t) = edge[0]
CREATE (s)-[:CO_LISTENED {weight: edge[1], listeners: edge[2], run: $run}]->(t)
