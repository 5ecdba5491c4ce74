// The most heard tracks of artists related to those whom a user plays most: from the $artists
// artists with most plays among at most $seeds most played and $seeds last played tracks, over
// RELATED edges of the current run, to at most $fan tracks an artist.
// Works that the user has heard, saved or was served in another week are left out. For a try:
// :params {user: 'me', week: '', seeds: 100, artists: 20, fan: 10, limit: 50}
// params:  user: string, week: string, seeds: integer, artists: integer, fan: integer,
//   limit: integer
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
  WHERE l.plays > 0 AND l.plays >= l.skips AND l.last_at IS NOT NULL
  RETURN s, l.plays AS plays ORDER BY l.last_at DESC, s.id LIMIT $seeds
}
MATCH (s)-[:BY {role: 'main'}]->(a:Artist)
WITH u, runs, a, s, plays ORDER BY plays DESC, s.id
WITH u, runs, a, sqrt(sum(plays)) AS plays, collect(s.id)[..6] AS loved
ORDER BY plays DESC, a.id
LIMIT $artists
MATCH (a)-[r:RELATED]->(b:Artist)
WHERE r.run IN runs
WITH u, b, a, loved, plays * r.weight AS gain ORDER BY gain DESC, a.id
WITH u, b, sum(gain) AS closeness, head(collect(loved)) AS loved, head(collect(a.id)) AS near
CALL (b) {
  MATCH (b)<-[:BY {role: 'main'}]-(t:Track {kind: 'music'})
  RETURN t ORDER BY t.listeners DESC, t.id LIMIT $fan
}
WITH u, t, b, closeness, loved, near ORDER BY closeness DESC, b.id
WITH u, t, sum(closeness) * log(2 + t.listeners) AS score, head(collect([loved, near, b.id])) AS by
WITH u, collect([t, score, by[0], by[1..]]) AS found
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
WITH f[0] AS t, f[1] AS score, f[2] AS loved, f[3] AS via, known, works ORDER BY score DESC, t.id
WHERE NOT t IN known AND NOT EXISTS { (t)-[:VERSION_OF]->(w:Work) WHERE w IN works }
RETURN t.id AS track, score AS score, loved AS loved, via AS via
ORDER BY score DESC, track
LIMIT $limit
