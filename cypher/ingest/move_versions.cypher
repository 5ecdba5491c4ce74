// Works of tracks that turn out to be another are works of that one.
// params:  absorbed: list<string>, survivor: string
MATCH (s:Track) WHERE elementId(s) = $survivor
UNWIND $absorbed AS element
MATCH (t:Track)-[:VERSION_OF]->(w:Work) WHERE elementId(t) = element
MERGE (s)-[:VERSION_OF]->(w)
