// The tracks nearest to one in the taste map, by the vector index (whose own scores
// are rounded). Try limit 15 and, for track, an
// id as `discograph show` prints it.
// params:  track: string, limit: integer
// returns: title: string, artist: string, cosine: float, picture: node
MATCH (t:Track {id: $track})
WHERE t.als IS NOT NULL
CALL db.index.vector.queryNodes('track_als', $limit + 1, t.als) YIELD node
WITH t, node AS o
WHERE o <> t
WITH o, 2 * vector.similarity.cosine(t.als, o.als) - 1 AS cosine, COLLECT {
  MATCH (o)-[:BY {role: 'main'}]->(a:Artist) RETURN a.name ORDER BY a.name
} AS artists
RETURN o.title AS title, artists[0] AS artist, cosine AS cosine, o AS picture
ORDER BY cosine DESC, o.id
LIMIT $limit
