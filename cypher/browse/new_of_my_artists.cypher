// The most heard tracks that somebody does not know, of the artists whom they play most.
// Try user 'me', limit 25.
// params:  user: string, limit: integer
// returns: title: string, artist: string, listeners: integer, plays_of_artist: integer,
//   picture: path
MATCH (u:User {id: $user})-[l:LISTENED]->(:Track {kind: 'music'})-[:BY {role: 'main'}]->(a:Artist)
WHERE l.plays > 0
WITH u, a, sum(l.plays) AS plays ORDER BY plays DESC, a.id LIMIT 25
CALL (u, a) {
  MATCH p = (a)<-[:BY {role: 'main'}]-(t:Track {kind: 'music'})
  WHERE NOT EXISTS { (t)-[:VERSION_OF]->(:Work)<-[:VERSION_OF]-(:Track)<-[:LISTENED|SAVED]-(u) }
    AND NOT EXISTS { (t)<-[:LISTENED|SAVED]-(u) }
  RETURN p, t ORDER BY t.listeners DESC, t.id LIMIT 5
}
RETURN t.title AS title, a.name AS artist, t.listeners AS listeners, plays AS plays_of_artist,
  p AS picture
ORDER BY listeners DESC, plays_of_artist DESC, t.id
LIMIT $limit
