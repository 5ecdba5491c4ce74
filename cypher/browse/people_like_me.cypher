// Who has the nearest taste to somebody's, over the rarest tracks that both play.
// Try user 'me', limit 10, shared 3.
// params:  user: string, limit: integer, shared: integer
// returns: person: string, similarity: float, titles: list<string>, picture: list<path>
MATCH (u:User {id: $user})
WITH u, COLLECT {
  MATCH (r:Run {kind: 'factors', current: true}) WHERE r.started_at IS NOT NULL RETURN r.id
} AS runs
MATCH (u)-[s:SIMILAR]->(o:User)
WHERE s.run IN runs
WITH u, s, o ORDER BY s.weight DESC, o.id LIMIT $limit
CALL (u, o) {
  MATCH p = (u)-[mine:LISTENED]->(t:Track)<-[theirs:LISTENED]-(o)
  WHERE mine.plays > 0 AND theirs.plays > 0
  WITH p, t ORDER BY t.listeners, t.id LIMIT $shared
  RETURN collect(t.title) AS titles, collect(p) AS picture
}
RETURN o.name AS person, s.weight AS similarity, titles AS titles, picture AS picture
ORDER BY similarity DESC, o.id
