// The people of this house, those who play most first, and what of theirs a guide begins with: of
// the newest week the track with the longest way from what they love, and its artist; the artists
// whom they play most, those that pages describe first.
// params:  limit: integer
// returns: user: string, track: string?, served: string?, artists: list<string>
MATCH (u:User {local: true})
WITH u ORDER BY u.tracks DESC, u.id LIMIT $limit
CALL (u) {
  OPTIONAL MATCH (u)-[:OWNS]->(w:Playlist {kind: 'weekly'})
  RETURN w ORDER BY w.week DESC, w.id LIMIT 1
}
CALL (w) {
  OPTIONAL MATCH (w)-[c:CONTAINS]->(t:Track)
  RETURN t ORDER BY coalesce(size(c.path), 0) DESC, c.position LIMIT 1
}
CALL (u) {
  MATCH (u)-[l:LISTENED]->(:Track {kind: 'music'})-[:BY {role: 'main'}]->(a:Artist)
  WHERE l.plays > 0
  WITH a, sum(l.plays) AS plays ORDER BY plays DESC, a.id LIMIT 10
  WITH a, plays ORDER BY a.terms_run IS NULL, plays DESC, a.id
  RETURN collect(a.name) AS artists
}
RETURN u.id AS user, t.id AS track,
  head(COLLECT { MATCH (t)-[:BY {role: 'main'}]->(a:Artist) RETURN a.name ORDER BY a.id }) AS served,
  artists AS artists
