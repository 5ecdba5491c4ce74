// Every piece of music by title, with its first main artist and its name aliases.
// returns: id: string, title: string, artist: string, aliases: list<string>
MATCH (t:Track)
WHERE t.id IS NOT NULL AND t.kind = 'music' AND t.title IS NOT NULL
WITH t, COLLECT { MATCH (t)-[:BY {role: 'main'}]->(a:Artist) RETURN a.id ORDER BY a.id } AS artists,
  COLLECT {
    MATCH (t)<-[:NAMES]-(x:Alias) WHERE x.id STARTS WITH 'name:' RETURN x.id ORDER BY x.id
  } AS aliases
RETURN t.id AS id, t.title AS title, artists[0] AS artist, aliases AS aliases
ORDER BY id
