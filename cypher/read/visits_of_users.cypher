// Which artists' pages users opened, and how often: one row a user who opened any.
// returns: user: string, artists: list<string>, visits: list<integer>
MATCH (u:User)
WHERE u.id IS NOT NULL
CALL (u) {
  MATCH (u)-[v:VISITED]->(a)
  WHERE v.visits > 0
  RETURN collect(a.id) AS artists, collect(v.visits) AS visits
}
WITH u, artists, visits
WHERE size(artists) > 0
RETURN u.id AS user, artists AS artists, visits AS visits
