// Which tracks of somebody's past weeks they have played since. Try user 'me'.
// params:  user: string
// returns: week: string, served: integer, played: integer, skipped: integer, titles: list<string>,
//   picture: list<path>
MATCH (u:User {id: $user})-[:OWNS]->(w:Playlist {kind: 'weekly'})
CALL (u, w) {
  MATCH (w)-[c:CONTAINS]->(t:Track)
  OPTIONAL MATCH p = (u)-[l:LISTENED]->(t)
  WITH c, t, l, p ORDER BY c.position
  RETURN count(t) AS served, count(CASE WHEN l.plays > 0 THEN 1 END) AS played,
    count(CASE WHEN l.plays = 0 THEN 1 END) AS skipped,
    collect(CASE WHEN l.plays > 0 THEN t.title END) AS titles, collect(p) AS picture
}
RETURN w.week AS week, served AS served, played AS played, skipped AS skipped, titles AS titles,
  picture AS picture
ORDER BY week DESC
