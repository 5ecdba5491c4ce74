// Playlists with tracks that turn out to be another contain that one.
// params:  absorbed: list<string>, survivor: string
MATCH (s:Track) WHERE elementId(s) = $survivor
UNWIND $absorbed AS element
MATCH (p:Playlist)-[old:CONTAINS]->(t:Track) WHERE elementId(t) = element
CREATE (p)-[new:CONTAINS]->(s)
SET new = properties(old)
