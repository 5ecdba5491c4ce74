// What leads from somebody's loved tracks to the first ones of their week.
// Try user 'me', week '' for the newest, limit 10.
// params:  user: string, week: string, limit: integer
// returns: position: integer, title: string, artist: string, reason: string, picture: list<path>
MATCH (u:User {id: $user})
CALL (u) {
  MATCH (u)-[:OWNS]->(w:Playlist {kind: 'weekly'})
  WHERE $week IN ['', w.week]
  RETURN w ORDER BY w.week DESC, w.id LIMIT 1
}
MATCH (w)-[c:CONTAINS]->(t:Track)
WITH u, w, c, t ORDER BY c.position LIMIT $limit
MATCH served = (u)-[:OWNS]->(w)-[c]->(t)
CALL (c) {
  UNWIND c.path AS id
  CALL (id) {
    MATCH (n:User {id: id}) RETURN n
    UNION MATCH (n:Track {id: id}) RETURN n
    UNION MATCH (n:Playlist {id: id}) RETURN n
    UNION MATCH (n:Artist {id: id}) RETURN n
    UNION MATCH (n:Term {id: id}) RETURN n
  }
  WITH collect(n) AS nodes
  UNWIND range(0, size(nodes) - 2) AS at
  WITH nodes[at] AS n, nodes[at + 1] AS m
  MATCH p = (n)-[r:LISTENED|CONTAINS|BY|RELATED|CO_LISTENED|DESCRIBED_BY]-(m)
  WHERE startNode(r) = n OR NOT EXISTS { (n)-[:RELATED|CO_LISTENED]->(m) }
  RETURN collect(p) AS steps
}
RETURN c.position AS position, t.title AS title,
  head(COLLECT { MATCH (t)-[:BY {role: 'main'}]->(a:Artist) RETURN a.name ORDER BY a.name }) AS artist,
  c.reason AS reason, [served] + steps AS picture
ORDER BY position
