// What somebody loves and hardly anybody else plays, with those who do. Try user 'me', limit 15.
// params:  user: string, limit: integer
// returns: title: string, artist: string, plays: integer, listeners: integer, picture: list<path>
MATCH (u:User {id: $user})-[l:LISTENED]->(t:Track {kind: 'music'})
WHERE l.plays > 1
WITH l, t ORDER BY t.listeners, l.plays DESC, t.id LIMIT $limit
CALL (t) {
  MATCH p = (t)<-[o:LISTENED]-(:User)
  WHERE o.plays > 0
  WITH p, o ORDER BY o.plays DESC, elementId(o) LIMIT 10
  RETURN collect(p) AS picture
}
WITH l, t, picture, COLLECT {
  MATCH (t)-[:BY {role: 'main'}]->(a:Artist) RETURN a.name ORDER BY a.name
} AS artists
RETURN t.title AS title, artists[0] AS artist, l.plays AS plays, t.listeners AS listeners,
  picture AS picture
ORDER BY listeners, plays DESC, t.id
