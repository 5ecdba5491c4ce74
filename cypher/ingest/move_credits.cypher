// Artists of tracks that turn out to be another are artists of that one.
// params:  absorbed: list<string>, survivor: string
MATCH (s:Track) WHERE elementId(s) = $survivor
UNWIND $absorbed AS element
MATCH (t:Track)-[old:BY]->(a:Artist) WHERE elementId(t) = element
MERGE (s)-[new:BY]->(a)
SET new.role = CASE WHEN 'main' IN [new.role, old.role] THEN 'main' ELSE old.role END
