// Tracks that stand in others' playlists next to what a user plays: from at most $seeds most played
// and $seeds last played tracks to the $lists playlists that hold most of them for their length,
// and a track's score is the sum of what these playlists share with the user.
// Works that the user has heard, saved or was served in another week are left out. For a try:
// :params {user: 'me', week: '', seeds: 100, lists: 10, longest: 1000, limit: 50}
// params:  user: string, week: string, seeds: integer, lists: integer, longest: integer,
//   limit: integer
// returns: track: string, score: float, loved: list<string>, via: list<string>
MATCH (u:User {id: $user})
CALL (u) {
  MATCH (u)-[l:LISTENED]->(s:Track {kind: 'music'})
  WHERE l.plays > 0 AND l.plays >= l.skips
  RETURN s, l.plays AS plays ORDER BY plays DESC, s.id LIMIT $seeds
  UNION
  MATCH (u)-[l:LISTENED]->(s:Track {kind: 'music'})
  WHERE l.plays > 0 AND l.plays >= l.skips AND l.last_at IS NOT NULL
  RETURN s, l.plays AS plays ORDER BY l.last_at DESC, s.id LIMIT $seeds
}
MATCH (s)<-[:CONTAINS]-(p:Playlist)
WHERE p.kind <> 'weekly'
WITH u, p, s ORDER BY plays DESC, s.id
WITH u, p, collect(s.id) AS shared, COUNT { (p)-[:CONTAINS]->() } AS length
WHERE length <= $longest AND NOT EXISTS { (u)-[:OWNS]->(p) }
WITH u, p, shared, size(shared) / sqrt(length) AS closeness ORDER BY closeness DESC, p.id
LIMIT $lists
MATCH (p)-[:CONTAINS]->(t:Track {kind: 'music'})
WITH u, t, p, shared, closeness ORDER BY closeness DESC, p.id
WITH u, t, sum(closeness) AS score, head(collect(shared)) AS loved, collect(p.id)[..1] AS via
WITH u, collect([t, score, loved[..6], via]) AS found
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
