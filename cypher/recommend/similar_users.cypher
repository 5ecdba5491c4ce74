// The people whose taste is nearest to a user's by the current run, and how many tracks both play.
// params:  user: string, limit: integer
// returns: user: string, name: string, score: float, shared: integer
MATCH (u:User {id: $user})
WITH u, COLLECT {
  MATCH (r:Run {kind: 'factors', current: true}) WHERE r.started_at IS NOT NULL RETURN r.id
} AS runs
MATCH (u)-[s:SIMILAR]->(o:User)
WHERE s.run IN runs
WITH u, o, s.weight AS score ORDER BY score DESC, o.id LIMIT $limit
CALL (u, o) {
  MATCH (u)-[mine:LISTENED]->(t:Track)
  WHERE mine.plays > 0
  MATCH (t)<-[theirs:LISTENED]-(o)
  WHERE theirs.plays > 0
  RETURN count(t) AS shared
}
RETURN o.id AS user, coalesce(o.name, o.id) AS name, score AS score, shared AS shared
ORDER BY score DESC, user
