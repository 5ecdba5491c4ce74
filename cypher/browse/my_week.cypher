// Somebody's week as it was published, with its reasons. Try user 'me', week '' for the newest.
// params:  user: string, week: string
// returns: position: integer, title: string, artist: string, reason: string, picture: path
MATCH (u:User {id: $user})
CALL (u) {
  MATCH (u)-[:OWNS]->(w:Playlist {kind: 'weekly'})
  WHERE $week IN ['', w.week]
  RETURN w ORDER BY w.week DESC, w.id LIMIT 1
}
MATCH picture = (u)-[:OWNS]->(w)-[c:CONTAINS]->(t:Track)
WITH c, t, picture, COLLECT {
  MATCH (t)-[:BY {role: 'main'}]->(a:Artist) RETURN a.name ORDER BY a.name
} AS artists
RETURN c.position AS position, t.title AS title, artists[0] AS artist, c.reason AS reason,
  picture AS picture
ORDER BY position
