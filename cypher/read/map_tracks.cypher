// Every piece of music with its first main artist and how many people play it.
// returns: id: string, title: string, artist: string, name: string, listeners: integer
MATCH (t:Track)
WHERE t.id IS NOT NULL AND t.kind = 'music'
WITH t, COLLECT { MATCH (t)-[:BY {role: 'main'}]->(a:Artist) RETURN a ORDER BY a.name, a.id }[0] AS a
RETURN t.id AS id, t.title AS title, a.id AS artist, a.name AS name,
  coalesce(t.listeners, 0) AS listeners
ORDER BY id
