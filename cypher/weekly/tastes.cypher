// What users love (their $seeds most played and $seeds last played tracks, with plays) and every
// track of a work that they have heard, saved or were served in another week than the one given.
// params:  rows: list<list<string>>, seeds: integer
// returns: user: string, listens: integer, loved: list<list>, known: list<string>
UNWIND $rows AS row
MATCH (u:User {id: row[0]})
CALL (u) {
  CALL (u) {
    MATCH (u)-[l:LISTENED]->(s:Track {kind: 'music'})
    WHERE l.plays > 0 AND l.plays >= l.skips
    RETURN s, l.plays AS plays ORDER BY plays DESC, s.id LIMIT $seeds
    UNION
    MATCH (u)-[l:LISTENED]->(s:Track {kind: 'music'})
    WHERE l.plays > 0 AND l.plays >= l.skips AND l.last_at IS NOT NULL
    RETURN s, l.plays AS plays ORDER BY l.last_at DESC, s.id LIMIT $seeds
  }
  WITH s, plays ORDER BY plays DESC, s.id
  RETURN collect([s.id, plays]) AS loved
}
CALL (u, row) {
  CALL (u, row) {
    MATCH (u)-[:LISTENED|SAVED]->(k:Track)
    RETURN k
    UNION
    MATCH (u)-[:OWNS]->(p:Playlist)-[:CONTAINS]->(k:Track)
    WHERE p.week IS NULL OR p.week <> row[1]
    RETURN k
  }
  OPTIONAL MATCH (k)-[:VERSION_OF]->(:Work)<-[:VERSION_OF]-(v:Track)
  RETURN collect(DISTINCT k.id) + collect(DISTINCT v.id) AS known
}
RETURN u.id AS user, loved AS loved, known AS known,
  COUNT { (u)-[l:LISTENED]->(:Track) WHERE l.plays > 0 } AS listens
