// What each user listens to, saved, and has in playlists of their own: one row a user.
// A track stands in `listed` once for each of the playlists that hold it.
// returns: user: string, heard: list<string>, plays: list<integer>, saved: list<string>,
//   listed: list<string>
MATCH (u:User)
WHERE u.id IS NOT NULL
CALL (u) {
  MATCH (u)-[l:LISTENED]->(t)
  WHERE l.plays > 0
  RETURN collect(t.id) AS heard, collect(l.plays) AS plays
}
CALL (u) {
  MATCH (u)-[:SAVED]->(t)
  RETURN collect(t.id) AS saved
}
CALL (u) {
  MATCH (u)-[:OWNS]->(p:Playlist {kind: 'user'})-[:CONTAINS]->(t)
  WITH DISTINCT p, t
  RETURN collect(t.id) AS listed
}
RETURN u.id AS user, heard AS heard, plays AS plays, saved AS saved, listed AS listed
