// Why a track stands in somebody's week: from the person over what they love to the track.
// Try user 'me' and, for track, an id as `discograph show` prints it.
// params:  user: string, track: string
// returns: week: string, title: string, reason: string, picture: list<path>
MATCH (u:User {id: $user})
CALL (u) {
  MATCH (u)-[:OWNS]->(w:Playlist {kind: 'weekly'})-[c:CONTAINS]->(t:Track {id: $track})
  RETURN w, c, t ORDER BY w.week DESC, w.id LIMIT 1
}
WITH u, t, w, c, COLLECT {
  MATCH (r:Run {kind: 'factors', current: true}) WHERE r.started_at IS NOT NULL RETURN r.id
} AS runs
CALL (u, t, w) {
  MATCH p = (u)-[:OWNS]->(w)-[:CONTAINS]->(t)
  RETURN collect(p) AS served
}
CALL (u, t, c, runs) {
  UNWIND c.loved AS id
  MATCH (s:Track {id: id})
  MATCH loves = (u)-[:LISTENED]->(s)
  OPTIONAL MATCH leads = (s)-[e:CO_LISTENED]->(t)
  WHERE e.run IN runs
  RETURN collect(loves) + collect(leads) AS direct
}
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
RETURN w.week AS week, t.title AS title, c.reason AS reason, served + direct + steps AS picture
