// Who saved tracks that turn out to be another has saved that one.
// params:  absorbed: list<string>, survivor: string
MATCH (s:Track) WHERE elementId(s) = $survivor
UNWIND $absorbed AS element
MATCH (u:User)-[old:SAVED]->(t:Track) WHERE elementId(t) = element
MERGE (u)-[new:SAVED]->(s)
SET new.at = CASE WHEN new.at < old.at THEN new.at ELSE coalesce(old.at, new.at) END
