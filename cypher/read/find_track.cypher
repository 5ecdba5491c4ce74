// The track that has an id or one of some aliases, as people would name it.
// params:  id: string, aliases: list<string>
// returns: id: string, title: string, artist: string
CALL () {
  MATCH (t:Track {id: $id})
  RETURN t, 0 AS rank
  UNION
  UNWIND range(0, size($aliases) - 1) AS rank
  MATCH (:Alias {id: $aliases[rank]})-[:NAMES]->(t:Track)
  RETURN t, rank
}
OPTIONAL MATCH (t)-[:BY {role: 'main'}]->(a:Artist)
WITH t, min(rank) AS rank, min(a.name) AS artist
RETURN t.id AS id, t.title AS title, artist AS artist
ORDER BY rank, id
LIMIT 1
