// Tracks whose listeners also play what a user plays most and played last: each of these seeds
// gives the fourth root of its plays times the weight of its CO_LISTENED edge of the current run.
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
  RETURN s, l.plays AS plays ORDER BY plays DESC, s.id LIMIT $seeds
  UNION
  MATCH (u)-[l:LISTENED]->(s:Track {kind: 'music'})
  WHERE l.plays > 0 AND l.plays >= l.skips
  RETURN s, l.plays AS plays ORDER BY coalesce(l.last_at, 0) DESC, s.id LIMIT $seeds
}
WITH u, runs, s, s.id AS seed, sqrt(sqrt(plays)) AS weight
MATCH (s)-[c:CO_LISTENED]->(t)
WHERE c.run IN runs
WITH u, t, seed, weight * c.weight AS gain ORDER BY gain DESC, seed
WITH u, t, sum(gain) AS score, collect(seed)[..3] AS loved
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
