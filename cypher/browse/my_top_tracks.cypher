// What somebody plays most. Try user 'me', limit 25.
// params:  user: string, limit: integer
// returns: title: string, artist: string, plays: integer, skips: integer, picture: path
MATCH (u:User {id: $user})-[l:LISTENED]->(t:Track {kind: 'music'})
WHERE l.plays > 0
WITH u, l, t ORDER BY l.plays DESC, t.id LIMIT $limit
MATCH heard = (u)-[l]->(t)
CALL (t) {
  OPTIONAL MATCH by = (t)-[:BY {role: 'main'}]->(a:Artist)
  RETURN a, by ORDER BY a.name, a.id LIMIT 1
}
RETURN t.title AS title, a.name AS artist, l.plays AS plays, l.skips AS skips,
  coalesce(by, heard) AS picture
ORDER BY plays DESC, t.id
