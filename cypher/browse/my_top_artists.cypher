// Whom somebody plays most, each with the two tracks of theirs that they play most.
// Try user 'me', limit 10.
// params:  user: string, limit: integer
// returns: artist: string, plays: integer, tracks: integer, titles: list<string>,
//   picture: list<path>
MATCH (u:User {id: $user})-[l:LISTENED]->(t:Track {kind: 'music'})-[b:BY {role: 'main'}]->(a:Artist)
WHERE l.plays > 0
WITH u, l, t, b, a ORDER BY l.plays DESC, t.id
WITH u, a, sum(l.plays) AS plays, count(t) AS tracks, collect([l, t, b])[..2] AS most
ORDER BY plays DESC, a.id LIMIT $limit
CALL (u, a, most) {
  UNWIND most AS one
  WITH u, a, one[0] AS l, one[1] AS t, one[2] AS b
  MATCH p = (u)-[l]->(t)-[b]->(a)
  RETURN collect(t.title) AS titles, collect(p) AS picture
}
RETURN a.name AS artist, plays AS plays, tracks AS tracks, titles AS titles, picture AS picture
ORDER BY plays DESC, a.id
