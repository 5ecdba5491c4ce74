// Which of a user's most played and last played tracks lead to a track: by an edge of the current
// run, then by playlists that hold both, then by having the same artist.
// params:  user: string, track: string, seeds: integer, limit: integer
// returns: loved: string, weight: float, playlists: integer, artist: string
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
MATCH (t:Track {id: $track})
WITH s, t, runs, plays WHERE s <> t
OPTIONAL MATCH (s)-[c:CO_LISTENED]->(t) WHERE c.run IN runs
WITH s, t, plays, coalesce(c.weight, 0.0) AS weight,
  COUNT { (s)<-[:CONTAINS]-(p:Playlist)-[:CONTAINS]->(t) WHERE p.kind <> 'weekly' } AS playlists,
  COLLECT {
    MATCH (s)-[:BY {role: 'main'}]->(a:Artist)<-[:BY {role: 'main'}]-(t) RETURN a.id ORDER BY a.id
  } AS artists
WHERE weight > 0 OR playlists > 0 OR size(artists) > 0
RETURN s.id AS loved, weight AS weight, playlists AS playlists, artists[0] AS artist
ORDER BY weight DESC, playlists DESC, plays DESC, loved
LIMIT $limit
