// The nodes around a user: what they play most and saved last, their newest playlists and what
// those begin with, the artists of all these and those whose pages they open, people of near taste.
// params:  user: string, tracks: integer, playlists: integer, people: integer
// returns: handle: string, label: string, id: string, title: string
MATCH (u:User {id: $user})
WITH u, COLLECT {
  MATCH (r:Run {kind: 'factors', current: true}) WHERE r.started_at IS NOT NULL RETURN r.id
} AS runs
WITH u, COLLECT {
  MATCH (u)-[l:LISTENED]->(t:Track)
  WHERE l.plays > 0
  RETURN t ORDER BY l.plays DESC, t.id LIMIT $tracks
} + COLLECT {
  MATCH (u)-[s:SAVED]->(t:Track)
  RETURN t ORDER BY coalesce(s.at, 0) DESC, t.id LIMIT $tracks
} AS tracks, COLLECT {
  MATCH (u)-[:OWNS]->(p:Playlist)
  RETURN p ORDER BY coalesce(p.created_at, 0) DESC, p.id LIMIT $playlists
} AS playlists, COLLECT {
  MATCH (u)-[s:SIMILAR]->(o:User)
  WHERE s.run IN runs
  RETURN o ORDER BY s.weight DESC, o.id LIMIT $people
} AS people, COLLECT {
  MATCH (u)-[v:VISITED]->(a:Artist)
  RETURN a ORDER BY v.visits DESC, a.id LIMIT $tracks
} AS visited
WITH u, tracks, playlists, people, visited, COLLECT {
  UNWIND playlists AS p
  CALL (p) {
    MATCH (p)-[c:CONTAINS]->(t:Track)
    RETURN t ORDER BY c.position, t.id LIMIT $tracks
  }
  RETURN t
} AS listed
WITH u, tracks + listed AS tracks, playlists + people + visited AS others
WITH [u] + tracks + others + COLLECT {
  UNWIND tracks AS t
  MATCH (t)-[:BY]->(a:Artist)
  RETURN a
} AS nodes
UNWIND nodes AS n
WITH DISTINCT n
RETURN elementId(n) AS handle, labels(n)[0] AS label, n.id AS id, coalesce(n.title, n.name, n.id) AS title
ORDER BY label, id
