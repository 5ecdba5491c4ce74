// The artists of tracks, given by handle.
// params:  rows: list<string>
// returns: id: string
UNWIND $rows AS row
MATCH (t:Track)-[:BY]->(a:Artist) WHERE elementId(t) = row
RETURN DISTINCT a.id AS id
