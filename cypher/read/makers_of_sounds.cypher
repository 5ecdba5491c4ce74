// Who made each track that lies somewhere as a file (the first of several, by id), and how many
// people play it.
// returns: id: string, artist: string, listeners: integer
MATCH (t:Track)
WHERE t.sound IS NOT NULL
RETURN t.id AS id,
  head(COLLECT { MATCH (t)-[:BY {role: 'main'}]->(a:Artist) RETURN a.id ORDER BY a.id }) AS artist,
  coalesce(t.listeners, 0) AS listeners
