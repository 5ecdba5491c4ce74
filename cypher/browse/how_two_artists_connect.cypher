// How two artists hang together: over related artists, and over the people who play both.
// Try one 'Radiohead', other 'Björk'.
// params:  one: string, other: string
// returns: one: string, other: string, over: list<string>, listeners: integer, picture: list<path>
CALL () {
  CALL () {
    MATCH (a:Artist {name: $one}) RETURN a
    UNION
    WITH '"' + replace(replace($one, '"', ' '), '\\', ' ') + '"' AS phrase
    CALL db.index.fulltext.queryNodes('names', phrase, {limit: 1000}) YIELD node
    WITH node AS a WHERE a:Artist AND toLower(a.name) = toLower($one)
    RETURN a
  }
  RETURN a ORDER BY a.listeners DESC, a.id LIMIT 1
}
CALL (a) {
  CALL () {
    MATCH (b:Artist {name: $other}) RETURN b
    UNION
    WITH '"' + replace(replace($other, '"', ' '), '\\', ' ') + '"' AS phrase
    CALL db.index.fulltext.queryNodes('names', phrase, {limit: 1000}) YIELD node
    WITH node AS b WHERE b:Artist AND toLower(b.name) = toLower($other)
    RETURN b
  }
  WITH a, b WHERE b <> a
  RETURN b ORDER BY b.listeners DESC, b.id LIMIT 1
}
WITH a, b, COLLECT {
  MATCH (r:Run {kind: 'factors', current: true}) WHERE r.started_at IS NOT NULL RETURN r.id
} AS runs
OPTIONAL MATCH way = shortestPath((a)-[related:RELATED*..5]-(b))
WHERE all(r IN related WHERE r.run IN runs)
CALL (a, b) {
  MATCH (a)<-[:BY]-(s:Track)
  WITH b, s ORDER BY s.listeners DESC, s.id LIMIT 20
  MATCH first = (s)<-[l:LISTENED]-(o:User)
  WHERE l.plays > 0
  WITH b, o, head(collect(first)) AS first, sum(l.plays) AS plays
  MATCH second = (o)-[m:LISTENED]->(t:Track)-[:BY]->(b)
  WHERE m.plays > 0
  WITH o, first, head(collect(second)) AS second, plays ORDER BY plays DESC, o.id
  RETURN count(o) AS listeners, collect(first)[..5] + collect(second)[..5] AS people
}
RETURN a.name AS one, b.name AS other, [n IN coalesce(nodes(way)[1..-1], []) | n.name] AS over,
  listeners AS listeners, people + CASE WHEN way IS NULL THEN [] ELSE [way] END AS picture
