// What music a user plays or saved, and how often they played it.
// params:  user: string
// returns: id: string, plays: integer
MATCH (u:User {id: $user})
CALL (u) {
  MATCH (u)-[l:LISTENED]->(t:Track {kind: 'music'}) WHERE l.plays > 0 RETURN t
  UNION
  MATCH (u)-[:SAVED]->(t:Track {kind: 'music'}) RETURN t
}
OPTIONAL MATCH (u)-[l:LISTENED]->(t)
RETURN t.id AS id, coalesce(l.plays, 0) AS plays
ORDER BY id
