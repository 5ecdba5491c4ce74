// Artists whose name has the words of a Lucene query, best first.
// params:  text: string, limit: integer
// returns: id: string, name: string
CALL db.index.fulltext.queryNodes('names', $text, {limit: 100}) YIELD node, score
WITH node AS a, score
WHERE a:Artist
RETURN a.id AS id, a.name AS name
ORDER BY score DESC, a.listeners DESC, id
LIMIT $limit
