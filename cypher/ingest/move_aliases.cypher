// Aliases of tracks that turn out to be another name that one.
// params:  absorbed: list<string>, survivor: string
MATCH (s:Track) WHERE elementId(s) = $survivor
UNWIND $absorbed AS element
MATCH (a:Alias)-[:NAMES]->(t:Track) WHERE elementId(t) = element
MERGE (a)-[:NAMES]->(s)
