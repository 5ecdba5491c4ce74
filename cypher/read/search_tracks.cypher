// Tracks whose title has the words of a Lucene query, best first.
// params:  text: string, limit: integer
// returns: id: string, title: string, artist: string
CALL db.index.fulltext.queryNodes('names', $text, {limit: 100}) YIELD node, score
WITH node AS t, score
WHERE t:Track
OPTIONAL MATCH (t)-[:BY {role: 'main'}]->(a:Artist)
WITH t, score, min(a.name) AS artist
RETURN t.id AS id, t.title AS title, artist AS artist
ORDER BY score DESC, t.listeners DESC, id
LIMIT $limit
