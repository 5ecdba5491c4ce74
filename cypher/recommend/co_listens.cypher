// Tracks whose listeners also play what a user plays most and played last: a track's score is the
// sum of the weights of CO_LISTENED edges of the current run that lead from these seeds to it.
// Works that the user has heard, saved or was served in another week are left out. For a try:
// :params {user: 'me', week: '', seeds: 100, limit: 50}
// params:  user: string, week: string, seeds: integer, limit: integer
// returns: track: string, score: float, loved: list<string>, via: list<string>
MATCH (u:User {id: $user})
WITH u, COLLECT {
  MATCH (r:Run {kind: 'factors', current: true}) WHERE r.started_at IS NOT NULL RETURN r.id
} AS runs
CALL (u) {
  MATCH (u)-[l:LISTENED]->(s:Track {kind: 'music'})
  WHERE l.plays > 0 AND l.plays >= l.skips
  RETURN s ORDER BY l.plays DESC, s.id LIMIT $seeds
  UNION
  MATCH (u)-[l:LISTENED]->(s:Track {kind: 'music'})
  WHERE l.plays > 0 AND l.plays >= l.skips AND l.last_at IS NOT NULL
  RETURN s ORDER BY l.last_at DESC, s.id LIMIT $seeds
}
WITH u, runs, s, s.id AS seed
MATCH (s)-[c:CO_LISTENED]->(t)
WHERE c.run IN runs
WITH u, t, seed, c.weight AS gain ORDER BY gain DESC, seed
WITH u, t, sum(gain) AS score, collect(seed)[..6] AS loved
WHERE t.kind = 'music'
WITH u, collect([t, score, loved]) AS found
CALL (u) {
  MATCH (u)-[:LISTENED|SAVED]->(k:Track)
  RETURN k
  UNION
  MATCH (u)-[:OWNS]->(p:Playlist)-[:CONTAINS]->(k:Track)
  WHERE p.week IS NULL OR p.week <> $week
  RETURN k
}
OPTIONAL MATCH (k)-[:VERSION_OF]->(w:Work)
WITH found, collect(DISTINCT k) AS known, collect(DISTINCT w) AS works
UNWIND found AS f
WITH f[0] AS t, f[1] AS score, f[2] AS loved, known, works ORDER BY score DESC, t.id
WHERE NOT t IN known AND NOT EXISTS { (t)-[:VERSION_OF]->(w:Work) WHERE w IN works }
RETURN t.id AS track, score AS score, loved AS loved, [] AS via
ORDER BY score DESC, track
LIMIT $limit
