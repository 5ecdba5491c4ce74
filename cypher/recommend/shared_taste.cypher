// What the people play most who share a user's rare tracks: from at most $seeds tracks with few
// listeners over at most $fan of these a track to the $peers nearest people (Adamic-Adar, by the
// root of how much they play), and at most $fan of their tracks each.
// Works that the user has heard, saved or was served in another week are left out. For a try:
// :params {user: 'me', week: '', seeds: 100, fan: 100, peers: 20, supernode: 20000, limit: 50}
// params:  user: string, week: string, seeds: integer, fan: integer, peers: integer,
//   supernode: integer, limit: integer
// returns: track: string, score: float, loved: list<string>, via: list<string>
MATCH (u:User {id: $user})
CALL (u) {
  MATCH (u)-[l:LISTENED]->(s:Track {kind: 'music'})
  WHERE l.plays > 0 AND l.plays >= l.skips AND s.listeners > 1 AND s.listeners <= $supernode
  RETURN s ORDER BY s.listeners, l.plays DESC, s.id LIMIT $seeds
}
CALL (u, s) {
  MATCH (s)<-[l:LISTENED]-(o:User)
  WHERE o <> u AND l.plays > 0 AND o.tracks <= $supernode
  RETURN o ORDER BY l.plays DESC, o.id LIMIT $fan
}
WITH u, o, s, 1 / log(1 + s.listeners) AS rarity ORDER BY s.listeners, s.id
WITH u, o, sum(rarity) / sqrt(o.tracks) AS closeness, collect(s.id)[..6] AS shared
ORDER BY closeness DESC, o.id
LIMIT $peers
CALL (o) {
  MATCH (o)-[l:LISTENED]->(t:Track {kind: 'music'})
  WHERE l.plays > 0 AND l.plays >= l.skips
  RETURN t, l.plays AS plays ORDER BY plays DESC, t.id LIMIT $fan
}
WITH u, t, o, shared, closeness * sqrt(sqrt(plays)) AS gain ORDER BY gain DESC, o.id
WITH u, t, sum(gain) AS score, head(collect(shared)) AS loved, head(collect(o.id)) AS peer
WITH u, collect([t, score, loved, [peer]]) AS found
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
