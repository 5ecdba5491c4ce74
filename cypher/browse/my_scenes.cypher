// The artists whom somebody plays most, each with the two of them most related to it: scenes show
// as clusters.
// Try user 'me', limit 40.
// params:  user: string, limit: integer
// returns: artist: string, plays: integer, related_to: list<string>, picture: list<path>
MATCH (u:User {id: $user})
WITH u, COLLECT {
  MATCH (r:Run {kind: 'factors', current: true}) WHERE r.started_at IS NOT NULL RETURN r.id
} AS runs
MATCH (u)-[l:LISTENED]->(:Track {kind: 'music'})-[:BY {role: 'main'}]->(a:Artist)
WHERE l.plays > 0
WITH runs, a, sum(l.plays) AS plays ORDER BY plays DESC, a.id LIMIT $limit
WITH runs, collect([a, plays]) AS top, collect(a) AS artists
UNWIND top AS pair
WITH runs, artists, pair[0] AS a, pair[1] AS plays
CALL (a, artists, runs) {
  MATCH p = (a)-[r:RELATED]->(b:Artist)
  WHERE r.run IN runs AND b IN artists
  WITH p, r, b ORDER BY r.weight DESC, b.id LIMIT 2
  RETURN collect(b.name) AS related_to, collect(p) AS picture
}
RETURN a.name AS artist, plays AS plays, related_to AS related_to, picture AS picture
ORDER BY plays DESC, a.id
